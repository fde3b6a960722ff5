"""Rows of cells where the export marks cells: tabs or bars between them, one cell per line, or a cell and its bar apart."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from math import gcd

import regex

from extractors.grids.barred import whole_rows
from extractors.grids.periods import period
from schemas.document import Field, Line
from schemas.spans import Text
from schemas.values import parse_value

BAR = "|"
LEAST_BARS = 6
MOSTLY, STRAY = 0.8, 0.05
LEAST_FIGURES = 2
_FIGURE = regex.compile(r"[-(]?[\d,]*\d(?:\.\d+)?%?\)?")


def filled_fields(line: Line) -> list[Field]:
    """The fields of a row that print something."""
    return [field for field in line.fields if line.text[field.start : field.end].strip()]


def is_lone(line: Line) -> bool:
    """Whether the source shows a row of the grid and one of its cells is filled."""
    filled = 0
    for field in line.fields:
        text = line.text[field.start : field.end]
        if text and not text.isspace():
            filled += 1
            if filled > 1:
                return False
    return filled == 1


def _is_wide(line: Line) -> bool:
    """Whether the one filled cell of a row stands over more than half of the columns, as a title or a note does."""
    field = filled_fields(line)[0]
    columns = max(place.column + place.column_span for place in line.fields)
    return 2 * field.column_span > columns


def celled(line: Line) -> bool:
    """Whether the source marks cells on this line; a row of the grid that is one wide cell is a line of text."""
    if line.fields:
        return not is_lone(line) or not _is_wide(line)
    return "\t" in line.text or BAR in line.text


def is_bare(line: Line) -> bool:
    """Whether a line prints nothing but bars."""
    return not line.text.replace(BAR, "").strip()


def is_figures(line: Line) -> bool:
    """Whether a line without marks between its cells ends with several numbers, one of them with decimals."""
    pieces = line.text.split()
    numbers = list(itertools.takewhile(_FIGURE.fullmatch, reversed(pieces)))
    return not line.fields and len(numbers) >= LEAST_FIGURES and any("." in number for number in numbers)


def is_cellwise(lines: Sequence[Line]) -> bool:
    """Whether the lines hold one cell each: nearly all begin with a tab and hold no other."""
    if any(line.fields for line in lines):
        return False
    filled = [line for line in lines if line.text.strip(" ")]
    single = sum(line.text.startswith("\t") and line.text.count("\t") == 1 for line in filled)
    return len(filled) >= 6 and single >= 0.8 * len(filled)


def _split(line: Line, mark: str) -> list[Text]:
    cells, start = [], 0
    for index, character in enumerate(line.text):
        if character == mark:
            cells.append(line.cut(start, index))
            start = index + 1
    cells.append(line.cut(start))
    return cells


def tab_rows(lines: Sequence[Line]) -> list[list[Text]]:
    """One row per line that prints anything, cells in the order of their fields, blank fields kept.

    Bars that open (or close) every line are a frame; where some lines lack them, a bar at the start ends a blank
    first cell.
    """
    barred = [line.text.strip() for line in lines if BAR in line.text and "\t" not in line.text]
    framed = all(text.startswith(BAR) for text in barred)
    closed = all(text.endswith(BAR) for text in barred)
    whole = whole_rows(lines)
    if whole is not None:
        return _barred(whole)
    rows = []
    for line in lines:
        if line.blank and "\t" not in line.text:
            continue
        if "\t" not in line.text and BAR in line.text:
            cells = _split(line, BAR)
            cells = cells[1:] if framed and not cells[0].strip() else cells
            rows.append(cells[:-1] if closed and not cells[-1].strip() else cells)
        else:
            rows.append(_split(line, "\t"))
    return [row for row in rows if any(cell.strip() for cell in row)]


def _barred(whole: Sequence[Sequence[Line]]) -> list[list[Text]]:
    """Rows of as many cells as bars, those that run over several lines put together; bars that open all are a frame."""
    rows = [_stream(row)[0] for row in whole]
    filled = [row for row in rows if any(rows)]
    framed = all(not row[0] for row in filled if row)
    rows = [row[1:] if framed else row for row in rows]
    return [row for row in rows if any(cell.strip() for cell in row)]


def _cellwise(lines: Sequence[Line]) -> Iterator[list[Text]]:
    row: list[Text] = []
    for line in lines:
        if line.text.startswith("\t"):
            row.append(line.cut(1))
        elif not line.text.strip():
            if row:
                yield row
            row = []
        elif row:
            row[-1] = row[-1] + line.cut()
        else:
            row = [line.cut()]
    if row:
        yield row


def cellwise_rows(lines: Sequence[Line]) -> list[list[Text]]:
    """A tab starts a cell, an empty line ends a row, a line without a tab goes on with the cell before it."""
    return list(_cellwise(lines))


def is_streamed(lines: Sequence[Line]) -> bool:
    """Whether cells and the bars behind them stand on lines of their own."""
    filled = [line for line in lines if not line.blank]
    bars = sum(not line.text.replace(BAR, "").strip() for line in filled)
    mixed = sum(BAR in line.text and bool(line.text.replace(BAR, "").strip()) for line in filled)
    return bars >= LEAST_BARS and bars >= 0.4 * len(filled) and mixed <= STRAY * len(filled)


def is_listed(lines: Sequence[Line]) -> bool:
    """Whether every line is one cell that a bar ends, or the bars of blank cells: cells in order, and no rows."""
    if any(line.fields or "\t" in line.text for line in lines):
        return False
    filled = [line.text.rstrip() for line in lines if not line.blank]
    blanks = [text for text in filled if not text.replace(BAR, "").strip()]
    single = sum(text.endswith(BAR) and text.count(BAR) == 1 for text in filled)
    several = sum(text.rstrip(BAR).count(BAR) > 0 for text in filled)
    listed = single + sum(text.count(BAR) > 1 for text in blanks)
    return (
        single - len(blanks) >= LEAST_BARS
        and listed >= MOSTLY * len(filled)
        and several <= max(1, STRAY * len(filled))
    )


def listed_cells(lines: Sequence[Line]) -> list[Text]:
    """The cells of lines that hold one each, blank ones too."""
    return _stream(lines)[0]


def _stream(lines: Sequence[Line]) -> tuple[list[Text], list[int]]:
    """Cells in order, each ended by a bar, and after how many of them a line of several bars ended."""
    cells: list[Text] = []
    ends: list[int] = []
    open_cell = Text()
    for line in lines:
        parts = _split(line, BAR)
        for part in parts[:-1]:
            cells.append((open_cell + part).strip())
            open_cell = Text()
        open_cell = open_cell + parts[-1] if parts[-1].strip() else open_cell
        if len(parts) > 2 and not parts[-1].strip():
            ends.append(len(cells))
    return ([*cells, open_cell.strip()] if open_cell else cells), ends


def _kind(cell: Text) -> str:
    printed = str(cell).strip()
    if not printed:
        return "blank"
    return "number" if parse_value(printed) is not None else "text"


def streamed_rows(lines: Sequence[Line]) -> list[list[Text]]:
    """Rows of equal length from a stream of cells; cells in one row each where nothing tells the length.

    The blank cells that a merged cell leaves behind stand together at the end of its row, so that such ends are
    multiples of the number of columns, counted from the first of them where only blank cells stand before it; without
    any, the rows of numbers have to be alike.
    """
    cells, ends = _stream(lines)
    if len(ends) > 2 and not any(cells[: ends[0]]):
        cells, ends = cells[ends[0] :], [end - ends[0] for end in ends[1:]]
    kinds, printed = [_kind(cell) for cell in cells], [str(cell).strip() for cell in cells]
    first, width = period(printed, kinds, gcd(*ends) if ends else None)
    if width == 1 and len(ends) > 1:
        width = gcd(*ends)
    rows = [cells[start : start + width] for start in range(first, len(cells), width)]
    return [[*[Text()] * (width - first), *cells[:first]], *rows] if first else rows
