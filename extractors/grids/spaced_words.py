"""Words whose characters are set far apart to fill their cell."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cache

from extractors.grids.prints import Print
from schemas.characters import key
from schemas.resources import read_toml

FARTHEST = 12.0  # of the size
EVEN = 1.0  # of the size: how far the distances within a word may differ
LONGEST = 8
_VOCABULARY = {"label": ("total", "parts", "sides", "plain"), "heading": ("revenue", "expenditure", "name")}


@cache
def _words() -> frozenset[str]:
    tables = read_toml("tables.toml")
    lists = (tables[table][name] for table, names in _VOCABULARY.items() for name in names)
    return frozenset(key(word) for words in lists for word in words if len(key(word)) <= LONGEST)


def joined_words(parts: Sequence[list[Print]]) -> list[list[Print]]:
    """Parts of a line, single characters beside each other that spell a known word as one part."""
    out: list[list[Print]] = []
    for lone, run in itertools.groupby(parts, key=_is_lone):
        own = list(run)
        out += _spelled(own) if lone else own
    return out


def _is_lone(part: Sequence[Print]) -> bool:
    return len(part) == 1 and len(part[0].text) == 1


def _spelled(run: Sequence[list[Print]]) -> Iterator[list[Print]]:
    at = 0
    while at < len(run):
        ends = range(min(len(run), at + LONGEST), at + 1, -1)
        end = next((end for end in ends if _is_word([part[0] for part in run[at:end]])), at + 1)
        yield [part[0] for part in run[at:end]]
        at = end


def _is_word(pieces: Sequence[Print]) -> bool:
    """Whether characters spell a known word and stand at even distances."""
    if key("".join(piece.text for piece in pieces)) not in _words():
        return False
    size = pieces[0].bottom - pieces[0].top
    gaps = [right.x0 - left.x1 for left, right in itertools.pairwise(pieces)]
    return max(gaps) < FARTHEST * size and max(gaps) - min(gaps) < EVEN * size
