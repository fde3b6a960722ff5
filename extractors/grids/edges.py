"""Drawn rules as the edges of tables: pieces joined, double rules and dotted squares made one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from schemas.page import Boxes

THICK = 3.5
SAME = 2.0
JOIN = 3.0
DOT = 4.0
DOT_GAP = 6.0
LEAST_LENGTH = 6.0
TOUCH = 3.0
MOST_EDGES = 3000

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Edge(NamedTuple):
    """A straight line at `at` (y of horizontal, x of vertical ones) from `start` to `end`."""

    at: float
    start: float
    end: float


def to_edges(rules: Boxes) -> tuple[list[Edge], list[Edge]]:
    """Horizontal and vertical edges of all rules, each line once."""
    if not len(rules):
        return [], []
    x0, top, x1, bottom = np.asarray(rules, dtype=np.float64).reshape(-1, 4).T
    width, height = x1 - x0, bottom - top
    level = (height <= THICK) & ((width >= height) | (width <= DOT))
    upright = (width <= THICK) & ((height >= width) | (height <= DOT))
    across = np.array(((top + bottom) / 2, x0, x1))[:, level].T
    down = np.array(((x0 + x1) / 2, top, bottom))[:, upright].T
    return _lines(across), _lines(down)


def joined(pieces: Sequence[Edge]) -> list[Edge]:
    """Pieces on one line as one edge; what stays short is no edge."""
    return _lines(np.array(pieces, dtype=np.float64).reshape(-1, 3))


def _lines(pieces: Floats) -> list[Edge]:
    """The edges of rows of (at, start, end), sorted."""
    if not len(pieces):
        return []
    at, start, end = pieces.T
    level = _levels(at)
    order = np.lexsort((end, at, start, level))
    at, start, end, level = at[order], start[order], end[order], level[order]
    middles = _middles(level, at, end - start)
    reach = _reach(level, end)
    dot = end - start <= DOT
    gap = np.where(dot[1:] & dot[:-1], DOT_GAP, JOIN)
    breaks = (level[1:] != level[:-1]) | (start[1:] > reach[:-1] + gap)
    firsts = np.concatenate(([0], np.flatnonzero(breaks) + 1))
    lasts = np.append(firsts[1:], len(start)) - 1
    found = np.array((middles[level[firsts]], start[firsts], reach[lasts])).T
    length = found[:, 2] - found[:, 1]
    found, length = found[length >= LEAST_LENGTH], length[length >= LEAST_LENGTH]
    longest = np.argsort(-length, kind="stable")[:MOST_EDGES]
    return sorted(map(Edge._make, found[longest].tolist()))


def _levels(places: Floats) -> Integers:
    """The number of the line that each of some places is on: within the distance that still is one line."""
    distinct, of = np.unique(places, return_inverse=True)
    levels: list[int] = []
    first = -np.inf
    for place in distinct.tolist():
        new = place - first > SAME
        first = place if new else first
        levels.append(levels[-1] + new if levels else 0)
    return np.array(levels)[of]


def _middles(level: Integers, at: Floats, length: Floats) -> Floats:
    """The place of each line: that of its longest piece."""
    firsts = np.flatnonzero(np.diff(level, prepend=-1))
    longest = np.maximum.reduceat(length, firsts)
    places: Floats = np.minimum.reduceat(np.where(length == longest[level], at, np.inf), firsts)
    return places


def _reach(level: Integers, end: Floats) -> Floats:
    """How far the pieces of a line go, up to each of them; pieces are in the order of lines."""
    distinct, rank = np.unique(end, return_inverse=True)
    farthest = np.maximum.accumulate(level * len(distinct) + rank)
    reach: Floats = distinct[farthest - level * len(distinct)]
    return reach


def connected(across: Sequence[Edge], down: Sequence[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """The edges of each frame: those that meet, directly or over others, from the top of the page."""
    if not across or not down:
        return []
    h, v = np.array(across), np.array(down)
    meets = (
        (v[None, :, 0] >= h[:, None, 1] - TOUCH)
        & (v[None, :, 0] <= h[:, None, 2] + TOUCH)
        & (h[:, None, 0] >= v[None, :, 1] - TOUCH)
        & (h[:, None, 0] <= v[None, :, 2] + TOUCH)
    )
    frames = []
    free: Bools = np.asarray(meets.any(axis=1), dtype=bool)
    while free.any():
        rows: Bools = np.zeros(len(across), dtype=bool)
        rows[int(np.argmax(free))] = True
        while True:
            columns = meets[rows].any(axis=0)
            grown: Bools = np.asarray(meets[:, columns].any(axis=1), dtype=bool)
            if np.array_equal(grown, rows):
                break
            rows = grown
        free &= ~rows
        frames.append(
            (
                [across[i] for i in np.flatnonzero(rows).tolist()],
                [down[i] for i in np.flatnonzero(columns).tolist()],
            )
        )
    return frames
