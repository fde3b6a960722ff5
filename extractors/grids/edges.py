"""Drawn rules as the edges of tables: pieces joined, double rules and dotted squares made one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.spans import Box

THICK = 3.5
SAME = 2.0
JOIN = 3.0
DOT = 4.0
DOT_GAP = 6.0
LEAST_LENGTH = 6.0
TOUCH = 3.0
MOST_EDGES = 3000

Bools = NDArray[np.bool_]


class Edge(NamedTuple):
    """A straight line at `at` (y of horizontal, x of vertical ones) from `start` to `end`."""

    at: float
    start: float
    end: float


def to_edges(rules: Iterable[Box]) -> tuple[list[Edge], list[Edge]]:
    """Horizontal and vertical edges of all rules, each line once."""
    across: list[Edge] = []
    down: list[Edge] = []
    for rule in rules:
        width, height = rule.x1 - rule.x0, rule.bottom - rule.top
        if height <= THICK and (width >= height or width <= DOT):
            across.append(Edge((rule.top + rule.bottom) / 2, rule.x0, rule.x1))
        if width <= THICK and (height >= width or height <= DOT):
            down.append(Edge((rule.x0 + rule.x1) / 2, rule.top, rule.bottom))
    return joined(across), joined(down)


def joined(pieces: list[Edge]) -> list[Edge]:
    """Pieces on one line as one edge; what stays short is no edge."""
    found: list[Edge] = []
    for line in _levels(pieces):
        line.sort(key=lambda edge: edge.start)
        at = _middle(line)
        start, end, dotted = line[0].start, line[0].end, line[0].end - line[0].start <= DOT
        for piece in line[1:]:
            dot = piece.end - piece.start <= DOT
            if piece.start <= end + (DOT_GAP if dot and dotted else JOIN):
                end = max(end, piece.end)
            else:
                found.append(Edge(at, start, end))
                start, end = piece.start, piece.end
            dotted = dot
        found.append(Edge(at, start, end))
    long = [edge for edge in found if edge.end - edge.start >= LEAST_LENGTH]
    return sorted(sorted(long, key=_length, reverse=True)[:MOST_EDGES])


def _length(edge: Edge) -> float:
    return edge.end - edge.start


def _middle(line: Sequence[Edge]) -> float:
    """The place of a line: that of its longest piece."""
    return max(line, key=lambda edge: (edge.end - edge.start, -edge.at)).at


def _levels(pieces: list[Edge]) -> list[list[Edge]]:
    """Pieces grouped by their place, within the distance that still is one line."""
    levels: list[list[Edge]] = []
    for piece in sorted(pieces):
        if levels and piece.at - levels[-1][0].at <= SAME:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    return levels


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
