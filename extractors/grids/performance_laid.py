"""Rows of indicators from a text that keeps the places of the page: columns by place, rows by how cells are centred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import inf

from extractors.grids.performance_flow_columns import Column
from extractors.grids.performance_flow_costs import VALUE_APART, ending_cost, start_cost
from extractors.grids.performance_flow_looks import (
    atom,
    completes_value,
    expects_number,
    hangs,
    is_value,
    is_value_word,
)
from extractors.grids.performance_flow_tokens import Token
from extractors.grids.performance_flow_words import Lexicon, lexicon
from schemas.performance import data

TALLEST = 14
ROW = 0.3
ASKEW = 1.2
GAP = 0.2
FULL = 3.0
SHORT_LINE = 1.2
SHORT_MOST = 3.0
FREE = 0.5
FULL_LINE = 0.3
ENDS_FULL = 0.6
HANGING = 4.0
EACH = 0.8
UNKNOWN = 2.0
LONGEST = 8
MISSED = {"level": 4.0, "value": 4.0}
WORDS_APART = 2.0
MOVED = 2
AS_GOOD = 1.2
TOLD = ("name", "value", "number", "sign")

Line = tuple[Token, ...]
Cells = tuple[tuple[Token, ...], ...]


@dataclass(frozen=True, slots=True)
class LaidLine:
    """One printed line: its height on the page in lines, and its pieces by column."""

    height: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class LaidRow:
    """The lines of one row, what speaks against it, its first and last height, whether its border could be another one."""

    cells: Cells
    cost: float
    top: int
    bottom: int
    unsure: bool = False


@dataclass(slots=True)
class _Best:
    cost: float
    start: int


@cache
def known_labels() -> Lexicon:
    """Every label of a level that is known."""
    entries = data()["level1"]
    return lexicon(
        {text for entry in entries for text in (entry["text"], *entry.get("aliases", ()), *entry["level2"])}
    )


def laid_lines(lines: Sequence[Line], places: dict[Token, int], columns: int) -> list[LaidLine]:
    """Lines with their pieces by column."""
    return [
        LaidLine(
            line[0].source.number,
            tuple(tuple(token for token in line if places[token] == at) for at in range(columns)),
        )
        for line in lines
    ]


@dataclass(frozen=True, slots=True)
class _Model:
    """What rows of the lines are weighed by: columns with a cell in each row, their widths, how cells stand beside each other."""

    lines: Sequence[LaidLine]
    columns: Sequence[Column]
    told: Sequence[int]
    widths: dict[int, float]
    centred: bool

    def row(self, start: int, stop: int) -> LaidRow:
        """The lines as one row."""
        return _row(self.lines[start:stop], self.columns, self.told, self.widths, self.centred)


def laid_rows(lines: Sequence[LaidLine], columns: Sequence[Column], centred: bool) -> list[LaidRow]:
    """The lines cut into rows so that the cells of each stand beside each other: centred, or from the same height on."""
    told = _told(lines, columns)
    widths = {at: max((_width(line.cells[at]) for line in lines), default=0.0) for at in told}
    model = _Model(lines, columns, told, widths, centred)
    best = [_Best(0.0, 0)]
    for stop in range(1, len(lines) + 1):
        found = _Best(inf, 0)
        for start in range(max(0, stop - TALLEST), stop):
            row = model.row(start, stop)
            if best[start].cost + row.cost < found.cost:
                found = _Best(best[start].cost + row.cost, start)
        best.append(found)
    borders = [len(lines)]
    while borders[-1]:
        borders.append(best[borders[-1]].start)
    return _rows(model, borders[::-1])


def _rows(model: _Model, borders: Sequence[int]) -> list[LaidRow]:
    """The rows between the borders; those whose border could as well be another one are unsure."""
    rows = [model.row(start, stop) for start, stop in pairwise(borders)]
    unsure: set[int] = set()
    for at in range(1, len(rows)):
        start, border, stop = borders[at - 1 : at + 2]
        own = rows[at - 1].cost + rows[at].cost
        for other in range(max(start + 1, border - MOVED), min(stop, border + MOVED + 1)):
            if other != border and model.row(start, other).cost + model.row(other, stop).cost < own + AS_GOOD:
                low, high = min(border, other), max(border, other)
                if any(line.cells[column] for line in model.lines[low:high] for column in model.told):
                    unsure |= {at - 1, at}
    return [replace(row, unsure=at in unsure) for at, row in enumerate(rows)]


def merged_levels(lines: Sequence[LaidLine], columns: Sequence[Column]) -> list[int]:
    """Columns of levels whose labels cover several rows."""
    return [at for at in range(len(columns)) if at not in _told(lines, columns)]


def _told(lines: Sequence[LaidLine], columns: Sequence[Column]) -> list[int]:
    """Columns that have a cell in each row: labels of levels only where they are no merged cells."""
    names = next((at for at, column in enumerate(columns) if column.kind == "name"), 0)
    named = sum(bool(line.cells[names]) for line in lines)
    return [
        at
        for at, column in enumerate(columns)
        if column.kind != "level"
        or (not column.level and sum(bool(line.cells[at]) for line in lines) >= EACH * named)
    ]


def _width(tokens: Sequence[Token]) -> float:
    """The width of a line of a cell, blanks between its pieces counted one half."""
    return sum(token.width for token in tokens) + 0.5 * max(0, len(tokens) - 1)


def _row(
    lines: Sequence[LaidLine],
    columns: Sequence[Column],
    told: Sequence[int],
    widths: dict[int, float],
    centred: bool,
) -> LaidRow:
    cost, places = ROW, []
    for at in told:
        own = [line for line in lines if line.cells[at]]
        if not own:
            kind = columns[at].kind
            cost += (
                MISSED.get(kind, columns[at].missing) if columns[at].blank is None else columns[at].missing
            )
            continue
        first, last = own[0].height, own[-1].height
        places.append((first + last) / 2 if centred else float(first))
        cost += GAP * (last - first + 1 - len(own)) + _cell_cost(
            columns[at], [line.cells[at] for line in own], widths[at]
        )
    data = [at for at in told if columns[at].kind in TOLD and columns[at].blank is None]
    cost += FULL * max(0, sum(all(line.cells[at] for at in data) for line in lines) - 1)
    top, bottom = lines[0].height, lines[-1].height
    level = (top + bottom) / 2 if centred else float(top)
    cost += ASKEW * sum(max(0.0, abs(place - level) - 0.5) for place in places)
    cells = tuple(tuple(token for line in lines for token in line.cells[at]) for at in range(len(columns)))
    return LaidRow(cells, cost, top, bottom)


def _cell_cost(column: Column, lines: Sequence[Sequence[Token]], wide: float) -> float:
    """What speaks against the lines being one cell: where it begins and ends, and lines that are not full."""
    whole = tuple(token for line in lines for token in line)
    cost = max(0.0, start_cost(column, whole[0], True)) if column.kind != "text" else 0.0
    cost += ending_cost(column, whole)
    if column.kind == "level":
        label = "".join(token.key for token in whole)
        cost = 0.0 if label in known_labels().words else UNKNOWN + max(0, len(label) - LONGEST)
    for above, below in pairwise(lines):
        if hangs(below[0].printed) or completes_value(above[-1].printed, below[0].printed):
            continue
        if (
            column.kind in VALUE_APART
            and is_value(below[0].printed)
            and not expects_number(above[-1].printed)
        ):
            cost += VALUE_APART[column.kind]
        if column.kind == "value" and len(below) == 1 and is_value_word(below[0].printed):
            cost += WORDS_APART
        slack = wide - _width(above) - atom(below[0].printed)
        cost += min(SHORT_MOST, SHORT_LINE * max(0.0, slack - FREE)) if column.wraps else HANGING
    if column.kind in ("name", "detail", "value") and _width(lines[-1]) >= wide - FULL_LINE:
        cost += ENDS_FULL
    return cost


def cost_of(rows: Sequence[LaidRow]) -> float:
    """What speaks against all rows together."""
    return sum(row.cost for row in rows)
