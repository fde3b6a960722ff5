"""Placement: the column of every amount that an export left open, where arithmetic decides it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extractors.reconcile import readthrough, solver
from extractors.reconcile.barred import Barred
from extractors.reconcile.board import Board
from extractors.reconcile.effort import Effort, Purse
from extractors.reconcile.faults import MOST, Fault, faults_of, single_faults
from extractors.reconcile.instances import Instance
from extractors.reconcile.precision import is_exact
from extractors.reconcile.propagate import Conflict, Domains, propagate, watchers
from extractors.reconcile.puzzle import Constraint, Puzzle, RowKey, build_puzzle, components
from extractors.reconcile.readthrough import is_small
from extractors.reconcile.search import OutOfSteps, Steps, possible_patterns
from extractors.reconcile.settling import Settling
from extractors.reconcile.slots import Slot
from extractors.reconcile.solver import Patterns

STEPS, SWEEPS = 400, 16_000  # choices of a search; choices times constraints
EFFORT = Effort()


@dataclass(frozen=True, slots=True)
class Placement:
    """Column per placed amount (by line id), columns still possible per open one, and what stands in the way.

    `distrusted`: lines that stay open because their row touches an identity that no reading satisfies; `likely` is
    where they would stand if they were trusted. `broken`: those instances.
    """

    columns: dict[str, int] = field(default_factory=dict)
    open: dict[str, tuple[int, ...]] = field(default_factory=dict)
    distrusted: frozenset[str] = frozenset()
    broken: tuple[Instance, ...] = ()
    likely: dict[str, int] = field(default_factory=dict)


def _possible(
    rows: Sequence[RowKey],
    constraints: Sequence[Constraint],
    domains: Domains,
    patterns: Patterns,
    purse: Purse,
) -> dict[RowKey, set[int]] | None:
    """Patterns of each row that some solution has; everything stays possible where no limit sufficed."""
    given = min(STEPS, SWEEPS // len(constraints), purse.steps)
    steps = Steps(given)
    try:
        return possible_patterns(rows, constraints, domains, steps)
    except OutOfSteps:
        if is_small(domains):
            return readthrough.possible_patterns(rows, constraints, domains)
        if purse.left <= 0:
            return {row: set(domains[row]) for row in rows}
        seen, ended = solver.possible_patterns(rows, constraints, domains, patterns, purse)
        if seen is None and ended:
            return None
        return seen if seen is not None and ended else {row: set(domains[row]) for row in rows}
    finally:
        purse.steps -= given - steps.left


def _satisfy(
    rows: Sequence[RowKey],
    constraints: Sequence[Constraint],
    domains: Domains,
    patterns: Patterns,
    purse: Purse,
) -> dict[RowKey, set[int]] | None:
    """Patterns of each row over all solutions of one component, None when there is no solution."""
    narrowed = {row: domains[row] for row in rows}
    try:
        propagate(constraints, watchers(constraints), narrowed)
    except Conflict:
        return None
    possible = {row: set(narrowed[row]) for row in rows}
    left = [row for row in rows if len(narrowed[row]) > 1]
    for part, tied in components(left, constraints):
        inside = {row: narrowed[row] for constraint in tied for row in constraint.rows} | {
            r: narrowed[r] for r in part
        }
        found = (
            _possible(part, tied, inside, patterns, purse) if tied else {r: set(narrowed[r]) for r in part}
        )
        if found is None:
            return None
        possible.update(found)
    return possible


def _candidate_slots(board: Board, rows: Iterable[RowKey]) -> dict[RowKey, set[Slot]]:
    return {
        (t, r): {(t, r, c) for amount in board.tables[t].rows[r].amounts for c in amount.candidates}
        for t, r in rows
    }


def _touched(board: Board, rows: Sequence[RowKey], broken: Iterable[Constraint]) -> set[RowKey]:
    """Open rows that stand, or might stand, in a broken identity."""
    slots = {slot for constraint in broken for slot, _ in constraint.instance.slots}
    return {row for row, places in _candidate_slots(board, rows).items() if places & slots}


@dataclass(frozen=True, slots=True)
class _Found:
    """Possible patterns of the rows of a component, rows not to be trusted, constraints that cannot hold."""

    possible: dict[RowKey, set[int]]
    distrusted: set[RowKey] = field(default_factory=set)
    broken: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    """One component: its rows with their patterns, the constraints on them, those on known values, and the limits."""

    board: Board
    rows: tuple[RowKey, ...]
    constraints: tuple[Constraint, ...]
    closed: tuple[Constraint, ...]
    domains: Domains
    patterns: Patterns
    purse: Purse

    def solve(self, constraints: Sequence[Constraint]) -> dict[RowKey, set[int]] | None:
        """Patterns of each row over all solutions of these constraints, None when there is none."""
        return _satisfy(self.rows, constraints, self.domains, self.patterns, self.purse)


def _component(task: _Task, exact: bool) -> _Found:
    wide = [replace(constraint, near=constraint.far) for constraint in task.constraints]
    tight = [c if c.instance.numbers else replace(c, near=0) for c in task.constraints]
    for choice in (tight, task.constraints, wide) if exact else (task.constraints, wide):
        found = task.solve(choice)
        if found is not None:
            return _Found(found)
    faults, failing = single_faults(task.board, task.constraints, task.closed, task.domains)
    return _one_fault(task, faults, failing) or _compromised(task)


def _one_fault(task: _Task, faults: Sequence[Fault], failing: Sequence[Constraint]) -> _Found | None:
    """What all single causes of the conflict agree on; None when no single cause explains it."""
    possible: dict[RowKey, set[int]] = {}
    distrusted: set[RowKey] = set()
    for fault in faults:
        kept = [c for c in task.constraints if not fault.touches(c.instance)]
        found = task.solve(kept) or task.solve([replace(c, near=c.far) for c in kept])
        if found is None:
            continue
        for row, patterns in found.items():
            possible[row] = possible.get(row, set()) | patterns
        if fault.row is not None:
            distrusted.add(fault.row)
    if not possible:
        return None
    touched = _touched(task.board, task.rows, failing)
    open_rows = {row for row, patterns in possible.items() if len(patterns) > 1}
    return _Found(possible, (distrusted | (touched & open_rows)) & set(task.rows), tuple(failing))


def _compromised(task: _Task) -> _Found:
    """Where no reading satisfies every identity: what follows from those that some best reading keeps."""
    constraints, domains, purse = task.constraints, task.domains, task.purse
    small = is_small(domains)
    best = (
        readthrough.compromise(constraints, domains)
        if small
        else solver.compromise(constraints, domains, purse)
    )
    if not best.complete:
        return _Found({row: set(domains[row]) for row in task.rows}, set(task.rows), constraints)
    broken = tuple(constraints[number] for number in sorted(best.broken))
    explained = _one_fault(task, faults_of(task.board, broken)[:MOST], broken) if not small else None
    if explained is not None:
        return explained
    kept = [
        replace(constraint, near=constraint.far) if number in best.strained else constraint
        for number, constraint in enumerate(constraints)
        if number not in best.broken
    ]
    possible: dict[RowKey, set[int]] = {}
    for part, tied in components(task.rows, kept):
        here = _satisfy(part, tied, {row: domains[row] for row in part}, task.patterns, purse)
        possible.update(here if here is not None else {row: set(domains[row]) for row in part})
    single = {row: next(iter(found)) for row, found in possible.items() if len(found) == 1}
    if small:
        doubtful = readthrough.shaken(single, constraints, domains, best.cost)
    else:
        doubtful = solver.shaken(single, constraints, domains, best.cost, purse)
    open_touched = {row for row in _touched(task.board, task.rows, broken) if row not in single}
    return _Found(possible, doubtful | open_touched, broken)


def _searched(
    board: Board, puzzle: Puzzle, domains: Domains, exact: bool, purse: Purse
) -> list[tuple[Sequence[RowKey], _Found]]:
    """What is found of every component, in their order; the small ones are searched first, so that none starves them."""
    parts = list(components(puzzle.patterns, puzzle.constraints))
    found: dict[int, _Found] = {}
    for number in sorted(range(len(parts)), key=lambda n: (len(parts[n][0]), n)):
        rows, tied = parts[number]
        own: Domains = {row: domains[row] for row in rows}
        task = _Task(board, tuple(rows), tuple(tied), puzzle.closed, own, puzzle.patterns, purse)
        untied = _Found({row: set(domains[row]) for row in rows})
        found[number] = _component(task, exact) if tied else untied
    return [(rows, found[number]) for number, (rows, _) in enumerate(parts)]


def place(
    board: Board, instances: Iterable[Instance], effort: Effort = EFFORT, barred: Barred = frozenset()
) -> Placement:
    """Place the open amounts of a document; nothing is placed that another reading allows as well.

    `barred` columns hold no amounts.
    """
    if board.exact:
        return Placement()
    instances = list(instances)
    puzzle = build_puzzle(board, instances, barred)
    if not puzzle.patterns and not puzzle.unsearched:
        return Placement()
    exact = is_exact(board, instances)
    domains: Domains = {row: tuple(range(len(patterns))) for row, patterns in puzzle.patterns.items()}
    settling = Settling()
    broken: list[Instance] = []
    for rows, found in _searched(board, puzzle, domains, exact, effort.purse()):
        broken += [constraint.instance for constraint in found.broken]
        for table, index in rows:
            patterns = puzzle.patterns[table, index]
            left = [patterns[number] for number in sorted(found.possible[table, index])]
            settling.row(board.tables[table].rows[index], patterns, left, (table, index) in found.distrusted)
    for table, index in sorted(puzzle.unsearched):
        for amount in board.tables[table].rows[index].amounts:
            if len(amount.candidates) != 1:
                settling.open[amount.line_id] = amount.candidates
    return Placement(
        settling.columns, settling.open, frozenset(settling.distrusted), tuple(broken), settling.likely
    )
