"""Units are proved too: a table whose totals are a thousand or ten thousand times off the same totals elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractors.reconcile.board import Board
from extractors.reconcile.cells import certain_value
from extractors.reconcile.checks import Verdict
from extractors.reconcile.instances import Instance, spans_tables
from extractors.reconcile.slots import Slot
from extractors.reconcile.suspects import Cause

STEPS = (1_000, 10_000)
LEAST_DIGITS = 3  # one number of one or two digits agrees with too many in another unit


@dataclass(frozen=True, slots=True)
class UnitSuspect:
    """A table whose unit is off by `factor` (multiplied when `times`), and the instances that say so."""

    table: int
    factor: int
    times: bool
    instances: tuple[Instance, ...]


def _halves(board: Board, instance: Instance, table: int) -> tuple[int, int] | None:
    """(sum over the table, sum over everything else) in ticks, None while something is open or blank."""
    values = {slot: certain_value(board, [slot]) for slot, _ in instance.slots}
    if any(value is None and _may_hold(board, slot) for slot, value in values.items()):
        return None
    return _summed(instance, table, values)


def _summed(instance: Instance, table: int, values: Mapping[Slot, int | None]) -> tuple[int, int] | None:
    """(sum over the table, sum over everything else) in ticks, None while one of them is blank."""
    own, own_printed = 0, False
    rest, rest_printed = sum(sign * number.ticks for number, sign in instance.numbers), bool(instance.numbers)
    for slot, sign in instance.slots:
        value = values[slot] or 0
        if slot[0] == table:
            own, own_printed = own + sign * value, own_printed or bool(value)
        else:
            rest, rest_printed = rest + sign * value, rest_printed or bool(value)
    return (own, rest) if own_printed and rest_printed and own and rest else None


def _may_hold(board: Board, slot: Slot) -> bool:
    return any(slot[2] in amount.candidates for amount in board.row(slot).amounts)


def _may_agree(board: Board, instance: Instance, table: int) -> bool:
    """Whether an instance with one open slot holds as it is where some amount that may stand there does."""
    values = {slot: certain_value(board, [slot]) for slot, _ in instance.slots}
    opened = [slot for slot, value in values.items() if value is None and _may_hold(board, slot)]
    if len(opened) != 1:
        return False
    for amount in board.row(opened[0]).amounts:
        if opened[0][2] not in amount.candidates:
            continue
        halves = _summed(instance, table, values | {opened[0]: board.ticks(opened[0][0], amount)})
        if halves is not None and _agree(*halves, instance.far):
            return True
    return False


def _agree(left: int, right: int, tolerance: int) -> bool:
    return abs(left + right) <= tolerance


def _tell(board: Board, instances: Sequence[Instance], table: int) -> bool:
    """Whether agreement in another unit is more than chance: several numbers agree, or one of enough digits."""
    halves = [_halves(board, instance, table) for instance in instances]
    return len(instances) > 1 or any(min(map(_digits, both)) >= LEAST_DIGITS for both in halves if both)


def _digits(ticks: int) -> int:
    """How many digits of a number tell anything."""
    return len(str(abs(ticks)).rstrip("0"))


def _votes(
    board: Board, instances: Iterable[Instance], table: int
) -> tuple[dict[tuple[int, bool], list[Instance]], int]:
    """Instances that a factor would mend, by factor, and how many hold as they are."""
    votes: dict[tuple[int, bool], list[Instance]] = {}
    sound = 0
    for instance in instances:
        halves = _halves(board, instance, table)
        if halves is None:
            sound += _may_agree(board, instance, table)
            continue
        own, rest = halves
        if _agree(own, rest, instance.far):
            sound += 1
            continue
        for step in STEPS:
            if _agree(own * step, rest, instance.far * step):
                votes.setdefault((step, True), []).append(instance)
            elif _agree(own, rest * step, instance.far * step):
                votes.setdefault((step, False), []).append(instance)
    return votes, sound


def unit_suspects(
    board: Board, instances: Sequence[Instance], judged: Iterable[Verdict] | None
) -> list[UnitSuspect]:
    """Tables whose totals agree with other tables only in another unit, the most outvoted first.

    `judged`: what is known of the instances of a document without open amounts: where all that compare tables hold, no
    table stands in another unit.
    """
    if judged is not None and not any(v.broken and _compares(v.instance) for v in judged):
        return []
    left = [instance for instance in instances if _compares(instance)]
    found: list[UnitSuspect] = []
    while True:
        best = _most_outvoted(board, left)
        if not best:
            return found
        found += best
        gone = {suspect.table for suspect in best}
        left = [instance for instance in left if gone.isdisjoint(slot[0] for slot, _ in instance.slots)]


def _compares(instance: Instance) -> bool:
    return instance.relation == "=" and spans_tables(instance)


def _most_outvoted(board: Board, left: Sequence[Instance]) -> list[UnitSuspect]:
    """The table whose unit most instances would mend; two where the same instances accuse both."""
    best: list[UnitSuspect] = []
    most = 0
    for table in sorted({slot[0] for instance in left for slot, _ in instance.slots}):
        own = [instance for instance in left if any(slot[0] == table for slot, _ in instance.slots)]
        votes, sound = _votes(board, own, table)
        for (step, times), mended in sorted(votes.items()):
            suspect = UnitSuspect(table, step, times, tuple(mended))
            if not _tell(board, mended, table):
                continue
            if len(mended) - sound > most:
                best, most = [suspect], len(mended) - sound
            elif best and len(mended) - sound == most and best[0].instances == suspect.instances:
                best.append(suspect)
    return best


def tables_in_doubt(causes: Iterable[Cause], verdicts: Iterable[Verdict]) -> set[int]:
    """Tables with a value that looks like one of another unit, none of whose totals agree with other tables."""
    found = {
        member.slot[0]
        for cause in causes
        for hypothesis in cause.named
        if hypothesis.slip == "unit"
        for verdict in cause.verdicts
        for member in verdict.members
        if member.row_id in hypothesis.row_ids and member.slot is not None
    }
    return found - _agreeing(verdicts) if found else found


def _agreeing(verdicts: Iterable[Verdict]) -> set[int]:
    """Tables with a total that agrees with another table."""
    return {
        slot[0]
        for verdict in verdicts
        if not verdict.broken and _compares(verdict.instance)
        for slot, _ in verdict.instance.slots
        if any(member.ticks for member in verdict.members)
    }
