"""Units of money that cells print behind their numbers."""

from __future__ import annotations

from dataclasses import replace

import regex

from extractors.grids.exact import ExactCell, ExactRow
from schemas.characters import fold
from schemas.values import parse_value, unit_name

LONGEST = 30
_NUMBER_UNIT = regex.compile(r"^\s*[-¥]?[\d,]*\.?\d+\s*(?=[^\d\s,.%()-]{1,3}\s*$)")


def units_apart(row: ExactRow) -> ExactRow:
    """The row with the units of money behind the numbers of its cells apart from these."""
    cells = tuple(map(_apart, row.cells))
    return row if cells == row.cells else replace(row, cells=cells)


def _apart(cell: ExactCell) -> ExactCell:
    text = cell.text
    printed = str(text)
    if not printed or len(printed) > LONGEST or printed[-1].isdigit():
        return cell
    match = _NUMBER_UNIT.match(fold(printed))
    if match is None or unit_name(printed[match.end() :]) is None:
        return cell
    number, unit = text.cut(0, match.end()).strip(), text.cut(match.end()).strip()
    parsed = parse_value(str(number))
    return replace(cell, text=number, unit=unit) if parsed and parsed.value is not None else cell
