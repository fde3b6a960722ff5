"""Checks: every instance evaluated on the amounts as placed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from extractors.reconcile.board import Board, Number
from extractors.reconcile.instances import Instance
from extractors.reconcile.slots import Slot
from extractors.reconcile.standing import Standing, Total

State = Literal["passed", "rounding", "failed"]


@dataclass(slots=True, eq=False)
class Verdict:
    """An instance with its residual in ticks; `sure`: a breach is the document's or the reader's, not the rule's.

    `ids` are the rows of its members, each once; `here` is where the amounts stood.
    """

    instance: Instance
    state: State
    residual: int
    sure: bool
    ids: Sequence[str]
    here: Standing
    _members: tuple[Member, ...] | None = None

    @property
    def broken(self) -> bool:
        """Whether no rounding explains the residual."""
        return self.state == "failed"

    @property
    def signed(self) -> list[tuple[str, int]]:
        """Row id and sign of every member."""
        instance = self.instance
        if instance.total is None or instance.signs is not None:
            return [(member.row_id, member.sign) for member in self.members]
        ids, plus, _ = instance.total
        return [(row_id, 1 if number < plus else -1) for number, row_id in enumerate(ids)]

    @property
    def members(self) -> tuple[Member, ...]:
        """The printed values with their signs, those that float last."""
        if self._members is None:
            floating = _floating(self.instance, self.here) or () if self.here.open else ()
            self._members = (*_members(self.instance, self.here), *floating)
        return self._members


def state_of(instance: Instance, residual: int) -> State:
    """How a residual is judged."""
    if instance.relation == ">=":
        return "passed" if residual >= -instance.far else "failed"
    if residual == 0:
        return "passed"
    return "rounding" if abs(residual) <= instance.far else "failed"


class Member(NamedTuple):
    """A printed value in an instance: row id, sign, ticks, and its slot (None outside tables).

    `floating`: its column is open, but counts the same wherever it may stand; `slot` is one of its places.
    """

    row_id: str
    sign: int
    ticks: int
    slot: Slot | None
    floating: bool = False


def _members(instance: Instance, here: Standing) -> list[Member]:
    members = [Member(number.row_id, sign, number.ticks, None) for number, sign in instance.numbers]
    for cell, (slot, sign) in zip(instance.cells, instance.slots, strict=True):
        if cell in here.amounts:
            members += [Member(line, sign, ticks, slot) for _, ticks, line in here.at(cell)]
    return members


def _floating(instance: Instance, here: Standing) -> list[Member] | None:
    """Open amounts that count the same wherever they may stand; None when the place of one matters."""
    found: dict[str, Member] = {}
    for slot, _ in instance.slots:
        for amount in here.open.get(slot, ()):
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


def _summed(instance: Instance, here: Standing) -> Total | None:
    """What an instance adds up to, None where the place of an open amount matters."""
    members = _members(instance, here)
    if here.open:
        floating = _floating(instance, here)
        if floating is None:
            return None
        members += floating
    residual = sum([member.sign * member.ticks for member in members])
    return [member.row_id for member in members], sum(member.sign > 0 for member in members), residual


def judge(board: Board, instances: Iterable[Instance], here: Standing) -> list[Verdict]:
    """All instances that say something, in their order: not those with an open amount, or only blanks and zeros."""
    verdicts = []
    cut = {index for index, table in enumerate(board.tables) if not table.complete}
    for instance in instances:
        total = instance.total or _summed(instance, here)
        if total is None:
            continue
        ids, plus, residual = total
        number, family = len(ids), instance.family
        both = 0 < plus < number
        state: State = "passed"
        if residual:
            state = state_of(instance, residual)
            if state == "failed" and (
                family.loose or not (both or _one_sided(board, instance, {1} if plus else {-1}))
            ):
                continue
        if not both and state != "failed":
            continue
        complete = not cut or not any(board.layout.table(cell) in cut for cell in instance.cells)
        if family.axis is None and len(set(ids)) < number:
            ids = list(dict.fromkeys(ids))
        sure = both and complete and family.certainty == "hard"
        verdicts.append(Verdict(instance, state, residual, sure, ids, here))
    return verdicts


def number_of(instance: Instance, row_id: str) -> Number | None:
    """The number outside tables with this row id."""
    return next((number for number, _ in instance.numbers if number.row_id == row_id), None)
