"""From what extractors found to published rows: places, provenance and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from schemas.context import Facts
from schemas.harvest import Finding, Sourced
from schemas.messages import UNKNOWN, fill, message
from schemas.quickly import changed
from schemas.records import DATASETS, ID_COLUMNS, FindingRow, ProvenanceRow, Record
from schemas.spans import Span, Text, row_id

DATASET_OF = {record: name for name, record in DATASETS.items()}
IDENTITIES = {"documents": "doc_id"} | ID_COLUMNS
PLACELESS = Span(None, 0, 0, 0, "")
MASK = "█"


def dataset_of(record: Record) -> str:
    """The dataset that a record belongs to."""
    return DATASET_OF[type(record)]


def placed(sourced: Sourced[Record]) -> Record:
    """The record with page and lines of its first source, unless its extractor has set them."""
    record = sourced.record
    pieces = sourced.sources[0][1].pieces if sourced.sources else ()
    if not pieces or getattr(record, "line_start", 0) is not None:
        return record
    first, last = pieces[0], max(pieces, key=lambda piece: piece.place)
    place: dict[str, Any] = {"page": first.page, "line_start": first.line, "line_end": last.line}
    return changed(record, **place)


def provenance(sourced: Sourced[Record], facts: Facts, reader: str) -> Iterator[ProvenanceRow]:
    """One row per contiguous piece of print behind each field; a record without an id has no provenance."""
    record = sourced.record
    dataset = dataset_of(record)
    if dataset not in IDENTITIES:
        return
    identity = getattr(record, IDENTITIES[dataset])
    for field, text in sourced.sources:
        for part, piece in enumerate(contiguous(text)):
            yield ProvenanceRow(
                doc_id=facts.doc_id,
                fiscal_year=facts.fiscal_year,
                row_id=identity,
                dataset=dataset,
                field=field,
                part=part,
                page=piece.page,
                line_start=piece.line,
                line_end=piece.line,
                char_start=piece.start,
                char_end=piece.end,
                x0=piece.box.x0 if piece.box else None,
                top=piece.box.top if piece.box else None,
                x1=piece.box.x1 if piece.box else None,
                bottom=piece.box.bottom if piece.box else None,
                locator=piece.locator,
                source_text=piece.text if dataset != "contacts" else MASK * len(piece.text),
                reader=reader,
            )


def contiguous(text: Text) -> list[Span]:
    """The pieces of a text; neighbours that touch on one line are one piece."""
    pieces: list[Span] = []
    for piece in text:
        if not piece.text:
            continue
        last = pieces[-1] if pieces else None
        if last and last.box is None and piece.box is None and _touch(last, piece):
            pieces[-1] = replace(last, end=piece.end, text=last.text + piece.text)
        else:
            pieces.append(piece)
    return pieces


def _touch(last: Span, piece: Span) -> bool:
    here, there = (last.page, last.line, last.locator), (piece.page, piece.line, piece.locator)
    return here == there and last.end == piece.start


def finding_rows(findings: Iterable[Finding], facts: Facts) -> list[FindingRow]:
    """Findings with their texts; several at one place are told apart by their order."""
    seen: Counter[tuple[int, int, int]] = Counter()
    rows = []
    for finding in findings:
        pieces = [piece for piece in finding.at or () if piece.text] or [PLACELESS]
        place = pieces[0].place
        rows.append(_finding_row(finding, facts, pieces, seen[place]))
        seen[place] += 1
    return rows


def _finding_row(finding: Finding, facts: Facts, pieces: list[Span], ordinal: int) -> FindingRow:
    texts = message(finding.rule)
    first = pieces[0]
    unknown = first is PLACELESS
    values = {
        "expected": finding.expected if finding.expected is not None else UNKNOWN,
        "found": finding.found if finding.found is not None else UNKNOWN,
        "residual": UNKNOWN if finding.residual is None else str(finding.residual),
        "page": UNKNOWN if first.page is None else str(first.page),
        "line": UNKNOWN if unknown else str(first.line),
        **dict(finding.values),
    }
    return FindingRow(
        doc_id=facts.doc_id,
        fiscal_year=facts.fiscal_year,
        finding_id=row_id(facts.doc_id, "findings", first, ordinal),
        rule=finding.rule,
        severity=finding.severity or texts.severity,  # type: ignore[arg-type]  # checked when messages load
        cause=finding.cause or texts.cause,  # type: ignore[arg-type]
        message=fill(texts.en, values),
        message_zh=fill(texts.zh, values),
        expected=finding.expected,
        found=finding.found,
        residual=finding.residual,
        row_ids=finding.row_ids,
        page=first.page,
        line_start=None if unknown else first.line,
        line_end=None if unknown else max(piece.place for piece in pieces)[1],
    )
