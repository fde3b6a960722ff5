"""Table regions of a document and the grids that are reconstructed from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.document import Furniture, Line
from schemas.quickly import quickly_made
from schemas.spans import Text


@quickly_made
@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: printed text (pieces over wraps and page breaks) at a row and column counted from 0.

    `floating`: the export lost blank cells, so `column` is only the ordinal among the row's printed cells.
    """

    row: int
    column: int
    text: Text
    row_span: int = 1
    column_span: int = 1
    role: str = "value"
    floating: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A reconstructed table; `cells` in reading order, blank cells included where the source shows them."""

    cells: tuple[Cell, ...]
    n_rows: int
    n_columns: int
    method: str
    furniture: tuple[Furniture, ...] = ()

    def rows(self) -> list[list[Cell]]:
        """Cells by row, each row in column order."""
        out: list[list[Cell]] = [[] for _ in range(self.n_rows)]
        for cell in self.cells:
            out[cell.row].append(cell)
        for row in out:
            row.sort(key=lambda cell: cell.column)
        return out


@dataclass(frozen=True, slots=True)
class Block:
    """The lines below one print of a table's title: `body` (with blank lines), after its caption lines."""

    title: tuple[Line, ...]
    caption: tuple[Line, ...]
    body: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the document that holds one table, over all prints of its title.

    `form_id` is what the title claims (None: no form); `unit` a name of `units.toml`, None when nothing is printed.
    `opening` is the first print of a further copy of the form below the title of the first.
    """

    title: Text
    form_id: str | None
    number: Text | None
    organisation: Text | None
    unit: str | None
    unit_text: Text | None
    year: int | None
    blocks: tuple[Block, ...]
    notes: tuple[Line, ...] = ()
    opening: Text | None = None

    @property
    def body(self) -> tuple[Line, ...]:
        """All body lines in reading order."""
        return tuple(line for block in self.blocks for line in block.body)

    def lines(self) -> Iterator[Line]:
        """Every line that belongs to the region: titles, captions, body and notes."""
        for block in self.blocks:
            yield from block.title
            yield from block.caption
            yield from block.body
        yield from self.notes
