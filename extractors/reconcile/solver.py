"""OR-Tools CP-SAT for what propagation and a short search leave open; imported only when needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING, Any

from extractors.reconcile.barred import Pattern
from extractors.reconcile.effort import Purse, Spent
from extractors.reconcile.likeness import alike, share
from extractors.reconcile.propagate import Domains
from extractors.reconcile.puzzle import Constraint, RowKey

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

Patterns = Mapping[RowKey, Sequence[Pattern]]
SEED = 7
ROUNDS = 60  # readings looked at before the rest of a component counts as open
STRAINED, BROKEN = 1, 50  # cost of a sum beyond its tolerance, and beyond all rounding


@dataclass(frozen=True, slots=True)
class _Model:
    model: CpModel
    chosen: Mapping[tuple[RowKey, int], IntVar]
    strained: Mapping[int, IntVar]
    broken: Mapping[int, IntVar]


@dataclass(frozen=True, slots=True)
class Compromise:
    """The constraints that some best reading breaks, and those it strains beyond their tolerance."""

    broken: frozenset[int]
    strained: frozenset[int]
    complete: bool
    cost: int = 0


def _scale(constraints: Sequence[Constraint]) -> int:
    unit = 0
    for constraint in constraints:
        unit = gcd(unit, constraint.fixed, *(v for row in constraint.rows.values() for v in row))
    return unit or 1


def _sum(
    constraint: Constraint, chosen: Mapping[tuple[RowKey, int], Any], domains: Domains, unit: int
) -> Any:
    total: Any = constraint.fixed // unit
    for row, contributions in constraint.rows.items():
        if row not in domains:
            continue
        for index in domains[row]:
            if contributions[index]:
                total += (contributions[index] // unit) * chosen[row, index]
    return total


def _reach(constraint: Constraint, unit: int) -> int:
    return (abs(constraint.fixed) + sum(max(map(abs, row)) for row in constraint.rows.values())) // unit + 1


def _build(constraints: Sequence[Constraint], domains: Domains, soft: bool) -> _Model:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    unit = _scale(constraints)
    chosen = {(row, index): model.new_bool_var("") for row in domains for index in domains[row]}
    for row in domains:
        model.add_exactly_one(chosen[row, index] for index in domains[row])
    strained, broken = {}, {}
    for number, constraint in enumerate(constraints):
        total = _sum(constraint, chosen, domains, unit)
        near, far = constraint.near // unit, constraint.far // unit
        slack: Any = near
        if soft:
            strained[number], broken[number] = model.new_bool_var(""), model.new_bool_var("")
            reach = _reach(constraint, unit)
            slack = near + (far - near) * strained[number] + reach * broken[number]
        model.add(total >= -slack)
        if constraint.bounded:
            model.add(total <= slack)
    return _Model(model, chosen, strained, broken)


def _solve(model: CpModel, spent: Spent) -> tuple[Any, int]:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = spent.limit
    status = solver.solve(model)
    spent.pay(solver.response_proto.deterministic_time)
    return solver, int(status)


def _solved(status: int) -> bool:
    from ortools.sat.python import cp_model

    return status in (int(cp_model.OPTIMAL), int(cp_model.FEASIBLE))


def _infeasible(status: int) -> bool:
    from ortools.sat.python import cp_model

    return status == int(cp_model.INFEASIBLE)


def _reading(solver: Any, built: _Model) -> dict[RowKey, int]:
    return {row: index for (row, index), variable in built.chosen.items() if solver.boolean_value(variable)}


def _movable(
    rows: Sequence[RowKey], seen: Mapping[RowKey, set[int]], domains: Domains, patterns: Patterns
) -> list[tuple[RowKey, int]]:
    """Readings of rows that would move an amount which stands in the same column in all readings seen."""
    found = []
    for row in rows:
        known = [patterns[row][index] for index in seen[row]]
        steady = [n for n, places in enumerate(zip(*known, strict=True)) if len(set(places)) == 1]
        found += [
            (row, index)
            for index in domains[row]
            if any(patterns[row][index][n] != known[0][n] for n in steady)
        ]
    return found


def unmoved(
    rows: Iterable[RowKey], seen: Mapping[RowKey, set[int]], domains: Domains, patterns: Patterns
) -> dict[RowKey, set[int]]:
    """Every reading of each row that leaves the amounts in place which no solution moves.

    A search that ended has seen each amount move that can, not each column that it can move to.
    """
    found = {}
    for row in rows:
        known = [patterns[row][index] for index in seen[row]]
        steady = {n: p[0] for n, p in enumerate(zip(*known, strict=True)) if len(set(p)) == 1}
        found[row] = {
            index
            for index in domains[row]
            if all(patterns[row][index][n] == column for n, column in steady.items())
        }
    return found


def possible_patterns(
    rows: Sequence[RowKey],
    constraints: Sequence[Constraint],
    domains: Domains,
    patterns: Patterns,
    purse: Purse,
) -> tuple[dict[RowKey, set[int]] | None, bool]:
    """Per row patterns of solutions that move every amount which any solution moves, and whether the search ended.

    None when there is no solution. Solves again and again: an amount that has not moved yet must move.
    """
    spent = purse.search()
    built = _build(constraints, domains, soft=False)
    solver, status = _solve(built.model, spent)
    if not _solved(status):
        return None, _infeasible(status)
    seen = {row: {index} for row, index in _reading(solver, built).items()}
    classes = alike(rows, constraints, domains, patterns)
    share(seen, classes)
    for _ in range(ROUNDS):
        movable = _movable(rows, seen, domains, patterns)
        if not movable:
            return unmoved(rows, seen, domains, patterns), True
        again = _build(constraints, domains, soft=False)
        again.model.add_bool_or(again.chosen[moved] for moved in movable)
        solver, status = _solve(again.model, spent)
        if _infeasible(status):
            return unmoved(rows, seen, domains, patterns), True
        if not _solved(status) or spent.left <= 0:
            return seen, False
        for row, index in _reading(solver, again).items():
            seen[row].add(index)
        share(seen, classes)
    return seen, False


def compromise(constraints: Sequence[Constraint], domains: Domains, purse: Purse) -> Compromise:
    """Which identities cannot all hold: those broken in any reading that breaks the fewest."""
    spent = purse.search()
    built = _build(constraints, domains, soft=True)
    cost = sum(STRAINED * v for v in built.strained.values()) + sum(BROKEN * v for v in built.broken.values())
    built.model.minimize(cost)
    solver, status = _solve(built.model, spent)
    broken: set[int] = set()
    strained: set[int] = set()
    best = None
    complete = False
    for _ in range(ROUNDS):
        if not _solved(status):
            complete = best is not None and _infeasible(status)
            break
        here = frozenset(n for n, v in built.broken.items() if solver.boolean_value(v))
        broken |= here
        strained |= {n for n, v in built.strained.items() if solver.boolean_value(v)}
        if best is None:
            best = round(solver.objective_value)
            built.model.clear_objective()  # type: ignore[no-untyped-call]
            built.model.add(cost <= best)
        if not here:
            complete = True
            break
        built.model.add_bool_or(~built.broken[n] for n in here)
        solver, status = _solve(built.model, spent)
        if spent.left <= 0:
            break
    return Compromise(frozenset(broken), frozenset(strained - broken), complete, best or 0)


def shaken(
    rows: Mapping[RowKey, int], constraints: Sequence[Constraint], domains: Domains, cost: int, purse: Purse
) -> set[RowKey]:
    """Rows (with the pattern they seem to have) that stand otherwise in a reading that breaks one identity more.

    A wrong number can make a false reading look as good as the true one; two identities apart is held safe.
    """
    spent = purse.search()
    moved: set[RowKey] = set()
    for _ in range(ROUNDS):
        steady = [row for row in rows if row not in moved]
        if not steady:
            return moved
        built = _build(constraints, domains, soft=True)
        weighed = [STRAINED * v for v in built.strained.values()] + [
            BROKEN * v for v in built.broken.values()
        ]
        built.model.add(sum(weighed) <= cost + 2 * BROKEN - 1)
        built.model.add_bool_or(~built.chosen[row, rows[row]] for row in steady)
        solver, status = _solve(built.model, spent)
        if _infeasible(status):
            return moved
        if not _solved(status) or spent.left <= 0:
            break
        reading = _reading(solver, built)
        moved |= {row for row in steady if reading[row] != rows[row]}
    return set(rows)
