"""Columns of a table without rules: from its fullest rows, to which all others are fitted."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.grids.chunks import Chunk, Row, over

ALIGNED = 3.0
CENTRED = 3.0
FEW = 3
BESIDE = 0.3
NEARER = 0.6
LEAST_TURNS = 4


@dataclass(frozen=True, slots=True)
class Column:
    """What a column's print covers, the lines that have print in it, numbers or headings there, the centre of its heading.

    Headings beside each other need not stand on one line: `lines` also holds a negative number for each pair of them.
    `beside`: its heading stands at its left and not over the middle of it.
    """

    x0: float
    x1: float
    lines: frozenset[int]
    numeric: bool = False
    headed: bool = False
    centre: float | None = None
    beside: bool = False

    def meets(self, chunk: Chunk) -> float:
        """The width that a chunk shares with the column, negative: the distance to it."""
        return min(self.x1, chunk.x1) - max(self.x0, chunk.x0)

    @property
    def left(self) -> float:
        """Where the column begins: as far left of its heading as it ends right of it."""
        return self.x0 if self.centre is None else min(self.x0, 2 * self.centre - self.x1)

    @property
    def right(self) -> float:
        """Where the column ends: as far right of its heading as it begins left of it."""
        return self.x1 if self.centre is None else max(self.x1, 2 * self.centre - self.x0)


def find_columns(lines: Sequence[Row], heads: int) -> list[Column]:
    """The columns of lines, the first `heads` of them headings, from the left.

    Narrow print first, then what bridges it, headings last.

    What stands over several columns that one line has print beside each other in is merged cells and no column;
    nor does a heading tell of columns that has others below it.
    """
    columns: list[Column] = []
    ids = _line_ids(lines, heads)
    chunks = [
        (at < heads, chunk.x1 - chunk.x0, at, chunk)
        for at, line in enumerate(lines)
        for chunk in line.chunks
        if not any(over(chunk, other) for below in lines[at + 1 : heads] for other in below.chunks)
        and not _is_between_heads(chunk, line, lines[at + 1 : heads])
    ]
    for head, _, at, chunk in sorted(chunks, key=lambda item: item[:3]):
        hit = _met(chunk, columns)
        own = [columns[number] for number in hit]
        if len(hit) > 1 and not _apart(own):
            continue
        column = Column(chunk.x0, chunk.x1, ids[at], chunk.is_number, head)
        for number in reversed(hit):
            del columns[number]
        columns.append(_joined([*own, column]) if own else column)
    found = _settled(sorted(columns, key=lambda column: column.x0))
    return [
        column if column.beside else replace(column, centre=_heading(column, lines[:heads]))
        for column in found
    ]


def _is_between_heads(chunk: Chunk, line: Row, below: Sequence[Row]) -> bool:
    """Whether a heading stands in the middle above two others, as that of merged cells does."""
    if not below or line.bottom > min(other.top for other in below):
        return False
    middles = [(other.x0 + other.x1) / 2 for row in below for other in row.chunks]
    left, right = ([x for x in middles if side * (x - chunk.x0) > 0] for side in (-1, 1))
    return any(abs(a + b - chunk.x0 - chunk.x1) < 2 * CENTRED for a in left for b in right)


def _met(chunk: Chunk, columns: Sequence[Column]) -> list[int]:
    """The numbers of the columns that a chunk stands over."""
    x0, x1 = chunk.x0, chunk.x1
    return [at for at, column in enumerate(columns) if column.x0 < x1 and x0 < column.x1]


def borders_of(columns: Sequence[Column], outer: float) -> tuple[float, ...]:
    """The borders between columns, each in the gap between two, and the outer ones at a distance."""
    inner = [_border(left, right) for left, right in itertools.pairwise(columns)]
    return (columns[0].left - outer, *inner, columns[-1].right + outer)


def _border(left: Column, right: Column) -> float:
    """Between what headings say of the columns on both sides, or of one, and where neither says: in the middle."""
    told = [left.right] * (left.right > left.x1) + [right.left] * (right.left < right.x0)
    place = sum(told) / len(told) if told else (left.x1 + right.x0) / 2
    return min(max(place, left.x1), right.x0)


def _line_ids(lines: Sequence[Row], heads: int) -> list[frozenset[int]]:
    """The number of each line, for headings with that of each pair of lines that overlap."""
    pairs = [
        (one, other)
        for one, other in itertools.combinations(range(heads), 2)
        if lines[one].bottom > lines[other].top + BESIDE
    ]
    return [
        frozenset([at, *(-1 - number for number, pair in enumerate(pairs) if at in pair)])
        for at in range(len(lines))
    ]


def _joined(columns: Sequence[Column]) -> Column:
    return Column(
        min([column.x0 for column in columns]),
        max([column.x1 for column in columns]),
        frozenset().union(*[column.lines for column in columns]),
        True in [column.numeric for column in columns],
        True in [column.headed for column in columns],
    )


def _apart(columns: Sequence[Column]) -> bool:
    """Whether no line has print in two of the columns."""
    return sum(len(column.lines) for column in columns) == len(_joined(columns).lines)


def _settled(columns: list[Column]) -> list[Column]:
    """Columns without those that are but words between two others, and with the nearest that no line fills both as one."""
    columns = _paired(columns)
    found = [column for at, column in enumerate(columns) if not _is_between(columns, at)]
    while True:
        pairs = [
            (right.x0 - left.x1, at)
            for at, (left, right) in enumerate(itertools.pairwise(found))
            if _apart([left, right])
            and (left.headed != right.headed or not left.numeric or not right.numeric)
        ]
        if not pairs:
            return found
        at = min(pairs)[1]
        found[at : at + 2] = [_joined(found[at : at + 2])]


def _paired(columns: Sequence[Column]) -> list[Column]:
    """Columns with headings and numbers that stand by turns made one, each pair of a run from its beginning on.

    Headings at the left of wide columns are nearer to the numbers at the right of the column before than to their own.
    """
    out: list[Column] = []
    at = 0
    while at < len(columns):
        end = at + 1
        while end < len(columns) and _takes_turns(columns[end - 1], columns[end]):
            end += 1
        run = list(columns[at:end])
        gaps = [right.x0 - left.x1 for left, right in itertools.pairwise(run)]
        odd = len(run) % 2  # the last heading has no numbers; the first column, that of totals, always has
        if len(run) < LEAST_TURNS or (odd and run[0].numeric) or max(gaps[::2]) < min(gaps[1::2]):
            out += run
        else:
            pairs = zip(run[::2], run[1::2], strict=False)
            out += [replace(_joined(pair), beside=pair[0].headed) for pair in pairs]
            out += run[len(run) - odd :]
        at = end
    return out


def _takes_turns(left: Column, right: Column) -> bool:
    """Whether one of two columns has but headings and the other but numbers."""
    if not _apart([left, right]):
        return False
    return any(
        one.headed and not one.numeric and other.numeric and not other.headed
        for one, other in ((left, right), (right, left))
    )


def _is_between(columns: Sequence[Column], at: int) -> bool:
    """Whether a column is a word or two that stand in the middle of two columns, as in cells merged of these.

    A heading that is clearly nearer to one of them is that one's own.
    """
    column = columns[at]
    around = [*columns[max(0, at - 1) : at], *columns[at + 1 : at + 2]]
    few = not column.numeric and sum(line >= 0 for line in column.lines) <= FEW
    if not few or len(around) < 2 or not all(_apart([column, other]) for other in around):
        return False
    gaps = column.x0 - around[0].x1, around[1].x0 - column.x1
    return not column.headed or min(gaps) > NEARER * max(gaps)


def _heading(column: Column, lines: Sequence[Row]) -> float | None:
    """The centre of the lowest heading that stands over no other column."""
    for line in reversed(lines):
        for chunk in line.chunks:
            if column.x0 - 1 <= chunk.x0 and chunk.x1 <= column.x1 + 1:
                return (chunk.x0 + chunk.x1) / 2
    return None


def covered(chunk: Chunk, row: Row, columns: Sequence[Column], borders: Sequence[float]) -> list[int]:
    """The columns that a chunk covers: those it stands over, or those that it is centred over."""
    hit = _met(chunk, columns)
    if len(hit) == 1 and chunk.is_number:
        return hit
    if not hit or chunk.is_number:
        return [max(range(len(columns)), key=lambda at: columns[at].meets(chunk))]
    own = columns[hit[0]]
    aligned = min(abs(chunk.x0 - own.x0), abs(own.x1 - chunk.x1)) < ALIGNED
    if len(hit) == 1 and aligned and not own.numeric:
        return hit
    taken = {at for other in row.chunks if other is not chunk for at in _met(other, columns)}
    low, high = hit[0], hit[-1]
    while low > 0 and low - 1 not in taken:
        low -= 1
    while high + 1 < len(columns) and high + 1 not in taken:
        high += 1
    # words under numbers are no value of that column: the label of merged cells, wherever exactly these end
    near = CENTRED if not own.numeric else (borders[hit[-1] + 1] - borders[hit[0]]) / 2
    return _centred(chunk, borders, range(low, hit[0] + 1), range(hit[-1], high + 1), near) or hit


def _centred(
    chunk: Chunk, borders: Sequence[float], firsts: Sequence[int], lasts: Sequence[int], near: float
) -> list[int] | None:
    """The columns over whose middle a chunk stands; None where it stands over the middle of none."""
    middle = (chunk.x0 + chunk.x1) / 2
    found = [
        (abs((borders[first] + borders[last + 1]) / 2 - middle), last - first, first)
        for first in firsts
        for last in lasts
    ]
    distance, length, first = min(found)
    return list(range(first, first + length + 1)) if distance < near else None
