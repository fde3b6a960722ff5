"""What tab exports that lost blank cells do to the columns: amounts at their place, told, or silently under another.

Run: python -m benchmarks.damage [FILE ...] [--seeds N] [--first SEED]
Every file (default: the text samples) is read, its tables of amounts are written as rows of tabs, and these are read
again after blank cells were taken out of them. The reading of the whole export is the truth; `silent` counts amounts
that stand under another heading without being ambiguous, contradicted or named by a finding of their table's columns.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pipeline.extract import Extract, Options
from pipeline.process import process
from schemas.records import BudgetLine

SAMPLES = Path(__file__).parent.parent / "samples"
ROW = re.compile(r"\t\s*-?[\d,]+\.?\d*")
TOLD = ("column.unmapped",)
Damage = Callable[[str, random.Random], str]


def _lines(only: Callable[[str], bool], change: Callable[[str], str]) -> Damage:
    return lambda text, _: "\n".join(change(line) if only(line) else line for line in text.split("\n"))


def _is_row(line: str) -> bool:
    return bool(ROW.search(line))


def _is_header(line: str) -> bool:
    return not _is_row(line)


def _half(line: str) -> str:
    return line.replace("\t\t", "\t")


def _all(line: str) -> str:
    return re.sub("\t+", "\t", line)


def _left(line: str) -> str:
    cells = line.split("\t")
    printed = [cell for cell in cells if cell.strip()]
    return "\t".join([*printed, *[""] * (len(cells) - len(printed))])


def _some(share: float, only: Callable[[str], bool] = bool, ends: bool = False) -> Damage:
    """A share of the blank cells lost at random; with `ends`, those at the end of rows as well."""

    def damaged(text: str, dice: random.Random) -> str:
        def line(printed: str) -> str:
            if not only(printed):
                return printed
            kept = re.sub("\t(?=\t)", lambda _: "" if dice.random() < share else "\t", printed)
            return kept.rstrip("\t") if ends else kept

        return "\n".join(map(line, text.split("\n")))

    return damaged


DAMAGES: dict[str, Damage] = {
    "all lost": _lines(bool, _all),
    "every other lost": _lines(bool, _half),
    "headers: all lost": _lines(_is_header, _all),
    "headers: every other lost": _lines(_is_header, _half),
    "rows: all lost": _lines(_is_row, _all),
    "rows: every other lost": _lines(_is_row, _half),
    "rows: first blank cells lost": _lines(_is_row, lambda line: line.lstrip("\t")),
    "last blank cells lost": _lines(bool, lambda line: line.rstrip("\t")),
    "cells moved to the left": _lines(bool, _left),
    "2 % lost": _some(0.02),
    "10 % lost": _some(0.1),
    "50 % lost": _some(0.5),
    "rows: 5 % lost": _some(0.05, _is_row),
    "rows: 20 % lost": _some(0.2, _is_row),
    "5 % and the last lost": _some(0.05, ends=True),
    "20 % and the last lost": _some(0.2, ends=True),
}
CERTAIN = 9  # damages before this one do not depend on chance


def exported(extract: Extract) -> str:
    """The tables of amounts of a document as titles, units and rows of tabs, a merged cell at its first place."""
    cells: dict[str, list[Any]] = defaultdict(list)
    for cell in extract.rows.get("cells", ()):
        cells[cell.table_id].append(cell)  # type: ignore[attr-defined]
    document = extract.document
    kind = "决算" if "final" in (document.kind or "") else "预算"
    lines = [f"{document.org_name or '某局'}{document.fiscal_year}年度部门{kind}公开", ""]
    for table in extract.rows.get("tables", ()):
        form, title, table_id = table.form_id, table.title, table.table_id  # type: ignore[attr-defined]
        whole = table.method != "order" and cells[table_id]  # type: ignore[attr-defined]
        if form and title and not form.startswith("performance") and whole:
            unit = table.unit  # type: ignore[attr-defined]
            lines += [title, *([f"单位：{unit}"] if unit else []), *_rows(cells[table_id]), ""]
    return "\n".join(lines)


def _rows(cells: Iterable[Any]) -> list[str]:
    cells = list(cells)
    width = max(cell.column + (cell.column_span or 1) for cell in cells)
    grid = [[""] * width for _ in range(max(cell.row for cell in cells) + 1)]
    for cell in cells:
        grid[cell.row][cell.column] = "".join((cell.text or "").split())
    return ["\t".join(row) for row in grid if any(row)]


def _read(text: str) -> Extract:
    return process(text.encode(), Options())


def _amounts(extract: Extract) -> list[BudgetLine]:
    return [row for row in extract.rows.get("budget_lines", ()) if isinstance(row, BudgetLine)]


def _place(line: BudgetLine) -> tuple[Any, ...]:
    return line.form_id, line.measure, line.value_year, line.side, line.amount


def compared(whole: Extract, damaged: Extract) -> Counter[str]:
    """How many amounts of the whole export stand in the damaged one: right, ambiguous, told otherwise, silent, absent.

    Those whose column the whole export leaves open are not counted.
    """
    told = {(f.line_start, f.rule) for f in damaged.rows.get("findings", ())}  # type: ignore[attr-defined]
    told_lines = {line for line, _ in told}
    unmapped = any(rule in TOLD for _, rule in told)
    found: dict[tuple[Any, str], list[BudgetLine]] = defaultdict(list)
    for line in _amounts(damaged):
        found[line.line_start, line.amount_raw.strip()].append(line)
    expected: dict[tuple[Any, str], list[BudgetLine]] = defaultdict(list)
    for line in _amounts(whole):
        expected[line.line_start, line.amount_raw.strip()].append(line)
    counts: Counter[str] = Counter()
    for place, lines in expected.items():
        if not all(line.measure for line in lines):
            continue
        left = Counter(map(_place, lines))
        for line in found[place]:
            counts[_verdict(line, left, unmapped)] += 1
        absent = max(0, len(lines) - len(found[place]))
        counts["absent, told" if place[0] in told_lines else "absent, silent"] += absent
    return counts


def _verdict(line: BudgetLine, left: Counter[tuple[Any, ...]], unmapped: bool) -> str:
    if line.column_evidence == "ambiguous":
        return "ambiguous"
    if left[_place(line)]:
        left[_place(line)] -= 1
        return "right"
    if line.proof == "contradicted" or (line.measure is None and unmapped):
        return "told"
    return f"silent {line.proof}"


def main() -> None:
    """Print, per kind of damage, how many amounts stand where, over all files and seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=1)
    given = parser.parse_args()
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    files = [path for name in given.files for path in (sorted(name.iterdir()) if name.is_dir() else [name])]
    for file in files or sorted(SAMPLES.glob("*.txt")):
        text = exported(process(file.read_bytes(), Options()))
        whole = _read(text)
        for order, (name, damage) in enumerate(DAMAGES.items()):
            for seed in range(given.first, given.first + (given.seeds if order >= CERTAIN else 1)):
                totals[name].update(compared(whole, _read(damage(text, random.Random(seed)))))
    for name, counts in totals.items():
        print(f"{name:30}", ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()) if count))


if __name__ == "__main__":
    main()
