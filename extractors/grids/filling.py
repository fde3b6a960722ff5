"""Prints put into the cells of a frame, and the rows of the frame as lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extractors.grids.prints import Print, set_alone, set_line, to_lines
from extractors.grids.ruled import Frame
from schemas.document import Field, Line, Run
from schemas.quickly import maker
from schemas.values import parse_value

OVER = 0.2
FULL = 1.2
MARGIN = 0.8
CHARACTER = 0.7
MOST_DECIMALS = 2
NUMERALS = frozenset("0123456789.,-%")

_field = maker(Field)


def fill(frame: Frame, prints: Iterable[Print]) -> tuple[list[Sequence[Print]], list[Print]]:
    """The prints of each cell in the order of `frame.cells`, and those that stand outside the frame."""
    filled: dict[int, list[Print]] = {}
    outside: list[Print] = []
    left, right, ys = frame.xs[0], frame.xs[-1], frame.ys
    inner, rows = frame.xs[1:-1], len(ys) - 1
    for piece in prints:
        _, _, _, x0, top, x1, bottom, _ = piece
        row = bisect_right(ys, (top + bottom) / 2) - 1
        if not 0 <= row < rows or x1 < left or x0 > right:
            outside.append(piece)
            continue
        owner, first = frame.owner[row], bisect_right(inner, x0)
        if first == bisect_right(inner, x1):
            filled.setdefault(owner[first], []).append(piece)
            continue
        for part, column in _parts(inner, owner, piece):
            filled.setdefault(owner[column], []).append(part)
    cells: list[Sequence[Print]] = [()] * len(frame.cells)
    for cell, own in filled.items():
        cells[cell] = own
    return cells, outside


def _parts(inner: Sequence[float], owner: Sequence[int], piece: Print) -> list[tuple[Print, int]]:
    """A print cut at the borders it runs over, with a column for each part; `inner` are the borders between columns.

    Where a border stands between two characters it parts two cells; where it goes through a character the print has
    run out of its cell and stays whole, in the cell that holds most of it.
    """
    columns = [
        bisect_right(inner, (left + right) / 2) for left, right in zip(piece.lefts, piece.rights, strict=True)
    ]
    if len({owner[column] for column in columns}) == 1:
        return [(piece, columns[0])]
    cuts = [at for at in range(1, len(columns)) if owner[columns[at - 1]] != owner[columns[at]]]
    if any(_runs_over(inner, owner, piece, at) for at in cuts):
        return [(piece, _widest(owner, piece, columns))]
    return [(piece.part(start, end), columns[start]) for start, end in pairwise((0, *cuts, len(columns)))]


def _runs_over(inner: Sequence[float], owner: Sequence[int], piece: Print, at: int) -> bool:
    """Whether the border between characters `at - 1` and `at` goes through one of them."""
    for x0, x1 in zip(piece.lefts[at - 1 : at + 1], piece.rights[at - 1 : at + 1], strict=True):
        edge = OVER * (x1 - x0)
        left, right = bisect_right(inner, x0 + edge), bisect_right(inner, x1 - edge)
        if owner[left] != owner[right]:
            return True
    return False


def _widest(owner: Sequence[int], piece: Print, columns: Sequence[int]) -> int:
    shares: dict[int, float] = {}
    for left, right, column in zip(piece.lefts, piece.rights, columns, strict=True):
        shares[owner[column]] = shares.get(owner[column], 0.0) + right - left
    best = max(shares, key=lambda cell: shares[cell])
    return next(column for column in columns if owner[column] == best)


def row_lines(
    frame: Frame, cells: Sequence[Sequence[Print]], borders: Sequence[int], page: int, number: int, grid: int
) -> Iterator[Line]:
    """One line per row of the frame, numbered from `number`; tabs stand between its cells, one for each column border.

    `borders` are the numbers of the frame's column borders in the whole grid.
    """
    rows: list[list[int]] = [[] for _ in range(len(frame.ys) - 1)]
    for index, slot in enumerate(frame.cells):
        rows[slot.row].append(index)
    for at, row in enumerate(rows, number):
        text, runs, fields = _row(frame, row, cells, borders)
        yield Line(page, at, text, (), runs, fields, grid, frame.method)


def _row(
    frame: Frame, row: Sequence[int], cells: Sequence[Sequence[Print]], borders: Sequence[int]
) -> tuple[str, tuple[Run, ...], tuple[Field, ...]]:
    """The text of some cells beside each other, its runs and its fields."""
    text, start = "", 0
    runs: list[Run] = []
    fields: list[Field] = []
    last = borders[0]
    slots = frame.cells
    for index in row:
        slot, prints = slots[index], cells[index]
        first = slot.column
        column, end = borders[first], first + slot.column_span
        if column > last:
            text += "\t" * (column - last)
            start += column - last
            last = column
        stop = start
        if prints:
            if len(prints) == 1:
                written = prints[0].text
                runs.append(set_alone(prints[0], start))
            else:
                written, found = set_cell(prints, start, frame.xs[first], frame.xs[end])
                runs += found
            text += written
            stop += len(written)
        fields.append(_field(start, stop, column, borders[end] - column, slot.row_span))
        start = stop
    text += "\t" * (borders[-1] - 1 - last)
    return text, tuple(runs), tuple(fields)


def set_cell(prints: Sequence[Print], offset: int, left: float, right: float) -> tuple[str, list[Run]]:
    """The text of one cell between `left` and `right` with its wraps joined, and its runs from character `offset` on."""
    text = ""
    runs: list[Run] = []
    before: list[Print] | None = None
    for line in to_lines(prints):
        if before is not None and apart(before, line, left, right):
            text += " "
        written, run = set_line(line, offset + len(text))
        text += written
        runs.append(run)
        before = line
    return text, runs


def apart(before: Sequence[Print], line: Sequence[Print], left: float, right: float) -> bool:
    """Whether two lines of a cell between `left` and `right` are two numbers: the first ends before the cell is full."""
    last, following = before[-1], line[0]
    if last.text[-1] not in NUMERALS or following.text[0] not in NUMERALS:
        return False
    size = following.size
    x0, x1 = before[0].x0, last.rights[-1]
    if x1 - x0 + FULL * size >= right - left:
        return False
    margin = max(0.0, min(x0 - left, right - x1, MARGIN * size))
    full = x1 - x0 + 2 * margin + CHARACTER * size >= right - left
    return not (full and _broken(_text(before), _text(line)))


def _text(line: Sequence[Print]) -> str:
    return "".join(piece.text for piece in line).strip()


def _broken(upper: str, lower: str) -> bool:
    """Whether two prints make one number, and the upper is none or one that goes on in the lower."""
    whole, first = parse_value(upper + lower), parse_value(upper)
    if whole is None or whole.value is None or whole.decimals > MOST_DECIMALS:
        return False
    if first is None or first.value is None or parse_value(lower) is None:
        return True
    return "." in upper or "." in lower
