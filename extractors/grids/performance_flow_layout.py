"""Rows of cells from printed pieces: the reading that the wrap model finds cheapest, over all column widths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.grids.performance_flow_costs import (
    MISSING,
    Column,
    ending_cost,
    full_cost,
    row_cost,
    start_cost,
    width_cost,
    wrap_cost,
)
from extractors.grids.performance_flow_tokens import Token

BEAM = 40
TRIAL_BEAM = 10
MARGIN = 9.0
DOUBT = 0.8
OUT_OF_ORDER = 3.0
INTERLEAVED = 2.0
UNLIKELY = 6.0
JOINED = 1.0
WORSE = 5.0
MOST_PLACED = 16

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


class Evidence:
    """What speaks against readings whatever the widths of columns are, worked out once per piece and cell."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.opening = [i for i, column in enumerate(columns) if column.kind in ("level", "name", "prose")]
        self._starts: dict[Token, tuple[float, ...]] = {}
        self._ends: dict[tuple[int, tuple[Token, ...]], float] = {}
        self._allowed: dict[Token, list[tuple[int, ...]]] = {}

    def starts(self, token: Token) -> tuple[float, ...]:
        """Per column what speaks against a cell that begins with the piece."""
        if token not in self._starts:
            self._starts[token] = tuple(start_cost(column, token) for column in self.columns)
        return self._starts[token]

    def ending(self, column: int, cell: tuple[Token, ...]) -> float:
        """What speaks against the cell being complete."""
        known = self._ends.get((column, cell))
        if known is None:
            known = self._ends[column, cell] = ending_cost(self.columns[column], cell)
        return known

    def allowed(self, line: Sequence[Token]) -> list[tuple[int, ...]]:
        """Columns for the pieces of a line, in order, as far as what they hold makes them likely."""
        if line[0] not in self._allowed:
            self._allowed[line[0]] = _likely([self.starts(token) for token in line], self.columns)
        return self._allowed[line[0]]


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

    def place(
        self, cells: Cells, at: int, line: Sequence[Token], where: Sequence[int]
    ) -> tuple[float, Cells]:
        """The cost of the line's pieces in these columns, on top of the cells of the row so far."""
        cost, grown = 0.0, list(cells)
        for token, column in zip(line, where, strict=True):
            cell = grown[column]
            if token.width > self.widths[column]:
                cost += width_cost(self.widths[column], token)
            if cell:
                cost += self._goes_on(column, cell[-1], token)
            else:
                cost += self.evidence.starts(token)[column]
                if any(grown[column + 1 :]):
                    cost += OUT_OF_ORDER
            grown[column] = (*cell, token)
        if where[0] < at and cells[where[0]]:
            cost += INTERLEAVED / len(where)
        return cost, tuple(grown)

    def close(self, cells: Cells) -> float:
        """The cost of the row as complete."""
        cost = row_cost(self.columns, cells)
        for index, cell in enumerate(cells):
            if cell:
                cost += self.evidence.ending(index, cell) + full_cost(
                    self.columns[index], self.widths[index], cell
                )
        return cost

    def steps(self, partial: _Partial, line: Sequence[Token], fresh: Sequence[tuple[float, Cells, int]],
              closing: float) -> Iterator[_Partial]:  # fmt: skip
        """Every way in which the line goes on with the row, or begins the next one."""
        for where in self.evidence.allowed(line):
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
            for where in self.evidence.allowed(line)
            if where[0] in self.evidence.opening
        ]

    def search(self, segment: Segment, most: int = BEAM) -> list[_Partial]:
        """Complete readings of the segment, the cheapest first; `most` are kept after each line."""
        starts = [_Partial(cost, cells, at) for cost, cells, at in self.fresh(segment[0])]
        beam = _pruned(starts, most)
        for line in segment[1:]:
            fresh = [] if self.single else self.fresh(line)
            beam = _pruned(
                [
                    step
                    for partial in beam
                    for step in self.steps(partial, line, fresh, self.close(partial.cells))
                ],
                most,
            )
        final = [_Partial(p.cost + self.close(p.cells), p.cells, p.at, p.done) for p in beam]
        return sorted(final, key=lambda partial: partial.cost)

    def read(self, segment: Segment) -> Reading:
        """The cheapest reading of the segment."""
        found = self.search(segment)
        return Reading(_rows(found[0]), found[0].cost, _doubts(found))


def _likely(starts: Sequence[Sequence[float]], columns: Sequence[Column]) -> list[tuple[int, ...]]:
    """Columns in order for pieces with these costs per column, as far as they are not much worse than the best."""
    if len(starts) > len(columns) + 4:
        return [_spread(len(starts), columns)]
    found: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for costs in starts:
        grown = []
        for cost, where in found:
            last = where[-1] if where else None
            for column in range(last or 0, len(columns)):
                if column == last and not columns[column].wraps:
                    continue
                skipped = (
                    sum(MISSING[columns[i].kind] for i in range(last + 1, column))
                    if last is not None
                    else 0.0
                )
                joined = JOINED if column == last else 0.0
                grown.append((cost + min(costs[column], UNLIKELY) + skipped + joined, (*where, column)))
        found = _within(grown, UNLIKELY + WORSE)
    ranked = sorted(_within(found, WORSE))
    return [where for _, where in (ranked[:MOST_PLACED] if len(starts) > 2 else ranked)]


def _within(
    found: Sequence[tuple[float, tuple[int, ...]]], margin: float
) -> list[tuple[float, tuple[int, ...]]]:
    least = min(cost for cost, _ in found)
    return [item for item in found if item[0] <= least + margin]


def _spread(count: int, columns: Sequence[Column]) -> tuple[int, ...]:
    last = len(columns) - 1
    return tuple(min(index, last) for index in range(count))


def _pruned(partials: Sequence[_Partial], most: int) -> list[_Partial]:
    """The cheapest two of each state, within the margin of the best."""
    kept: list[_Partial] = []
    seen: dict[tuple[object, ...], int] = {}
    ranked = sorted(partials, key=lambda partial: partial.cost)
    for partial in ranked:
        state = partial.state
        if partial.cost > ranked[0].cost + MARGIN or len(kept) == most:
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
