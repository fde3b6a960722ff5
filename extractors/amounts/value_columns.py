"""The columns of a table of amounts as arithmetic sees them: what they measure, and whether it is money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.amounts.printed import Heading, PrintedRow, PrintedTable
from extractors.amounts.words import value_kind
from schemas.amounts import UNMAPPED, AmountColumn
from schemas.context import Facts
from schemas.forms import Form
from schemas.harvest import Sourced
from schemas.records import BudgetLine

Row = tuple[PrintedRow, Sequence[Sourced[BudgetLine]]]
PERCENT = "percent"


def column_kind(heading: Heading) -> str:
    """money, percent or count: what the form says of the column, else its heading."""
    return heading.column.kind if heading.column is not None else value_kind(heading.label)


def _percentages(rows: Iterable[Row]) -> frozenset[int]:
    """Columns under which nothing but percentages is printed, whatever stands over them."""
    shown: dict[int, set[str]] = {}
    for row, lines in rows:
        for amount, line in zip(row.amounts, lines, strict=True):
            if len(amount.candidates) == 1:
                shown.setdefault(amount.candidates[0], set()).add(line.record.value_kind)
    return frozenset(index for index, kinds in shown.items() if kinds == {PERCENT})


def value_columns(
    table: PrintedTable, facts: Facts, form: Form, rows: Iterable[Row]
) -> tuple[AmountColumn, ...]:
    """The columns in printed order, with the rows as they are published; only those of money are added up."""
    percentages = _percentages(rows)
    return tuple(
        AmountColumn(
            measure=heading.column.measure if heading.column else f"{UNMAPPED}.{index}",
            label=heading.label,
            side=heading.side,
            forced=bool(heading.column and heading.column.forced),
            kind=PERCENT if index in percentages else column_kind(heading),
            phase=(heading.column.phase if heading.column and heading.column.phase else form.phase),
            value_year=heading.value_year(facts.fiscal_year),
        )
        for index, heading in enumerate(table.headings)
    )
