"""Rows that stand for each other: equal amounts in equal groups, whose readings may be exchanged in every solution.

Told apart by what they are, then by the company they keep, until nothing more tells them apart. Rows that are taken for
alike and are not can only stay open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractors.reconcile.propagate import Domains
from extractors.reconcile.puzzle import Constraint, RowKey

ROUNDS = 8  # a difference travels one constraint further in each

Classes = list[list[RowKey]]


def _numbered(signs: Mapping[RowKey, object]) -> dict[RowKey, int]:
    """A number for each different sign, in the order of the rows."""
    known: dict[object, int] = {}
    return {row: known.setdefault(sign, len(known)) for row, sign in signs.items()}


def alike(
    rows: Sequence[RowKey],
    constraints: Sequence[Constraint],
    domains: Domains,
    readings: Mapping[RowKey, object],
) -> Classes:
    """Classes of two or more rows that have the same readings and the same part in the same constraints."""
    inside = set(rows)
    parts: dict[RowKey, list[tuple[int, tuple[int, ...]]]] = {row: [] for row in rows}
    for number, constraint in enumerate(constraints):
        for row, values in constraint.rows.items():
            if row in inside:
                parts[row].append((number, tuple([values[index] for index in domains[row]])))
    colours = _numbered({row: (readings[row], domains[row]) for row in rows})
    for _ in range(ROUNDS):
        about = [_company(constraint, colours, domains) for constraint in constraints]
        refined = _numbered(
            {
                row: (colours[row], tuple(sorted([(about[n], values) for n, values in parts[row]])))
                for row in rows
            }
        )
        if len(set(refined.values())) == len(set(colours.values())):
            break
        colours = refined
    classes: dict[int, list[RowKey]] = {}
    for row in rows:
        classes.setdefault(colours[row], []).append(row)
    return [members for members in classes.values() if len(members) > 1]


def _company(constraint: Constraint, colours: Mapping[RowKey, int], domains: Domains) -> int:
    """What a constraint is, and which rows stand in it."""
    members = sorted(
        [
            (colours.get(row, -1), tuple([values[index] for index in domains.get(row, ())]))
            for row, values in constraint.rows.items()
        ]
    )
    return hash((constraint.fixed, constraint.near, constraint.bounded, tuple(members)))


def share(seen: Mapping[RowKey, set[int]], classes: Classes) -> None:
    """What one row of a class may be, all of it may be."""
    for members in classes:
        union = set().union(*[seen[row] for row in members])
        for row in members:
            seen[row].update(union)
