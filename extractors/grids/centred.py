"""Columns of a table without rules from its headings, each in the middle of its column, and the sides of what is below.

A heading stands as far from one border of its column as from the other, so that one border tells the next. Numbers end
and words begin at one distance from their borders. Where all of this agrees, columns are certain.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from extractors.grids.chunks import Chunk, Row
from extractors.grids.heads import Head, headings, in_rows
from extractors.grids.sides import LEAST_LINES, SAME, Sides, print_sides

PAD = 0.9  # of the size: how far print may stand from the side of its cell
REACH = 0.5
LEAST_COLUMNS = 3
LEAST_AGREED = 3
MOST_UNSURE = 6

Known = Mapping[int, Sequence[float]]
Borders = tuple[int, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Column borders with the headings over them, and how many sides of print agree with them."""

    xs: tuple[float, ...]
    heads: tuple[Head, ...]
    agreed: int


def centred_columns(heads: Sequence[Row], body: Sequence[Row]) -> Columns | None:
    """The columns that headings stand in the middle of and that the rows below bear out; None where any is uncertain."""
    sides = print_sides(body)
    if len(sides.ends) < LEAST_LINES:
        return None
    for lines in _readings(heads):
        cells = headings(lines)
        found = [columns for leaves in _leaves(cells) if (columns := _columns(leaves, cells, sides, body))]
        best = max(found, key=lambda columns: columns.agreed, default=None)
        if best is None:
            continue
        rivals = [other for other in found if other.agreed == best.agreed and other.xs != best.xs]
        return None if rivals else best
    return None


def _readings(heads: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Ways to read the lines of headings: chunks as they are, every print by itself, two lone characters as one."""
    apart = [replace(row, chunks=tuple(_apart(row))) for row in heads]
    yield heads
    if [len(row.chunks) for row in apart] != [len(row.chunks) for row in heads]:
        yield apart
    paired = [replace(row, chunks=tuple(_paired(row.chunks))) for row in heads]
    if [len(row.chunks) for row in paired] != [len(row.chunks) for row in heads]:
        yield paired


def _apart(row: Row) -> Iterator[Chunk]:
    for chunk in row.chunks:
        for piece in chunk.prints:
            yield Chunk((piece,), piece.x0, piece.x1, piece.text)


def _paired(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    """Chunks, two single characters beside each other as one: a word that was spread."""
    at = 0
    while at < len(chunks):
        lone = len(list(itertools.takewhile(lambda chunk: len(chunk.text) == 1, chunks[at:])))
        if lone == 2:
            left, right = chunks[at : at + 2]
            yield Chunk(left.prints + right.prints, left.x0, right.x1, left.text + right.text)
        else:
            yield from chunks[at : at + max(lone, 1)]
        at += max(lone, 1)


def _leaves(cells: Sequence[Head]) -> Iterator[list[Head]]:
    """The headings that may stand over one column each, from the left; those with others under them never do."""
    lowest = max((cell.bottom for cell in cells), default=0.0)
    possible = [cell for cell in cells if not any(_is_under(other, cell) for other in cells)]
    size = min((cell.prints[0].bottom - cell.prints[0].top for cell in cells), default=0.0)
    unsure = [cell for cell in possible if cell.bottom < lowest - REACH * size]
    unsure = sorted(unsure, key=lambda cell: cell.middle)[:MOST_UNSURE]
    for count in range(len(unsure) + 1):
        for outer in itertools.combinations(unsure, count):
            leaves = [cell for cell in possible if cell not in outer]
            yield sorted(leaves, key=_centre)


def _is_under(low: Head, high: Head) -> bool:
    shared = min(low.chunk.x1, high.chunk.x1) - max(low.chunk.x0, high.chunk.x0)
    return low.top > high.middle and shared > 0


def _centre(head: Head) -> float:
    return (head.chunk.x0 + head.chunk.x1) / 2


def _columns(
    leaves: Sequence[Head], cells: Sequence[Head], sides: Sides, body: Sequence[Row]
) -> Columns | None:
    centres = [_centre(leaf) for leaf in leaves]
    if len(centres) < LEAST_COLUMNS or min(map(_less, itertools.pairwise(centres))) < sides.size:
        return None
    ends, starts = _ends(centres, sides), _starts(centres, sides)
    agreed, xs = 0, tuple[float, ...]()
    for pad in _pads(centres, ends, starts, sides.size):
        agreed, xs = _borders(centres, _known(ends, starts, pad), sides.near, (agreed, xs))
    if agreed < LEAST_AGREED or not _holds(leaves, xs, sides) or not _is_filled(body, xs, sides):
        return None
    heads = _over_columns(leaves, [cell for cell in cells if cell not in leaves], xs, sides.near)
    return Columns(xs, tuple(heads), agreed) if heads else None


def _less(pair: tuple[float, float]) -> float:
    return pair[1] - pair[0]


def _ends(centres: Sequence[float], sides: Sides) -> dict[int, float]:
    """Where the numbers of columns end, each right of the middle of its own column and left of the next."""
    last = [max((at for at, x in enumerate(centres) if x < end), default=-1) for end in sides.ends]
    return {at: end for at, end in zip(last, sides.ends, strict=True) if at >= 0}


def _starts(centres: Sequence[float], sides: Sides) -> dict[int, float]:
    """Where the words of columns begin, the first place of each: others are indents."""
    found: dict[int, float] = {}
    for start in sides.starts:
        at = sum(x <= start for x in centres)
        if at < len(centres):
            found.setdefault(at, start)
    return found


def _pads(
    centres: Sequence[float], ends: Mapping[int, float], starts: Mapping[int, float], size: float
) -> list[float]:
    """The distances that print may stand from the sides of its cells at."""
    found = [x - (ends[at - 1] + ends[at]) / 2 for at, x in enumerate(centres) if {at - 1, at} <= ends.keys()]
    found += [
        (starts[at] + starts[at + 1]) / 2 - x for at, x in enumerate(centres) if {at, at + 1} <= starts.keys()
    ]
    kept = sorted(pad for pad in found if -SAME <= pad <= PAD * size)
    return [median(kept), *kept] if kept else []


def _known(ends: Mapping[int, float], starts: Mapping[int, float], pad: float) -> dict[int, list[float]]:
    """The places that sides of print tell for each border."""
    known: dict[int, list[float]] = {}
    for at, end in ends.items():
        known.setdefault(at + 1, []).append(end + pad)
    for at, start in starts.items():
        known.setdefault(at, []).append(start - pad)
    return known


def _borders(centres: Sequence[float], known: Known, near: float, best: Borders) -> Borders:
    """How many sides agree with the borders that follow from one of them, and these borders, if more than in `best`."""
    for at, places in known.items():
        for place in places:
            best = _chain(centres, known, at, place, near, best)
    return best


def _chain(
    centres: Sequence[float], known: Known, start: int, place: float, near: float, best: Borders
) -> Borders:
    """The borders from one on to both sides; a side of print that agrees within `near` is taken for the border."""
    xs = [0.0] * (len(centres) + 1)
    xs[start] = place
    agreed = 1 + sum(map(len, known.values())) - len(known[start])
    for at in (*range(start + 1, len(xs)), *range(start - 1, -1, -1)):
        if agreed <= best[0]:
            return best
        told = 2 * centres[at - 1] - xs[at - 1] if at > start else 2 * centres[at] - xs[at + 1]
        if places := known.get(at):
            close = [x for x in places if abs(x - told) <= 2 * near]
            agreed -= len(places) - len(close)
            told = _nearest(close, told) if close else told
        xs[at] = told
    return (agreed, tuple(xs)) if agreed > best[0] else best


def _nearest(places: Sequence[float], place: float) -> float:
    return min(places, key=lambda x: abs(x - place))


def _holds(leaves: Sequence[Head], xs: Sequence[float], sides: Sides) -> bool:
    """Whether borders rise and every heading stands between its own."""
    return all(
        left - sides.near <= leaf.chunk.x0 and leaf.chunk.x1 <= right + REACH * sides.size and left < right
        for leaf, (left, right) in zip(leaves, itertools.pairwise(xs), strict=True)
    )


def _is_filled(body: Sequence[Row], xs: Sequence[float], sides: Sides) -> bool:
    """Whether every number stands within one column, and no two of a line in the same."""
    for line in body:
        taken: set[int] = set()
        for chunk in line.chunks:
            at = sum(x <= (chunk.x0 + chunk.x1) / 2 for x in xs) - 1
            if not chunk.is_number:
                continue
            if at < 0 or at >= len(xs) - 1 or at in taken:
                return False
            if chunk.x0 < xs[at] - sides.near or chunk.x1 > xs[at + 1] + sides.near:
                return False
            taken.add(at)
    return True


def _over_columns(
    leaves: Sequence[Head], outer: Sequence[Head], xs: Sequence[float], near: float
) -> list[Head]:
    """The headings with their columns: each outer one in the middle of several; none where one is not."""
    heads = [replace(leaf, column=at) for at, leaf in enumerate(leaves)]
    for head in outer:
        beside = [other for other in outer if other is not head and _level(head, other)]
        spans = [
            (first, end)
            for first, end in itertools.combinations(range(len(xs)), 2)
            if _spans(head, xs[first], xs[end], near)
            if all(leaf.top > head.middle for leaf in leaves[first:end])
            if not any(_reaches(other, xs[first], xs[end], near) for other in beside)
        ]
        if not spans:
            return []
        first, end = max(spans, key=lambda span: span[1] - span[0])
        heads.append(replace(head, column=first, column_span=end - first))
    return in_rows(sorted(heads, key=lambda head: (head.middle, head.column)), len(leaves))


def _reaches(head: Head, left: float, right: float, near: float) -> bool:
    """Whether a heading stands over a part of a stretch."""
    return head.chunk.x0 < right - near and left + near < head.chunk.x1


def _level(head: Head, other: Head) -> bool:
    return head.top < other.bottom and other.top < head.bottom


def _spans(head: Head, left: float, right: float, near: float) -> bool:
    centred = abs((left + right) / 2 - _centre(head)) <= near
    return centred and left - near <= head.chunk.x0 and head.chunk.x1 <= right + near
