"""What publishing adds to an extract: names, origin and version of a document, findings on the manifest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pyarrow as pa

from pipeline.arrow import table
from pipeline.ledger import Entry
from pipeline.origin import disagreements
from pipeline.stamping import finding_rows
from schemas.context import Facts
from schemas.records import FindingRow
from schemas.spans import Span, row_id

MANIFEST_PLACE = Span(None, 0, 0, 0, "", locator="manifest")


def document_table(rows: pa.Table, entry: Entry) -> pa.Table:
    """A stored document row with names, version and origin; the manifest fills what is not printed."""
    (values,) = rows.to_pylist()
    values |= {
        "source_name": entry.names[0],
        "source_names": list(entry.names),
        "version": entry.summary.version,
    }
    origin = entry.origin
    if origin is not None:
        values["source_url"] = origin.url
        values["retrieved_at"] = origin.retrieved_at and datetime.fromisoformat(origin.retrieved_at)
        values["org_name"] = values["org_name"] or origin.organisation
        region = "region_code" if (origin.region or "").isdigit() else "region_name"
        values[region] = values[region] or origin.region
    return pa.Table.from_pylist([values], schema=rows.schema)


def joined_findings(entry: Entry) -> list[FindingRow]:
    """Findings that compare a document with its line of the manifest."""
    if entry.origin is None:
        return []
    facts = Facts(entry.doc_id, entry.summary.fiscal_year)
    found = finding_rows(disagreements(entry.origin, entry.summary), facts)
    return [
        replace(row, finding_id=row_id(entry.doc_id, "findings", MANIFEST_PLACE, ordinal))
        for ordinal, row in enumerate(found)
    ]


def finding_table(rows: pa.Table, entry: Entry) -> pa.Table:
    """The stored findings of a document after those of its manifest."""
    joined = joined_findings(entry)
    return pa.concat_tables([table("findings", joined), rows]) if joined else rows
