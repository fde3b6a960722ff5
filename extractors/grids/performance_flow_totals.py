"""Rows of indicators that print fewer numbers than they have columns: the totals below tell which columns these are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from extractors.grids.performance_flow_columns import Column
from extractors.grids.performance_flow_looks import is_number
from extractors.grids.performance_flow_tokens import Token
from schemas.characters import fold

EXECUTION = (
    Decimal(0),
    Decimal(10),
    Decimal(20),
)  # points for the execution of the budget, which no indicator holds

Row = list[tuple[Token, ...]]


def _number(cell: Sequence[Token]) -> Decimal | None:
    try:
        return Decimal(fold("".join(token.printed for token in cell)).replace(",", ""))
    except InvalidOperation:
        return None


def _is_bare(cell: Sequence[Token]) -> bool:
    return len(cell) == 1 and is_number(cell[0].printed) and not cell[0].printed.endswith(("%", "％"))


def _columns(columns: Sequence[Column]) -> tuple[list[int], list[int]]:
    values = [at for at, column in enumerate(columns) if column.kind == "value"]
    numbers = [at for at, column in enumerate(columns) if column.kind == "number"]
    return values, [at for at in numbers if not values or at > values[-1]]


def short_rows(rows: Sequence[Row], columns: Sequence[Column]) -> list[Row]:
    """Rows with a bare number among their values and a blank among their points: which is which, nothing tells."""
    values, numbers = _columns(columns)
    return [
        row for row in rows if any(_is_bare(row[at]) for at in values) and not all(row[at] for at in numbers)
    ]


def _behind(row: Row, columns: Sequence[Column]) -> Row:
    """The row with the bare numbers at its end as points, what stands before them as values."""
    values, numbers = _columns(columns)
    filled = [row[at] for at in (*values, *numbers) if row[at]]
    bare = 0
    while bare < min(len(numbers), len(filled)) and _is_bare(filled[-1 - bare]):
        bare += 1
    rest = filled[: len(filled) - bare]
    if bare < len(numbers) or len(rest) > len(values):
        return row
    moved = list(row)
    for at in (*values, *numbers):
        moved[at] = ()
    for at, cell in (*zip(values, rest, strict=False), *zip(numbers, filled[-bare:], strict=True)):
        moved[at] = cell
    return moved


def _adds_up(rows: Sequence[Row], at: int, total: Decimal) -> bool:
    parts = [number for row in rows if (number := _number(row[at])) is not None]
    return bool(parts) and total - sum(parts) in EXECUTION


def settled_by_totals(
    rows: Sequence[Row], columns: Sequence[Column], closing: Sequence[tuple[Token, ...]]
) -> list[Row] | None:
    """The rows with their points where the totals want them, None where these say nothing or agree with the rows."""
    _, numbers = _columns(columns)
    printed = [_number((token,)) for line in closing[:1] for token in line[1:]]
    totals = [number for number in printed if number is not None]
    if not numbers or len(totals) != len(numbers) or not short_rows(rows, columns):
        return None
    moved = [_behind(row, columns) for row in rows]
    if all(_adds_up(rows, at, total) for at, total in zip(numbers, totals, strict=True)):
        return None
    fits = all(_adds_up(moved, at, total) for at, total in zip(numbers, totals, strict=True))
    return moved if fits else None
