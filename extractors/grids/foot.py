"""Headings at the foot of a page, alone or with too few rows to be a table, above rows without rules on the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.grids.aligned import aligned_tables
from extractors.grids.blocks import is_caption, tells_unit
from extractors.grids.chunks import Row, as_row
from extractors.grids.heads import MOST_LINES, OUTER, head_length
from extractors.grids.margins import is_page_number
from extractors.grids.methods import UNRULED
from extractors.grids.page import PageItems
from extractors.grids.page_table import PageTable
from extractors.grids.prints import Print, to_lines
from extractors.grids.ruled import Frame

LEAST_HEADINGS = 3
LEADING = 2.0  # of the size, between the headings and the rows


def with_headings(before: PageItems, items: PageItems) -> PageItems | None:
    """The page before, its last lines a table of headings, where the rows below these begin the next page."""
    lines = _headings(before)
    first = 1 if items.items and is_page_number(items, 0) else 0
    body = items.items[first] if len(items.items) > first else None
    if not lines or not isinstance(body, PageTable) or body.frame.method not in UNRULED:
        return None
    rows = to_lines(piece for cell in body.cells for piece in cell)
    if head_length([as_row(row) for row in rows]):
        return None
    end = max(piece.bottom for piece in lines[-1])
    down = end - rows[0][0].top + LEADING * (rows[0][0].bottom - rows[0][0].top)
    below = [[_lower(piece, down) for piece in row] for row in rows]
    tables, rest = aligned_tables([*lines, *below], ())
    if len(tables) != 1 or rest:
        return None
    table = _top(tables[0], end + OUTER)
    if table is None or sum(map(len, table.cells)) != sum(map(len, lines)):
        return None
    at = len(before.items) - (1 if is_page_number(before, len(before.items) - 1) else 0)
    return replace(before, items=(*before.items[: at - len(lines)], table, *before.items[at:]))


def _headings(page: PageItems) -> list[Sequence[Print]]:
    """The lines below the last caption of a page, where no table stands there and they begin with headings."""
    found: list[Sequence[Print]] = []
    for at in range(len(page.items) - 1, -1, -1):
        item = page.items[at]
        if isinstance(item, PageTable) or len(found) > MOST_LINES:
            return []
        if not found and is_page_number(page, at):
            continue
        row = as_row(item)
        if tells_unit(row) or is_caption(row):
            return found if _are_headings([as_row(line) for line in found]) else []
        found.insert(0, item)
    return []


def _are_headings(rows: Sequence[Row]) -> bool:
    if any(chunk.is_number for row in rows for chunk in row.chunks):
        rows = rows[: head_length(rows)]
    return max((len(row.chunks) for row in rows), default=0) >= LEAST_HEADINGS


def _lower(piece: Print, down: float) -> Print:
    return piece._replace(top=piece.top + down, bottom=piece.bottom + down)


def _top(table: PageTable, end: float) -> PageTable | None:
    """The rows of a table above a height, where no cell goes on below it."""
    frame = table.frame
    depth = sum(y < end for y in frame.ys)
    own = [at for at, slot in enumerate(frame.cells) if slot.row < depth]
    if any(frame.cells[at].row + frame.cells[at].row_span > depth for at in own):
        return None
    cells = tuple(frame.cells[at] for at in own)
    top = Frame(frame.xs, (*frame.ys[:depth], end), cells, frame.owner[:depth], frame.method)
    return PageTable(top, [table.cells[at] for at in own])
