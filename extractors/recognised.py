"""What recognition of pictures means for published amounts: their confidence, and flags on those that nothing supports."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from schemas.document import Document, Line
from schemas.harvest import Finding, Harvest, Sourced
from schemas.records import BudgetLine, Record
from schemas.spans import Text

SURE = 0.7
SUPPORTED = frozenset({"proved", "consistent"})
THOUSANDTH = Decimal("0.001")


def weigh_recognised(document: Document, harvest: Harvest) -> Harvest:
    """The harvest with `confidence` on amounts that were recognised; an unsure one that no identity supports is flagged."""
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
