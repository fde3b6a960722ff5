"""The amounts of one document as a board: places (table, row, column), numbers outside tables, whole ticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from extractors.reconcile.slots import Cell, Layout, Slot
from extractors.reconcile.standing import Standing
from schemas.amounts import Amount, AmountRow, AmountTable
from schemas.context import Facts
from schemas.forms import Form
from schemas.values import unit_factors

TICKS = 10_000  # per yuan: amounts of four decimals in yuan, stay whole
UNKNOWN_UNIT = Decimal(10_000)
SUFFIXES = (".budget", ".prior")

Group = tuple[str | None, int | None]


class Number(NamedTuple):
    """A number outside the tables (statement, project): id of its row, printed value and its last decimal in ticks."""

    row_id: str
    ticks: int
    quantum: int
    printed: str
    unit: str = ""
    factor: int = TICKS


@dataclass(frozen=True, slots=True)
class Board:
    """Tables of one document with the look-ups that grounding needs; indexes follow `tables`.

    `possible` are the cells that amounts may stand in; `here` is where they stand, None unless each stands in a known
    column; `known` is the same where each has a cell of its own too; the dictionaries remember look-ups.
    """

    tables: tuple[AmountTable, ...]
    forms: Mapping[str, Form]
    facts: Facts
    by_form: Mapping[str, tuple[int, ...]]
    factors: tuple[int, ...]
    quanta: tuple[int, ...]
    labels: tuple[Mapping[tuple[str | None, str], tuple[int, ...]], ...]
    codes: tuple[Mapping[tuple[str | None, str], tuple[int, ...]], ...]
    row_codes: tuple[tuple[str | None, ...], ...]
    row_measures: tuple[tuple[str | None, ...], ...]
    groups: tuple[Mapping[Group, Mapping[tuple[str | None, str], int]], ...]
    layout: Layout
    possible: frozenset[Cell]
    here: Standing | None = None
    known: Standing | None = None

    @property
    def exact(self) -> bool:
        """Whether every amount stands in a known column."""
        return self.here is not None

    columns: dict[tuple[object, ...], int | None] = field(default_factory=dict)
    rows: dict[tuple[object, ...], list[int]] = field(default_factory=dict)
    coded: dict[tuple[int, str | None], Mapping[str | None, Mapping[str, int]]] = field(default_factory=dict)
    subjects: dict[tuple[object, ...], Any] = field(default_factory=dict)
    filled: dict[int, tuple[frozenset[int], ...]] = field(default_factory=dict)

    def places(self, table: int) -> tuple[frozenset[int], ...]:
        """The columns that each row's amounts may stand in."""
        if table not in self.filled:
            rows = self.tables[table].rows
            self.filled[table] = tuple(
                [frozenset([c for a in r.amounts for c in a.candidates]) for r in rows]
            )
        return self.filled[table]

    def ticks(self, table: int, amount: Amount) -> int:
        """The amount in ticks of a yuan."""
        ticks: int = int(amount.value * self.factors[table])
        return ticks

    def row(self, slot: Slot) -> AmountRow:
        """The row a slot stands in."""
        return self.tables[slot[0]].rows[slot[1]]

    def measures(self, table: int) -> set[str]:
        """The measures of a table's columns of money."""
        return {measure for columns in self.groups[table].values() for _, measure in columns}

    def grand_total(self, table: int) -> int | None:
        """The row that totals a table of subjects; totals of a part (their label carries a measure) are not it."""
        if (table, "total") not in self.columns:
            self.columns[table, "total"] = self._grand_total(table)
        return self.columns[table, "total"]

    def _grand_total(self, table: int) -> int | None:
        rows, measures = self.tables[table].rows, self.row_measures[table]
        totals = [i for i, row in enumerate(rows) if row.role == "total" and row.amounts and not measures[i]]
        subjects = [i for i, row in enumerate(rows) if row.role == "subject" and row.amounts]
        if len(totals) < 2 or not subjects or totals[0] < subjects[0]:
            return totals[0] if totals else None
        return totals[-1] if totals[-1] > subjects[-1] else None  # those before it are sums of a part

    def has_unit(self, table: int) -> bool:
        """Whether the table's unit of money is known, so that it can be compared with other tables."""
        return self.tables[table].unit in unit_factors()

    def main_group(self, table: int, measure: str, side: str | None) -> Group | None:
        """The phase and year that a bare measure stands for: the form's own phase, the latest year."""
        form = self.forms.get(self.tables[table].form_id)
        phase = form.phase if form else None
        found = [
            group
            for group, columns in self.groups[table].items()
            if (side, measure) in columns and group[0] in (None, phase)
        ]
        return max(found, key=lambda group: group[1] or 0, default=None)


def bare_measure(measure: str) -> str:
    """A measure without the suffix that tells its phase or year: those are known of the column."""
    for suffix in SUFFIXES:
        measure = measure.removesuffix(suffix)
    return measure
