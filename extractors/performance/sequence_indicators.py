"""Rows of indicators from a list of cells without row ends: cut where the cells suit their headings best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from extractors.performance.alignment import cell_cost
from extractors.performance.rows import label_key
from schemas.characters import key
from schemas.performance import words
from schemas.spans import Text
from schemas.values import operators, parse_value

MERGED, SHORT_END, REST = 0.5, 1.0, 12.0
DOUBTFUL = 2.0
LONGEST_ROW = 24
OTHER_KIND, LONGEST_UNIT = 4.0, 8


@dataclass(frozen=True, slots=True)
class SequenceRow:
    """One row as wide as the header, and what speaks against it."""

    cells: tuple[Text, ...]
    cost: float


class _Cut(NamedTuple):
    cost: float
    row: SequenceRow | None
    start: int


def _levels(fields: Sequence[str]) -> int:
    """How many columns of merged labels, or blank ones, stand before the names."""
    return next((at for at, name in enumerate(fields) if name not in ("", "level1", "level2")), 0)


@cache
def _signs() -> frozenset[str]:
    return frozenset(sign for sign, _ in operators())


def _cost(cell: Text, name: str) -> float:
    """What speaks against a cell under a heading; operators and units are short, and no numbers."""
    word = key(str(cell))
    number = parse_value(word) is not None if word else False
    if name == "nature" and word:
        return 0.0 if word in _signs() or word in words("sign", "words") else OTHER_KIND
    if name == "unit" and word:
        return OTHER_KIND if number or len(word) > LONGEST_UNIT else 0.0
    return cell_cost(cell, name)


def _row(cells: Sequence[Text], fields: Sequence[str], merged: int) -> SequenceRow:
    """Cells under the fields behind the `merged` levels that cells above cover."""
    own = fields[merged : merged + len(cells)]
    cost = sum(_cost(cell, name) for cell, name in zip(cells, own, strict=True))
    cost += MERGED * merged + SHORT_END * (len(fields) - merged - len(cells))
    blank = Text()
    padded = (*[blank] * merged, *cells, *[blank] * (len(fields) - merged - len(cells)))
    return SequenceRow(padded, cost)


def indicator_cells(cells: Sequence[Text], fields: Sequence[str]) -> tuple[list[SequenceRow], Sequence[Text]]:
    """The rows of least cost, and the cells behind the last of them that make no row.

    A row lacks the cells of levels that one above covers, and may lack its last cell.
    """
    if not fields or len(fields) > LONGEST_ROW:
        return [], cells
    widths = [
        (merged, len(fields) - merged - short) for merged in range(_levels(fields) + 1) for short in (0, 1)
    ]
    best: list[_Cut] = [_Cut(0.0, None, 0)]
    for end in range(1, len(cells) + 1):
        found = [_Cut(best[end - 1].cost + REST, None, end - 1)]
        for merged, width in widths:
            start = end - width
            if start >= 0 and width > 0:
                row = _row(cells[start:end], fields, merged)
                found.append(_Cut(best[start].cost + row.cost, row, start))
        best.append(min(found, key=lambda cut: cut.cost))
    rows: list[SequenceRow] = []
    rest: list[Text] = []
    at = len(cells)
    while at:
        cut = best[at]
        if cut.row is not None:
            rows.append(cut.row)
        else:
            rest.append(cells[at - 1])
        at = cut.start
    return rows[::-1], rest[::-1]


def cost_of(rows: Sequence[SequenceRow], rest: Sequence[Text]) -> float:
    """What speaks against a reading of cells as rows."""
    return sum(row.cost for row in rows) + REST * len(rest)


def end_of_indicators(cells: Sequence[Text], start: int) -> int:
    """The first cell from `start` on that totals the indicators or opens what stands below them."""
    ends = words("totals", "labels") | words("footer", "labels")
    return next((at for at in range(start, len(cells)) if label_key(cells[at]) in ends), len(cells))


def totals_row(cells: Sequence[Text], fields: Sequence[str]) -> list[Text]:
    """A closing label and what stands beside it, under the last headings: the cells before these are merged."""
    row = [Text()] * len(fields)
    beside = cells[1 : len(fields)]
    row[len(fields) - len(beside) :] = beside
    row[0] = cells[0]
    return row
