"""Checks: every instance evaluated on the amounts as placed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from extractors.reconcile.board import Board, Number, Slot
from extractors.reconcile.instances import Instance
from extractors.reconcile.place import Placement

State = Literal["passed", "rounding", "failed"]


@dataclass(frozen=True, slots=True)
class Member:
    """A printed value in an instance: row id, sign, ticks, and its slot (None outside tables).

    `floating`: its column is open, but counts the same wherever it may stand; `slot` is one of its places.
    """

    row_id: str
    sign: int
    ticks: int
    slot: Slot | None
    floating: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
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
    """Where every amount stands: amounts by slot (line id, ticks), and open amounts by each slot they may fill."""

    amounts: Mapping[Slot, tuple[tuple[str, int], ...]]
    open: Mapping[Slot, tuple[OpenAmount, ...]]


def standing(board: Board, placement: Placement) -> Standing:
    """Amounts by slot after placement."""
    amounts: dict[Slot, tuple[tuple[str, int], ...]] = {}
    opened: dict[Slot, tuple[OpenAmount, ...]] = {}
    for t, table in enumerate(board.tables):
        for r, row in enumerate(table.rows):
            for amount in row.amounts:
                column = placement.columns.get(amount.line_id)
                if column is None and len(amount.candidates) == 1:
                    column = amount.candidates[0]
                if column is None:
                    columns = placement.open.get(amount.line_id, amount.candidates)
                    floating = OpenAmount(
                        amount.line_id, board.ticks(t, amount), tuple((t, r, c) for c in columns)
                    )
                    for place in floating.slots:
                        opened[place] = (*opened.get(place, ()), floating)
                else:
                    slot = (t, r, column)
                    amounts[slot] = (*amounts.get(slot, ()), (amount.line_id, board.ticks(t, amount)))
    return Standing(amounts, opened)


def state_of(instance: Instance, residual: int) -> State:
    """How a residual is judged."""
    if instance.relation == ">=":
        return "passed" if residual >= -instance.far else "failed"
    if residual == 0:
        return "passed"
    return "rounding" if abs(residual) <= instance.far else "failed"


def _members(instance: Instance, standing: Standing) -> list[Member]:
    members = [Member(number.row_id, sign, number.ticks, None) for number, sign in instance.numbers]
    amounts = standing.amounts
    for slot, sign in instance.slots:
        if slot in amounts:
            for line_id, ticks in amounts[slot]:
                members.append(Member(line_id, sign, ticks, slot))
    return members


def _floating(instance: Instance, standing: Standing) -> list[Member] | None:
    """Open amounts that count the same wherever they may stand; None when the place of one matters."""
    found: dict[str, Member] = {}
    for slot, _ in instance.slots if standing.open else ():
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
    floating = _floating(instance, standing)
    if floating is None:
        return None
    members = _members(instance, standing) + floating
    if not members or (len(members) < 2 and not members[0].ticks):
        return None
    printed = {member.sign for member in members}
    residual = sum([member.sign * member.ticks for member in members])
    state = state_of(instance, residual)
    both = len(printed) > 1
    if not both and (state != "failed" or not _one_sided(board, instance, printed)):
        return None
    sure = both and complete and instance.certainty == "hard"
    return Verdict(instance, state, residual, tuple(members), sure)


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
