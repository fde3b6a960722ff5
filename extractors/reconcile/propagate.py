"""Constraint propagation: strike out the patterns of rows that no identity of their table can bear."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from extractors.reconcile.puzzle import Constraint, RowKey

Domains = dict[RowKey, tuple[int, ...]]
SUMS = 800  # partial sums kept before only bounds are used


class Conflict(Exception):
    """No pattern is left that the constraint can bear."""

    def __init__(self, constraint: Constraint) -> None:
        super().__init__(constraint.instance.name)
        self.constraint = constraint


def _reach(start: int, options: Sequence[Sequence[int]]) -> list[set[int]] | None:
    """Partial sums before each option and after the last; None when they become too many."""
    sums = [{start}]
    for values in options:
        after = {total + value for total in sums[-1] for value in values}
        if len(after) > SUMS:
            return None
        sums.append(after)
    return sums


def _supported(options: list[list[int]], fixed: int, low: int, high: int | None) -> list[set[int]] | None:
    """Per open row the contributions that can be completed to a sum within bounds; None when there are none."""
    lows, highs = [min(o) for o in options], [max(o) for o in options]
    least, most = fixed + sum(lows), fixed + sum(highs)
    if most < low or (high is not None and least > high):
        return None
    kept = [
        {v for v in o if most - t + v >= low and (high is None or least - b + v <= high)}
        for o, b, t in zip(options, lows, highs, strict=True)
    ]
    if any(not o for o in kept):
        return None
    if high is None or not options:
        return kept
    exact = _exact([sorted(o) for o in kept], fixed, low, high)
    return kept if exact is None else (exact or None)


def _exact(options: list[list[int]], fixed: int, low: int, high: int) -> list[set[int]] | None:
    """Contributions that some choice of all others completes; empty when none, None when not computed."""
    before = _reach(fixed, options)
    after = _reach(0, options[::-1])
    if before is None or after is None:
        return None
    kept = []
    for index, values in enumerate(options):
        rest = sorted(after[len(options) - 1 - index])
        good = set()
        for value in values:
            for total in before[index]:
                place = bisect_left(rest, low - total - value)
                if place < len(rest) and rest[place] <= high - total - value:
                    good.add(value)
                    break
        if not good:
            return []
        kept.append(good)
    return kept


def revise(
    constraint: Constraint, domains: Mapping[RowKey, tuple[int, ...]]
) -> dict[RowKey, tuple[int, ...]]:
    """The rows whose patterns this constraint narrows, with what is left; raises `Conflict`."""
    fixed = constraint.fixed
    rows, options = [], []
    for row, contributions in constraint.rows.items():
        values = sorted({contributions[index] for index in domains[row]})
        if len(values) == 1:
            fixed += values[0]
        else:
            rows.append(row)
            options.append(values)
    high = constraint.near if constraint.bounded else None
    kept = _supported(options, fixed, -constraint.near, high)
    if kept is None:
        raise Conflict(constraint)
    changed = {}
    for row, values, good in zip(rows, options, kept, strict=True):
        if len(good) < len(values):
            contributions = constraint.rows[row]
            changed[row] = tuple(index for index in domains[row] if contributions[index] in good)
    return changed


def watchers(constraints: Iterable[Constraint]) -> dict[RowKey, list[int]]:
    """Indexes of the constraints on each row."""
    watched: dict[RowKey, list[int]] = {}
    for index, constraint in enumerate(constraints):
        for row in constraint.rows:
            watched.setdefault(row, []).append(index)
    return watched


def propagate(
    constraints: Sequence[Constraint],
    watched: Mapping[RowKey, Sequence[int]],
    domains: Domains,
    start: Iterable[int] | None = None,
) -> None:
    """Narrow `domains` in place until nothing changes; raises `Conflict`."""
    order = range(len(constraints)) if start is None else start
    queue = sorted(order, key=lambda index: (len(constraints[index].rows), index))
    waiting = set(queue)
    while queue:
        index = queue.pop(0)
        waiting.discard(index)
        for row, left in revise(constraints[index], domains).items():
            domains[row] = left
            for other in watched[row]:
                if other not in waiting:
                    waiting.add(other)
                    queue.append(other)
