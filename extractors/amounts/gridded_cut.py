"""Rows that a page cuts in two: the rest of a label stands on the next page, with the amounts or without them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractors.amounts.header_split import is_number, is_words
from extractors.grids.exact import ExactCell, ExactRow
from schemas.characters import key
from schemas.spans import join

CODED_SHARE = 0.8


@dataclass(slots=True)
class _Grid:
    """The rows of one grid with what is asked of them at every page: their pages, and the column of the number each begins with.

    `codes` counts these columns, `filled` the rows that print anything.
    """

    rows: list[ExactRow]
    pages: list[int | None] = field(default_factory=list)
    begun: list[int | None] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    filled: int = 0

    def __post_init__(self) -> None:
        self.pages = [_page(row) for row in self.rows]
        self.begun = [_begun(row) for row in self.rows]
        self.codes.update(column for column in self.begun if column is not None)
        self.filled = sum(bool(row.filled) for row in self.rows)

    def join(self, above: int, below: int) -> None:
        """Make one row of two."""
        for at in (above, below):
            if (column := self.begun[at]) is not None:
                self.codes[column] -= 1
        self.filled -= bool(self.rows[below].filled)
        row = self.rows[above] = _joined(self.rows[above], self.rows[below])
        self.pages[above], self.begun[above] = _page(row), _begun(row)
        if (column := self.begun[above]) is not None:
            self.codes[column] += 1
        del self.rows[below], self.pages[below], self.begun[below]

    @property
    def code_column(self) -> int | None:
        """The column that most codes stand in; None where not nearly all rows below the head begin with a number."""
        count = self.codes.total()
        head = next((at for at, column in enumerate(self.begun) if column is not None), 0) if count else 0
        body = self.filled - sum(bool(row.filled) for row in self.rows[:head])
        if not count or count < CODED_SHARE * body:
            return None
        return min(self.codes, key=lambda column: (-self.codes[column], column))


def joined_cuts(rows: Sequence[ExactRow]) -> list[ExactRow]:
    """The rows of one grid, those that a page cuts made one; headers that are printed again stay where they are."""
    grid = _Grid(list(rows))
    at = 0
    while at + 1 < len(grid.rows):
        if grid.pages[at] != grid.pages[at + 1]:
            below = at + 1 + _repeated(grid.rows, at + 1)
            if below < len(grid.rows) and _is_cut(grid, at, below):
                grid.join(at, below)
        at += 1
    return grid.rows


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


def _is_cut(grid: _Grid, above: int, below: int) -> bool:
    """Whether two rows are one: only the upper has a code, as all rows have, only one has amounts, both have words."""
    first, second = grid.rows[above], grid.rows[below]
    column = grid.code_column
    if column is None:
        return False
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


def _begun(row: ExactRow) -> int | None:
    """The column of the number that a row begins with; None where it begins otherwise."""
    return row.filled[0].column if row.filled and is_number(row.filled[0].text) else None


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
