"""The open rows of a document and the constraints on them: which columns may the amounts of a row stand in?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractors.reconcile.barred import Barred, Pattern, left_over
from extractors.reconcile.board import Board
from extractors.reconcile.instances import Instance
from extractors.reconcile.slots import Slot
from schemas.amounts import AmountRow

RowKey = tuple[int, int]
PATTERNS = 6_000  # more readings of one row than this are not searched


@dataclass(frozen=True, slots=True)
class Constraint:
    """low <= fixed + Σ contribution of each open row's pattern <= high; `high` None: no upper bound.

    `rows` maps each open row to what its patterns contribute, in the order of the row's patterns.
    """

    instance: Instance
    fixed: int
    rows: Mapping[RowKey, tuple[int, ...]]
    near: int
    far: int

    @property
    def bounded(self) -> bool:
        """Whether the sum is bounded from above."""
        return self.instance.relation == "="


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Open rows with their possible patterns, constraints over them, rows with too many readings.

    `closed` are the hard identities over values of known place only.
    """

    patterns: Mapping[RowKey, tuple[Pattern, ...]]
    constraints: tuple[Constraint, ...]
    unsearched: frozenset[RowKey]
    closed: tuple[Constraint, ...]


def row_patterns(row: AmountRow) -> tuple[Pattern, ...] | None:
    """Every way to stand the amounts of a row in ascending columns; None when there are too many."""
    patterns: list[Pattern] = [()]
    for amount in row.amounts:
        patterns = [(*p, c) for p in patterns for c in amount.candidates if not p or c > p[-1]]
        if len(patterns) > PATTERNS:
            return None
    return tuple(patterns)


def _open_rows(board: Board, barred: Barred) -> tuple[dict[RowKey, tuple[Pattern, ...]], set[RowKey]]:
    opened: dict[RowKey, tuple[Pattern, ...]] = {}
    unsearched: set[RowKey] = set()
    for t, table in enumerate(board.tables):
        for r, row in enumerate(table.rows):
            if all(len(amount.candidates) == 1 for amount in row.amounts):
                continue
            patterns = row_patterns(row)
            if patterns is None or not patterns:
                unsearched.add((t, r))
            else:
                opened[t, r] = left_over(t, row, patterns, barred)
    return opened, unsearched


def slot_value(board: Board, slot: Slot) -> int:
    """Sum in ticks of the amounts that can only stand in this slot."""
    table, row, column = slot
    amounts = board.tables[table].rows[row].amounts
    return sum(board.ticks(table, amount) for amount in amounts if amount.candidates == (column,))


def _constraint(board: Board, instance: Instance, opened: Mapping[RowKey, tuple[Pattern, ...]]) -> Constraint:
    fixed = sum(sign * number.ticks for number, sign in instance.numbers)
    coefficients: dict[RowKey, dict[int, int]] = {}
    for (table, row, column), sign in instance.slots:
        if (table, row) in opened:
            signs = coefficients.setdefault((table, row), {})
            signs[column] = signs.get(column, 0) + sign
        else:
            fixed += sign * slot_value(board, (table, row, column))
    rows: dict[RowKey, tuple[int, ...]] = {}
    for key, signs in coefficients.items():
        values = [board.ticks(key[0], amount) for amount in board.tables[key[0]].rows[key[1]].amounts]
        made = tuple(
            sum(value * signs.get(column, 0) for value, column in zip(values, pattern, strict=True))
            for pattern in opened[key]
        )
        if len(set(made)) == 1:
            fixed += made[0]
        else:
            rows[key] = made
    return Constraint(instance, fixed, rows, instance.near, instance.far)


def build_puzzle(board: Board, instances: Iterable[Instance], barred: Barred = frozenset()) -> Puzzle:
    """Open rows, without readings in `barred` columns, and the hard identities that touch them."""
    opened, unsearched = _open_rows(board, barred)
    constraints: list[Constraint] = []
    closed: list[Constraint] = []
    for instance in instances if opened else ():
        keys = {slot[:2] for slot, _ in instance.slots}
        if instance.certainty != "hard" or keys & unsearched:
            continue
        constraint = _constraint(board, instance, opened)
        (constraints if constraint.rows else closed).append(constraint)
    return Puzzle(opened, tuple(constraints), frozenset(unsearched), tuple(closed))


def components(
    rows: Iterable[RowKey], constraints: Iterable[Constraint]
) -> list[tuple[list[RowKey], list[Constraint]]]:
    """Rows that constraints tie together, directly or not, with those constraints."""
    parent = {row: row for row in rows}

    def root(row: RowKey) -> RowKey:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    tied = []
    for constraint in constraints:
        inside = [row for row in constraint.rows if row in parent]
        if inside:
            tied.append((constraint, inside[0]))
            for row in inside[1:]:
                parent[root(row)] = root(inside[0])
    grouped: dict[RowKey, tuple[list[RowKey], list[Constraint]]] = {}
    for row in sorted(parent):
        grouped.setdefault(root(row), ([], []))[0].append(row)
    for constraint, row in tied:
        grouped[root(row)][1].append(constraint)
    return list(grouped.values())
