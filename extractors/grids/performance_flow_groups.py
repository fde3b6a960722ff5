"""Which rows a centred label covers: the cut of all rows into groups whose middles are nearest to their labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import mean

from extractors.grids.performance_flow_tokens import Token

FREE = 0.3
CLEAR = 0.5

Row = Sequence[tuple[Token, ...]]


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a row begins and ends on the page, in lines."""

    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Cut:
    """The first row of each group in order, the rows that another cut would as well put into another group, and what speaks
    against it."""

    firsts: tuple[int, ...]
    unsure: frozenset[int]
    cost: float


def extents(rows: Sequence[Row]) -> tuple[list[Extent], dict[int, float]]:
    """The height of each row, as tall as its tallest cell, and where each printed line stands beside them."""
    found: list[Extent] = []
    heights: dict[int, float] = {}
    top = 0.0
    for row in rows:
        lines = [sorted({token.row for token in cell}) for cell in row if cell]
        tall = max(map(len, lines), default=1)
        middle = top + tall / 2
        for own in lines:
            for at, line in enumerate(own):
                heights[line] = middle + at - (len(own) - 1) / 2
        found.append(Extent(top, top + tall))
        top += tall
    return found, heights


def height_of(tokens: Sequence[Token], heights: dict[int, float], bottom: float) -> float:
    """Where a label stands: beside its lines, between those above and below where it stands alone on one."""
    return mean(_height(token.row, heights, bottom) for token in tokens)


def _height(line: int, heights: dict[int, float], bottom: float) -> float:
    if line in heights:
        return heights[line]
    above = max((other for other in heights if other < line), default=None)
    below = min((other for other in heights if other > line), default=None)
    high = heights[above] if above is not None else 0.0
    low = heights[below] if below is not None else bottom
    return (high + low) / 2


Cost = Callable[[int, int, int], float]
"""What speaks against a label covering the rows from a first one to before an end."""


def off_middle(places: Sequence[float], rows: Sequence[Extent]) -> Cost:
    """How far labels at these places stand from the middle of rows."""

    def cost(label: int, first: int, end: int) -> float:
        middle = (rows[first].top + rows[end - 1].bottom) / 2
        return max(0.0, abs(middle - places[label]) - FREE)

    return cost


def cut(labels: int, rows: int, starts: Sequence[int], cost: Cost, as_good: float = CLEAR) -> Cut:
    """The rows that so many labels cover, each a stretch that begins at one of `starts`, at least cost; `as_good`: how much more
    may speak against another cut that is as good."""
    ends = [*starts[1:], rows]
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(0, 0): (0.0, ())}
    for label in range(labels):
        for first in starts:
            known = best.get((label, first))
            for end in ends if known is not None else ():
                if known is None or end <= first:
                    continue
                total = known[0] + cost(label, first, end)
                if (label + 1, end) not in best or total < best[label + 1, end][0]:
                    best[label + 1, end] = (total, (*known[1], first))
    final = best.get((labels, rows))
    if final is None:
        return Cut(tuple(range(min(labels, rows))), frozenset(range(rows)), inf)
    borders = [*final[1], rows]
    return Cut(final[1], _unsure(borders, ends, cost, as_good), final[0])


def moved(cuts: Sequence[Cut]) -> frozenset[int]:
    """The rows that cuts put into different groups."""
    found: set[int] = set()
    for one in cuts:
        for other in cuts:
            for own, their in zip(one.firsts, other.firsts, strict=True):
                found.update(range(min(own, their), max(own, their)))
    return frozenset(found)


def _unsure(borders: Sequence[int], ends: Sequence[int], cost: Cost, as_good: float) -> frozenset[int]:
    """Rows of groups that stand off their label, and rows between a border and where it could as well stand."""
    found: set[int] = set()
    for label, (first, end) in enumerate(pairwise(borders)):
        if cost(label, first, end) > CLEAR:
            found.update(range(first, end))
    for label, (first, border, last) in enumerate(zip(borders, borders[1:], borders[2:], strict=False)):
        own = cost(label, first, border) + cost(label + 1, border, last)
        for other in (end for end in ends if first < end < last and end != border):
            if cost(label, first, other) + cost(label + 1, other, last) < own + as_good:
                found.update(range(min(border, other), max(border, other)))
    return frozenset(found)
