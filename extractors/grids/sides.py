"""Where the numbers of a table without rules end and its words begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from extractors.grids.chunks import Chunk, Row

SAME = 0.6
NEAR = 0.16  # of the size: how far what should agree may differ
LEAST_LINES = 2


@dataclass(frozen=True, slots=True)
class Sides:
    """Where numbers of a table end and words begin, in several lines each; the size of its print."""

    ends: tuple[float, ...]
    starts: tuple[float, ...]
    size: float

    @property
    def near(self) -> float:
        """How far apart two places may be that are one."""
        return max(SAME, NEAR * self.size)


def print_sides(body: Sequence[Row]) -> Sides:
    """The sides of print that several rows share; of a single row of numbers all. Codes begin their columns."""
    least = min(LEAST_LINES, sum(any(chunk.is_number for chunk in line.chunks) for line in body))
    chunks = [(at, chunk) for at, line in enumerate(body) for chunk in line.chunks]
    sizes = [chunk.prints[0].bottom - chunk.prints[0].top for _, chunk in chunks]
    ends = _shared([(chunk.x1, at) for at, chunk in chunks if chunk.is_number], least)
    starts = _shared([(chunk.x0, at) for at, chunk in chunks], LEAST_LINES)
    words = _shared([(chunk.x0, at) for at, chunk in chunks if not chunk.is_number], LEAST_LINES)
    codes = [x for x in starts if x not in words and _is_code_side(x, [chunk for _, chunk in chunks])]
    flush = {x for x in ends if _is_code_end(x, codes, [chunk for _, chunk in chunks])}
    return Sides(
        tuple(x for x in ends if x not in flush), tuple(sorted([*words, *codes])), median(sizes or [1.0])
    )


def _is_code_side(x: float, chunks: Iterable[Chunk]) -> bool:
    """Whether numbers of different lengths begin at a place."""
    return len({len(chunk.text) for chunk in chunks if abs(chunk.x0 - x) <= SAME}) > 1


def _is_code_end(x: float, codes: Sequence[float], chunks: Iterable[Chunk]) -> bool:
    """Whether all numbers that end at a place begin where codes begin."""
    own = [chunk for chunk in chunks if chunk.is_number and abs(chunk.x1 - x) <= SAME]
    return bool(own) and all(any(abs(chunk.x0 - code) <= SAME for code in codes) for chunk in own)


def _shared(places: Iterable[tuple[float, int]], least: int) -> list[float]:
    """Places that occur in so many lines at least, from the left."""
    groups: list[list[tuple[float, int]]] = []
    for place in sorted(places):
        if groups and place[0] - groups[-1][0][0] <= SAME:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [group[0][0] for group in groups if len({line for _, line in group}) >= least]
