"""The first lines of a page as rows of a table without rules that the page before left open."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from extractors.grids.blocks import is_wrap
from extractors.grids.chunks import OUTSIDE, Row, as_row, column_of, fits
from extractors.grids.flush import cut_at
from extractors.grids.heads import OUTER, head_length
from extractors.grids.known import fills, rows_between
from extractors.grids.margins import is_page_number
from extractors.grids.methods import LOOSE
from extractors.grids.page import PageItems
from extractors.grids.page_table import PageTable
from extractors.grids.placing import table_of
from extractors.grids.prints import Print, to_lines
from schemas.characters import fold

HEADINGS = 4  # rows


def with_leading_rows(items: PageItems, xs: Sequence[float], above: PageTable, last: PageTable) -> PageItems:
    """A page whose first lines or table without rules go on with a table in the columns between `xs`.

    `above` and `last` are the parts of that table on its first page and on the page before.

    Every chunk has to stand in a column of its own, and a line of several chunks to hold a number. What stands below one
    another on a page of few rows does not tell columns apart.
    """
    first = 1 if items.items and is_page_number(items, 0) else 0
    lines: list[Row] = []
    kept = taken = 0
    for number, item in enumerate(items.items[first:], 1):
        own = _lines(item, xs)
        if not own or not all(fits(row, xs) for row in own):
            break
        if (
            len(own) == 1
            and len(own[0].chunks) > 1
            and not _is_data(own[0])
            and not _begins_alike(own[0], above)
            and (kept or not _repeats(own[0], above))
        ):
            break
        going_on = kept == len(lines) and is_wrap(lines[-2:], own[0]) if lines else False
        lines += own
        if len(own) > 1 or _is_data(own[0]) or going_on:
            kept, taken = len(lines), number
    if not kept and lines and _ends_words(lines[0], last, xs):
        kept = taken = 1
    elif not any(map(_is_data, lines[:kept])):
        return items
    del lines[kept:]
    rows = rows_between(lines, xs, ())
    if not all(fits(row, xs) for row in rows):
        return items
    between = ((above.bottom + below.top) / 2 for above, below in itertools.pairwise(rows))
    ys = (rows[0].top - OUTER, *between, rows[-1].bottom + OUTER)
    placed = [[(column_of(chunk, xs), chunk.prints) for chunk in row.chunks] for row in rows]
    table = table_of(placed, tuple(xs), ys, above.frame.method)
    return replace(items, items=(*items.items[:first], table, *items.items[first + taken :]))


def _ends_words(row: Row, above: PageTable, xs: Sequence[float]) -> bool:
    """Whether all of a line stands below words of the last row of a table that fill their cells."""
    depth = len(above.frame.ys) - 2
    words = [
        as_row(line[-1:])
        for slot, cell in zip(above.frame.cells, above.cells, strict=True)
        if slot.row == depth and cell
        for line in to_lines(cell)[-1:]
    ]
    return all(
        any(
            fills(upper, chunk, xs) and abs(upper.chunks[0].x0 - chunk.x0) < OUTSIDE
            for upper in words
            if column_of(upper.chunks[0], xs) == column_of(chunk, xs)
        )
        for chunk in row.chunks
    )


def _lines(item: Sequence[Print] | PageTable, xs: Sequence[float]) -> list[Row]:
    """The lines of an item of a page; none of a table with rules, with headings or with more columns than there are."""
    if not isinstance(item, PageTable):
        return [as_row(line, begun) for line, begun in [cut_at(item, xs)]]
    if item.frame.method not in LOOSE or len(item.frame.xs) > len(xs):
        return []
    begun = {cell[0].x0 for cell in item.cells if cell}
    lines = [as_row(line, begun) for line in to_lines(piece for cell in item.cells for piece in cell)]
    return [] if head_length(lines) else lines


def _repeats(row: Row, above: PageTable) -> bool:
    """Whether a line repeats the headings of a table."""
    texts = [
        fold("".join(piece.text for piece in cell))
        for cell in above.cells[: HEADINGS * (len(above.frame.xs) - 1)]
    ]
    return all(any(chunk.text in text for text in texts) for chunk in row.chunks)


def _begins_alike(row: Row, above: PageTable) -> bool:
    """Whether every chunk of a line begins where words of its column do in a table."""
    xs = above.frame.xs
    starts = {
        (slot.column, round(piece.x0))
        for slot, cell in zip(above.frame.cells, above.cells, strict=True)
        for piece in cell[:1]
    }
    return all(
        not starts.isdisjoint((column_of(chunk, xs), round(chunk.x0) + near) for near in (-1, 0, 1))
        for chunk in row.chunks
    )


def _is_data(row: Row) -> bool:
    return len(row.chunks) > 1 and any(chunk.is_number for chunk in row.chunks)
