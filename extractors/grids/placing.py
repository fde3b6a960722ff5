"""Headings and rows of a table without rules as the cells of a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.grids.heads import Head
from extractors.grids.methods import ALIGNED, UNRULED
from extractors.grids.page_table import PageTable
from extractors.grids.prints import Print, left_to_right, to_lines
from extractors.grids.ruled import Frame, Slot


class _Cells:
    """Cells put into their places one by one."""

    def __init__(self, rows: int, columns: int) -> None:
        self.slots: list[Slot] = []
        self.prints: list[tuple[Print, ...]] = []
        self.owner = [[-1] * columns for _ in range(rows)]

    def put(self, slot: Slot, prints: tuple[Print, ...]) -> None:
        """Add a cell; what stands where another does is part of that."""
        rows, first, end = (
            range(slot.row, slot.row + slot.row_span),
            slot.column,
            slot.column + slot.column_span,
        )
        for row in rows:
            for index in self.owner[row][first:end]:
                if index >= 0:
                    self.prints[index] = tuple(left_to_right(to_lines(self.prints[index] + prints)))
                    return
        for row in rows:
            self.owner[row][first:end] = [len(self.slots)] * (end - first)
        self.slots.append(slot)
        self.prints.append(prints)

    def table(self, xs: tuple[float, ...], ys: tuple[float, ...], method: str = ALIGNED) -> PageTable:
        """The table, its cells in reading order, blank ones where nothing stands."""
        for row, owner in enumerate(self.owner):
            for column in range(len(owner)):
                if self.owner[row][column] < 0:
                    self.put(Slot(row, column, 1, 1), ())
        order = sorted(range(len(self.slots)), key=lambda at: (self.slots[at].row, self.slots[at].column))
        number = {old: new for new, old in enumerate(order)}
        owner_ids = tuple(tuple(number[index] for index in row) for row in self.owner)
        frame = Frame(xs, ys, tuple(self.slots[at] for at in order), owner_ids, method)
        return PageTable(frame, [self.prints[at] for at in order])


def to_table(
    heads: Sequence[Head],
    rows: Sequence[Sequence[tuple[Sequence[int], tuple[Print, ...]]]],
    xs: tuple[float, ...],
    ys: tuple[float, ...],
    method: str = ALIGNED,
) -> PageTable:
    """The table of headings and of rows of prints with the columns that these cover, between the given borders."""
    cells = _Cells(len(ys) - 1, len(xs) - 1)
    for head in heads:
        cells.put(Slot(head.row, head.column, head.row_span, head.column_span), head.prints)
    first = len(ys) - 1 - len(rows)
    for at, row in enumerate(rows, first):
        for places, prints in row:
            free = [column for column in places if cells.owner[at][column] < 0] or places[:1]
            cells.put(Slot(at, free[0], 1, free[-1] - free[0] + 1), prints)
    return cells.table(xs, ys, method)


def table_of(
    rows: Sequence[Sequence[tuple[int, tuple[Print, ...]]]],
    xs: tuple[float, ...],
    ys: tuple[float, ...],
    method: str = ALIGNED,
) -> PageTable:
    """The table of rows of prints with their columns."""
    cells = _Cells(len(rows), len(xs) - 1)
    for at, row in enumerate(rows):
        for column, prints in row:
            cells.put(Slot(at, column, 1, 1), prints)
    return cells.table(xs, ys, method)


def widened(table: PageTable, xs: tuple[float, ...], columns: Sequence[int]) -> PageTable:
    """A table in the columns of another: its own are `columns` of those between `xs`, all others are blank."""
    frame = table.frame
    cells = _Cells(len(frame.ys) - 1, len(xs) - 1)
    for slot, prints in zip(frame.cells, table.cells, strict=True):
        first, last = columns[slot.column], columns[slot.column + slot.column_span - 1]
        cells.put(replace(slot, column=first, column_span=last - first + 1), tuple(prints))
    return cells.table(xs, frame.ys, frame.method if frame.method in UNRULED else ALIGNED)


def stacked(tables: Sequence[PageTable], method: str) -> PageTable:
    """Tables of the same columns below each other as one."""
    slots: list[Slot] = []
    prints: list[Sequence[Print]] = []
    owner: list[tuple[int, ...]] = []
    ys: list[float] = []
    for table in tables:
        frame, first, cells = table.frame, len(owner), len(slots)
        slots += [replace(slot, row=slot.row + first) for slot in frame.cells]
        prints += table.cells
        owner += [tuple(number + cells for number in row) for row in frame.owner]
        ys += frame.ys[:-1]
    last = tables[-1].frame
    return PageTable(Frame(last.xs, (*ys, last.ys[-1]), tuple(slots), tuple(owner), method), prints)
