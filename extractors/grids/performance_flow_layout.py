"""Rows of cells from printed pieces: the reading that the wrap model finds cheapest, over all column widths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from operator import itemgetter
from typing import NamedTuple

from extractors.grids.performance_flow_costs import FULL, behind_value, full_cost, row_cost, wrap_cost
from extractors.grids.performance_flow_evidence import Cells, Evidence, Piece
from extractors.grids.performance_flow_looks import is_date, is_value_word
from extractors.grids.performance_flow_tokens import Token

BEAM = 40
TRIAL_BEAM = 10
MARGIN = 9.0
DOUBT = 0.8
OUT_OF_ORDER = 3.0
INTERLEAVED = 2.0
BACKWARDS = 8.0
ROUNDING = 1e-6

Segment = Sequence[tuple[Token, ...]]
Widths = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows of one stretch of lines, what speaks against them, and the cells that another reading cuts elsewhere."""

    rows: tuple[Cells, ...]
    cost: float
    doubts: tuple[tuple[Token, ...], ...] = ()


class Partial(NamedTuple):
    """A row as far as it was read: its cost with all rows before it, the column of the last piece, the rows that are done."""

    cost: float
    cells: Cells
    at: int
    done: tuple[Partial, ...] = ()

    @property
    def state(self) -> tuple[object, ...]:
        """What later steps can see of the row: its first and last pieces per cell."""
        return (self.at, *[(cell[0], cell[-1], len(cell)) if cell else None for cell in self.cells])


_Step = tuple[float, Partial, tuple[int, ...], bool]
"""Cost after a line, the row it is added to, columns of its pieces, whether it begins a new row instead."""


_Way = tuple[tuple[int, ...], list[Piece]]
"""Columns of the pieces of a line, and the pieces there."""


class Model:
    """Costs of one choice of widths."""

    def __init__(self, evidence: Evidence, widths: Widths, single: bool = False) -> None:
        self.evidence, self.columns, self.widths, self.single = evidence, evidence.columns, widths, single

    def _ways(self, line: Sequence[Token]) -> list[_Way]:
        """The line's pieces in all columns that are likely for them."""
        placed, widths, before = self.evidence.placed, self.widths, (None, *line)
        ways = []
        for where in self.evidence.allowed(line):
            pieces, last = [], -1
            for column, token, beside in zip(where, line, before, strict=False):
                pieces.append(placed(column, widths[column], token, beside if column == last else None))
                last = column
            ways.append((where, pieces))
        return ways

    def _place(self, cells: Cells, filled: int, at: int, way: _Way, most: float = inf) -> float:
        """The cost of the line's pieces in these columns, on top of the cells of the row so far, `filled` the last of them.

        Infinite once it is more than `most`.
        """
        where, pieces = way
        cost = 0.0
        for column, exceeded, start, wraps, token, beside in pieces:
            if cost > most:
                return inf
            cost += exceeded
            cell = cells[column]
            if beside is None and not cell:
                cost += start
                if column < filled and not self.evidence.bands:
                    cost += OUT_OF_ORDER
                continue
            before = beside or cell[-1]
            more = wraps.get(before)
            if more is None:
                more = wrap_cost(self.columns[column], self.widths[column], before, token)
                if self.evidence.bands:
                    more += behind_value(self.columns[column], before, token)
                wraps[before] = more
            cost += more
        if where[0] < at:
            if self.evidence.sequential:
                cost += BACKWARDS
            elif cells[where[0]] and not self.evidence.bands:
                cost += INTERLEAVED / len(where)
        return cost

    def close(self, cells: Cells) -> float:
        """The cost of the row as complete."""
        cost = row_cost(self.columns, cells)
        for index, cell in enumerate(cells):
            if cell:
                cost += self.evidence.ending(index, cell)
                if self.widths[index] and cell[-1].width >= self.widths[index] - FULL:
                    cost += full_cost(self.columns[index], cell)
        return cost

    def _steps(
        self, beam: Sequence[Partial], line: Sequence[Token], ways: Sequence[_Way], any_: bool = False
    ) -> list[_Step]:
        """Ways in which a line goes on with a row of the beam, or begins the next one; `any_`: in any column.

        Those that cost more than others by more than the margin may be left out: they are worked out no further.
        """
        fresh = [] if self.single else self._fresh(ways)
        margin = MARGIN + ROUNDING - sum(min(0.0, *self.evidence.starts(token)) for token in line)
        steps: list[_Step] = []
        least = inf
        for partial in beam:
            cells, at, cost = partial.cells, partial.at, partial.cost
            filled = _filled(cells)
            for way in ways:
                first = way[0][0]
                if not (any_ or self.evidence.bands or cells[first]) and first < at:
                    if self.columns[first].kind != "value":
                        continue
                more = cost + self._place(cells, filled, at, way, least + margin - cost)
                if more < inf:
                    steps.append((more, partial, way[0], False))
                    least = min(least, more)
            if fresh and cost <= least + margin:
                closed = cost + self.close(cells)
                steps += [(closed + more, partial, where, True) for more, where in fresh]
        return steps

    def _fresh(self, ways: Sequence[_Way]) -> list[tuple[float, tuple[int, ...]]]:
        """A line as the beginning of a row."""
        opening = [way for way in ways if way[0][0] in self.evidence.opening]
        return [(self._place(self.evidence.empty, -1, 0, way), way[0]) for way in opening or ways]

    def begun(self, line: Sequence[Token], most: int) -> list[Partial]:
        """Rows after the first line of a segment, the cheapest first."""
        empty = Partial(0.0, self.evidence.empty, 0)
        steps = [(cost, empty, where, False) for cost, where in self._fresh(self._ways(line))]
        return _pruned(steps, line, most)

    def gone_on(self, beam: Sequence[Partial], line: Sequence[Token], most: int) -> list[Partial]:
        """Rows after one line more, the cheapest first."""
        ways = self._ways(line)
        return _pruned(self._steps(beam, line, ways) or self._steps(beam, line, ways, any_=True), line, most)

    def ended(self, beam: Sequence[Partial]) -> list[Partial]:
        """Complete readings, the cheapest first."""
        final = [Partial(p.cost + self.close(p.cells), p.cells, p.at, p.done) for p in beam]
        return sorted(final, key=lambda partial: partial.cost)

    def read(self, segment: Segment) -> Reading:
        """The cheapest reading of the segment."""
        beam = self.begun(segment[0], BEAM)
        for line in segment[1:]:
            beam = self.gone_on(beam, line, BEAM)
        found = self.ended(beam)
        return Reading(_rows(found[0]), found[0].cost, _doubts(found))


def _filled(cells: Cells) -> int:
    """The last column with a cell; -1 without any."""
    return next((index for index in range(len(cells) - 1, -1, -1) if cells[index]), -1)


def _grown(cells: Cells, line: Sequence[Token], where: Sequence[int]) -> Cells:
    grown = list(cells)
    for token, column in zip(line, where, strict=True):
        grown[column] = (*grown[column], token)
    return tuple(grown)


def _after(step: _Step, line: Sequence[Token]) -> Partial:
    cost, partial, where, begins = step
    if begins:
        empty = tuple(() for _ in partial.cells)
        return Partial(cost, _grown(empty, line, where), where[-1], (partial,))
    return Partial(cost, _grown(partial.cells, line, where), where[-1], partial.done)


def _pruned(steps: Iterable[_Step], line: Sequence[Token], most: int) -> list[Partial]:
    """Rows after the cheapest steps: two of each state, within the margin of the best."""
    kept: list[Partial] = []
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


def _rows(partial: Partial) -> tuple[Cells, ...]:
    rows: list[Cells] = []
    current: Partial | None = partial
    while current is not None:
        rows.append(current.cells)
        current = current.done[0] if current.done else None
    return tuple(reversed(rows))


def _is_one(cell: Sequence[Token]) -> bool:
    """Whether pieces make a date or a word for a value only together."""
    text = "".join(token.printed for token in cell)
    whole = [is_date(token.printed) or is_value_word(token.printed) for token in cell]
    return len(cell) > 1 and (is_date(text) or is_value_word(text)) and not all(whole)


def _doubts(found: Sequence[Partial]) -> tuple[tuple[Token, ...], ...]:
    best = {cell for row in _rows(found[0]) for cell in row if cell}
    doubted: dict[tuple[Token, ...], None] = {}
    for other in found[1:]:
        if other.cost <= found[0].cost + DOUBT:
            cells = {cell for row in _rows(other) for cell in row if cell}
            doubted.update(dict.fromkeys(cell for cell in best - cells if not _is_one(cell)))
    return tuple(sorted(doubted, key=lambda cell: cell[0].place))
