"""What an export of tabs lost of its blank cells: a header torn so that its headings stand over other columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.amounts.groups import Group
from extractors.amounts.header_split import Row, is_number, is_words
from extractors.amounts.headings import HeaderColumn, header_columns
from extractors.amounts.packed import is_packed
from extractors.amounts.printed import Heading
from extractors.amounts.rulers import is_ruler
from extractors.amounts.words import kinds_of_heading, side_words
from schemas.characters import key

SAME_SHARE = 0.8


def inside(row: Row) -> Row:
    """A row without the blank cells at its ends, which one tab too many makes."""
    filled = [index for index, cell in enumerate(row) if cell.strip()]
    return row[filled[0] : filled[-1] + 1] if filled else ()


def extent(row: Row) -> int:
    """How many cells a row has up to its last printed one."""
    return max((index + 1 for index, cell in enumerate(row) if cell.strip()), default=0)


def usual_width(rows: Sequence[Row]) -> int:
    """How many cells most rows with numbers have; 0 without any."""
    widths = _widths(rows)
    return max(widths, key=lambda width: (widths.count(width), width), default=0)


def is_whole(header: Sequence[Row], body: Sequence[Row]) -> bool:
    """Whether nearly all rows with numbers have as many cells as the longest row of the table."""
    return is_uniform(body) and usual_width(body) == max(map(len, (*header, *body)))


def is_uniform(rows: Sequence[Row]) -> bool:
    """Whether nearly all rows with numbers have the same number of cells."""
    widths = _widths(rows)
    return widths.count(usual_width(rows)) >= SAME_SHARE * len(widths)


def _widths(rows: Sequence[Row]) -> list[int]:
    return [len(row) for row in rows if any(map(is_number, row))]


def is_packed_left(rows: Sequence[Row]) -> bool:
    """Whether no row with numbers has a blank cell between printed ones although they end at differing columns.

    So do tables whose last columns are blank, and exports that moved the cells of every row to the left.
    """
    kept = [row for row in rows if len(row) > 1 and any(map(is_number, row))]
    gaps = any(not cell.strip() for row in kept for cell in inside(row))
    return not gaps and len(set(map(extent, kept))) > 1


def is_ragged(header: Sequence[Row], body: Sequence[Row]) -> bool:
    """Whether the rows of a header differ in length among them or from the body's; ruler and lone headings do not count."""
    widths = {len(row) for row in _headings(header)}
    whole = usual_width(body) if is_uniform(body) else max(_widths(body), default=0)
    return len(widths) > 1 or bool(whole and widths and widths != {whole})


def _headings(header: Sequence[Row]) -> list[Row]:
    """The rows of a header whose length tells something: they have several headings, or blank cells behind their one."""
    return [
        row
        for row in header
        if not is_ruler(row) and (extent(row) < len(row) or sum(bool(cell.strip()) for cell in row) > 1)
    ]


def is_torn(header: Sequence[Row], body: Sequence[Row]) -> bool:
    """Whether rows of a header lost blank cells, so that headings moved to the left of their columns.

    The rows of a whole header are of one length. One that is shorter is whole as well where it only lost the blank
    cells at its end, which shows in that it ends with a heading and that every column is named by some row.
    """
    rows = _headings(header)
    filled = [extent(row) for row in body if any(map(is_number, row))]
    width = max((*filled, *map(len, rows)), default=0)
    longest = max(map(len, (*header, *body)), default=0)
    if len(rows) < 2 or not is_ragged(header, body) or is_packed(rows, longest):
        return False
    if any(len(row) < longest and extent(row) < len(row) for row in rows):
        return True
    columns = header_columns(rows, width)
    return not all(column.own for column in columns) or any(map(_names_below_values, columns))


def _names_below_values(column: HeaderColumn) -> bool:
    """Whether the heading of a label column stands under that of a value column, which has none such."""
    outer = [part for part in column.path[:-1] if key(part) not in side_words()]
    return bool(outer and kinds_of_heading(column.path[-1])) and not all(map(kinds_of_heading, outer))


def misplaced(
    groups: Sequence[Group], headings: Sequence[Heading], header: Sequence[Row], body: Sequence[Row]
) -> list[Group]:
    """The groups, uncertain where a ragged header has headings of values over words, or some that name no column.

    So is a header without a heading over some column, where rows of differing length do not tell which.
    """
    rows = [row for row in body if any(map(is_number, row))]
    values = [position for group in groups for position, _ in group.values]
    over = sum(any(place < len(row) and is_words(row[place]) for place in values) for row in rows)
    unnamed = any(heading.column is None for heading in headings)
    bare = {
        column.index
        for column in header_columns(_headings(header), max(values, default=0) + 1)
        if not column.own
    }
    lacking = unnamed and not is_uniform(body) and bool(bare.intersection(values))
    if not lacking and not (is_ragged(header, body) and (2 * over > len(rows) or unnamed)):
        return list(groups)
    return [replace(group, uncertain=True) for group in groups]
