"""Cells of rows in a laid out table whose pieces may be of the row above or below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.grids.performance_flow_columns import Column
from extractors.grids.performance_flow_costs import rewarded
from extractors.grids.performance_flow_looks import (
    begins_value_word,
    completes_value,
    is_date,
    is_number,
    is_value,
    is_value_word,
    signs,
)
from extractors.grids.performance_flow_tokens import Token
from extractors.grids.performance_laid import LaidRow

NEAR = 2

Line = tuple[Token, ...]


def completed(rows: Sequence[LaidRow], columns: Sequence[Column]) -> list[list[tuple[Token, ...]]]:
    """The cells of the rows, the end of a value that was printed on the first line of the row below put back."""
    found = [_whole(row.cells, columns) for row in rows]
    for above, below in pairwise(found):
        for at, column in enumerate(columns):
            if column.kind != "value" or not above[at] or len(below[at]) < 2:
                continue
            first, second = below[at][:2]
            whole = is_value_word(first.printed) or begins_value_word(first.printed)
            ends = not is_value(first.printed) and not whole and rewarded(second)
            if ends and completes_value(above[at][-1].printed, first.printed):
                above[at], below[at] = (*above[at], first), below[at][1:]
    return found


def _whole(cells: Sequence[Line], columns: Sequence[Column]) -> list[Line]:
    """The cells of a row, the end of a word or date that was read as its unit put back."""
    row = list(cells)
    kinds = [column.kind for column in columns]
    for at, unit in pairwise(range(len(kinds))):
        if kinds[at] != "value" or kinds[unit] != "unit" or not row[at] or not row[unit]:
            continue
        value = "".join(token.printed for token in row[at])
        both = value + "".join(token.printed for token in row[unit])
        if not is_number(value) and (is_value_word(both) or is_date(both)):
            row[at], row[unit] = (*row[at], *row[unit]), ()
    return row


def torn_notes(rows: Sequence[Sequence[Line]], columns: Sequence[Column]) -> list[Line]:
    """Explanations that go on, line after line, in that of the row below, and those that are no word of their own."""
    found: list[Line] = []
    for at in (at for at, column in enumerate(columns) if column.kind == "note"):
        own = [row[at] for row in rows if row[at]]
        found += [
            note for note in own if note[0].width <= 1.0 == len(note) and not is_value_word(note[0].printed)
        ]
        for above, below in pairwise(own):
            ended = above[-1].printed[-1] in signs()["sentence_ends"] or is_value_word(above[-1].printed)
            if below[0].row - above[-1].row <= NEAR and not ended:
                found += [above, below]
    return found
