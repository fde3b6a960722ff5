"""Search: which patterns of each row belong to some reading that satisfies every identity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.reconcile.propagate import Conflict, Domains, propagate, watchers
from extractors.reconcile.puzzle import Constraint, RowKey


class OutOfSteps(Exception):
    """The search needs more steps than it was given."""


@dataclass(slots=True)
class Steps:
    """How many choices a search may still make."""

    left: int


class _Search:
    """Depth-first search with propagation."""

    def __init__(self, constraints: Sequence[Constraint], steps: Steps) -> None:
        self.constraints = constraints
        self.watched = watchers(constraints)
        self.steps = steps

    def assign(self, domains: Domains, row: RowKey, pattern: int) -> Domains | None:
        if self.steps.left <= 0:
            raise OutOfSteps
        self.steps.left -= 1
        narrowed = dict(domains)
        narrowed[row] = (pattern,)
        try:
            propagate(self.constraints, self.watched, narrowed, self.watched.get(row, ()))
        except Conflict:
            return None
        return narrowed

    def first(self, domains: Domains, rows: Sequence[RowKey]) -> Domains | None:
        open_rows = [row for row in rows if len(domains[row]) > 1]
        if not open_rows:
            return domains
        row = min(open_rows, key=lambda r: (len(domains[r]), -len(self.watched.get(r, ())), r))
        for pattern in domains[row]:
            narrowed = self.assign(domains, row, pattern)
            found = self.first(narrowed, rows) if narrowed is not None else None
            if found is not None:
                return found
        return None


def possible_patterns(
    rows: Sequence[RowKey], constraints: Sequence[Constraint], domains: Domains, steps: Steps
) -> dict[RowKey, set[int]] | None:
    """Per row the patterns that stand in some solution; None when there is no solution. Raises `OutOfSteps`."""
    search = _Search(constraints, steps)
    solution = search.first(domains, rows)
    if solution is None:
        return None
    seen = {row: {solution[row][0]} for row in rows}
    for row in rows:
        for pattern in domains[row]:
            if pattern in seen[row]:
                continue
            narrowed = search.assign(domains, row, pattern)
            other = search.first(narrowed, rows) if narrowed is not None else None
            if other is not None:
                note(seen, rows, other)
    return seen


def note(seen: dict[RowKey, set[int]], rows: Iterable[RowKey], solution: Domains) -> None:
    """Record the patterns of a solution."""
    for row in rows:
        seen[row].add(solution[row][0])
