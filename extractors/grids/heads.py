"""Headings of a table without rules: wrapped lines to cells, cells over the columns that they are centred on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import regex

from extractors.grids.chunks import Chunk, Row, over
from extractors.grids.columns import Column
from extractors.grids.prints import Print
from schemas.characters import fold
from schemas.resources import read_toml

WRAP = 1.48
CENTRED = 3.0
TOP = 1.0
EQUAL = 1.5
LEVEL = 0.4
TOUCH = 0.5
MOST_LINES = 14
OUTER = 2.0


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: its prints, what they cover, and its place in the grid."""

    prints: tuple[Print, ...]
    chunk: Chunk
    top: float
    bottom: float
    row: int = 0
    row_span: int = 1
    column: int = 0
    column_span: int = 1

    @property
    def end(self) -> int:
        """The column after its last."""
        return self.column + self.column_span

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.top + self.bottom) / 2


def head_length(lines: Sequence[Row]) -> int:
    """The number of lines above the first row that holds a number by itself; 0 where these are no headings."""
    found = next((at for at, line in enumerate(lines) if any(chunk.is_number for chunk in line.chunks)), 0)
    while found > 0 and (_one_row(lines[found - 1], lines[found]) or _is_listed(lines[found - 1])):
        found -= 1
    return found if found <= MOST_LINES else 0


@cache
def _numbering() -> regex.Pattern[str]:
    return regex.compile(read_toml("tables.toml")["label"]["numbering"])


def _is_listed(line: Row) -> bool:
    """Whether all cells of a line are numbered, as rows of a list without amounts are and headings are not."""
    return all(_numbering().match(fold(chunk.text)) for chunk in line.chunks)


def _one_row(line: Row, below: Row) -> bool:
    """Whether a line is but the beginning of a wrapped label, which goes on beside or above the numbers below it."""
    if line.bottom > below.top + TOUCH:
        return True
    return all(any(_goes_on((chunk, line), other, below) for other in below.chunks) for chunk in line.chunks)


def head_heights(lines: Sequence[Row], depth: int, body: float) -> list[float]:
    """The borders above `depth` rows of headings, which share the height of their lines, and above the body."""
    if not lines:
        return [body - OUTER]
    top, bottom = lines[0].top - OUTER, lines[-1].bottom
    return [*(top + (bottom - top) * row / depth for row in range(depth)), (bottom + body) / 2]


def placed_heads(lines: Sequence[Row], columns: Sequence[Column], borders: Sequence[float]) -> list[Head]:
    """The headings of lines in their rows and columns; every place below a heading and above the next is its own."""
    heads = [_head(head, columns) for head in headings(lines)]
    heads.sort(key=lambda head: (head.middle, head.column))
    wide = [_widened(head, heads, len(columns), borders) for head in heads]
    return in_rows(wide, len(columns))


def in_rows(heads: Sequence[Head], columns: int) -> list[Head]:
    """Headings from the top with their rows; every place below a heading and above the next is its own.

    Numbers that count the columns are one row, with the headings beside them.
    """
    depth = [0] * columns
    placed: list[Head] = []
    counts = [head for head in heads if head.chunk.is_number]
    for head in [head for head in heads if not head.chunk.is_number]:
        row = max(depth[head.column : head.end])
        depth[head.column : head.end] = [row + 1] * head.column_span
        placed.append(replace(head, row=row))
    beside = [head.row for head in placed if any(head.top < other.middle < head.bottom for other in counts)]
    last = max(beside) if beside and max(beside) == max(depth) - 1 else max(depth, default=0)
    placed += [replace(head, row=last) for head in counts]
    rows = max((head.row + 1 for head in placed), default=0)
    return [replace(head, row_span=_below(head, placed, rows) - head.row) for head in placed]


def headings(lines: Sequence[Row]) -> list[Head]:
    """The headings of lines, wraps joined, without their columns."""
    return [_whole(cell) for cell in _cells(lines)]


def _cells(lines: Sequence[Row]) -> list[list[tuple[Chunk, Row]]]:
    """Chunks that are lines of one heading: centred on each other, or flush, and no further apart than lines are."""
    cells: list[list[tuple[Chunk, Row]]] = []
    for line in lines:
        for chunk in line.chunks:
            own = next((cell for cell in cells if _goes_on(cell[-1], chunk, line)), None)
            if own is None:
                cells.append([(chunk, line)])
            else:
                own.append((chunk, line))
    return cells


def _goes_on(last: tuple[Chunk, Row], chunk: Chunk, line: Row) -> bool:
    above, row = last
    if row is line or not over(chunk, above):
        return False
    piece, before = chunk.prints[0], above.prints[0]
    size = min(piece.bottom - piece.top, before.bottom - before.top)
    if piece.middle - before.middle > WRAP * size:
        return False
    return abs(above.x0 + above.x1 - chunk.x0 - chunk.x1) < 2 * CENTRED or abs(above.x0 - chunk.x0) < CENTRED


def _whole(cell: Sequence[tuple[Chunk, Row]]) -> Head:
    prints = tuple(piece for chunk, _ in cell for piece in chunk.prints)
    x0, x1 = min(chunk.x0 for chunk, _ in cell), max(chunk.x1 for chunk, _ in cell)
    top, bottom = min(piece.top for piece in prints), max(piece.bottom for piece in prints)
    return Head(prints, Chunk(prints, x0, x1, "".join(chunk.text for chunk, _ in cell)), top, bottom)


def _head(head: Head, columns: Sequence[Column]) -> Head:
    """A heading with the columns that it stands over."""
    hit = [at for at, column in enumerate(columns) if column.meets(head.chunk) > 0]
    if not hit:
        hit = [max(range(len(columns)), key=lambda at: columns[at].meets(head.chunk))]
    return replace(head, column=hit[0], column_span=hit[-1] - hit[0] + 1)


def _widened(head: Head, heads: Sequence[Head], columns: int, borders: Sequence[float]) -> Head:
    """The heading over all columns whose headings are on the level of those below it.

    Where another heading stands over some of these, the columns between both go to where it is centred.
    """
    own = range(head.column, head.end)
    child = min(
        (other for other in heads if other.top > head.middle and _meets(other, own)),
        key=lambda other: other.middle,
        default=None,
    )
    if child is None:
        return head
    level = child.middle - LEVEL * (child.prints[0].bottom - child.prints[0].top), child.top
    beside = [
        other for other in heads if other is not head and other.top < head.bottom and other.bottom > head.top
    ]
    low, high = head.column, head.end
    while low > 0 and _under(low - 1, head, level, heads, beside):
        low -= 1
    while high < columns and _under(high, head, level, heads, beside):
        high += 1
    firsts = range(low, head.column + 1) if _ends_at(low - 1, beside) else (low,)
    lasts = range(head.end, high + 1) if _ends_at(high, beside) else (high,)
    middle = (head.chunk.x0 + head.chunk.x1) / 2
    ranges = [
        (abs((borders[first] + borders[last]) / 2 - middle), first, last)
        for first in firsts
        for last in lasts
    ]
    least = min(ranges)[0]
    near = [found for found in ranges if found[0] <= least + EQUAL]
    _, first, last = max(near, key=lambda found: found[2] - found[1])
    return replace(head, column=first, column_span=last - first)


def _under(
    column: int, head: Head, level: tuple[float, float], heads: Sequence[Head], beside: Sequence[Head]
) -> bool:
    """Whether the next heading below in a column is on a level, and none beside the upper heading stands over it.

    The level is that of another heading: its least middle, and its top, where headings are set from the top.
    """
    own = range(column, column + 1)
    below = [other for other in heads if other.middle > head.middle and _meets(other, own)]
    if not below or _ends_at(column, beside):
        return False
    next_ = min(below, key=lambda other: other.middle)
    return next_.middle >= level[0] or abs(next_.top - level[1]) <= TOP


def _ends_at(column: int, beside: Sequence[Head]) -> bool:
    return any(_meets(other, range(column, column + 1)) for other in beside)


def _meets(head: Head, columns: range) -> bool:
    return head.column < columns.stop and columns.start < head.end


def _below(head: Head, placed: Sequence[Head], rows: int) -> int:
    """The row of the next heading below, or that after the last."""
    own = range(head.column, head.end)
    return min((other.row for other in placed if other.row > head.row and _meets(other, own)), default=rows)
