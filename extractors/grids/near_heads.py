"""Headings of neighbouring columns that stand nearer to each other than cells do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.grids.chunks import Chunk, Row
from schemas.characters import fold

SAME = 1.0


def parted_heads(lines: Sequence[Row], length: int) -> list[Row]:
    """Lines, the first `length` with chunks parted whose prints each have print of their own in their middle below them."""
    return [
        replace(line, chunks=tuple(_parted(line, lines[at + 1 :]))) if at < length else line
        for at, line in enumerate(lines)
    ]


def _parted(line: Row, below: Sequence[Row]) -> Iterator[Chunk]:
    for chunk in line.chunks:
        pieces = [Chunk((piece,), piece.x0, piece.x1, fold(piece.text)) for piece in chunk.prints]
        if len(pieces) > 1 and not _has_own(chunk, below) and all(_has_own(p, below) for p in pieces):
            yield from pieces
        else:
            yield chunk


def _has_own(chunk: Chunk, below: Sequence[Row]) -> bool:
    """Whether print below stands in the middle of a chunk, and within it or around it alone."""
    middle = chunk.x0 + chunk.x1
    return any(abs(other.x0 + other.x1 - middle) < 2 * SAME for row in below for other in row.chunks)
