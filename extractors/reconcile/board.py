"""The amounts of one document as a board: places (table, row, column), numbers outside tables, whole ticks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from schemas.amounts import Amount, AmountRow, AmountTable
from schemas.characters import key
from schemas.context import Facts
from schemas.forms import Form
from schemas.values import unit_factors

TICKS = 10_000  # per yuan: amounts of four decimals in yuan, stay whole
UNKNOWN_UNIT = Decimal(10_000)
SUFFIXES = (".budget", ".prior")

Slot = tuple[int, int, int]
Group = tuple[str | None, int | None]


@dataclass(frozen=True, slots=True)
class Number:
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

    `places` are the columns that a row's amounts may stand in; `exact`: each stands in a known one; `columns` remembers
    look-ups of measures.
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
    places: tuple[tuple[frozenset[int], ...], ...]
    exact: bool = False
    columns: dict[tuple[object, ...], int | None] = field(default_factory=dict)

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


def column_groups(table: AmountTable) -> dict[Group, dict[tuple[str | None, str], int]]:
    """Per phase and year the columns of money by (side, measure)."""
    groups: dict[Group, dict[tuple[str | None, str], int]] = {}
    for index, column in enumerate(table.columns):
        if column.kind == "money":
            group = groups.setdefault((column.phase, column.value_year), {})
            group.setdefault((column.side, bare_measure(column.measure)), index)
    return groups


def _joined(table: AmountTable) -> AmountTable:
    """The table with blocks side by side as one column: their columns are the same in all that matters here."""
    first: dict[tuple[object, ...], int] = {}
    same = [
        first.setdefault((column.side, column.measure, column.phase, column.value_year, column.kind), index)
        for index, column in enumerate(table.columns)
    ]
    if len(first) == len(same):
        return table
    rows = tuple(
        replace(
            row,
            amounts=tuple(
                replace(amount, candidates=(same[amount.candidates[0]],))
                if len(amount.candidates) == 1
                else amount
                for amount in row.amounts
            ),
        )
        for row in table.rows
    )
    return replace(table, rows=rows)


def _known_rows(table: AmountTable, form: Form | None) -> tuple[list[str | None], list[str | None]]:
    """Code and measure of every row, from the print or from the form's row of that name."""
    named = {(label.side, label.texts[0]): label for label in form.rows} if form else {}
    codes: list[str | None] = []
    measures: list[str | None] = []
    for row in table.rows:
        label = named.get((row.side, row.row)) or named.get((None, row.row)) if row.row else None
        codes.append(row.code or (label.code if label else None))
        measures.append(label.measure if label else None)
    return codes, measures


def _quantum(table: AmountTable, factor: int) -> int:
    decimals = max((amount.decimals for _, amount in table.amounts()), default=0)
    return max(int(factor // 10**decimals), 1)


def _indexed(
    pairs: Iterable[tuple[tuple[str | None, str], int]],
) -> dict[tuple[str | None, str], tuple[int, ...]]:
    out: dict[tuple[str | None, str], tuple[int, ...]] = {}
    for name, index in pairs:
        out[name] = (*out.get(name, ()), index)
    return out


def build_board(tables: Iterable[AmountTable], forms: Mapping[str, Form], facts: Facts) -> Board:
    """Index the tables of one document."""
    tables = tuple(_joined(table) for table in tables)
    factors = [int(unit_factors().get(table.unit, UNKNOWN_UNIT) * TICKS) for table in tables]
    known = [_known_rows(table, forms.get(table.form_id)) for table in tables]
    by_form: dict[str, tuple[int, ...]] = {}
    for index, table in enumerate(tables):
        if any(row.amounts for row in table.rows):
            by_form[table.form_id] = (*by_form.get(table.form_id, ()), index)
    return Board(
        tables=tables,
        forms=forms,
        facts=facts,
        by_form=by_form,
        factors=tuple(factors),
        quanta=tuple(_quantum(table, factor) for table, factor in zip(tables, factors, strict=True)),
        labels=tuple(
            _indexed(((row.side, key(row.row)), i) for i, row in enumerate(table.rows) if row.row)
            for table in tables
        ),
        codes=tuple(
            _indexed(
                ((row.side, code), i)
                for i, (row, code) in enumerate(zip(table.rows, codes, strict=True))
                if code
            )
            for table, (codes, _) in zip(tables, known, strict=True)
        ),
        row_codes=tuple(tuple(codes) for codes, _ in known),
        row_measures=tuple(tuple(measures) for _, measures in known),
        groups=tuple(column_groups(table) for table in tables),
        places=tuple(
            tuple(frozenset([c for amount in row.amounts for c in amount.candidates]) for row in table.rows)
            for table in tables
        ),
        exact=all(len(amount.candidates) == 1 for table in tables for _, amount in table.amounts()),
    )
