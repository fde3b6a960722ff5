"""Drawn rules as the edges of tables: pieces joined, double rules and dotted squares made one line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
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
MANY = 1000
SPAN = 2.0**15  # points, beyond those of a page

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
    level = ((height <= THICK) & ((width >= height) | (width <= DOT))).nonzero()[0]
    upright = ((width <= THICK) & ((height >= width) | (height <= DOT))).nonzero()[0]
    pieces = np.empty((3, len(level) + len(upright)))
    pieces[:, : len(level)] = ((top + bottom) / 2)[level], x0[level], x1[level]
    pieces[:, len(level) :] = ((x0 + x1) / 2)[upright], top[upright], bottom[upright]
    return _lines(pieces, len(level))


def joined(pieces: Sequence[Edge]) -> list[Edge]:
    """Pieces on one line as one edge; what stays short is no edge."""
    return _lines(np.array(pieces, dtype=np.float64).reshape(-1, 3).T, len(pieces))[0]


def _lines(pieces: Floats, count: int) -> tuple[list[Edge], list[Edge]]:
    """The edges of columns of (at, start, end), sorted: those of the first `count` pieces, and those of the others."""
    if not pieces.shape[1]:
        return [], []
    level, second = _levels(pieces[0], count)
    order = _order(pieces, level)
    at, start, end = pieces[:, order]
    level = level[order]
    reach, length = _reach(level, end), end - start
    dot = length <= DOT
    gap = np.where(dot[1:] & dot[:-1], DOT_GAP, JOIN)
    begins = np.ones(len(level), dtype=bool)
    begins[1:] = (level[1:] != level[:-1]) | (start[1:] > reach[:-1] + gap)
    firsts, lasts = ends_of(begins)
    ends = reach[lasts]
    found = np.array((_middles(level, at, length)[level[firsts]], start[firsts], ends))
    long = found[2] - found[1] >= LEAST_LENGTH
    across = level[firsts] < second
    return _longest(found[:, long & across]), _longest(found[:, long & ~across])


def _order(pieces: Floats, level: Integers) -> Integers:
    """The order of columns of (at, start, end) by line, start, place and end; of many by one key where that tells as much.

    Of pieces with the same start and end on one line it does not matter which is first.
    """
    at, start, end = pieces
    if len(level) > MANY:
        order: Integers = (level * SPAN + start).argsort()
        line, begin, stop = level[order], start[order], end[order]
        told = begin[1:] > begin[:-1]
        told |= (begin[1:] == begin[:-1]) & (stop[1:] == stop[:-1])
        told &= line[1:] == line[:-1]
        told |= line[1:] > line[:-1]
        if np.count_nonzero(told) == len(told):
            return order
    return np.lexsort((end, at, start, level))


def ends_of(begins: Bools) -> tuple[Integers, Integers]:
    """The numbers of the first and the last place of each run of places, of which `begins` says where one begins."""
    firsts = begins.nonzero()[0]
    lasts = np.empty_like(firsts)
    lasts[:-1], lasts[-1:] = firsts[1:] - 1, len(begins) - 1
    return firsts, lasts


def _longest(found: Floats) -> list[Edge]:
    """The longest of columns of (at, start, end) as edges, sorted."""
    if found.shape[1] > MOST_EDGES:
        found = found[:, np.argsort(found[1] - found[2], kind="stable")[:MOST_EDGES]]
    return sorted(map(Edge._make, found.T.tolist()))


def _levels(places: Floats, count: int) -> tuple[Integers, int]:
    """The number of the line that each of some places is on, within the distance that still is one line.

    The first `count` places are on other lines than the rest; the second result is the number of the first of these.
    """
    levels = np.empty(len(places), dtype=np.int64)
    levels[:count] = _leveled(places[:count])
    second = int(levels[:count].max()) + 1 if count else 0
    levels[count:] = _leveled(places[count:]) + second
    return levels, second


def _leveled(places: Floats) -> Integers:
    order = places.argsort()
    ordered = places[order]
    begins = np.ones(len(places), dtype=bool)
    begins[1:] = ordered[1:] - ordered[:-1] > SAME
    firsts, lasts = ends_of(begins)
    if np.count_nonzero(ordered[lasts] - ordered[firsts] > SAME):  # they lead on from one line to the next
        first, differ = -np.inf, np.ones(len(places), dtype=bool)
        np.not_equal(ordered[1:], ordered[:-1], out=differ[1:])
        begins[:] = False
        for at, place in zip(differ.nonzero()[0].tolist(), ordered[differ].tolist(), strict=True):
            if place - first > SAME:
                begins[at], first = True, place
    found = np.empty(len(places), dtype=np.int64)
    found[order] = begins.cumsum() - 1
    return found


def _middles(level: Integers, at: Floats, length: Floats) -> Floats:
    """The place of each line: that of its longest piece."""
    begins = np.ones(len(level), dtype=bool)
    begins[1:] = level[1:] != level[:-1]
    firsts, _ = ends_of(begins)
    longest = np.maximum.reduceat(length, firsts)
    places: Floats = np.minimum.reduceat(np.where(length == longest[level], at, np.inf), firsts)
    return places


def _reach(level: Integers, end: Floats) -> Floats:
    """How far the pieces of a line go, up to each of them; pieces are in the order of lines."""
    if not np.count_nonzero((end[1:] < end[:-1]) & (level[1:] == level[:-1])):
        return end
    order = end.argsort()
    rank = np.empty(len(end), dtype=np.int64)
    rank[order] = np.arange(len(end))
    before = level * len(end)
    farthest = np.maximum.accumulate(before + rank)
    reach: Floats = end[order][farthest - before]
    return reach


def columns_of(edges: Sequence[Edge]) -> Floats:
    """Rows of at, start and end, an element for each edge."""
    return np.array(
        list(zip(*edges, strict=True))
    )  # of edges themselves numpy makes an array four times slower


def connected(across: Sequence[Edge], down: Sequence[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """The edges of each frame: those that meet, directly or over others, from the top of the page."""
    if not across or not down:
        return []
    level, left, right = columns_of(across)[:, :, None]
    upright, top, bottom = columns_of(down)
    meets = (
        (upright >= left - TOUCH)
        & (upright <= right + TOUCH)
        & (level >= top - TOUCH)
        & (level <= bottom + TOUCH)
    )
    frames = []
    free: Bools = np.asarray(meets.any(axis=1), dtype=bool)
    while np.count_nonzero(free):
        rows, columns = _reached(meets, int(free.argmax()))
        free &= ~rows
        frames.append((list(compress(across, rows.tolist())), list(compress(down, columns.tolist()))))
    return frames


def _reached(meets: Bools, first: int) -> tuple[Bools, Bools]:
    """The rows and columns of a table of what meets that are reached from a row."""
    rows: Bools = np.zeros(len(meets), dtype=bool)
    rows[first] = True
    while True:
        columns: Bools = np.asarray(meets[rows].any(axis=0), dtype=bool)
        grown: Bools = np.asarray((meets & columns).any(axis=1), dtype=bool)
        if np.count_nonzero(grown) == np.count_nonzero(rows):
            return rows, columns
        rows = grown
