"""Ruled tables: frames of edges to cells with their spans."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from extractors.grids.edges import Edge, columns_of
from schemas.quickly import quickly_made

NARROW = 4.0
COVERED = 0.6
OVERHANG = 4.0
REACH = 3.0

Bools = NDArray[np.bool_]


@quickly_made
@dataclass(frozen=True, slots=True)
class Slot:
    """A cell at a row and column counted from 0 with its spans."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A table as drawn: the x of its column borders, the y of its row borders, its cells in reading order.

    `owner[row][column]` is the index of the cell that covers the place.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Slot, ...]
    owner: tuple[tuple[int, ...], ...]
    method: str = "ruled"

    def row_at(self, y: float) -> int | None:
        """The row at a height; None above and below the table."""
        return _index(self.ys, y)

    def column_at(self, x: float) -> int | None:
        """The column at a place across; None beside the table."""
        return _index(self.xs, x)


def _index(borders: Sequence[float], place: float) -> int | None:
    at = bisect_right(borders, place) - 1
    return at if 0 <= at < len(borders) - 1 else None


def to_frame(across: Sequence[Edge], down: Sequence[Edge]) -> Frame | None:
    """The cells that edges enclose; None where they enclose fewer than two."""
    xs = _borders([edge.at for edge in down], [end for edge in across for end in edge[1:]])
    ys = _borders([edge.at for edge in across], [end for edge in down for end in edge[1:]])
    if len(xs) < 2 or len(ys) < 2 or (len(xs) == 2 and len(ys) == 2):
        return None
    walls = _walls(down, xs, ys)
    floors = _walls(across, ys, xs).T
    cells, owner = _cells(walls, floors)
    return Frame(xs, ys, cells, owner)


def _borders(places: Iterable[float], ends: Sequence[float]) -> tuple[float, ...]:
    """Places of borders, double rules once; the open sides of a table end where its other edges do."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > NARROW:
            found.append(place)
    low, high = min(ends), max(ends)
    if found[0] - low > OVERHANG:
        found.insert(0, low)
    if high - found[-1] > OVERHANG:
        found.append(high)
    return tuple(found)


def _walls(edges: Sequence[Edge], at: Sequence[float], along: Sequence[float]) -> Bools:
    """`[border, slot]`: whether an edge stands on the border beside the slot; the outer borders always do."""
    starts, ends = np.array(along[:-1]), np.array(along[1:])
    place, start, end = columns_of(edges)[:, :, None]
    borders = np.maximum(np.searchsorted(at, place[:, 0] + 0.01, side="right") - 1, 0)
    overlap = np.minimum(ends, end + REACH) - np.maximum(starts, start - REACH)
    covered = np.zeros((len(at), len(starts)))
    np.add.at(covered, borders, np.maximum(overlap, 0.0))
    walls: Bools = covered >= COVERED * (ends - starts)
    walls[0] = walls[-1] = True
    return walls


def _cells(walls: Bools, floors: Bools) -> tuple[tuple[Slot, ...], tuple[tuple[int, ...], ...]]:
    """Cells of `walls[column border, row]` and `floors[column, row border]`, each as large as nothing divides it."""
    columns, rows = walls.shape[0] - 1, walls.shape[1]
    owner = [[-1] * columns for _ in range(rows)]
    wall, floor = walls.T.tolist(), floors.T.tolist()
    divided = np.logical_and(walls.all(axis=0), floors[:, 1:].all(axis=0)).tolist()
    cells: list[Slot] = []
    for row in range(rows):
        own, walled = owner[row], wall[row]
        if divided[row] and own[0] < 0 and max(own) < 0:
            owner[row] = list(range(len(cells), len(cells) + columns))
            cells += _whole(row, columns)
            continue
        for column in range(columns):
            if own[column] >= 0:
                continue
            right = column + 1
            while right < columns and not walled[right] and own[right] < 0:
                right += 1
            below = row + 1
            if not floor[below][column]:
                while below < rows and _open(wall[below], floor[below], column, right):
                    below += 1
            if below == row + 1 and right == column + 1:
                own[column] = len(cells)
            else:
                for covered in range(row, below):
                    owner[covered][column:right] = [len(cells)] * (right - column)
            cells.append(Slot(row, column, below - row, right - column))
    return tuple(cells), tuple(map(tuple, owner))


@lru_cache(maxsize=1024)
def _whole(row: int, columns: int) -> tuple[Slot, ...]:
    """The cells of a row that nothing merges."""
    return tuple(Slot(row, column, 1, 1) for column in range(columns))


def _open(wall: Sequence[bool], floor: Sequence[bool], column: int, right: int) -> bool:
    """Whether nothing divides the columns of a row, neither from the row above nor from each other."""
    return not any(wall[column + 1 : right]) and not any(floor[column:right])
