"""Tables whose export prints one cell a line: the numbers put beside the label before them, as a row prints them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from extractors.amounts.rulers import is_ruler
from extractors.amounts.tokens import Token
from extractors.amounts.words import numbering, ruler_words
from schemas.spans import join

FEWEST_CELLS = 6
FEWEST_NUMBERS = 2
MIXED = 0.1
LONGEST_CELL = 40
FEWEST_COLUMNS = 3

TokenRows = list[list[Token]]


def _is_words(found: Sequence[Token]) -> bool:
    return any(token.kind == "words" for token in found)


def is_paragraphs(rows: Sequence[Sequence[Token]]) -> bool:
    """Whether the lines of a table hold one cell each: a label or one number, hardly ever both.

    The pieces of one printed line are no such lines: nothing tells that they stand in the order of rows.
    """
    lines = {found[0].text.first.place[:2] for found in rows}
    if len(rows) < FEWEST_CELLS or len(lines) < len(rows):
        return False
    numbers = sum(len(found) == 1 and found[0].kind == "number" for found in rows)
    several = sum(len(found) > 1 and not all(token.kind == "words" for token in found) for found in rows)
    long = any(sum(len(token.word) for token in found) > LONGEST_CELL for found in rows)
    return numbers >= FEWEST_NUMBERS and several <= MIXED * len(rows) and not long


def _one_row(rows: Sequence[Sequence[Token]]) -> bool:
    """Whether all numbers follow each other: a table of one row under its headings."""
    runs = [len(list(run)) for words, run in groupby(rows, _is_words) if not words]
    return max(runs, default=0) > FEWEST_NUMBERS and sum(runs) == max(runs)


def _spaced(cell: Sequence[Token]) -> list[Token]:
    """The one word of a cell that prints white space between its characters."""
    if len(cell) > 1 and all(len(token.word) == 1 and token.kind == "words" for token in cell[:-1]):
        return [Token(join([token.text for token in cell]), cell[-1].kind)]
    return list(cell)


def _numbered(rows: TokenRows) -> TokenRows:
    """The rows with the numbers of the columns, one on each line, as one row."""
    start = next((i for i in range(len(rows)) if _counts(rows, i) >= FEWEST_COLUMNS), None)
    if start is None:
        return rows
    end = start + _counts(rows, start)
    return [*rows[:start], [token for found in rows[start:end] for token in found], *rows[end:]]


def _counts(rows: TokenRows, start: int) -> int:
    """How many rows from one on print nothing but 1, 2, 3 …"""
    count = 0
    while start + count < len(rows) and [token.word for token in rows[start + count]] == [str(count + 1)]:
        count += 1
    return count


def rows_of(rows: TokenRows, is_code: Callable[[str], bool] | None) -> TokenRows:
    """The rows of a table; where its lines hold one cell each, a label and its numbers make one.

    `is_code` tells which digits before a label are its code.
    """
    if not is_paragraphs(rows):
        return rows
    found: TokenRows = []
    rows = _numbered(rows)
    apart = _one_row([row for row in rows if not is_ruler([token.text for token in row])])
    for at, cell in enumerate(rows):
        last = found[-1] if found else []
        if is_ruler([token.text for token in cell]):
            found.append(list(cell))
            continue
        if _is_words(cell):
            coded = len(last) == 1 and last[0].kind == "number" and is_code is not None
            again = cell[0].word in ruler_words() and bool(last) and is_ruler([token.text for token in last])
            opens = not coded and not again
        else:
            named = at + 1 < len(rows) and _is_words(rows[at + 1])
            opens = is_code is not None and named and len(cell) == 1 and is_code(cell[0].word)
            ruled = (
                len(last) >= FEWEST_COLUMNS
                and not _is_words(last)
                and is_ruler([token.text for token in last])
            )
            opens = opens or not last or ruled or (apart and _is_words(last))
        if opens:
            found.append(_spaced(cell))
        else:
            last.extend(cell)
    return _headed(found)


def _headed(rows: TokenRows) -> TokenRows:
    """The rows with their headings side by side on one line, as they stand in the table."""
    top = next((i for i, found in enumerate(rows) if _ends_header(found)), 0)
    return [[token for found in rows[:top] for token in found], *rows[top:]] if top > 1 else rows


def _ends_header(found: Sequence[Token]) -> bool:
    return any(token.kind == "number" for token in found) or bool(numbering(found[0].word))
