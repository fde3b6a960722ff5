"""How many cells a row has, told by a list of cells alone: columns hold words or numbers, hardly ever both."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

CODE, RISING = 3, 0.85
_INTEGER = regex.compile(r"\d{1,7}")
LEAST_ROWS, WIDEST = 3, 24
MOST_MIXED, MOST_WITH_ENDS, SLACK, UNKNOWN = 0.12, 0.3, 0.02, 2.0


def mixed_share(kinds: Sequence[str], first: int, width: int) -> float:
    """The share of cells that are of another kind than most of their column, and of rows that name nothing.

    `UNKNOWN` where there are too few rows of numbers. `kinds`: blank, text or number, cell by cell; rows begin at `first`, those
    above the first number are headings.
    """
    rows = [kinds[at : at + width] for at in range(first, len(kinds) - width + 1, width)]
    top = next((i for i, row in enumerate(rows) if "number" in row), len(rows))
    body = rows[top:]
    if sum("number" in row for row in body) < LEAST_ROWS:
        return UNKNOWN
    texts = [sum(row[c] == "text" for row in body) for c in range(width)]
    numbers = [sum(row[c] == "number" for row in body) for c in range(width)]
    if not any(t > n for t, n in zip(texts, numbers, strict=True)):
        return UNKNOWN
    wrong = sum(min(pair) for pair in zip(texts, numbers, strict=True))
    odd = sum("text" not in row for row in body if set(row) != {"blank"})
    return wrong / (sum(texts) + sum(numbers)) + odd / len(body)


def _rises(printed: Sequence[str], first: int, width: int) -> bool:
    """Whether a column counts rows or holds codes in their order."""
    rows = [printed[at : at + width] for at in range(first, len(printed) - width + 1, width)]
    for column in range(width):
        found = [row[column] for row in rows if _INTEGER.fullmatch(row[column])]
        steps = [_before(one, other) for one, other in pairwise(found)]
        if len(steps) >= LEAST_ROWS and 2 * len(found) >= len(rows) and sum(steps) >= RISING * len(steps):
            return True
    return False


def _several(kinds: Sequence[str], first: int, width: int) -> bool:
    """Whether more than one column holds numbers: labels with one number each may as well be two sides."""
    columns = [kinds[first + column :: width] for column in range(width)]
    return sum(column.count("number") > column.count("text") for column in columns) > 1


def _before(one: str, other: str) -> bool:
    coded = min(len(one), len(other)) >= CODE
    return one < other if coded else int(one) < int(other)


def period(printed: Sequence[str], kinds: Sequence[str], ends: int | None) -> tuple[int, int]:
    """(where the first row begins, cells of a row); (0, 1) where nothing suits.

    `ends`: a multiple of the cells of a row, where bars tell one. A shorter row than that is believed where a column then
    counts or holds codes in order: two sides of a table look like two rows otherwise.
    """
    widths = range(2, min(WIDEST, len(kinds) // LEAST_ROWS) + 1)
    found = [
        (mixed_share(kinds, first, width), width, first)
        for width in widths
        if ends is None or ends % width == 0
        for first in range(width if ends is None else 1)
    ]
    best = min((share for share, _, _ in found), default=UNKNOWN)
    most = min(best + SLACK, MOST_MIXED if ends is None else MOST_WITH_ENDS)
    suited = sorted((width, first) for share, width, first in found if share <= most)
    rising = next(((first, width) for width, first in suited if _rises(printed, first, width)), None)
    if rising is not None:
        return rising
    if ends is None:
        width, first = suited[0] if suited else (1, 0)
        return (first, width) if _several(kinds, first, width) else (0, 1)
    share = mixed_share(kinds, 0, ends)
    return (0, ends) if share <= MOST_WITH_ENDS or share == UNKNOWN else (0, 1)
