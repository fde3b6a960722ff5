"""Small conflicts read through: every reading of a few rows is tried, so that no solver needs to be loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from extractors.reconcile.puzzle import Constraint, RowKey
from extractors.reconcile.solver import BROKEN, STRAINED, Compromise

READINGS = 3_000


def is_small(domains: Mapping[RowKey, tuple[int, ...]]) -> bool:
    """Whether all readings of these rows can be tried."""
    count = 1
    for patterns in domains.values():
        count *= len(patterns)
        if count > READINGS:
            return False
    return True


def _readings(
    constraints: Sequence[Constraint], domains: Mapping[RowKey, tuple[int, ...]]
) -> Iterator[tuple[int, dict[RowKey, int], list[int], list[int]]]:
    """Every reading with its cost, the constraints it breaks and those it strains."""
    rows = list(domains)
    for chosen in product(*(domains[row] for row in rows)):
        reading = dict(zip(rows, chosen, strict=True))
        broken, strained = [], []
        for number, constraint in enumerate(constraints):
            total = constraint.fixed + sum(values[reading[row]] for row, values in constraint.rows.items())
            over = -total if not constraint.bounded else abs(total)
            if over > constraint.far:
                broken.append(number)
            elif over > constraint.near:
                strained.append(number)
        yield BROKEN * len(broken) + STRAINED * len(strained), reading, broken, strained


def possible_patterns(
    rows: Sequence[RowKey], constraints: Sequence[Constraint], domains: Mapping[RowKey, tuple[int, ...]]
) -> dict[RowKey, set[int]] | None:
    """Per row every pattern that stands in some solution; None when there is no solution."""
    found: dict[RowKey, set[int]] = {row: set() for row in rows}
    for cost, reading, _, _ in _readings(constraints, domains):
        if not cost:
            for row in rows:
                found[row].add(reading[row])
    return found if all(found.values()) else None


def compromise(constraints: Sequence[Constraint], domains: Mapping[RowKey, tuple[int, ...]]) -> Compromise:
    """As `solver.compromise`, by trying everything."""
    readings = list(_readings(constraints, domains))
    best = min(cost for cost, _, _, _ in readings)
    broken = frozenset(n for cost, _, numbers, _ in readings if cost == best for n in numbers)
    strained = frozenset(n for cost, _, _, numbers in readings if cost == best for n in numbers)
    return Compromise(broken, strained - broken, True, best)


def shaken(
    rows: Mapping[RowKey, int],
    constraints: Sequence[Constraint],
    domains: Mapping[RowKey, tuple[int, ...]],
    cost: int,
) -> set[RowKey]:
    """As `solver.shaken`, by trying everything."""
    return {
        row
        for total, reading, _, _ in _readings(constraints, domains)
        if total <= cost + 2 * BROKEN - 1
        for row, pattern in rows.items()
        if reading[row] != pattern
    }
