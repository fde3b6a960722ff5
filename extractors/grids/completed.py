"""Tables of which only some rows are drawn: every second one shaded, or but the headings boxed; the rest has their columns."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from extractors.grids.chunks import Chunk, Row, as_row, column_of, fits, over
from extractors.grids.edges import Edge
from extractors.grids.flush import cut_at
from extractors.grids.known import fills, rows_between
from extractors.grids.methods import COMPLETED
from extractors.grids.page_table import PageTable
from extractors.grids.placing import stacked, table_of, widened
from extractors.grids.prints import Print
from extractors.grids.ruled import Frame
from extractors.grids.shaded import SHADED
from extractors.grids.wrapped import one_row

LEAST_COLUMNS = 3
NEAR = 3.0  # of the size: a line no further from a row is a row of the same table
WRAP = 1.1
SAME = 4.0
TOUCH = 1.0


def completed(
    tables: Sequence[PageTable], lines: Sequence[Sequence[Print]], across: Sequence[Edge]
) -> tuple[list[PageTable], Sequence[Sequence[Print]]]:
    """Tables with the rows of print above, between and below them that stand in their columns, and the lines left over."""
    done: list[PageTable] = []
    for table in sorted(tables, key=lambda table: table.frame.ys[0]):
        before = done[-1] if done and _are_bands(done[-1].frame, table.frame) else None
        if before is not None:
            inner = [at for at, line in enumerate(lines) if _between(before, line, table)]
            whole = _joined(before, [lines[at] for at in inner], table, across)
            if whole is not None:
                lines = [line for at, line in enumerate(lines) if at not in inner]
                done[-1] = whole
                continue
        done.append(table)
    for number in range(len(done)):
        for below in (False, True):
            limit = _limit(done, number, below)
            done[number], lines = _extended(done[number], lines, across, below, limit)
    return done, lines


def _limit(tables: Sequence[PageTable], number: int, below: bool) -> float:
    """The height of the next table above or below."""
    if below:
        return tables[number + 1].frame.ys[0] if number + 1 < len(tables) else float("inf")
    return tables[number - 1].frame.ys[-1] if number else float("-inf")


def _are_bands(one: Frame, other: Frame) -> bool:
    return one.method == SHADED == other.method and same_borders(one, other)


def same_borders(one: Frame, other: Frame) -> bool:
    """Whether two tables have one width, and all borders of the one that has fewer are borders of the other."""
    few, many = sorted((one.xs, other.xs), key=len)
    if len(few) < LEAST_COLUMNS or max(abs(few[0] - many[0]), abs(few[-1] - many[-1])) > SAME:
        return False
    return all(any(abs(x - border) <= SAME for border in many) for x in few)


def _between(above: PageTable, line: Sequence[Print], below: PageTable) -> bool:
    return above.frame.ys[-1] - TOUCH <= line[0].middle <= below.frame.ys[0] + TOUCH


def _joined(
    above: PageTable, lines: Sequence[Sequence[Print]], below: PageTable, across: Sequence[Edge]
) -> PageTable | None:
    """Two tables with the lines between them as one; None where these are no rows of theirs."""
    xs = max((above.frame.xs, below.frame.xs), key=len)
    rows = [_row(line, xs) for line in lines]
    found = [row for row in rows if row is not None]
    if (
        len(found) < len(rows)
        or not _are_rows(found, xs)
        or not _near(above.frame.ys[-1], found, below.frame.ys[0])
    ):
        return None
    parts = [_in_columns(above, xs)]
    if lines:
        parts.append(_rows(found, xs, above.frame.ys[-1], below.frame.ys[0], across))
    return stacked([*parts, _in_columns(below, xs)], above.frame.method)


def _are_rows(lines: Sequence[Row], xs: Sequence[float]) -> bool:
    """Whether lines hold cells and no title or caption of another table."""
    captions = any(":" in chunk.text for line in lines for chunk in line.chunks)
    return not captions and all(_is_data(line) or fits(line, xs) for line in lines)


def _near(top: float, rows: Sequence[Row], bottom: float) -> bool:
    """Whether rows fill a gap: no distance in it is wider than rows are apart."""
    if not rows:
        return bottom - top <= SAME
    ends = [top, *(row.bottom for row in rows)]
    starts = [*(row.top for row in rows), bottom]
    size = rows[0].bottom - rows[0].top
    return all(start - end < NEAR * size for end, start in zip(ends, starts, strict=True))


def _in_columns(table: PageTable, xs: Sequence[float]) -> PageTable:
    """A table in columns that are its own, some of them parted."""
    own = table.frame.xs
    if len(own) == len(xs):
        return table
    places = [min(range(len(xs)), key=lambda at: abs(xs[at] - x)) for x in own]
    return widened(table, tuple(xs), places)


def _row(line: Sequence[Print], xs: Sequence[float]) -> Row | None:
    """A line as cells in columns; None where it stands across them."""
    row = as_row(*cut_at(line, xs))
    if fits(row, xs):
        return row
    columns = [_covered(chunk, xs) for chunk in row.chunks]
    if any(columns_of is None for columns_of in columns):
        return None
    ends = [columns_of for columns_of in columns if columns_of is not None]
    return row if all(a[1] < b[0] for a, b in itertools.pairwise(ends)) else None


def _covered(chunk: Chunk, xs: Sequence[float]) -> tuple[int, int] | None:
    """The first and last column that a chunk stands in; None for a number over several, or print outside."""
    if chunk.x0 < xs[0] - SAME or chunk.x1 > xs[-1] + SAME:
        return None
    inside = [
        at
        for at, (a, b) in enumerate(itertools.pairwise(xs))
        if chunk.x0 < b - TOUCH and chunk.x1 > a + TOUCH
    ]
    if not inside or (chunk.is_number and len(inside) > 1):
        return None
    return inside[0], inside[-1]


def _rows(
    lines: Sequence[Row], xs: Sequence[float], top: float, bottom: float, across: Sequence[Edge]
) -> PageTable:
    """Lines between two heights as the rows of a table; those that hold one line of numbers are one row."""
    data = sum(map(_is_data, lines))
    rows = rows_between(lines, xs, across) if data > 1 else [one_row(lines)]
    between = [(above.bottom + below.top) / 2 for above, below in itertools.pairwise(rows)]
    placed = [
        [(min(max(column_of(chunk, xs), 0), len(xs) - 2), chunk.prints) for chunk in row.chunks]
        for row in rows
    ]
    return table_of(placed, tuple(xs), (top, *between, bottom))


def _extended(
    table: PageTable, lines: Sequence[Sequence[Print]], across: Sequence[Edge], below: bool, limit: float
) -> tuple[PageTable, Sequence[Sequence[Print]]]:
    """A table with the rows of data that go on above or below it, and the lines that are none."""
    frame = table.frame
    if len(frame.xs) <= LEAST_COLUMNS or not (below or frame.method == SHADED):
        return table, lines
    edge = frame.ys[-1] if below else frame.ys[0]
    order = range(len(lines)) if below else range(len(lines) - 1, -1, -1)
    taken: list[int] = []
    rows: list[Row] = []
    kept = 0
    for at in order:
        middle = lines[at][0].middle
        if (middle < edge - TOUCH or middle > limit) if below else (middle > edge + TOUCH or middle < limit):
            continue
        row = _row(lines[at], frame.xs)
        if row is None or not _goes_on(rows, row, edge, below):
            break
        rows.append(row)
        taken.append(at)
        if _is_data(as_row(lines[at])) or _is_wrap(rows, frame.xs if below else ()):
            kept = len(rows)
    if not any(_is_data(as_row(lines[at])) for at in taken[:kept]):
        return table, lines
    found = sorted(rows[:kept], key=lambda row: row.top)
    size = found[0].bottom - found[0].top
    heights = (edge, found[-1].bottom + size / 2) if below else (found[0].top - size / 2, edge)
    part = _rows(found, frame.xs, *heights, across)
    method = frame.method if frame.method == SHADED else COMPLETED
    whole = stacked([table, part] if below else [part, table], method)
    gone = set(taken[:kept])
    return whole, [line for at, line in enumerate(lines) if at not in gone]


def _goes_on(rows: Sequence[Row], row: Row, edge: float, below: bool) -> bool:
    size = row.bottom - row.top
    if below:
        return row.top - (rows[-1].bottom if rows else edge) < NEAR * size
    return (rows[-1].top if rows else edge) - row.bottom < NEAR * size


def _is_data(row: Row) -> bool:
    return len(row.chunks) > 1 and any(chunk.is_number for chunk in row.chunks)


def _is_wrap(rows: Sequence[Row], xs: Sequence[float]) -> bool:
    """Whether the last of some lines is too close to that beside it to be a row, or below words that fill their cells."""
    if len(rows) < 2:
        return False
    row, beside = rows[-1], rows[-2]
    if xs and all(fills(beside, chunk, xs) for chunk in row.chunks):
        return True
    near = abs(row.middle - beside.middle) < WRAP * (row.bottom - row.top)
    return len(row.chunks) == 1 and near and any(over(row.chunks[0], chunk) for chunk in beside.chunks)
