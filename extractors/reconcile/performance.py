"""Amounts of performance tables as tables of arithmetic: rows by what they are, columns by their measure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from schemas.amounts import Amount, AmountColumn, AmountRow, AmountTable
from schemas.characters import key
from schemas.performance import amount_columns, amount_rows
from schemas.records import BudgetLine

SINGLE = "amount"


def _decimals(line: BudgetLine) -> int:
    exponent = line.value.as_tuple().exponent if line.value is not None else 0
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _column(line: BudgetLine) -> str:
    """The measure of the column; tables of one column print the amount beside its label."""
    columns = {column.measure for column in amount_columns().values()}
    return line.measure if line.measure in columns and line.measure else SINGLE


def _table(lines: list[BudgetLine]) -> AmountTable:
    first = lines[0]
    order: dict[str, int] = {}
    phases: dict[str, str | None] = {}
    rows: dict[str, list[Amount]] = {}
    labels: dict[str, str] = {}
    for line in lines:
        column = _column(line)
        order.setdefault(column, len(order))
        phases.setdefault(column, line.phase)
        label = key(line.row_label or "")
        known = amount_rows().get(label, (None, False))[0]
        row = known or (line.measure if column == SINGLE and line.measure else label)
        labels.setdefault(row, line.row_label or "")
        value = line.value if line.value is not None else Decimal(0)
        rows.setdefault(row, []).append(
            Amount(line.line_id, value, _decimals(line), (order[column],), "printed")
        )
    columns = tuple(AmountColumn(measure, measure, phase=phases[measure]) for measure in order)
    made = tuple(
        AmountRow(number, "label", tuple(amounts), labels[row], row)
        for number, (row, amounts) in enumerate(rows.items())
    )
    return AmountTable(first.table_id, first.form_id, "", first.unit or "unknown", columns, made)


def performance_tables(lines: Iterable[BudgetLine], known: frozenset[str]) -> list[AmountTable]:
    """One table per performance table that prints amounts of money in one unit; `known`: tables already there."""
    grouped: dict[str, list[BudgetLine]] = {}
    for line in lines:
        if line.table_id in known or line.value_kind != "money" or line.value is None:
            continue
        group = grouped.setdefault(line.table_id, [])
        if not group or group[0].unit == line.unit:
            group.append(line)
    return [_table(group) for group in grouped.values()]
