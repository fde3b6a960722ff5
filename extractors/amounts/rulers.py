"""Rows of a table that number its columns."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import regex

from extractors.amounts.words import level_words, ruler_words
from schemas.characters import key
from schemas.spans import Text

_INTEGER = regex.compile(r"\d{1,2}")
# The end of a heading that its cell is too low for stands over a number of the ruler.
_OVERLAID = regex.compile(r"[^\d.,]{1,2}(\d{1,2})")
OVERLAID_SHARE = 4
_STARS = regex.compile(r"\*+")


def numbers_columns(cells: Sequence[Text]) -> bool:
    """Whether a row numbers the columns, or begins with the word for that: some of its numbers may be cells together."""
    return is_ruler(cells) or (bool(cells) and key(str(cells[0])) in ruler_words())


def is_ruler(cells: Sequence[Text]) -> bool:
    """Whether a row numbers the columns: stars, ruler words and integers that count up (in any order behind a word)."""
    words, numbers, others = [], [], []
    overlaid = 0
    for cell in cells:
        if not cell.printed:
            continue
        words.append(key(str(cell)))
        if _INTEGER.fullmatch(words[-1]):
            numbers.append(int(words[-1]))
        elif words[-1] in level_words():
            words.pop()
        elif words[-1] in ruler_words() or _STARS.fullmatch(words[-1]):
            others.append(words[-1])
        elif (rest := _OVERLAID.fullmatch(words[-1])) and numbers and int(rest[1]) == numbers[-1] + 1:
            overlaid += 1
            numbers.append(int(rest[1]))
        else:
            return False
    if overlaid and (overlaid * OVERLAID_SHARE > len(numbers) or 0 in numbers):
        return False
    if others and not numbers:
        return len(others) > 1
    if any(word in ruler_words() for word in others[:1]):
        return len(numbers) >= 1 and max(numbers) <= len(words) + len(others)
    steps = list(itertools.pairwise(numbers))
    rising = all(b == a + 1 or b <= a for a, b in steps) and any(b == a + 1 for a, b in steps)
    return rising and 0 not in numbers and numbers[0] <= 2
