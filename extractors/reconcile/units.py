"""Units are proved too: a table whose totals are a thousand or ten thousand times off the same totals elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.reconcile.board import Board
from extractors.reconcile.cells import certain_value
from extractors.reconcile.checks import Standing, Verdict
from extractors.reconcile.instances import Instance
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
    own, rest, rest_printed = (
        0,
        sum(sign * number.ticks for number, sign in instance.numbers),
        bool(instance.numbers),
    )
    own_printed = False
    for slot, sign in instance.slots:
        value = certain_value(board, [slot])
        row = board.row(slot)
        if value is None and any(slot[2] in amount.candidates for amount in row.amounts):
            return None
        if slot[0] == table:
            own, own_printed = own + sign * (value or 0), own_printed or bool(value)
        else:
            rest, rest_printed = rest + sign * (value or 0), rest_printed or bool(value)
    return (own, rest) if own_printed and rest_printed and own and rest else None


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


def _all_agree(instances: Iterable[Instance], here: Standing) -> bool:
    """Whether every instance between tables holds as it is: then no table stands in another unit."""
    if here.open:
        return False
    for instance in instances:
        total = sum([sign * number.ticks for number, sign in instance.numbers])
        for slot, sign in instance.slots:
            for member in here.plus.get(slot, ()):
                total += sign * member.ticks
        if abs(total) > instance.far:
            return False
    return True


def unit_suspects(board: Board, instances: Sequence[Instance], here: Standing) -> list[UnitSuspect]:
    """Tables whose totals agree with other tables only in another unit, the most outvoted first."""
    left = [i for i in instances if i.relation == "=" and spans_tables(i)]
    if _all_agree(left, here):
        return []
    found: list[UnitSuspect] = []
    while True:
        best: UnitSuspect | None = None
        most = 0
        for table in sorted({slot[0] for instance in left for slot, _ in instance.slots}):
            own = [instance for instance in left if any(slot[0] == table for slot, _ in instance.slots)]
            votes, sound = _votes(board, own, table)
            for (step, times), mended in sorted(votes.items()):
                if len(mended) - sound > most and _tell(board, mended, table):
                    most = len(mended) - sound
                    best = UnitSuspect(table, step, times, tuple(mended))
        if best is None:
            return found
        found.append(best)
        gone = best.table
        left = [instance for instance in left if not any(slot[0] == gone for slot, _ in instance.slots)]


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
        if not verdict.broken and verdict.instance.relation == "=" and spans_tables(verdict.instance)
        for slot, _ in verdict.instance.slots
        if any(member.ticks for member in verdict.members)
    }


def spans_tables(instance: Instance) -> bool:
    """Whether an instance compares tables with each other or with the narrative."""
    if instance.numbers:
        return bool(instance.slots)
    first = instance.slots[0][0][0]
    return any(slot[0] != first for slot, _ in instance.slots)
