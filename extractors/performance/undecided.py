"""Amounts of performance tables in cells whose border is not certain: they have no column, but all that it may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from schemas.harvest import Harvest, Sourced
from schemas.records import BudgetLine, Record
from schemas.spans import Span, Text


def meets(piece: Span, own: Span) -> bool:
    """Whether two pieces of print share a character."""
    return piece.place[:2] == own.place[:2] and piece.start < own.end and own.start < piece.end


def undecided(harvest: Harvest, doubts: Sequence[Text]) -> Harvest:
    """The rows, amounts in doubtful cells without the heading they were read under, unless their row holds an amount of money
    for each heading of money: blank cells were then left out behind these, where those of a total are not all of it."""
    lines = [row.record for row in harvest.rows if isinstance(row.record, BudgetLine)]
    headed = [line for line in lines if line.column_label and line.measure]
    columns = tuple(dict.fromkeys(line.measure for line in headed if line.measure))
    pieces = [piece for text in doubts for piece in text]
    if not pieces or len(columns) < 2:
        return harvest
    money = {line.measure for line in headed if line.value_kind == "money"}
    filled = Counter(line.row_label for line in headed if line.value_kind == "money")
    longer = {line.row_label for line in headed if line.value_kind != "money" or not line.is_total}
    sure = {label for label, count in filled.items() if count == len(money) > 1 and label in longer}
    rows = (
        row
        if isinstance(row.record, BudgetLine) and row.record.row_label in sure
        else _without_column(row, pieces, columns)
        for row in harvest.rows
    )
    return replace(harvest, rows=tuple(rows))


def _without_column(
    row: Sourced[Record], doubts: Sequence[Span], columns: tuple[str, ...]
) -> Sourced[Record]:
    record = row.record
    if not isinstance(record, BudgetLine) or not record.column_label:
        return row
    printed = next((text for name, text in row.sources if name == "amount_raw"), Text())
    if not any(meets(piece, own) for own in printed for piece in doubts):
        return row
    open_ = replace(record, measure=None, column_label=None, column_evidence="ambiguous", candidates=columns)
    return Sourced(open_, tuple(item for item in row.sources if item[0] != "column_label"))
