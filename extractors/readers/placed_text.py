"""Lines made of pieces that know their place: paragraphs, and rows of tables with spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from schemas.document import Field, Line, Run
from schemas.errors import Refused

MOST_PLACES = 5_000_000
WIDEST_SPAN = 1_000
_SPACE = regex.compile(r"[\s\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that stand side by side at one place of the source; `glued`: nothing parts them from those before.

    The place is a locator or, in a text, a line and the character there.
    """

    text: str
    locator: str
    glued: bool = False
    line: int = 0
    at: int = 0


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as its source gives it; `column` is None where it stands in the next free place of its row."""

    pieces: tuple[Piece, ...]
    column_span: int = 1
    row_span: int = 1
    column: int | None = None


def one_line(text: str) -> str:
    """Text on one line, of the same length: every line break, tab and control character is a blank."""
    return _SPACE.sub(lambda match: match[0] if match[0] == "\u3000" else " ", text)


def _joined(pieces: Iterable[Piece], start: int) -> tuple[str, list[Run]]:
    """The pieces with one blank between those that are apart, and where each stands."""
    text, runs = "", []
    for piece in pieces:
        if not piece.text:
            continue
        text += " " if text and not piece.glued else ""
        begin, end = start + len(text), start + len(text) + len(piece.text)
        runs.append(Run(begin, end, locator=piece.locator or None, line=piece.line, at=piece.at))
        text += one_line(piece.text)
    return text, runs


def text_line(pieces: Sequence[Piece], page: int, number: int) -> Line:
    """A paragraph as one line."""
    text, runs = _joined(pieces, 0)
    return Line(page, number, text, runs=tuple(runs))


def table_lines(rows: Sequence[Sequence[TableCell]], page: int, number: int, grid: int) -> list[Line]:
    """One line for each row of a table, numbered from `number`; places that a cell above covers have no field."""
    placed, width = _placed(rows)
    return [_row_line(cells, width, page, number + index, grid) for index, cells in enumerate(placed)]


def _placed(rows: Sequence[Sequence[TableCell]]) -> tuple[list[dict[int, TableCell]], int]:
    """Cells by row and column, and the width of the table."""
    open_until: dict[int, int] = {}
    placed: list[dict[int, TableCell]] = []
    width = 0
    for index, row in enumerate(rows):
        found: dict[int, TableCell] = {}
        column = 0
        for cell in row:
            column = cell.column if cell.column is not None else column
            while open_until.get(column, 0) > index:
                column += 1
            span = min(max(cell.column_span, 1), WIDEST_SPAN)
            down = min(max(cell.row_span, 1), len(rows) - index)
            found[column] = TableCell(cell.pieces, span, down, column)
            open_until.update(dict.fromkeys(range(column, column + span), index + down))
            column += span
            if len(rows) * len(open_until) > MOST_PLACES:
                raise Refused(f"a table has {len(rows)} rows of {len(open_until)} columns")
        placed.append(found)
        width = max(width, max(open_until, default=-1) + 1)
    return placed, width


def _row_line(cells: dict[int, TableCell], width: int, page: int, number: int, grid: int) -> Line:
    text, runs, fields = "", [], []
    for column in range(width):
        text += "\t" if column else ""
        cell = cells.get(column)
        if cell is None:
            continue
        start = len(text)
        found, placed = _joined(cell.pieces, start)
        text += found
        runs += placed
        fields.append(Field(start, len(text), column, cell.column_span, cell.row_span))
    return Line(page, number, text, runs=tuple(runs), fields=tuple(fields), grid=grid)
