"""Where a value stands: a slot in words, the same place as one whole number where there are thousands of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

Slot = tuple[int, int, int]  # table, row, column
Cell = int


@dataclass(frozen=True, slots=True)
class Layout:
    """Numbers the cells of all tables one after the other: the order of cells is that of slots.

    Small numbers without gaps: numbers with fields for table and row would collide in every look-up.
    """

    firsts: tuple[Cell, ...]
    widths: tuple[int, ...]

    def row(self, table: int, row: int) -> Cell:
        """The first cell of a row; adding a column gives the cell in it."""
        return self.firsts[table] + row * self.widths[table]

    def cell(self, slot: Slot) -> Cell:
        """A slot as one number."""
        return self.firsts[slot[0]] + slot[1] * self.widths[slot[0]] + slot[2]

    def table(self, cell: Cell) -> int:
        """The table of a cell."""
        return bisect_right(self.firsts, cell) - 1

    def slot(self, cell: Cell) -> Slot:
        """Table, row and column of a cell."""
        table = self.table(cell)
        return table, *divmod(cell - self.firsts[table], self.widths[table])


def lay_out(tables: Iterable[tuple[int, int]]) -> Layout:
    """The layout of tables of so many rows and columns."""
    firsts, widths = [0], []
    for rows, columns in tables:
        widths.append(max(columns, 1))
        firsts.append(firsts[-1] + rows * widths[-1])
    return Layout(tuple(firsts[:-1]), tuple(widths))
