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
    """A printed value in an instance: row id, sign, ticks, and its slot (None outside tables)."""

    row_id: str
    sign: int
    ticks: int
    slot: Slot | None


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
class Standing:
    """Where every amount stands: amounts by slot (line id, ticks) and slots that an open amount may fill."""

    amounts: Mapping[Slot, tuple[tuple[str, int], ...]]
    open: frozenset[Slot]


def standing(board: Board, placement: Placement) -> Standing:
    """Amounts by slot after placement."""
    amounts: dict[Slot, tuple[tuple[str, int], ...]] = {}
    opened: set[Slot] = set()
    for t, table in enumerate(board.tables):
        for r, row in enumerate(table.rows):
            for amount in row.amounts:
                column = placement.columns.get(amount.line_id)
                if column is None and len(amount.candidates) == 1:
                    column = amount.candidates[0]
                if column is None:
                    opened.update((t, r, c) for c in placement.open.get(amount.line_id, amount.candidates))
                else:
                    slot = (t, r, column)
                    amounts[slot] = (*amounts.get(slot, ()), (amount.line_id, board.ticks(t, amount)))
    return Standing(amounts, frozenset(opened))


def state_of(instance: Instance, residual: int) -> State:
    """How a residual is judged."""
    if instance.relation == ">=":
        return "passed" if residual >= -instance.far else "failed"
    if residual == 0:
        return "passed"
    return "rounding" if abs(residual) <= instance.far else "failed"


def _members(instance: Instance, standing: Standing) -> list[Member]:
    members = [Member(number.row_id, sign, number.ticks, None) for number, sign in instance.numbers]
    for slot, sign in instance.slots:
        members += [Member(line_id, sign, ticks, slot) for line_id, ticks in standing.amounts.get(slot, ())]
    return members


def _head_printed(instance: Instance, standing: Standing) -> bool:
    """Whether something is printed on both sides."""
    signs = {sign for slot, sign in instance.slots if slot in standing.amounts} | {
        s for _, s in instance.numbers
    }
    return len(signs) > 1


def verdict(instance: Instance, standing: Standing, complete: bool) -> Verdict | None:
    """The instance judged, or None when it says nothing here: an open amount, or all its printed values are blank."""
    if any(slot in standing.open for slot, _ in instance.slots):
        return None
    members = _members(instance, standing)
    if len(members) < 2 and not (instance.numbers and members[0].ticks):
        if instance.head is None or not members:
            return None
    if not any(member.ticks for member in members):
        both = len(members) > 1
        return Verdict(instance, "passed", 0, tuple(members), True) if both else None
    residual = sum(member.sign * member.ticks for member in members)
    both = _head_printed(instance, standing)
    if not both and instance.head is None and not instance.numbers and instance.relation == "=":
        if instance.certainty != "hard" or all(
            slot[0] == instance.slots[0][0][0] for slot, _ in instance.slots
        ):
            return None
    sure = both and complete and instance.certainty == "hard"
    return Verdict(instance, state_of(instance, residual), residual, tuple(members), sure)


def judge(board: Board, instances: Iterable[Instance], standing: Standing) -> list[Verdict]:
    """All instances that say something, in their order."""
    verdicts = []
    for instance in instances:
        complete = all(board.tables[slot[0]].complete for slot, _ in instance.slots)
        found = verdict(instance, standing, complete)
        if found is not None and not (instance.loose and found.broken):
            verdicts.append(found)
    return verdicts


def number_of(instance: Instance, row_id: str) -> Number | None:
    """The number outside tables with this row id."""
    return next((number for number, _ in instance.numbers if number.row_id == row_id), None)
