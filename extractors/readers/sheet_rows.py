"""Rows of a sheet as lines: a field for each cell, tabs between, the cell's name as its place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from schemas.document import Field, Line, Run
from schemas.errors import Refused

MOST_PLACES = 5_000_000
_BREAKS = regex.compile(r"[\s\x00-\x1f]")

Merge = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class SheetCells:
    """What one sheet shows: texts by (row, column) from 0, merged ranges (first row, first column, last row, last column).

    `number` is the sheet's ordinal in its file from 1; `hidden` rows and columns are left out of the texts.
    """

    name: str
    number: int
    texts: Mapping[tuple[int, int], str]
    merges: Sequence[Merge] = ()


def column_name(column: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def one_line(text: str) -> str:
    """A cell's text on one line, of the same length: every line break and control character is a blank."""
    return _BREAKS.sub(" ", text)


def sheet_lines(sheet: SheetCells, grid: int) -> list[Line]:
    """The sheet's rows that print something; rows between them without print are left out."""
    filled = {place: text for place, text in sheet.texts.items() if text.strip()}
    if not filled:
        return []
    merges = [merge for merge in sheet.merges if filled.get((merge[0], merge[1]))]
    width = max([column for _, column in filled] + [merge[3] for merge in merges if merge[3] < 512]) + 1
    rows = sorted({row for row, _ in filled})
    if len(rows) * width > MOST_PLACES:
        raise Refused(f"sheet {sheet.number} has {len(rows)} rows of {width} columns")
    spans = {(top, left): (bottom, right) for top, left, bottom, right in merges}
    covered = _covered(merges, rows, width)
    return [_line(sheet, row, width, rows, spans, covered, grid) for row in rows]


def _covered(merges: Sequence[Merge], rows: Sequence[int], width: int) -> set[tuple[int, int]]:
    return {
        (row, column)
        for top, left, bottom, right in merges
        for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        for column in range(left, min(right, width - 1) + 1)
        if (row, column) != (top, left)
    }


def _line(
    sheet: SheetCells,
    row: int,
    width: int,
    rows: Sequence[int],
    spans: Mapping[tuple[int, int], tuple[int, int]],
    covered: set[tuple[int, int]],
    grid: int,
) -> Line:
    text, fields, runs = "", [], []
    for column in range(width):
        text += "\t" if column else ""
        if (row, column) in covered:
            continue
        start = len(text)
        text += one_line(sheet.texts.get((row, column), ""))
        bottom, right = spans.get((row, column), (row, column))
        down = bisect_right(rows, bottom) - bisect_left(rows, row)
        fields.append(Field(start, len(text), column, min(right, width - 1) - column + 1, max(down, 1)))
        if len(text) > start:
            runs.append(Run(start, len(text), locator=f"{sheet.name}!{column_name(column)}{row + 1}"))
    return Line(sheet.number, row + 1, text, runs=tuple(runs), fields=tuple(fields), grid=grid)
