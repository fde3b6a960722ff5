"""Chunks: what stands together on one line without a wide gap."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from extractors.grids.prints import Print

TOUCH = 0.2
REMEMBERED = 4096
_NUMBER = regex.compile(r"-?[\d,]*\d(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Prints on one line without a wide gap between them: one cell, or a part of it."""

    prints: tuple[Print, ...]
    x0: float
    x1: float
    text: str

    @property
    def is_number(self) -> bool:
        """Whether the chunk is nothing but a number."""
        return is_number(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """Chunks beside each other, from the left: a line of print, or the lines of one row."""

    chunks: tuple[Chunk, ...]
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.top + self.bottom) / 2


@lru_cache(REMEMBERED)
def is_number(text: str) -> bool:
    """Whether folded text is nothing but a number."""
    return _NUMBER.fullmatch(text) is not None


def over(chunk: Chunk, other: Chunk) -> bool:
    """Whether two chunks stand over each other, for more than they may touch."""
    shared = min(chunk.x1, other.x1) - max(chunk.x0, other.x0)
    return shared > TOUCH * min(chunk.x1 - chunk.x0, other.x1 - other.x0)
