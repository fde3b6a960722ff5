"""The last stage: a reading becomes an extract with its document row, places, provenance and findings."""

from __future__ import annotations

from extractors.about.kinds import names_table
from extractors.personal import Persons
from pipeline.account import unclaimed
from pipeline.contacts import contact_rows
from pipeline.displayed import all_displayed
from pipeline.extract import Extract, Options
from pipeline.fitting import bounded, fitted
from pipeline.reading import Reading
from pipeline.stamping import dataset_of, finding_rows, placed, provenance
from schemas.document import Document
from schemas.harvest import Finding, Sourced
from schemas.messages import message
from schemas.records import DocumentRow, Record
from schemas.spans import Text


def seal(reading: Reading, size: int, persons: Persons, options: Options) -> Extract:
    """The extract of a reading of `size` bytes; people and telephones are rows only on request."""
    about, reader = reading.about, reading.document.reader
    facts = about.context()
    harvested, unfit = fitted(reading.harvest.rows)
    findings = [*reading.harvest.findings, *unfit, *_own_findings(reading, persons)]
    document = _document_row(reading, size, findings)
    rows: dict[str, list[Record]] = {}
    printed: list[Record] = list(provenance(Sourced(document, about.sources), facts, reader))
    people = contact_rows(reading, persons) if options.contacts else []
    for sourced in (*harvested, *people):
        rows.setdefault(dataset_of(sourced.record), []).append(placed(sourced))
        printed.extend(provenance(sourced, facts, reader))
    rows["provenance"] = printed
    rows["findings"] = [bounded(row) for row in finding_rows(findings, facts)]
    shown = all_displayed(rows, reading.document.pages)
    return Extract(document, {name: tuple(found) for name, found in shown.items() if found})


def _document_row(reading: Reading, size: int, findings: list[Finding]) -> DocumentRow:
    about, document = reading.about, reading.document
    status = _status(reading, findings)
    return DocumentRow(
        doc_id=document.doc_id,
        fiscal_year=about.fiscal_year,
        source_name="",
        source_names=(),
        bytes=size,
        media_type=document.media_type,
        reader=document.reader,  # type: ignore[arg-type]  # readers name themselves in the contract's words
        page_count=document.page_count or None,
        kind=about.kind,
        kinds=about.kinds,
        scope=about.scope,
        org_name=about.org_name,
        org_code=about.org_code,
        province=about.province,
        region_code=about.region_code,
        region_name=about.region_name,
        is_draft=about.is_draft,
        amount_unit=about.amount_unit,
        status=status,  # type: ignore[arg-type]
        status_reason=_reason(status, findings),
        version="",
    )


def _own_findings(reading: Reading, persons: Persons) -> list[Finding]:
    found = []
    if not _recognised(reading):
        found.append(Finding("document.unrecognised", at=_first_print(reading.document)))
    elif not reading.tables and reading.about.kind != "other":
        rule = "document.no_tables" if names_table(reading.document) else "document.text_only"
        found.append(Finding(rule, at=_first_print(reading.document), found=reading.about.kind))
    if _recognised(reading):
        found += unclaimed(reading)
    found += [Finding(rule, at=_first_print(reading.document)) for rule in reading.document.notes]
    for remark in reading.document.remarks:
        told = (("count", remark.count),) if remark.count else ()
        found.append(Finding(remark.rule, found=remark.found, values=told))
    if persons.stretches:
        values = (("count", str(len(persons.stretches))),)
        found.append(Finding("personal.masked", at=persons.stretches[0], values=values))
    return found


def _recognised(reading: Reading) -> bool:
    """Whether any form, any row of data or an explanatory part tells a disclosure."""
    return any(table.region.form_id for table in reading.tables) or any(
        dataset_of(sourced.record) in ("budget_lines", "statements", "indicators", "goals", "projects")
        for sourced in reading.harvest.rows
    )


def _status(reading: Reading, findings: list[Finding]) -> str:
    if not _recognised(reading):
        return "unrecognised"
    return "partial" if any(message(finding.rule).partial for finding in findings) else "complete"


def _reason(status: str, findings: list[Finding]) -> str | None:
    """Why a document is not complete, in words: the rules that say so."""
    if status == "complete":
        return None
    if status == "unrecognised":
        return "no form, performance table or explanatory part found"
    return ", ".join(sorted({finding.rule for finding in findings if message(finding.rule).partial}))


def _first_print(document: Document) -> Text | None:
    return next((line.strip() for line in document.lines if not line.blank), None)
