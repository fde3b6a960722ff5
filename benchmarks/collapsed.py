"""From made-up text with lost blank cells to budget lines, end to end: what is read, placed and flagged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from benchmarks.generator.printed import Sheet
from benchmarks.generator.text import text_of
from pipeline.extract import Options
from pipeline.process import interpret, read
from schemas.harvest import Finding, Harvest
from schemas.messages import message
from schemas.records import BudgetLine, StatementRow

Document = tuple[list[Sheet], list[StatementRow], int]
BLOCKS = "final.basic"


def harvest_of(made: Sequence[Sheet], told: Sequence[StatementRow]) -> Harvest:
    """What the pipeline reads from the document's text."""
    return interpret(read(text_of(made, told).encode(), Options())).harvest


def _expected(sheet: Sheet) -> Counter[tuple[str, str, str]]:
    """(row, amount, measure) of every printed amount; blocks side by side have one measure."""
    found: Counter[tuple[str, str, str]] = Counter()
    for line in sheet.lines:
        own = [measure for side, measure, _ in sheet.columns if side is None or side == line.side]
        for column, text in enumerate(line.cells):
            if text is not None:
                measure = "" if sheet.form_id == BLOCKS else own[column]
                found[line.code or line.label, text, measure] += 1
    return found


def _read(lines: Iterable[BudgetLine], form_id: str) -> Counter[tuple[str, str, str | None]]:
    return Counter(
        (
            line.subject_code or line.row_label or "",
            line.amount_raw,
            "" if form_id == BLOCKS else line.measure,
        )
        for line in lines
    )


def _is_error(finding: Finding) -> bool:
    return (finding.severity or message(finding.rule).severity) == "error"


def compare(made: Sequence[Sheet], harvest: Harvest) -> Counter[str]:
    """Amounts printed, read, open and in a wrong column; findings of severity error."""
    lines = [row.record for row in harvest.rows if isinstance(row.record, BudgetLine)]
    counts: Counter[str] = Counter()
    for sheet in made:
        own = [line for line in lines if line.form_id == sheet.form_id]
        expected, found = _expected(sheet), _read(own, sheet.form_id)
        printed = Counter({(row, text): 0 for row, text, _ in expected})
        for (row, text, _), number in expected.items():
            printed[row, text] += number
        there = Counter((row, text) for (row, text, _), number in found.items() for _ in range(number))
        open_ = sum(line.column_evidence == "ambiguous" for line in own)
        counts["printed"] += sum(printed.values())
        counts["missed"] += sum((printed - there).values())
        counts["invented"] += sum((there - printed).values())
        counts["open"] += open_
        counts["contradicted"] += sum(line.proof == "contradicted" for line in own)
        right = sum(
            min(number, expected[row, text, measure])
            for (row, text, measure), number in found.items()
            if measure is not None
        )
        counts["wrong column"] += sum((printed & there).values()) - open_ - right
    counts["error findings"] += sum(_is_error(finding) for finding in harvest.findings)
    return counts


def report(documents: int, make: Callable[[int], Document], largest: int) -> str:
    """Counts over made-up documents of at most `largest` rows."""
    counts: Counter[str] = Counter()
    for seed in range(documents):
        made, told, rows = make(seed)
        if rows <= largest:
            counts += compare(made, harvest_of(made, told))
            counts["documents"] += 1
    names = (
        "documents",
        "printed",
        "missed",
        "invented",
        "open",
        "wrong column",
        "contradicted",
        "error findings",
    )
    return "\n".join(
        [
            "| " + " | ".join(names) + " |",
            "|" + "--:|" * len(names),
            "| " + " | ".join(str(counts[n]) for n in names) + " |",
        ]
    )
