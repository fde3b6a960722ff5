"""Headers of grids whose cells the source shows: the headings over each column, by the cells that cover it."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.amounts.groups import claimed
from extractors.amounts.header_split import is_number, is_words, split_header
from extractors.amounts.headings import HeaderColumn, header_columns
from extractors.amounts.rulers import is_ruler
from extractors.amounts.words import (
    form_words,
    heading_key,
    is_remark,
    kinds_of_heading,
    label_key,
    total_words,
)
from extractors.grids.exact import ExactCell, ExactRow, spanning
from extractors.grids.methods import LOOSE
from schemas.forms import Form

NAME = frozenset({"name"})


def header_depth(rows: Sequence[ExactRow], width: int, form: Form | None) -> int:
    """How many rows from the top are header rows; a heading that covers several rows takes all of them in."""
    depth = split_header((row.texts(width) for row in rows), form)
    depth = next((index for index in range(1, depth) if _opens_body(rows[index], rows[:index])), depth)
    if not any(is_words(cell.text) for row in rows[:depth] for cell in row.filled):
        return 0
    index = 0
    while index < depth < len(rows):
        reach = max((index + cell.row_span for cell in rows[index].filled), default=0)
        depth = max(depth, min(reach, len(rows)))
        index += 1
    return depth


def _opens_body(row: ExactRow, header: Sequence[ExactRow]) -> bool:
    """Whether a row is that of a total: its label in the first column that headings stand over, else numbers or nothing."""
    filled = row.filled
    if not filled or label_key(str(filled[0].text)) not in total_words():
        return False
    first = min((cell.column for above in header for cell in above.filled), default=0)
    return filled[0].column == first and all(is_number(cell.text) for cell in filled[1:])


def covered_columns(header: Sequence[ExactRow], width: int, form: Form | None = None) -> list[HeaderColumn]:
    """The path of headings over each column, outer to inner; header rows that number the columns are left out.

    A header in which no cell covers several columns has lost its spans: a blank cell then belongs to its left neighbour.
    Where headings stand on a page, their places tell.
    """
    loose = any(row.method in LOOSE for row in header)
    if not loose and not any(spanning(header)):
        return header_columns([row.texts(width) for row in header], width)
    known = form_words(form) if form else frozenset()
    return [_column(header, column, known, loose) for column in range(width)]


def _column(
    header: Sequence[ExactRow], column: int, known: frozenset[str], loose: bool = False
) -> HeaderColumn:
    """The path over one column; `loose`: no rules are around headings, so that the lines of one may be cells."""
    path: list[str] = []
    places: list[tuple[int, int]] = []
    own = False
    for depth, row in enumerate(header):
        cell = row.at(column)
        if cell is None or not cell.text or is_number(cell.text):
            continue
        text = str(cell.text)
        goes_on = own and loose and cell.column_span == 1 and not kinds_of_heading(text)
        if path and heading_key(text) not in known and (goes_on or heading_key(path[-1] + text) in known):
            path[-1] += text
        else:
            path.append(text)
        places.append((depth, cell.column))
        own = cell.column_span == 1
    return HeaderColumn(column, tuple(path), own, tuple(places))


def columns_of(
    header: Sequence[ExactRow], body: Sequence[ExactRow], width: int, form: Form | None
) -> list[HeaderColumn]:
    """The columns that hold labels or values: without those that nothing begins in, remarks, and columns of words."""
    found: list[HeaderColumn] = []
    value_seen = False
    below: dict[int, list[ExactCell]] = {}
    for row in body:
        for cell in row.filled:
            below.setdefault(cell.column, []).append(cell)
    for column in covered_columns([row for row in header if not is_ruler(row.printed)], width, form):
        cells = below.get(column.index, [])
        if _continues(column, found, cells) or is_remark(column.path):
            continue
        if not column.kinds and not (form and claimed(column, form)):
            words, numbers = _contents(cells)
            if words and not numbers:
                if value_seen or (column.path and found):
                    continue
                column = HeaderColumn(column.index, column.path, column.own, column.places, NAME)
            elif not column.path and not numbers:
                continue
        value_seen = value_seen or not column.kinds
        found.append(column)
    return found


def _continues(column: HeaderColumn, found: Sequence[HeaderColumn], cells: Sequence[ExactCell]) -> bool:
    """Whether a column is only the further width of the one before: the same headings over it, nothing begins in it."""
    return bool(found) and not column.own and column.places == found[-1].places and not cells


def _contents(cells: Sequence[ExactCell]) -> tuple[int, int]:
    """How many of the cells print words, and how many numbers."""
    return sum(is_words(cell.text) for cell in cells), sum(is_number(cell.text) for cell in cells)
