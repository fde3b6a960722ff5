"""Rows of grids whose cells the source shows: every cell at its column, with the columns and rows it covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from schemas.document import Field, Line
from schemas.quickly import quickly_made
from schemas.spans import Text, join

_BLANK = Text()


@quickly_made
@dataclass(frozen=True, slots=True)
class ExactCell:
    """One cell: its text at a column from 0, how many columns and rows it covers, the unit printed behind its number."""

    column: int
    text: Text
    column_span: int = 1
    row_span: int = 1
    unit: Text | None = None

    def covers(self, column: int) -> bool:
        """Whether the cell stands over a column."""
        return self.column <= column < self.column + self.column_span


@dataclass(frozen=True, slots=True)
class ExactRow:
    """One row of a grid: its own cells, and the cells above that reach down into it (`over`).

    `filled` are those of its own cells that print something; `method` is how the reader found them.
    """

    cells: tuple[ExactCell, ...]
    over: tuple[ExactCell, ...] = ()
    grid: int | None = None
    method: str = ""
    filled: tuple[ExactCell, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        filled = tuple([cell for cell in self.cells if cell.text.printed])
        object.__setattr__(self, "filled", filled)

    def at(self, column: int) -> ExactCell | None:
        """The row's own cell that covers a column, or None."""
        for cell in self.cells:
            if cell.column <= column < cell.column + cell.column_span:
                return cell
        return None

    def covering(self, column: int) -> ExactCell | None:
        """The cell over a column, whether it begins in this row or above."""
        return self.at(column) or next((cell for cell in self.over if cell.covers(column)), None)

    @property
    def printed(self) -> list[Text]:
        """The texts of the filled cells."""
        return [cell.text for cell in self.filled]

    def texts(self, width: int) -> list[Text]:
        """The texts of the row's own cells at their first columns, blank elsewhere."""
        found = [_BLANK] * width
        for cell in self.cells:
            found[cell.column] = cell.text
        return found


def is_exact(lines: Sequence[Line]) -> bool:
    """Whether the source shows the cells of these lines."""
    return any(len(line.fields) > 1 for line in lines)


def _cells(line: Line) -> tuple[ExactCell, ...]:
    fields: Sequence[Field] = line.fields or (Field(0, len(line.text), 0),)
    return tuple(ExactCell(f.column, line.cell(f).strip(), f.column_span, f.row_span) for f in fields)


def _widened(row: ExactRow, more: Sequence[ExactCell]) -> ExactRow:
    """A row with cells that stand on another page; print of a cell that goes on there is joined."""
    cells = {cell.column: cell for cell in row.cells}
    for cell in more:
        own = row.at(cell.column)
        if own is None:
            cells[cell.column] = cell
        else:
            cells[own.column] = replace(own, text=join((cells[own.column].text, cell.text)))
    return replace(row, cells=tuple(cells[column] for column in sorted(cells)))


def exact_rows(lines: Sequence[Line]) -> list[list[ExactRow]]:
    """The rows of consecutive lines, a list for each grid; a line outside of grids is a row of one cell in its own list."""
    parts: list[list[ExactRow]] = []
    open_cells: list[tuple[ExactCell, int]] = []
    grid: int | None = None
    last: int | None = None
    for line in lines:
        if line.blank and not line.fields:
            continue
        own = line.grid if line.fields else None
        if not parts or own != grid or own is None:
            parts.append([])
            open_cells = open_cells if own is not None and own == last else []
        grid, last = own, own if own is not None else last
        if line.beside and parts[-1]:
            parts[-1][-1] = _widened(parts[-1][-1], _cells(line))
            open_cells += [(cell, cell.row_span - 1) for cell in _cells(line) if cell.row_span > 1]
            continue
        over = tuple(cell for cell, left in open_cells if left > 0) if line.fields else ()
        cells = _cells(line)
        parts[-1].append(ExactRow(cells, over, own, line.method if line.fields else ""))
        if line.fields:
            open_cells = [(cell, left - 1) for cell, left in open_cells if left > 1]
            open_cells += [(cell, cell.row_span - 1) for cell in cells if cell.row_span > 1]
    return [part for part in parts if any(row.filled for row in part)]


def width_of(rows: Sequence[ExactRow]) -> int:
    """The number of columns of a grid."""
    return max((cell.column + cell.column_span for row in rows for cell in row.cells), default=0)


def spanning(rows: Sequence[ExactRow]) -> Iterator[ExactCell]:
    """The filled cells that cover more than one column."""
    return (cell for row in rows for cell in row.cells if cell.column_span > 1 and cell.text)
