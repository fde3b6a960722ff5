"""Checks: every instance evaluated on the amounts as placed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from extractors.reconcile.board import Board, Number, Slot
from extractors.reconcile.instances import Instance
from extractors.reconcile.place import Placement
from schemas.amounts import Amount

State = Literal["passed", "rounding", "failed"]


class Member(NamedTuple):
    """A printed value in an instance: row id, sign, ticks, and its slot (None outside tables).

    `floating`: its column is open, but counts the same wherever it may stand; `slot` is one of its places.
    """

    row_id: str
    sign: int
    ticks: int
    slot: Slot | None
    floating: bool = False


Here = tuple[Member, ...]


_new = tuple.__new__  # a named tuple's own constructor costs twice as much


class Verdict(NamedTuple):
    """An instance with its residual in ticks; `sure`: a breach is the document's or the reader's, not the rule's."""

    instance: Instance
    state: State
    residual: int
    members: tuple[Member, ...]
    sure: bool

    @property
    def broken(self) -> bool:
        """Whether no rounding explains the residual."""
        return self.state == "failed"


@dataclass(frozen=True, slots=True)
class OpenAmount:
    """An amount whose column is open, with the slots it may fill."""

    line_id: str
    ticks: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where every amount stands: by slot as members with sign +1 (`plus`) and -1, and open amounts by each slot they may fill.

    `crowded`: several amounts stand in one slot.
    """

    plus: Mapping[Slot, Here]
    minus: Mapping[Slot, Here]
    crowded: bool
    open: Mapping[Slot, tuple[OpenAmount, ...]]


def _open_amount(board: Board, placement: Placement, amount: Amount, row: tuple[int, int]) -> OpenAmount:
    columns = placement.open.get(amount.line_id, amount.candidates)
    slots = tuple((*row, column) for column in columns)
    return OpenAmount(amount.line_id, board.ticks(row[0], amount), slots)


def standing(board: Board, placement: Placement) -> Standing:
    """Amounts by slot after placement."""
    plus: dict[Slot, Here] = {}
    minus: dict[Slot, Here] = {}
    opened: dict[Slot, tuple[OpenAmount, ...]] = {}
    placed, crowded = placement.columns, False
    for t, table in enumerate(board.tables):
        factor = board.factors[t]
        for r, row in enumerate(table.rows):
            for amount in row.amounts:
                line, candidates = amount.line_id, amount.candidates
                column = placed.get(line) if placed else None
                if column is None and len(candidates) == 1:
                    column = candidates[0]
                if column is None:
                    floating = _open_amount(board, placement, amount, (t, r))
                    for place in floating.slots:
                        opened[place] = (*opened.get(place, ()), floating)
                    continue
                slot, ticks = (t, r, column), int(amount.value * factor)
                if slot in plus:
                    crowded = True
                plus[slot] = (*plus.get(slot, ()), _new(Member, (line, 1, ticks, slot, False)))
                minus[slot] = (*minus.get(slot, ()), _new(Member, (line, -1, ticks, slot, False)))
    return Standing(plus, minus, crowded, opened)


def state_of(instance: Instance, residual: int) -> State:
    """How a residual is judged."""
    if instance.relation == ">=":
        return "passed" if residual >= -instance.far else "failed"
    if residual == 0:
        return "passed"
    return "rounding" if abs(residual) <= instance.far else "failed"


def _members(instance: Instance, standing: Standing) -> list[Member]:
    members = [Member(number.row_id, sign, number.ticks, None) for number, sign in instance.numbers]
    plus, minus = standing.plus, standing.minus
    for slot, sign in instance.slots:
        here = plus.get(slot) if sign > 0 else minus.get(slot)
        if here is not None:
            members += here
    return members


def _floating(instance: Instance, standing: Standing) -> list[Member] | None:
    """Open amounts that count the same wherever they may stand; None when the place of one matters."""
    found: dict[str, Member] = {}
    for slot, _ in instance.slots:
        for amount in standing.open.get(slot, ()):
            if amount.line_id in found:
                continue
            signs = {sum(sign for own, sign in instance.slots if own == place) for place in amount.slots}
            if len(signs) > 1:
                return None
            found[amount.line_id] = Member(amount.line_id, signs.pop(), amount.ticks, slot, floating=True)
    return list(found.values())


def _one_sided(board: Board, instance: Instance, printed: set[int]) -> bool:
    """Whether a breach says something although one side is blank: +1 the total's, -1 that of its parts.

    Parts that are not told are no breach; a blank among rows that do print their columns is one.
    """
    if instance.numbers:
        return True
    blank = -1 if 1 in printed else 1
    rows = {slot[:2] for slot, sign in instance.slots if sign == blank}
    if instance.relation == ">=":
        return blank == 1
    if len({slot[0] for slot, _ in instance.slots}) > 1:
        return True
    least = 2 if instance.head is not None else 1
    detailed = any(len(board.tables[table].rows[row].amounts) >= least for table, row in rows)
    return detailed and (blank == 1 or instance.head is not None)


def verdict(board: Board, instance: Instance, standing: Standing, complete: bool) -> Verdict | None:
    """The instance judged, or None when it says nothing here: an open amount, or only blanks and zeros."""
    members = _members(instance, standing)
    if standing.open:
        floating = _floating(instance, standing)
        if floating is None:
            return None
        members += floating
    if not members or (len(members) < 2 and not members[0].ticks):
        return None
    residual, plus = 0, 0
    for _, sign, ticks, _, _ in members:
        residual += sign * ticks
        plus += sign > 0
    state: State = "passed" if residual == 0 else state_of(instance, residual)
    both = 0 < plus < len(members)
    if not both and (state != "failed" or not _one_sided(board, instance, {1} if plus else {-1})):
        return None
    sure = both and complete and instance.certainty == "hard"
    return _new(Verdict, (instance, state, residual, tuple(members), sure))


def judge(board: Board, instances: Iterable[Instance], standing: Standing) -> list[Verdict]:
    """All instances that say something, in their order."""
    verdicts = []
    cut = {index for index, table in enumerate(board.tables) if not table.complete}
    for instance in instances:
        complete = not cut or not any(slot[0] in cut for slot, _ in instance.slots)
        found = verdict(board, instance, standing, complete)
        if found is not None and not (instance.loose and found.broken):
            verdicts.append(found)
    return verdicts


def number_of(instance: Instance, row_id: str) -> Number | None:
    """The number outside tables with this row id."""
    return next((number for number, _ in instance.numbers if number.row_id == row_id), None)
