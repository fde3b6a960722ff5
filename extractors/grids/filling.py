"""Prints put into the cells of a frame, and the rows of the frame as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from extractors.grids.prints import Print, set_line, to_lines
from extractors.grids.ruled import Frame, Slot
from schemas.document import Field, Line, Run

OVER = 0.2
FULL = 1.2
NUMERALS = frozenset("0123456789.,-%")


def fill(frame: Frame, prints: Iterable[Print]) -> tuple[list[list[Print]], list[Print]]:
    """The prints of each cell in the order of `frame.cells`, and those that stand outside the frame."""
    cells: list[list[Print]] = [[] for _ in frame.cells]
    outside: list[Print] = []
    for piece in prints:
        row = frame.row_at(piece.middle)
        if row is None or piece.x1 < frame.xs[0] or piece.x0 > frame.xs[-1]:
            outside.append(piece)
            continue
        for part, column in _parts(frame, row, piece):
            cells[frame.owner[row][column]].append(part)
    return cells, outside


def _parts(frame: Frame, row: int, piece: Print) -> list[tuple[Print, int]]:
    """A print cut at the borders it runs over, with a column for each part.

    Where a border stands between two characters it parts two cells; where it goes through a character the print has
    run out of its cell and stays whole, in the cell that holds most of it.
    """
    owner = frame.owner[row]
    columns = [_column(frame, (glyph.x0 + glyph.x1) / 2) for glyph in piece.glyphs]
    if len({owner[column] for column in columns}) == 1:
        return [(piece, columns[0])]
    cuts = [at for at in range(1, len(columns)) if owner[columns[at - 1]] != owner[columns[at]]]
    if any(_runs_over(frame, owner, piece, at) for at in cuts):
        return [(piece, _widest(owner, piece, columns))]
    parts: list[tuple[Print, int]] = []
    rest, start = piece, 0
    for at in cuts:
        before, rest = rest.split(at - start)
        parts.append((before, columns[start]))
        start = at
    return [*parts, (rest, columns[start])]


def _column(frame: Frame, x: float) -> int:
    return min(max(frame.column_at(x) or 0, 0), len(frame.xs) - 2) if x < frame.xs[-1] else len(frame.xs) - 2


def _runs_over(frame: Frame, owner: Sequence[int], piece: Print, at: int) -> bool:
    """Whether the border between glyphs `at - 1` and `at` goes through one of them."""
    for glyph in piece.glyphs[at - 1 : at + 1]:
        edge = OVER * (glyph.x1 - glyph.x0)
        left, right = _column(frame, glyph.x0 + edge), _column(frame, glyph.x1 - edge)
        if owner[left] != owner[right]:
            return True
    return False


def _widest(owner: Sequence[int], piece: Print, columns: Sequence[int]) -> int:
    shares: dict[int, float] = {}
    for glyph, column in zip(piece.glyphs, columns, strict=True):
        shares[owner[column]] = shares.get(owner[column], 0.0) + glyph.x1 - glyph.x0
    best = max(shares, key=lambda cell: shares[cell])
    return next(column for column in columns if owner[column] == best)


def row_lines(frame: Frame, cells: Sequence[Sequence[Print]], borders: Sequence[int]) -> Iterator[Line]:
    """One line per row of the frame; tabs stand between its cells, one for each column border.

    `borders` are the numbers of the frame's column borders in the whole grid. Page, line and grid are to be set.
    """
    rows: list[list[int]] = [[] for _ in range(len(frame.ys) - 1)]
    for index, slot in enumerate(frame.cells):
        rows[slot.row].append(index)
    for row in rows:
        yield _row(frame, [(frame.cells[i], cells[i]) for i in row], borders)


def _row(frame: Frame, row: Sequence[tuple[Slot, Sequence[Print]]], borders: Sequence[int]) -> Line:
    text = ""
    runs: list[Run] = []
    fields: list[Field] = []
    last = borders[0]
    for slot, prints in row:
        end = slot.column + slot.column_span
        column, span = borders[slot.column], borders[end] - borders[slot.column]
        text += "\t" * (column - last)
        last = column
        start = len(text)
        written, found = set_cell(prints, start, frame.xs[end] - frame.xs[slot.column])
        text += written
        runs.extend(found)
        fields.append(Field(start, len(text), column, span, slot.row_span))
    text += "\t" * (borders[-1] - 1 - last)
    return Line(0, 0, text, runs=tuple(runs), fields=tuple(fields))


def set_cell(prints: Iterable[Print], offset: int, width: float) -> tuple[str, list[Run]]:
    """The text of one cell with its wraps joined, and its runs from character `offset` on."""
    text = ""
    runs: list[Run] = []
    before: list[Print] | None = None
    for line in to_lines(prints):
        if before is not None and _apart(before, line, width):
            text += " "
        written, run = set_line(line, offset + len(text))
        text += written
        runs.append(run)
        before = line
    return text, runs


def _apart(before: Sequence[Print], line: Sequence[Print], width: float) -> bool:
    """Whether two lines of a cell are two numbers: the first ends before the cell is full."""
    last, following = before[-1].glyphs[-1], line[0].glyphs[0]
    if last.text not in NUMERALS or following.text not in NUMERALS:
        return False
    return last.x1 - before[0].x0 + FULL * (following.bottom - following.top) < width
