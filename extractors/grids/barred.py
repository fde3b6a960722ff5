"""Rows between bars whose cells hold line ends: the lines of a row put together by the number of its bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from schemas.document import Line

BAR = "|"
LEAST_BARS, LEAST_ROWS = 3, 3
PADDED, ALIKE = 0.3, 0.7
MOST_LINES = 12


def _bars(line: Line) -> int:
    return line.text.count(BAR)


def whole_rows(lines: Sequence[Line]) -> list[list[Line]] | None:
    """The lines of each row in order, where blank cells keep their bars; None where rows differ in length.

    A line stays alone where no number of lines has the bars of a row.
    """
    filled = [line for line in lines if not line.blank]
    barred = [line for line in filled if BAR in line.text]
    padded = sum(BAR * 2 in line.text for line in barred)
    if padded < LEAST_ROWS or padded < PADDED * len(barred):
        return None
    if any("\t" in line.text or line.fields for line in filled):
        return None
    width, count = Counter(map(_bars, barred)).most_common(1)[0]
    rows = _grouped(filled, width)
    alike = sum(sum(map(_bars, row)) == width for row in rows)
    return rows if width >= LEAST_BARS and count >= LEAST_ROWS and alike >= ALIKE * len(rows) else None


def _grouped(filled: Sequence[Line], width: int) -> list[list[Line]]:
    rows: list[list[Line]] = []
    at = 0
    while at < len(filled):
        end, found = at, 0
        while end < len(filled) and found < width and end - at < MOST_LINES:
            found += _bars(filled[end])
            end += 1
        size = end - at if found == width else 1
        rows.append(list(filled[at : at + size]))
        at += size
    return rows
