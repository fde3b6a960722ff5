"""Grids without a header that go on with the table before them, drawn with other columns: by where their cells stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.amounts.header_split import is_number
from extractors.grids.exact import ExactCell, ExactRow
from schemas.spans import Text

Extents = Mapping[int, tuple[float, float]]
SLACK = 2.0


def reach_of(text: Text) -> tuple[float, float] | None:
    """The sides of print in points; None where its place is not known."""
    boxes = [piece.box for piece in text if piece.text.strip()]
    known = [box for box in boxes if box is not None]
    return (min(box.x0 for box in known), max(box.x1 for box in known)) if known else None


def extents_of(rows: Sequence[ExactRow]) -> Extents:
    """From where to where the cells of each column print on the page, in points; empty where positions are not known."""
    found: dict[int, tuple[float, float]] = {}
    for row in rows:
        for cell in row.filled:
            reach = reach_of(cell.text) if cell.column_span == 1 else None
            if reach is not None:
                low, high = found.get(cell.column, reach)
                found[cell.column] = (min(low, reach[0]), max(high, reach[1]))
    return found


def placed_by_extents(rows: Sequence[ExactRow], extents: Extents) -> list[ExactRow] | None:
    """The rows with every cell in the column that it stands in; None when that is not one column for each number."""
    out = []
    for row in rows:
        cells: dict[int, ExactCell] = {}
        for cell in row.filled:
            column = _column(cell, extents)
            if column is None or column in cells:
                return None
            cells[column] = replace(cell, column=column, column_span=1)
        out.append(ExactRow(tuple(cells[column] for column in sorted(cells)), (), row.grid, row.method))
    return out


def _column(cell: ExactCell, extents: Extents) -> int | None:
    reach = reach_of(cell.text)
    if reach is None:
        return None
    middle = (reach[0] + reach[1]) / 2
    under = [column for column, (low, high) in extents.items() if low - SLACK <= middle <= high + SLACK]
    if is_number(cell.text):
        return under[0] if len(under) == 1 else None
    return min(under or extents, key=lambda column: abs(sum(extents[column]) / 2 - middle), default=None)
