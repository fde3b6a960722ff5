"""Indexing: the tables of one document become a board."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter

from extractors.reconcile.board import TICKS, UNKNOWN_UNIT, Board, Group, bare_measure
from extractors.reconcile.slots import Cell, Layout, lay_out
from extractors.reconcile.standing import Printed, stand
from schemas.amounts import AmountTable
from schemas.characters import key
from schemas.context import Facts
from schemas.forms import Form
from schemas.values import unit_factors

_COLUMN = itemgetter(0)


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
    decimals = max([amount.decimals for row in table.rows for amount in row.amounts], default=0)
    return max(int(factor // 10**decimals), 1)


def _by_side(
    table: AmountTable, names: Iterable[str | None]
) -> dict[tuple[str | None, str], tuple[int, ...]]:
    """Rows by side and name."""
    out: dict[tuple[str | None, str], tuple[int, ...]] = {}
    for index, (row, name) in enumerate(zip(table.rows, names, strict=True)):
        if name:
            named = (row.side, name)
            out[named] = (*out[named], index) if named in out else (index,)
    return out


def _printed(table: AmountTable, factor: int) -> tuple[Printed, ...] | None:
    """The amounts of every row by column; None where one has several candidates."""
    rows, times = [], Decimal(factor)
    for row in table.rows:
        amounts = []
        for amount in row.amounts:
            if len(amount.candidates) > 1:
                return None
            amounts.append((amount.candidates[0], int(amount.value * times), amount.line_id))
        if len(amounts) > 1:
            amounts.sort(key=_COLUMN)
        rows.append(tuple(amounts))
    return tuple(rows)


def _cells(layout: Layout, tables: Iterable[AmountTable]) -> Iterator[Cell]:
    for t, table in enumerate(tables):
        for r, row in enumerate(table.rows):
            first = layout.row(t, r)
            yield from [first + column for amount in row.amounts for column in amount.candidates]


def build_board(tables: Iterable[AmountTable], forms: Mapping[str, Form], facts: Facts) -> Board:
    """Index the tables of one document."""
    tables = tuple(_joined(table) for table in tables)
    factors = [int(unit_factors().get(table.unit, UNKNOWN_UNIT) * TICKS) for table in tables]
    known = [_known_rows(table, forms.get(table.form_id)) for table in tables]
    by_form: dict[str, tuple[int, ...]] = {}
    for index, table in enumerate(tables):
        if any(row.amounts for row in table.rows):
            by_form[table.form_id] = (*by_form.get(table.form_id, ()), index)
    printed = [_printed(table, factor) for table, factor in zip(tables, factors, strict=True)]
    layout = lay_out((len(table.rows), len(table.columns)) for table in tables)
    known_places = [rows for rows in printed if rows is not None]
    here = stand(layout, known_places) if len(known_places) == len(tables) else None
    return Board(
        tables=tables,
        forms=forms,
        facts=facts,
        by_form=by_form,
        factors=tuple(factors),
        quanta=tuple(_quantum(table, factor) for table, factor in zip(tables, factors, strict=True)),
        labels=tuple(_by_side(t, [row.row and key(row.row) for row in t.rows]) for t in tables),
        codes=tuple(_by_side(table, codes) for table, (codes, _) in zip(tables, known, strict=True)),
        row_codes=tuple(tuple(codes) for codes, _ in known),
        row_measures=tuple(tuple(measures) for _, measures in known),
        groups=tuple(column_groups(table) for table in tables),
        layout=layout,
        possible=frozenset(_cells(layout, tables) if here is None else here.amounts),
        here=here,
        known=here if here and not here.more else None,
    )
