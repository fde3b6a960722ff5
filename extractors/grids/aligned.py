"""Tables without rules: columns from what stands over each other, rows from what stands beside each other."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import regex

from extractors.grids.blocks import blocks, is_caption, is_spread, tells_unit
from extractors.grids.centred import centred_columns
from extractors.grids.chunks import Chunk, Row, as_row
from extractors.grids.columns import borders_of, covered, find_columns
from extractors.grids.edges import Edge
from extractors.grids.flush import cut_cells, flush_borders, flush_column, is_flush
from extractors.grids.heads import MOST_LINES, OUTER, head_heights, head_length, placed_heads
from extractors.grids.known import known_table
from extractors.grids.methods import NEAREST
from extractors.grids.near_heads import parted_heads
from extractors.grids.page_table import PageTable
from extractors.grids.placing import table_of, to_table
from extractors.grids.prints import Print
from extractors.grids.wrapped import grouped

LEAST_ROWS = 3
LEAST_RULER = 3
LEAST_NUMBERS = 2
SPREAD_SHARE = 0.6
SURE = 6
_PAGE = regex.compile(r"\d{1,3}")
_LEADERS = regex.compile(r"[.·…]{4,}")


def aligned_tables(
    lines: Sequence[Sequence[Print]], across: Sequence[Edge]
) -> tuple[list[PageTable], list[Sequence[Print]]]:
    """The tables that lines of print make by their alignment, and the lines that are in none."""
    rows = [as_row(line) for line in lines]
    tables: list[PageTable] = []
    rest: list[Sequence[Print]] = []
    start = 0
    found = list(blocks(rows))
    begun: frozenset[float] = frozenset()
    if found:
        cut, begun = cut_cells(lines)
        if begun:
            lines, rows = cut, [as_row(line, begun) for line in cut]
            found = list(blocks(rows))
    for first, last in found:
        above = _after_caption(rows, start, first)
        told = above > start and tells_unit(rows[above - 1])
        table = _centred(lines[above:last], rows[above:last], across)
        first = first if table is None else above
        table = table or _flush(rows[first:last], begun, across) or _table(rows[first:last], across, told)
        if table is None:
            continue
        rest.extend(lines[start:first])
        tables.append(table)
        start = last
    rest.extend(lines[start:])
    return tables, rest


def _centred(
    lines: Sequence[Sequence[Print]], rows: Sequence[Row], across: Sequence[Edge]
) -> PageTable | None:
    """The table whose headings stand in the middle of their columns, where sides of print bear that out."""
    number = next((at for at, row in enumerate(rows) if any(chunk.is_number for chunk in row.chunks)), 0)
    lengths = dict.fromkeys([head_length(rows), number, number + _counts_columns(rows[number])])
    for length in lengths:
        heads = parted_heads(rows, length)[:length]
        found = centred_columns(heads, rows[length:]) if 0 < length < len(rows) else None
        if found is None or not (found.agreed >= SURE or _is_table(rows, rows)):
            continue
        table = known_table(lines, found.xs, across, length, heads=found.heads)
        if table is not None:
            return table
    return None


def _after_caption(rows: Sequence[Row], start: int, first: int) -> int:
    """The line below the caption above a line, which headings may stand between."""
    for at in range(first - 1, max(start, first - MOST_LINES) - 1, -1):
        if is_caption(rows[at]):
            return at + 1
    return first


def _counts_columns(row: Row) -> bool:
    """Whether a line has headings and the numbers of the columns beside them."""
    return _is_ruler(row) and not all(chunk.is_number for chunk in row.chunks)


def _flush(lines: Sequence[Row], begun: frozenset[float], across: Sequence[Edge]) -> PageTable | None:
    """The table whose words begin and numbers end at the sides of its columns, as sheets print it."""
    xs = flush_borders(lines, begun)
    if len(xs) < LEAST_ROWS:
        return None
    length = head_length(lines)
    heads = lines[:length]
    if not is_flush(heads, xs):
        return None
    rows = [*heads, *grouped(lines[length:], across)]
    placed = [[(flush_column(chunk, xs), chunk.prints) for chunk in row.chunks] for row in rows]
    if any(len({column for column, _ in row}) < len(row) for row in placed) or not _is_table(lines, rows):
        return None
    between = ((above.bottom + below.top) / 2 for above, below in itertools.pairwise(rows))
    return table_of(placed, xs, (rows[0].top - OUTER, *between, rows[-1].bottom + OUTER))


def _table(lines: Sequence[Row], across: Sequence[Edge], told: bool = False) -> PageTable | None:
    """The table of lines by what stands over what; of a single row only where a caption has `told` of it."""
    length = head_length(lines)
    lines = parted_heads(lines, length)
    columns = find_columns(lines, length)
    if len(columns) < 2:
        return None
    xs = borders_of(columns, OUTER)
    heads = placed_heads(lines[:length], columns, xs)
    rows = grouped(lines[length:], across)
    depth = max((head.row + head.row_span for head in heads), default=0)
    if not (told and depth and _is_row(rows)) and (
        depth + len(rows) < LEAST_ROWS or not _is_table(lines, rows)
    ):
        return None
    ys = head_heights(lines[:length], depth, rows[0].top)
    ys += [(above.bottom + below.top) / 2 for above, below in itertools.pairwise(rows)]
    ys.append(rows[-1].bottom + OUTER)
    placed = [[(covered(chunk, row, columns, xs), chunk.prints) for chunk in row.chunks] for row in rows]
    return to_table(heads, placed, xs, tuple(ys), NEAREST)


def _is_table(lines: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether lines are cells with numbers, and neither sentences nor a list of contents."""
    numbers = [chunk for row in rows for chunk in row.chunks if chunk.is_number]
    numeric = sum(any(chunk.is_number for chunk in row.chunks) for row in rows)
    if not (numeric >= LEAST_NUMBERS or any(map(_is_ruler, rows))) or _is_contents(rows, numbers):
        return False
    spread = sum(map(is_spread, lines))
    return spread >= max(LEAST_ROWS, SPREAD_SHARE * sum(len(line.chunks) > 1 for line in lines))


def _is_row(rows: Sequence[Row]) -> bool:
    """Whether rows are a single one, with several numbers."""
    return len(rows) == 1 and sum(chunk.is_number for chunk in rows[0].chunks) >= LEAST_NUMBERS


def _is_ruler(row: Row) -> bool:
    """Whether a row counts the columns: 1 2 3 and so on."""
    numbers = [chunk.text for chunk in row.chunks if chunk.is_number]
    return len(numbers) >= LEAST_RULER and numbers == [str(at + 1) for at in range(len(numbers))]


def _is_contents(rows: Sequence[Row], numbers: Sequence[Chunk]) -> bool:
    """Whether the lines are headings with the number of a page at their end."""
    if any(_LEADERS.search(chunk.text) for row in rows for chunk in row.chunks):
        return True
    pages = all(_PAGE.fullmatch(chunk.text) for chunk in numbers)
    return pages and all(len(row.chunks) <= 2 for row in rows)
