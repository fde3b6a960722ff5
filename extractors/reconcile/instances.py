"""An identity applied to the places and numbers of one document, with its tolerance in ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Literal

from extractors.reconcile.board import Board, Number
from extractors.reconcile.slots import Cell, Slot
from extractors.reconcile.standing import Total
from schemas.identities import Certainty, Identity, Relation

Axis = Literal["row", "column"]
Numbers = tuple[tuple[Number, int], ...]
NEAR, FAR = 0.8, 1.6  # units of the last printed decimal per root of the number of terms


@dataclass(slots=True, eq=False)
class Family:
    """What the instances of one identity share.

    `loose`: a breach means nothing, because amounts without a label stand among the parts. `axis`: all places stand in
    one row or in one column of one table; None where that is not known. `apart`: no two of its values stand in the same
    table.
    """

    board: Board
    name: str
    certainty: Certainty = "hard"
    relation: Relation = "="
    loose: bool = False
    axis: Axis | None = None
    apart: bool = False


@dataclass(slots=True, eq=False)
class Instance:
    """Σ sign · value over cells and `numbers` is 0 within `near` (or >= 0); `far`: no rounding explains more.

    Cells are `shared` (by all rows, or all columns, that the identity is applied to) moved by `shift`. `signs` None: the
    first less all others. `head` is the row of the total of a tree (table, row), so that sums over the same children are
    seen together. `total` is what stands there, where grounding has added it up. Nothing is changed after it is made:
    places and tolerance are only written out when they are asked for.
    """

    family: Family
    shared: tuple[Cell, ...]
    shift: int = 0
    signs: tuple[int, ...] | None = None
    head: tuple[int, int] | None = None
    total: Total | None = None
    numbers: Numbers = ()
    _tolerance: tuple[int, int] | None = None
    _slots: tuple[tuple[Slot, int], ...] | None = None

    @property
    def name(self) -> str:
        """The identity's name."""
        return self.family.name

    @property
    def certainty(self) -> Certainty:
        """How surely the identity holds."""
        return self.family.certainty

    @property
    def relation(self) -> Relation:
        """Equal, or at least."""
        return self.family.relation

    @property
    def loose(self) -> bool:
        """Whether a breach means nothing."""
        return self.family.loose

    @property
    def axis(self) -> Axis | None:
        """Whether all places stand in one row or one column."""
        return self.family.axis

    @property
    def cells(self) -> Sequence[Cell]:
        """Every place, blank ones too."""
        shift = self.shift
        return [cell + shift for cell in self.shared] if shift else self.shared

    @property
    def slots(self) -> tuple[tuple[Slot, int], ...]:
        """Every place, blank ones too, with its sign."""
        if self._slots is None:
            signs = self.signs or (1, *[-1] * (len(self.shared) - 1))
            self._slots = (
                tuple(zip(map(self.family.board.layout.slot, self.cells), signs, strict=True))
                if self.shared
                else ()
            )
        return self._slots

    @property
    def tolerance(self) -> tuple[int, int]:
        """(near, far) in ticks."""
        if self._tolerance is None:
            filled = _filled(self.family.board, self.cells)
            self._tolerance = _envelope(filled + [number.quantum for number, _ in self.numbers])
        return self._tolerance

    @property
    def near(self) -> int:
        """What rounding of the terms explains."""
        return self.tolerance[0]

    @property
    def far(self) -> int:
        """What no rounding exceeds."""
        return self.tolerance[1]


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


def _filled(board: Board, cells: Iterable[Cell]) -> list[int]:
    """Quanta of the amounts that may stand in these cells: no more per row than it prints."""
    possible, known = board.possible, board.quanta
    here = [cell for cell in cells if cell in possible]
    if board.exact:
        return [known[board.layout.table(cell)] for cell in here]
    rows: dict[tuple[int, int], int] = {}
    for table, row, _ in map(board.layout.slot, here):
        rows[table, row] = rows.get((table, row), 0) + 1
    quanta: list[int] = []
    for (table, row), count in rows.items():
        most = 1 if count == 1 else min(count, len(board.tables[table].rows[row].amounts))
        quanta += [known[table]] * most
    return quanta


def signs_of(signs: Sequence[int]) -> tuple[int, ...] | None:
    """Signs as instances keep them: None for the first less all others."""
    return _signs_of(tuple(signs))


@lru_cache(4096)
def _signs_of(signs: tuple[int, ...]) -> tuple[int, ...] | None:
    return None if signs and signs[0] == 1 and signs.count(-1) == len(signs) - 1 else signs


def family_of(
    board: Board,
    identity: Identity,
    loose: bool = False,
    axis: Axis | None = None,
    usual: bool = False,
    apart: bool = False,
) -> Family:
    """The family of an identity of the specifications; `usual`: no more certain than that here."""
    certainty = "usual" if usual else identity.certainty
    return Family(board, identity.name, certainty, identity.relation, loose, axis, apart)


def build_instance(
    family: Family, slots: Iterable[tuple[Slot, int]], head: tuple[int, int] | None = None
) -> Instance | None:
    """The instance of some signed slots, or None when none of them can hold a value."""
    signed = tuple(slots)
    board, signs = family.board, [sign for _, sign in signed]
    cells = tuple([board.layout.cell(slot) for slot, _ in signed])
    if board.possible.isdisjoint(cells):
        return None
    total = board.known.total(cells, signs) if board.known else None
    return Instance(family, cells, 0, signs_of(signs), head, total)


def outside(
    family: Family, slots: Iterable[tuple[Slot, int]], numbers: Numbers, limits: tuple[int, int]
) -> Instance:
    """The instance of numbers outside tables and the cells that they are compared with."""
    signed, board = tuple(slots), family.board
    signs = tuple([sign for _, sign in signed])
    cells = tuple([board.layout.cell(slot) for slot, _ in signed])
    total = board.known.total(cells, signs) if board.known else None
    if total is not None:
        ids = [number.row_id for number, _ in numbers]
        plus = sum([sign > 0 for _, sign in numbers])
        total = ids + total[0], plus + total[1], total[2] + sum([n.ticks * sign for n, sign in numbers])
    return Instance(family, cells, 0, signs, None, total, numbers, limits)


def spans_tables(instance: Instance) -> bool:
    """Whether an instance compares tables with each other or with the narrative."""
    if instance.numbers:
        return bool(instance.shared)
    if instance.axis is not None:
        return False
    table = instance.family.board.layout.table
    return len(set(map(table, instance.cells))) > 1
