"""The first lines of a page as rows of a table without rules that the page before left open."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from extractors.grids.aligned import OUTER, as_row, grouped
from extractors.grids.blocks import is_wrap
from extractors.grids.chunks import Chunk, Row
from extractors.grids.margins import is_page_number
from extractors.grids.page import PageItems
from extractors.grids.page_table import PageTable
from extractors.grids.placing import table_of

BESIDE = 3.0


def with_leading_rows(items: PageItems, xs: Sequence[float]) -> PageItems:
    """A page whose first lines, too few to be a table by themselves, are a table in the columns between `xs`.

    Every chunk has to stand in a column of its own, and a line of several chunks to hold a number.
    """
    first = 1 if items.items and is_page_number(items, 0) else 0
    lines: list[Row] = []
    for item in items.items[first:]:
        row = None if isinstance(item, PageTable) else as_row(item)
        if row is None or not _fits(row, xs) or not (_is_data(row) or _goes_with(lines, row)):
            break
        lines.append(row)
    if not any(map(_is_data, lines)):
        return items
    rows = grouped(lines, ())
    if not all(_fits(row, xs) for row in rows):
        return items
    ys = [
        rows[0].top - OUTER,
        *((a.bottom + b.top) / 2 for a, b in itertools.pairwise(rows)),
        rows[-1].bottom + OUTER,
    ]
    placed = [[(_column(chunk, xs), chunk.prints) for chunk in row.chunks] for row in rows]
    table = table_of(placed, tuple(xs), tuple(ys))
    return replace(items, items=(*items.items[:first], table, *items.items[first + len(lines) :]))


def _is_data(row: Row) -> bool:
    return len(row.chunks) > 1 and any(chunk.is_number for chunk in row.chunks)


def _goes_with(lines: Sequence[Row], row: Row) -> bool:
    """Whether a line without data may be a piece of a wrapped cell: the first of a page, or the end of the row above."""
    return not lines or is_wrap(lines[-2:], row)


def _column(chunk: Chunk, xs: Sequence[float]) -> int:
    return bisect_right(xs, (chunk.x0 + chunk.x1) / 2) - 1


def _fits(row: Row, xs: Sequence[float]) -> bool:
    """Whether every chunk stands within a column that no other stands in."""
    columns = [_column(chunk, xs) for chunk in row.chunks]
    if len(set(columns)) < len(columns) or not all(0 <= column < len(xs) - 1 for column in columns):
        return False
    return all(
        xs[column] - BESIDE < chunk.x0 and chunk.x1 < xs[column + 1] + BESIDE
        for column, chunk in zip(columns, row.chunks, strict=True)
    )
