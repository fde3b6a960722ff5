"""An identity applied to the places and numbers of one document, with its tolerance in ticks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import sqrt
from typing import Literal, NamedTuple

from extractors.reconcile.board import Board, Number, Slot
from schemas.identities import Certainty, Relation

Axis = Literal["row", "column"]
NEAR, FAR = 0.8, 1.6  # units of the last printed decimal per root of the number of terms


class Instance(NamedTuple):
    """Σ sign · value over `slots` and `numbers` is 0 within `near` (or >= 0); `far`: no rounding explains more.

    `head` is the row of the total of a tree (table, row), so that sums over the same children are seen together.
    `loose`: a breach means nothing, because amounts without a label stand among the parts. `axis`: all slots stand in
    one row or in one column of one table; None where that is not known.
    """

    name: str
    certainty: Certainty
    relation: Relation
    slots: tuple[tuple[Slot, int], ...]
    numbers: tuple[tuple[Number, int], ...]
    near: int
    far: int
    head: tuple[int, int] | None = None
    loose: bool = False
    axis: Axis | None = None


def tolerances(quanta: Iterable[int]) -> tuple[int, int]:
    """(near, far) in ticks for a sum whose terms, total included, are rounded to `quanta`."""
    return _envelope(list(quanta))


def _envelope(units: list[int]) -> tuple[int, int]:
    if units and units.count(units[0]) == len(units):
        return _alike(units[0], len(units))
    return _tolerances(tuple(sorted(units)))


@lru_cache(4096)
def _alike(unit: int, terms: int) -> tuple[int, int]:
    return _tolerances((unit,) * terms)


@lru_cache(4096)
def _tolerances(units: tuple[int, ...]) -> tuple[int, int]:
    if not units:
        return 0, 0
    unit = max(units)
    spread = sqrt(sum(value * value for value in units)) / unit
    terms = sum(units) / unit
    near = min(int(NEAR * spread + 0.5), max(1, int((terms - 1) / 2)))
    far = min(int(FAR * spread + 0.5), max(1, int(terms / 2)))
    return max(near, 1) * unit, max(near, far, 1) * unit


def _filled(board: Board, slots: Iterable[tuple[Slot, int]]) -> list[int]:
    """Quanta of the amounts that may stand in these slots: no more per row than it prints."""
    places = board.places
    if board.exact:
        known = board.quanta
        return [known[table] for (table, row, column), _ in slots if column in places[table][row]]
    possible: dict[tuple[int, int], int] = {}
    for (table, row, column), _ in slots:
        if column in places[table][row]:
            possible[table, row] = possible.get((table, row), 0) + 1
    quanta: list[int] = []
    for (table, row), count in possible.items():
        if count == 1:
            quanta.append(board.quanta[table])
        else:
            quanta += [board.quanta[table]] * min(count, len(board.tables[table].rows[row].amounts))
    return quanta


def build_instance(
    board: Board,
    name: str,
    slots: Iterable[tuple[Slot, int]],
    numbers: Iterable[tuple[Number, int]] = (),
    certainty: Certainty = "hard",
    relation: Relation = "=",
    head: tuple[int, int] | None = None,
    loose: bool = False,
    axis: Axis | None = None,
) -> Instance | None:
    """The instance, or None when none of its terms can hold a value."""
    slots, numbers = tuple(slots), tuple(numbers)
    filled = _filled(board, slots)
    if numbers:
        filled += [number.quantum for number, _ in numbers]
    if not filled:
        return None
    near, far = _envelope(filled)
    # A named tuple's own constructor costs twice as much.
    return tuple.__new__(Instance, (name, certainty, relation, slots, numbers, near, far, head, loose, axis))
