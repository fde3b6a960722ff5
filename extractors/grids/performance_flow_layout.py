"""Rows of cells from printed pieces: the reading that the wrap model finds cheapest, over all column widths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement, pairwise

from extractors.grids.performance_flow_costs import (
    Column,
    end_cost,
    row_cost,
    start_cost,
    width_cost,
    wrap_cost,
)
from extractors.grids.performance_flow_tokens import Token

BEAM = 60
MARGIN = 12.0
DOUBT = 1.0
OUT_OF_ORDER = 3.0
INTERLEAVED = 1.5

Cells = tuple[tuple[Token, ...], ...]
Segment = Sequence[tuple[Token, ...]]
Widths = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows of one stretch of lines, what speaks against them, and the cells that another reading cuts elsewhere."""

    rows: tuple[Cells, ...]
    cost: float
    doubts: tuple[tuple[Token, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Partial:
    cost: float
    cells: Cells
    at: int
    done: tuple[_Partial, ...] = ()

    @property
    def state(self) -> tuple[object, ...]:
        return (
            self.at,
            *((cell[0].place, cell[-1].place, len(cell)) if cell else None for cell in self.cells),
        )


@cache
def _placements(count: int, columns: int) -> tuple[tuple[int, ...], ...]:
    return tuple(combinations_with_replacement(range(columns), count))


class Model:
    """Costs of one choice of columns and widths."""

    def __init__(self, columns: Sequence[Column], widths: Widths, single: bool = False) -> None:
        self.columns, self.widths, self.single = tuple(columns), widths, single
        self.opening = [i for i, column in enumerate(columns) if column.kind in ("level", "name", "prose")]

    def place(
        self, cells: Cells, at: int, line: Sequence[Token], where: Sequence[int]
    ) -> tuple[float, Cells]:
        """The cost of the line's pieces in these columns, on top of the cells of the row so far."""
        cost, grown = 0.0, list(cells)
        for token, column in zip(line, where, strict=True):
            kind, wide, cell = self.columns[column], self.widths[column], grown[column]
            cost += width_cost(wide, token) + (
                wrap_cost(kind, wide, cell[-1], token) if cell else start_cost(kind, token)
            )
            if not cell and any(grown[column + 1 :]):
                cost += OUT_OF_ORDER
            grown[column] = (*cell, token)
        if where[0] < at:
            cost += INTERLEAVED if cells[where[0]] and len(where) == 1 else 0.0
        return cost, tuple(grown)

    def close(self, cells: Cells) -> float:
        """The cost of the row as complete."""
        cost = row_cost(self.columns, cells)
        for column, wide, cell in zip(self.columns, self.widths, cells, strict=True):
            if cell:
                cost += end_cost(column, wide, cell)
        return cost

    def steps(self, partial: _Partial, line: Sequence[Token], fresh: Sequence[tuple[float, Cells, int]],
              closing: float) -> Iterator[_Partial]:  # fmt: skip
        """Every way in which the line goes on with the row, or begins the next one."""
        for where in _allowed(line, self.columns):
            if (
                where[0] < partial.at
                and not partial.cells[where[0]]
                and self.columns[where[0]].kind != "value"
            ):
                continue
            cost, cells = self.place(partial.cells, partial.at, line, where)
            yield _Partial(partial.cost + cost, cells, where[-1], partial.done)
        for cost, cells, at in fresh:
            yield _Partial(partial.cost + closing + cost, cells, at, (partial,))

    def fresh(self, line: Sequence[Token]) -> list[tuple[float, Cells, int]]:
        """The line as the beginning of a row."""
        empty: Cells = tuple(() for _ in self.columns)
        return [
            (*self.place(empty, 0, line, where), where[-1])
            for where in _allowed(line, self.columns)
            if where[0] in self.opening
        ]

    def search(self, segment: Segment) -> list[_Partial]:
        """Complete readings of the segment, the cheapest first."""
        starts = [_Partial(cost, cells, at) for cost, cells, at in self.fresh(segment[0])]
        beam = _pruned(starts)
        for line in segment[1:]:
            fresh = [] if self.single else self.fresh(line)
            beam = _pruned(
                [
                    step
                    for partial in beam
                    for step in self.steps(partial, line, fresh, self.close(partial.cells))
                ]
            )
        final = [_Partial(p.cost + self.close(p.cells), p.cells, p.at, p.done) for p in beam]
        return sorted(final, key=lambda partial: partial.cost)

    def read(self, segment: Segment) -> Reading:
        """The cheapest reading of the segment."""
        found = self.search(segment)
        return Reading(_rows(found[0]), found[0].cost, _doubts(found))


def _allowed(line: Sequence[Token], columns: Sequence[Column]) -> list[tuple[int, ...]]:
    """Columns for the pieces of a line, in order; only what holds words may hold two neighbours."""
    if len(line) > len(columns) + 4:
        return [_spread(len(line), columns)]
    return [
        where
        for where in _placements(len(line), len(columns))
        if all(a != b or columns[a].wraps for a, b in pairwise(where))
    ]


def _spread(count: int, columns: Sequence[Column]) -> tuple[int, ...]:
    last = len(columns) - 1
    return tuple(min(index, last) for index in range(count))


def _pruned(partials: Sequence[_Partial]) -> list[_Partial]:
    """The cheapest two of each state, within the margin of the best."""
    kept: list[_Partial] = []
    seen: dict[tuple[object, ...], int] = {}
    ranked = sorted(partials, key=lambda partial: partial.cost)
    for partial in ranked:
        state = partial.state
        if partial.cost > ranked[0].cost + MARGIN or len(kept) == BEAM:
            break
        if seen.setdefault(state, 0) < 2:
            seen[state] += 1
            kept.append(partial)
    return kept


def _rows(partial: _Partial) -> tuple[Cells, ...]:
    rows: list[Cells] = []
    current: _Partial | None = partial
    while current is not None:
        rows.append(current.cells)
        current = current.done[0] if current.done else None
    return tuple(reversed(rows))


def _doubts(found: Sequence[_Partial]) -> tuple[tuple[Token, ...], ...]:
    best = {cell for row in _rows(found[0]) for cell in row if cell}
    doubted: dict[tuple[Token, ...], None] = {}
    for other in found[1:]:
        if other.cost <= found[0].cost + DOUBT:
            cells = {cell for row in _rows(other) for cell in row if cell}
            doubted.update(dict.fromkeys(best - cells))
    return tuple(sorted(doubted, key=lambda cell: cell[0].place))
