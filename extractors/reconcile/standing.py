"""Where the amounts of a document stand: as printed, or as placement left them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.reconcile.slots import Cell, Layout, Slot

Printed = tuple[tuple[int, int, str], ...]  # the amounts of a row: column, ticks, line id
Total = tuple[list[str], int, int]  # row ids, how many of them add, what all add up to


@dataclass(frozen=True, slots=True)
class OpenAmount:
    """An amount whose column is open, with the slots it may fill."""

    line_id: str
    ticks: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where every amount stands: rows of every table, the same by cell, and open amounts by each slot they may fill.

    `more`: further amounts in cells that hold several.
    """

    rows: Sequence[Sequence[Printed]]
    amounts: Mapping[Cell, tuple[int, int, str]]
    more: Mapping[Cell, Printed]
    open: Mapping[Slot, tuple[OpenAmount, ...]] = field(default_factory=dict)

    @property
    def crowded(self) -> bool:
        """Whether several amounts stand in one cell."""
        return bool(self.more)

    def at(self, cell: Cell) -> Printed:
        """Every amount in a cell."""
        return (self.amounts[cell], *self.more.get(cell, ())) if cell in self.amounts else ()

    def total(self, cells: Iterable[Cell], signs: Iterable[int]) -> Total:
        """What some cells add up to, where none holds several amounts."""
        ids, plus, residual = [], 0, 0
        for cell, sign in zip(cells, signs, strict=True):
            if cell in self.amounts:
                _, ticks, line = self.amounts[cell]
                ids.append(line)
                plus += sign > 0
                residual += ticks if sign > 0 else -ticks
        return ids, plus, residual


def stand(
    layout: Layout,
    rows: Sequence[Sequence[Printed]],
    opened: Mapping[Slot, tuple[OpenAmount, ...]] | None = None,
) -> Standing:
    """The amounts of every row of every table by cell."""
    amounts: dict[Cell, tuple[int, int, str]] = {}
    more: dict[Cell, Printed] = {}
    for t, table in enumerate(rows):
        for r, row in enumerate(table):
            first = layout.row(t, r)
            for amount in row:
                cell = first + amount[0]
                if cell in amounts:
                    more[cell] = (*more.get(cell, ()), amount)
                else:
                    amounts[cell] = amount
    return Standing(rows, amounts, more, opened or {})


def added_up(rows: Sequence[Printed], parent: int, children: Iterable[int]) -> dict[int, Total]:
    """By column what a row less some others adds up to; no cell holds several amounts."""
    ids: dict[int, list[str]] = {}
    left: dict[int, int] = {}
    for column, ticks, line in rows[parent]:
        ids[column] = [line]
        left[column] = ticks
    own = set(ids)
    for row in children:
        for column, ticks, line in rows[row]:
            if column in ids:
                ids[column].append(line)
                left[column] -= ticks
            else:
                ids[column] = [line]
                left[column] = -ticks
    return {column: (lines, int(column in own), left[column]) for column, lines in ids.items()}


def along_row(amounts: Printed, signs: Mapping[int, int]) -> Total:
    """What the columns with a sign add up to in one row."""
    ids, plus, residual = [], 0, 0
    for column, ticks, line in amounts:
        if column in signs:
            ids.append(line)
            if signs[column] > 0:
                plus, residual = plus + 1, residual + ticks
            else:
                residual -= ticks
    return ids, plus, residual
