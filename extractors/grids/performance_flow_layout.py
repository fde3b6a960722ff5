"""Rows of cells from printed pieces: the reading that the wrap model finds cheapest, over all column widths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from extractors.grids.performance_flow_costs import FULL, full_cost, row_cost, width_cost, wrap_cost
from extractors.grids.performance_flow_evidence import Cells, Evidence
from extractors.grids.performance_flow_tokens import Token

BEAM = 40
TRIAL_BEAM = 10
MARGIN = 9.0
DOUBT = 0.8
OUT_OF_ORDER = 3.0
INTERLEAVED = 2.0
BACKWARDS = 8.0

Segment = Sequence[tuple[Token, ...]]
Widths = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows of one stretch of lines, what speaks against them, and the cells that another reading cuts elsewhere."""

    rows: tuple[Cells, ...]
    cost: float
    doubts: tuple[tuple[Token, ...], ...] = ()


class _Partial(NamedTuple):
    cost: float
    cells: Cells
    at: int
    done: tuple[_Partial, ...] = ()

    @property
    def state(self) -> tuple[object, ...]:
        """What later steps can see of the row: its first and last pieces per cell."""
        return (self.at, *[(cell[0], cell[-1], len(cell)) if cell else None for cell in self.cells])


_Step = tuple[float, _Partial, tuple[int, ...], bool]
"""Cost after a line, the row it is added to, columns of its pieces, whether it begins a new row instead."""


class Model:
    """Costs of one choice of widths."""

    def __init__(self, evidence: Evidence, widths: Widths, single: bool = False) -> None:
        self.evidence, self.columns, self.widths, self.single = evidence, evidence.columns, widths, single
        self._wraps: dict[tuple[int, Token, Token], float] = {}

    def _goes_on(self, column: int, before: Token, token: Token) -> float:
        known = self._wraps.get((column, before, token))
        if known is None:
            known = wrap_cost(self.columns[column], self.widths[column], before, token)
            self._wraps[column, before, token] = known
        return known

    def place(self, cells: Cells, at: int, line: Sequence[Token], where: Sequence[int]) -> float:
        """The cost of the line's pieces in these columns, on top of the cells of the row so far."""
        cost, before = 0.0, -1
        for index, column in enumerate(where):
            token = line[index]
            if token.width > self.widths[column]:
                cost += width_cost(self.widths[column], token)
            cell = cells[column]
            if column == before:
                cost += self._goes_on(column, line[index - 1], token)
            elif cell:
                cost += self._goes_on(column, cell[-1], token)
            else:
                cost += self.evidence.starts(token)[column]
                if any(cells[column + 1 :]):
                    cost += OUT_OF_ORDER
            before = column
        if where[0] < at and self.evidence.sequential:
            cost += BACKWARDS
        elif where[0] < at and cells[where[0]]:
            cost += INTERLEAVED / len(where)
        return cost

    def close(self, cells: Cells) -> float:
        """The cost of the row as complete."""
        cost = row_cost(self.columns, cells)
        for index, cell in enumerate(cells):
            if cell:
                cost += self.evidence.ending(index, cell)
                if cell[-1].width >= self.widths[index] - FULL:
                    cost += full_cost(self.columns[index], cell)
        return cost

    def steps(self, beam: Sequence[_Partial], line: Sequence[Token], any_: bool = False) -> Iterator[_Step]:
        """Every way in which the line goes on with a row of the beam, or begins the next one; `any_`: in any column."""
        allowed = self.evidence.allowed(line)
        fresh = [] if self.single else self.fresh(line)
        for partial in beam:
            cells, at, cost = partial.cells, partial.at, partial.cost
            for where in allowed:
                first = where[0]
                if not any_ and first < at and not cells[first] and self.columns[first].kind != "value":
                    continue
                yield cost + self.place(cells, at, line, where), partial, where, False
            closed = cost + self.close(cells) if fresh else cost
            for more, where in fresh:
                yield closed + more, partial, where, True

    def fresh(self, line: Sequence[Token]) -> list[tuple[float, tuple[int, ...]]]:
        """The line as the beginning of a row."""
        allowed = self.evidence.allowed(line)
        opening = [where for where in allowed if where[0] in self.evidence.opening]
        return [(self.place(self.evidence.empty, 0, line, where), where) for where in opening or allowed]

    def search(self, segment: Segment, most: int = BEAM) -> list[_Partial]:
        """Complete readings of the segment, the cheapest first; `most` are kept after each line."""
        empty = _Partial(0.0, self.evidence.empty, 0)
        beam = _pruned(
            [(cost, empty, where, False) for cost, where in self.fresh(segment[0])], segment[0], most
        )
        for line in segment[1:]:
            steps = list(self.steps(beam, line)) or self.steps(beam, line, any_=True)
            beam = _pruned(steps, line, most)
        final = [_Partial(p.cost + self.close(p.cells), p.cells, p.at, p.done) for p in beam]
        return sorted(final, key=lambda partial: partial.cost)

    def read(self, segment: Segment) -> Reading:
        """The cheapest reading of the segment."""
        found = self.search(segment)
        return Reading(_rows(found[0]), found[0].cost, _doubts(found))


def _grown(cells: Cells, line: Sequence[Token], where: Sequence[int]) -> Cells:
    grown = list(cells)
    for token, column in zip(line, where, strict=True):
        grown[column] = (*grown[column], token)
    return tuple(grown)


def _after(step: _Step, line: Sequence[Token]) -> _Partial:
    cost, partial, where, begins = step
    if begins:
        empty = tuple(() for _ in partial.cells)
        return _Partial(cost, _grown(empty, line, where), where[-1], (partial,))
    return _Partial(cost, _grown(partial.cells, line, where), where[-1], partial.done)


def _pruned(steps: Iterable[_Step], line: Sequence[Token], most: int) -> list[_Partial]:
    """Rows after the cheapest steps: two of each state, within the margin of the best."""
    kept: list[_Partial] = []
    seen: dict[tuple[object, ...], int] = {}
    ranked = sorted(steps, key=itemgetter(0))
    for step in ranked:
        if step[0] > ranked[0][0] + MARGIN or len(kept) == most:
            break
        partial = _after(step, line)
        state = partial.state
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
