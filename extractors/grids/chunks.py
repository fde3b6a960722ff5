"""Chunks: what stands together on one line without a wide gap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from extractors.grids.prints import Print
from extractors.grids.spaced_words import joined_words
from schemas.characters import fold
from schemas.values import unit_name

CHUNK_GAP = 0.55
NUMBER_GAP = 0.3
TOUCH = 0.2
OUTSIDE = 3.0
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


def as_row(line: Sequence[Print], begun: Collection[float] = ()) -> Row:
    """A line of print as chunks beside each other; cells begin at `begun`, however near the print before is."""
    parts: list[list[Print]] = []
    for piece in line:
        if parts and piece.x0 not in begun and not _begins(parts[-1], piece):
            parts[-1].append(piece)
        else:
            parts.append([piece])
    if len([piece for piece in line if len(piece.text) == 1]) > 1:
        parts = joined_words(parts)
    top, bottom = min([piece.top for piece in line]), max([piece.bottom for piece in line])
    return Row(tuple(map(_chunk, parts)), top, bottom)


def _chunk(part: Sequence[Print]) -> Chunk:
    if len(part) == 1:
        return Chunk(tuple(part), part[0].x0, part[0].x1, fold(part[0].text))
    x0, x1 = min([piece.x0 for piece in part]), max([piece.x1 for piece in part])
    return Chunk(tuple(part), x0, x1, fold("".join([piece.text for piece in part])))


def _begins(part: Sequence[Print], piece: Print) -> bool:
    """Whether a print begins a chunk: after a wide gap, and after or with a number that stands by itself."""
    gap, size = piece.x0 - max([other.x1 for other in part]), piece.bottom - piece.top
    if gap >= CHUNK_GAP * size or gap < NUMBER_GAP * size:
        return gap >= CHUNK_GAP * size
    return is_number(fold(part[-1].text)) or is_number(fold(piece.text))


@lru_cache(REMEMBERED)
def is_number(text: str) -> bool:
    """Whether folded text is nothing but a number, also with the unit of an amount behind it."""
    found = _NUMBER.match(text)
    return found is not None and (found.end() == len(text) or unit_name(text[found.end() :]) is not None)


def over(chunk: Chunk, other: Chunk) -> bool:
    """Whether two chunks stand over each other, for more than they may touch."""
    shared = min(chunk.x1, other.x1) - max(chunk.x0, other.x0)
    return shared > TOUCH * min(chunk.x1 - chunk.x0, other.x1 - other.x0)


def column_of(chunk: Chunk, xs: Sequence[float]) -> int:
    """The number of the column between `xs` that the middle of a chunk stands in."""
    return bisect_right(xs, (chunk.x0 + chunk.x1) / 2) - 1


def fits(row: Row, xs: Sequence[float]) -> bool:
    """Whether every chunk stands within a column that no other stands in."""
    columns = [column_of(chunk, xs) for chunk in row.chunks]
    if len(set(columns)) < len(columns) or not all(0 <= column < len(xs) - 1 for column in columns):
        return False
    return all(
        xs[column] - OUTSIDE < chunk.x0 and chunk.x1 < xs[column + 1] + _overhang(chunk)
        for column, chunk in zip(columns, row.chunks, strict=True)
    )


def _overhang(chunk: Chunk) -> float:
    """How far a chunk may reach out of its column: words by a character, which the side of the cell cuts off."""
    if chunk.is_number:
        return OUTSIDE
    last = chunk.prints[-1]
    return max(OUTSIDE, last.bottom - last.top)
