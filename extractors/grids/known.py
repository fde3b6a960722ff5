"""Tables whose column borders are known although no rule goes down between their columns."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from extractors.grids.around import around_numbers
from extractors.grids.chunks import Chunk, Row, as_row, column_of
from extractors.grids.columns import Column
from extractors.grids.edges import Edge
from extractors.grids.flush import cut_at
from extractors.grids.heads import OUTER, Head, head_heights, head_length, placed_heads
from extractors.grids.page_table import PageTable
from extractors.grids.placing import to_table
from extractors.grids.prints import Print
from extractors.grids.ruled import Slot
from extractors.grids.wrapped import grouped, one_row, spaced, with_rests

INSIDE = 1.0
FULL = 1.6  # of the size
CENTRED = 0.16  # of the size
HALF = 0.5  # of the size: what brackets leave blank in their place


class HeadCell(NamedTuple):
    """A cell of headings: its place in the grid, and on the page."""

    slot: Slot
    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, chunk: Chunk) -> bool:
        """Whether a chunk stands in the cell."""
        first = chunk.prints[0]
        reach = HALF * (first.bottom - first.top)
        inside = self.x0 - reach < chunk.x0 and chunk.x1 < self.x1 + reach
        return inside and self.top < first.middle < self.bottom


def row_between(line: Sequence[Print], xs: Sequence[float]) -> Row:
    """A line of print as chunks, parted where a border stands between two prints or in an uneven place of one."""
    cut, begun = cut_at(line, xs)
    parted = {
        right.x0
        for left, right in itertools.pairwise(cut)
        if any(left.x1 - HALF * (left.bottom - left.top) < x < right.x0 + INSIDE for x in xs)
    }
    return as_row(cut, begun | parted)


def columns_under(chunk: Chunk, row: Row, xs: Sequence[float]) -> list[int]:
    """The columns that a chunk stands in: numbers in that of their greater part, words in all that they reach.

    Words in the middle of several columns that nothing else stands in are those of merged cells.
    """
    widths = [min(chunk.x1, b) - max(chunk.x0, a) for a, b in itertools.pairwise(xs)]
    best = max(range(len(widths)), key=widths.__getitem__)
    inside = [at for at, width in enumerate(widths) if width > INSIDE]
    if chunk.is_number or not inside:
        return [best]
    size = chunk.prints[0].bottom - chunk.prints[0].top
    if len(inside) == 1 and chunk.x0 - xs[best] < size:
        return inside
    beside = [other for other in row.chunks if other is not chunk]
    low = max((other.x1 for other in beside if other.x1 <= chunk.x0), default=xs[0])
    high = min((other.x0 for other in beside if other.x0 >= chunk.x1), default=xs[-1])
    spans = [
        (abs(xs[first] + xs[end] - chunk.x0 - chunk.x1), first, end)
        for first in range(inside[0] + 1)
        for end in range(inside[-1] + 1, len(xs))
        if xs[first] >= low - INSIDE and xs[end] <= high + INSIDE
    ]
    distance, first, end = min(spans, default=(xs[-1], 0, 0))
    return list(range(first, end)) if distance < 2 * CENTRED * size else inside


def known_table(
    lines: Sequence[Sequence[Print]],
    xs: Sequence[float],
    across: Sequence[Edge],
    length: int = 0,
    cells: Sequence[HeadCell] = (),
    heads: Sequence[Head] = (),
) -> PageTable | None:
    """The table of lines in columns between `xs`; None where two cells of a row stand in one column.

    `length`: how many lines are headings where that is known, `cells`: those of these lines, `heads`: what stands there.
    """
    found = [row_between(line, xs) for line in lines]
    length = length or head_length(found)
    columns = [Column(a + INSIDE, b - INSIDE, frozenset()) for a, b in itertools.pairwise(xs)]
    heads = heads or _celled(found[:length], cells) or placed_heads(found[:length], columns, xs)
    rows = rows_between(found[length:], xs, across)
    placed = [[(columns_under(chunk, row, xs), chunk.prints) for chunk in row.chunks] for row in rows]
    taken = [[at for places, _ in row for at in places] for row in placed]
    if not rows or any(len(set(row)) < len(row) for row in taken):
        return None
    depth = max((head.row + head.row_span for head in heads), default=0)
    ys = head_heights(found[:length], depth, rows[0].top)
    ys += [(above.bottom + below.top) / 2 for above, below in itertools.pairwise(rows)]
    return to_table(heads, placed, tuple(xs), (*ys, rows[-1].bottom + OUTER))


def _celled(lines: Sequence[Row], cells: Sequence[HeadCell]) -> list[Head]:
    """The headings of lines in known cells; none where one stands in no cell."""
    heads: dict[HeadCell, list[Print]] = {}
    for chunk in (chunk for line in lines for chunk in line.chunks):
        own = next((cell for cell in cells if cell.holds(chunk)), None)
        if own is None:
            return []
        heads.setdefault(own, []).extend(chunk.prints)
    return [_head(cell, tuple(prints)) for cell, prints in heads.items()]


def _head(cell: HeadCell, prints: tuple[Print, ...]) -> Head:
    chunk = Chunk(prints, cell.x0, cell.x1, "")
    slot = cell.slot
    return Head(prints, chunk, cell.top, cell.bottom, slot.row, slot.row_span, slot.column, slot.column_span)


def rows_between(lines: Sequence[Row], xs: Sequence[float], across: Sequence[Edge]) -> list[Row]:
    """Lines as rows: where rules part all lines of numbers, what stands between two of these is a row."""
    data = [line for line in lines if len(line.chunks) > 1 and any(chunk.is_number for chunk in line.chunks)]
    if len(data) < 2 or not all(_rules(above, below, across) for above, below in itertools.pairwise(data)):
        apart = [one_row(row) for row in around_numbers(lines) or spaced(lines)]
        return with_rests(apart or _below_numbers(lines, xs) or grouped(lines, across))
    rows: list[list[Row]] = []
    for line in lines:
        if rows and not _rules(rows[-1][-1], line, across):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [one_row(row) for row in rows]


def _below_numbers(lines: Sequence[Row], xs: Sequence[float]) -> list[Row]:
    """Lines as rows where numbers stand on the first line of theirs and wraps below words that fill their column; else none."""
    rows: list[list[Row]] = []
    for line in lines:
        if rows and all(fills(rows[-1][-1], chunk, xs) for chunk in line.chunks):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [one_row(row) for row in rows] if len(rows) < len(lines) else []


def fills(above: Row, chunk: Chunk, xs: Sequence[float]) -> bool:
    """Whether words stand below words that reach to the right side of their column."""
    if chunk.is_number:
        return False
    at = column_of(chunk, xs)
    upper = next((other for other in above.chunks if column_of(other, xs) == at), None)
    if upper is None or upper.is_number or not 0 <= at < len(xs) - 1:
        return False
    size = upper.prints[-1].bottom - upper.prints[-1].top
    return xs[at + 1] - upper.x1 < FULL * size


def _rules(above: Row, below: Row, across: Sequence[Edge]) -> bool:
    """Whether a rule goes between two lines."""
    x0, x1 = below.chunks[0].x0, below.chunks[-1].x1
    return any(above.middle < edge.at < below.middle and edge.start < x1 and x0 < edge.end for edge in across)
