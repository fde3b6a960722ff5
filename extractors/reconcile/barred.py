"""Columns that hold no amounts, because the document declares the form empty that would list them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from extractors.reconcile.board import Board, bare_measure
from schemas.amounts import AmountRow
from schemas.identities import Emptiness

Pattern = tuple[int, ...]
"""A column for each amount of a row."""

Barred = frozenset[tuple[int, int]]
"""Table and column."""


def barred_columns(board: Board, empties: Iterable[Emptiness], declared: Collection[str]) -> Barred:
    """The columns of a document's tables that stand empty, by the forms it declares empty."""
    columns = {column for empty in empties if empty.form in declared for column in empty.columns}
    return frozenset(
        (number, place)
        for number, table in enumerate(board.tables)
        for place, column in enumerate(table.columns)
        if column.measure and (table.form_id, bare_measure(column.measure)) in columns
    )


def left_over(
    table: int, row: AmountRow, patterns: tuple[Pattern, ...], barred: Barred
) -> tuple[Pattern, ...]:
    """The patterns of a row without an amount in a column that stands empty; all of them where each has one."""
    amounts = [amount.value for amount in row.amounts]
    kept = tuple(
        pattern
        for pattern in patterns
        if not any(
            value and (table, column) in barred for value, column in zip(amounts, pattern, strict=True)
        )
    )
    return kept or patterns
