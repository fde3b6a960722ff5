"""Rows that a page cuts in two: the rest of a label stands on the next page, with the amounts or without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.amounts.header_split import is_number, is_words
from extractors.grids.exact import ExactCell, ExactRow
from schemas.characters import key
from schemas.spans import join

CODED_SHARE = 0.8


def joined_cuts(rows: Sequence[ExactRow]) -> list[ExactRow]:
    """The rows of one grid, those that a page cuts made one; headers that are printed again stay where they are."""
    out = list(rows)
    pages = [_page(row) for row in out]
    at = 0
    while at + 1 < len(out):
        if pages[at] != pages[at + 1]:
            below = at + 1 + _repeated(out, at + 1)
            if below < len(out) and _is_cut(out, at, below):
                out[at] = _joined(out[at], out[below])
                del out[below], pages[below]
                pages[at] = _page(out[at])
        at += 1
    return out


def _page(row: ExactRow) -> int | None:
    return next((cell.text.first.page for cell in row.filled), None)


def _repeated(rows: Sequence[ExactRow], start: int) -> int:
    """How many rows from one on repeat the first rows of the grid."""
    count = 0
    while start + count < len(rows) and count < start and _words(rows[count]) == _words(rows[start + count]):
        count += 1
    return count


def _words(row: ExactRow) -> list[tuple[int, str]]:
    return [(cell.column, key(str(cell.text))) for cell in row.filled]


def _is_cut(rows: Sequence[ExactRow], above: int, below: int) -> bool:
    """Whether two rows are one: only the upper has a code, as all rows have, only one has amounts, both have words."""
    first, second = rows[above], rows[below]
    begun = [row.filled[0].column if _begins_coded(row) else None for row in rows]
    codes = [column for column in begun if column is not None]
    head = next((at for at, column in enumerate(begun) if column is not None), 0)
    if not codes or len(codes) < CODED_SHARE * sum(bool(row.filled) for row in rows[head:]):
        return False
    column = max(set(codes), key=codes.count)
    if first.at(column) not in first.filled or second.at(column) in second.filled:
        return False
    amounts = [
        [cell for cell in row.filled if is_number(cell.text) and cell.column > _label(row, column)]
        for row in (first, second)
    ]
    labels = [next((cell for cell in row.filled if is_words(cell.text)), None) for row in (first, second)]
    if labels[0] is None or labels[1] is None or labels[0].column != labels[1].column:
        return False
    return not (amounts[0] and amounts[1]) and _only_label(second, labels[1], amounts[1])


def _begins_coded(row: ExactRow) -> bool:
    """Whether a row begins with a number."""
    return bool(row.filled) and is_number(row.filled[0].text)


def _label(row: ExactRow, default: int) -> int:
    return next((cell.column for cell in row.filled if is_words(cell.text)), default)


def _only_label(row: ExactRow, label: ExactCell, amounts: Sequence[ExactCell]) -> bool:
    return all(cell is label or cell in amounts for cell in row.filled)


def _joined(first: ExactRow, second: ExactRow) -> ExactRow:
    cells = []
    for cell in first.cells:
        other = second.at(cell.column)
        text = other.text if other is not None and other.column == cell.column else None
        cells.append(replace(cell, text=join((cell.text, text))) if text and text.strip() else cell)
    taken = {cell.column for cell in cells}
    cells += [cell for cell in second.filled if cell.column not in taken]
    return ExactRow(tuple(sorted(cells, key=lambda cell: cell.column)), first.over, first.grid)
