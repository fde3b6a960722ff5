"""What publishing adds to an extract: names, origin and version of a document, findings on the manifest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from pipeline.arrow import table
from pipeline.catalogue import organisation_id
from pipeline.entry import Entry
from pipeline.origin import disagreements
from pipeline.reissue import ALONE, Issue, issue_findings
from pipeline.stamping import finding_rows
from schemas.context import Facts
from schemas.records import FindingRow
from schemas.spans import Span, row_id

MANIFEST_PLACE = Span(None, 0, 0, 0, "", locator="manifest")
ISSUE_PLACE = Span(None, 0, 0, 0, "", locator="issue")


def document_table(rows: pa.Table, entry: Entry, issue: Issue) -> pa.Table:
    """A stored document row with names, version and origin; the manifest fills what is not printed."""
    values: dict[str, Any] = {
        "source_name": entry.names[0],
        "source_names": list(entry.names),
        "version": entry.summary.version,
        "supersedes": issue.supersedes,
        "superseded_by": issue.superseded_by,
    }
    printed = {name: rows[name][0].as_py() for name in ("org_name", "region_code", "region_name")}
    origin = entry.origin
    if origin is not None:
        values["source_url"] = origin.url
        values["retrieved_at"] = origin.retrieved_at and datetime.fromisoformat(origin.retrieved_at)
        region = "region_code" if (origin.region or "").isdigit() else "region_name"
        for name, told in (("org_name", origin.organisation), (region, origin.region)):
            printed[name] = values[name] = printed[name] or told
    if printed["org_name"]:
        values["org_id"] = organisation_id(printed["region_code"], printed["org_name"])
    columns = [
        pa.array([values[field.name]], field.type) if field.name in values else column
        for field, column in zip(rows.schema, rows.columns, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=rows.schema)


def joined_findings(entry: Entry, issue: Issue) -> list[FindingRow]:
    """Findings that compare a document with its line of the manifest and with its earlier issue."""
    if entry.origin is None and issue is ALONE:
        return []
    found = [(MANIFEST_PLACE, disagreements(entry.origin, entry.summary) if entry.origin else [])]
    found.append((ISSUE_PLACE, issue_findings(issue)))
    facts = Facts(entry.doc_id, entry.summary.fiscal_year)
    return [
        replace(row, finding_id=row_id(entry.doc_id, "findings", place, ordinal))
        for place, findings in found
        for ordinal, row in enumerate(finding_rows(findings, facts))
    ]


def finding_table(rows: pa.Table, entry: Entry, issue: Issue) -> pa.Table:
    """The stored findings of a document after those of its manifest and issue."""
    joined = joined_findings(entry, issue)
    return pa.concat_tables([table("findings", joined), rows]) if joined else rows
