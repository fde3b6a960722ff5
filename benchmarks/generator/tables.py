"""Sheets as the tables that extractors hand over, with the columns lost or printed, and what is true of each amount."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.generator.printed import Line, Sheet
from schemas.amounts import Amount, AmountColumn, AmountRow, AmountTable
from schemas.forms import load_forms

YEAR = 2022


def _candidates(sheet: Sheet, places: list[int], columns: list[int]) -> list[tuple[int, ...]]:
    """Per amount the columns that order and forced columns allow."""
    count, width = len(places), len(columns)
    forced = [columns.index(c) for c in columns if c in sheet.forced]
    found = []
    for order in range(count):
        allowed = range(order, width - count + order + 1)
        if forced and forced[0] == 0:
            allowed = range(1) if order == 0 else range(max(order, 1), width - count + order + 1)
        found.append(tuple(columns[index] for index in allowed))
    return found


def _row(sheet: Sheet, number: int, line: Line, lost: bool, ids: str) -> AmountRow:
    columns = [index for index, (side, _, _) in enumerate(sheet.columns) if side is None or side == line.side]
    filled = [(columns[order], text) for order, text in enumerate(line.cells) if text is not None]
    places = [place for place, _ in filled]
    allowed = _candidates(sheet, places, columns) if lost else [(place,) for place in places]
    amounts = []
    for order, (_, text) in enumerate(filled):
        value = Decimal(text.replace(",", ""))
        evidence = (
            "ambiguous" if len(allowed[order]) > 1 else "inferred" if lost and len(columns) > 1 else "printed"
        )
        decimals = len(text.partition(".")[2])
        amounts.append(Amount(f"{ids}:{number}:{order}", value, decimals, allowed[order], evidence))  # type: ignore[arg-type]
    return AmountRow(number, line.role, tuple(amounts), line.label, line.row, line.side, line.code)  # type: ignore[arg-type]


def table_of(sheet: Sheet, lost: bool) -> AmountTable:
    """One sheet as a table; `lost`: blank cells vanished."""
    form = load_forms()[sheet.form_id]
    labels = ["/".join(level[0] for level in column.path) for column in form.side_columns(sheet.variant)]
    columns = tuple(
        AmountColumn(measure, label, side, index in sheet.forced, "money", phase, YEAR)
        for index, ((side, measure, phase), label) in enumerate(zip(sheet.columns, labels, strict=True))
    )
    rows = tuple(_row(sheet, number, line, lost, sheet.form_id) for number, line in enumerate(sheet.lines))
    return AmountTable(sheet.form_id, sheet.form_id, sheet.variant, sheet.scale.unit, columns, rows)


def truth_of(sheet: Sheet) -> dict[str, int]:
    """The column of every amount by line id."""
    found = {}
    for number, line in enumerate(sheet.lines):
        columns = [
            index for index, (side, _, _) in enumerate(sheet.columns) if side is None or side == line.side
        ]
        filled = [columns[order] for order, text in enumerate(line.cells) if text is not None]
        found.update({f"{sheet.form_id}:{number}:{order}": column for order, column in enumerate(filled)})
    return found
