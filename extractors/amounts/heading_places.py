"""Where headings stand over the numbers of a page without rules: columns whose heading may be another one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.amounts.gridded_continued import reach_of
from extractors.amounts.header_split import is_number, is_words
from extractors.grids.exact import ExactCell, ExactRow
from schemas.spans import Text


class _Place(NamedTuple):
    """A cell with the sides of its print, in points."""

    cell: ExactCell
    x0: float
    x1: float
    top: float
    bottom: float


def unsure_columns(header: Sequence[ExactRow], body: Sequence[ExactRow]) -> frozenset[int]:
    """The columns whose numbers stand under another heading than their own, or whose headings stand beside each other."""
    heads = [place for row in header for cell in row.filled if is_words(cell.text) for place in _place(cell)]
    found = set()
    for column, (x0, x1) in _numbers(body).items():
        own = [place for place in heads if place.cell.covers(column)]
        if any(map(_are_beside, own, own[1:])) or (own and _is_under_another(own, heads, x0, x1)):
            found.add(column)
    return frozenset(found)


def _is_under_another(own: Sequence[_Place], heads: Sequence[_Place], x0: float, x1: float) -> bool:
    """Whether numbers between two sides stand under no heading of theirs and under one of another column."""
    if any(_shared(place, x0, x1) > 0 for place in own):
        return False
    return any(_shared(place, x0, x1) > 0 for place in heads if place not in own)


def _shared(place: _Place, x0: float, x1: float) -> float:
    return min(place.x1, x1) - max(place.x0, x0)


def _are_beside(upper: _Place, lower: _Place) -> bool:
    """Whether two headings of one column stand on one height: neither is over the other."""
    height = min(upper.bottom, lower.bottom) - max(upper.top, lower.top)
    return 2 * height > min(upper.bottom - upper.top, lower.bottom - lower.top)


def _place(cell: ExactCell) -> Iterator[_Place]:
    boxes = [piece.box for piece in cell.text if piece.box is not None and piece.text.strip()]
    if boxes:
        x0, x1 = min(box.x0 for box in boxes), max(box.x1 for box in boxes)
        yield _Place(cell, x0, x1, min(box.top for box in boxes), max(box.bottom for box in boxes))


def _numbers(body: Sequence[ExactRow]) -> dict[int, tuple[float, float]]:
    """From where to where the numbers of each column stand."""
    found: dict[int, tuple[float, float]] = {}
    cells = itertools.chain.from_iterable(row.filled for row in body)
    for cell in cells:
        place = reach_of(cell.text) if is_number(cell.text) else None
        if place is not None:
            x0, x1 = found.get(cell.column, place)
            found[cell.column] = min(x0, place[0]), max(x1, place[1])
    return found


def column_at(row: ExactRow, text: Text) -> int:
    """The column of the cell of a row that prints a text, -1 where none does."""
    place = text.first.place
    return next((cell.column for cell in row.filled if cell.text.first.place == place), -1)
