"""What recognition of pictures means for published amounts: their confidence, and flags on those that nothing supports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from schemas.document import Document, Line
from schemas.harvest import Finding, Harvest, Sourced
from schemas.records import BudgetLine, IndicatorRow, ProjectRow, Record, StatementRow
from schemas.spans import Text

SURE = 0.7
SUPPORTED = frozenset({"proved", "consistent"})
LONGEST = 60  # characters of a text that are told
THOUSANDTH = Decimal("0.001")


def weigh_recognised(document: Document, harvest: Harvest) -> Harvest:
    """The harvest with `confidence` on amounts that were recognised; an unsure one that no identity supports is flagged.

    Unsure digits of other rows are told.
    """
    if not any(run.confidence is not None for line in document.lines for run in line.runs):
        return harvest
    lines = {(line.page, line.number): line for line in document.lines}
    rows: list[Sourced[Record]] = []
    findings: list[Finding] = []
    for row in harvest.rows:
        if isinstance(row.record, BudgetLine):
            weighed, finding = _weighed(row.record, dict(row.sources).get("amount_raw"), lines)
            row = replace(row, record=weighed)
            findings += [finding] if finding else []
        elif isinstance(row.record, (StatementRow, IndicatorRow, ProjectRow)):
            findings += _doubts(row.record, row.sources, lines)
        rows.append(row)
    return replace(harvest, rows=tuple(rows), findings=(*harvest.findings, *findings))


def _weighed(
    line: BudgetLine, printed: Text | None, lines: dict[tuple[int, int], Line]
) -> tuple[BudgetLine, Finding | None]:
    sure = _confidence(printed, lines) if printed else None
    if sure is None:
        return line, None
    told = replace(line, confidence=Decimal(str(sure)).quantize(THOUSANDTH))
    if sure >= SURE:
        return told, None
    supported = line.proof in SUPPORTED
    finding = Finding(
        "ocr.unsure",
        at=printed,
        found=line.amount_raw,
        row_ids=(line.line_id,),
        values=(("confidence", str(told.confidence)),),
        severity="info" if supported else "warning",
    )
    return (told if supported else replace(told, proof="contradicted")), finding


def _doubts(
    record: StatementRow | IndicatorRow | ProjectRow,
    sources: Sequence[tuple[str, Text]],
    lines: dict[tuple[int, int], Line],
) -> list[Finding]:
    """A finding for the digits of a row that recognition is least sure of, where it is unsure of some."""
    numbers = [text for _, text in sources if any(map(str.isdigit, str(text)))]
    found = [
        (sure, place) for place, text in enumerate(numbers) if (sure := _confidence(text, lines)) is not None
    ]
    sure, place = min(found, default=(1.0, 0))
    if sure >= SURE:
        return []
    if isinstance(record, StatementRow):
        row_id = record.statement_id
    else:
        row_id = record.indicator_id if isinstance(record, IndicatorRow) else record.project_id
    told = str(Decimal(str(sure)).quantize(THOUSANDTH))
    at = numbers[place]
    return [Finding("ocr.unsure", at, (row_id,), found=str(at)[:LONGEST], values=(("confidence", told),))]


def _confidence(printed: Text, lines: dict[tuple[int, int], Line]) -> float | None:
    """The least confidence of the runs that a text stands in; None where it was not recognised."""
    found = [
        run.confidence
        for piece in printed
        if piece.page is not None and (piece.page, piece.line) in lines
        for run in lines[piece.page, piece.line].runs
        if run.confidence is not None and run.start < piece.end and piece.start < run.end
    ]
    return min(found, default=None)
