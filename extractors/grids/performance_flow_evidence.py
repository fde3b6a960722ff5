"""Where the pieces of a line may stand, from what they hold alone: evidence that no width of a column changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractors.grids.performance_flow_columns import Column
from extractors.grids.performance_flow_costs import ending_cost, start_cost, width_cost
from extractors.grids.performance_flow_tokens import Token

UNLIKELY = 6.0
JOINED = 1.0
WORSE = 5.0
MOST_PLACED = 16

Cells = tuple[tuple[Token, ...], ...]


class Piece(NamedTuple):
    """A piece of print in a column of some width: what speaks against the width and against a cell that begins with it, and
    the known costs of going on with a cell by its last piece; `beside`: the piece before it on the line, of the same cell."""

    column: int
    exceeded: float
    start: float
    wraps: dict[Token, float]
    token: Token
    beside: Token | None


class Evidence:
    """What speaks against readings whatever the widths of columns are, worked out once per piece and cell.

    `sequential`: cells are printed one after another, each whole, so that no line goes back to an earlier one. `bands`: a row
    is a band of lines, and a line of it may hold pieces of any cells.
    """

    def __init__(self, columns: Sequence[Column], sequential: bool = False, bands: bool = False) -> None:
        self.columns = tuple(columns)
        self.sequential = sequential
        self.bands = bands
        self.empty: Cells = tuple(() for _ in columns)
        self.opening = [i for i, column in enumerate(columns) if column.kind in ("level", "name", "prose")]
        self._starts: dict[Token, tuple[float, ...]] = {}
        self._ends: dict[tuple[int, tuple[Token, ...]], float] = {}
        self._allowed: dict[Token, list[tuple[int, ...]]] = {}
        self._placed: dict[tuple[int, float, Token, Token | None], Piece] = {}

    def starts(self, token: Token) -> tuple[float, ...]:
        """Per column what speaks against a cell that begins with the piece."""
        if token not in self._starts:
            self._starts[token] = tuple(
                start_cost(column, token, token.order > 0 or token.alone, self.sequential)
                for column in self.columns
            )
        return self._starts[token]

    def placed(self, column: int, wide: float, token: Token, beside: Token | None) -> Piece:
        """The piece in a column so wide, behind `beside` in the same cell of its line."""
        known = self._placed.get((column, wide, token, beside))
        if known is None:
            exceeded = width_cost(wide, token) if token.width > wide else 0.0
            known = Piece(column, exceeded, self.starts(token)[column], {}, token, beside)
            self._placed[column, wide, token, beside] = known
        return known

    def ending(self, column: int, cell: tuple[Token, ...]) -> float:
        """What speaks against the cell being complete."""
        known = self._ends.get((column, cell))
        if known is None:
            known = self._ends[column, cell] = ending_cost(self.columns[column], cell)
        return known

    def allowed(self, line: Sequence[Token]) -> list[tuple[int, ...]]:
        """Columns for the pieces of a line, in order, as far as what they hold makes them likely."""
        if line[0] not in self._allowed:
            self._allowed[line[0]] = _likely([self.starts(token) for token in line], self.columns, self.bands)
        return self._allowed[line[0]]


def _likely(
    starts: Sequence[Sequence[float]], columns: Sequence[Column], bands: bool
) -> list[tuple[int, ...]]:
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
                    sum(columns[i].missing for i in range(last + 1, column))
                    if last is not None and not bands
                    else 0.0
                )
                joined = JOINED if column == last else 0.0
                grown.append((cost + min(costs[column], UNLIKELY) + skipped + joined, (*where, column)))
        found = _within(grown, UNLIKELY + WORSE)
    ranked = sorted(_within(found, WORSE))
    most = MOST_PLACED * (2 if bands else 1)
    return [where for _, where in (ranked[:most] if len(starts) > 2 else ranked)]


def _within(
    found: Sequence[tuple[float, tuple[int, ...]]], margin: float
) -> list[tuple[float, tuple[int, ...]]]:
    least = min(cost for cost, _ in found)
    return [item for item in found if item[0] <= least + margin]


def _spread(count: int, columns: Sequence[Column]) -> tuple[int, ...]:
    last = len(columns) - 1
    return tuple(min(index, last) for index in range(count))
