"""How well printed headings name a column of a form, whole or cut off."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from extractors.amounts.words import heading_key
from schemas.characters import key
from schemas.forms import Column

EXACT, INNER, LOOSE = 4, 3, 1
LEAST_BEGUN = 4  # characters
_BRACKETED_UNIT = regex.compile(r"\([^()]{1,6}\)$")


@lru_cache(maxsize=4096)
def _levels(column: Column) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(heading_key(text) for text in level) for level in column.path)


@lru_cache(maxsize=4096)
def _keys(path: tuple[str, ...], whole: bool = False) -> list[str]:
    words = [
        heading_key(part) if whole else _BRACKETED_UNIT.sub("", heading_key(part)) or heading_key(part)
        for part in path
    ]
    return [word for index, word in enumerate(words) if word and (index == 0 or words[index - 1] != word)]


@lru_cache(maxsize=8192)
def fit(path: tuple[str, ...], column: Column) -> int:
    """How well printed headings name a column of a form: 0 not at all, up to `EXACT`.

    What stands under a percent sign is no money, whatever else its heading says.
    """
    if not any("%" in key(part) for part in path):
        return _fit(_keys(path), column)
    if column.kind != "percent":
        return 0
    return max(_fit(_keys(path), column), _fit(_keys(path, True), column))


def _fit(words: Sequence[str], column: Column) -> int:
    levels = _levels(column)
    if not words or words[-1] not in levels[-1]:
        return 0
    position = 0
    for level in levels:
        while position < len(words) and words[position] not in level:
            position += 1
        if position == len(words):
            return LOOSE
        position += 1
    return EXACT if len(words) == len(levels) else INNER


@lru_cache(maxsize=8192)
def begins(path: tuple[str, ...], column: Column) -> int:
    """How well headings name a column whose innermost heading goes on after the printed one: 0 not at all, up to `INNER`."""
    words = _keys(path)
    if not words or len(words[-1]) < LEAST_BEGUN or any("%" in key(part) for part in path):
        return 0
    levels = _levels(column)
    outer = [_completed(word, frozenset().union(*levels[:-1])) for word in words[:-1]]
    whole = (word for word in levels[-1] if word.startswith(words[-1]) and word != words[-1])
    return min(INNER, max((_fit((*outer, word), column) for word in sorted(whole)), default=0))


def _completed(word: str, known: frozenset[str]) -> str:
    """A heading, or the one known heading that goes on after it."""
    begun = [whole for whole in known if len(word) >= LEAST_BEGUN and whole.startswith(word)]
    return min(begun, default=word) if word not in known else word
