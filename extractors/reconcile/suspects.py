"""Suspects: the change that mends most broken identities names the root cause; each cause is reported once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import Literal

from extractors.reconcile.board import Board
from extractors.reconcile.checks import Member, Verdict
from extractors.reconcile.slips import ORDER, Slip, slip
from extractors.reconcile.slots import Slot

Kind = Literal["value", "row_missing", "moved", "unit"]
NAMED = 2  # more suspects of the same rank than this are not named


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One change that would mend `mends` (indexes of verdicts): a value, a missing row, a move, a unit.

    `row_ids` are the changed values; `repaired` their value in ticks for kind value; `balance` is identities mended
    less identities broken; `columns` (from, to) for a move; `head` the parent of a missing row.
    """

    kind: Kind
    row_ids: tuple[str, ...]
    mends: frozenset[int]
    balance: int
    slip: Slip = "other"
    repaired: int = 0
    columns: tuple[int, int] | None = None
    head: tuple[int, int] | None = None
    marked: bool = False

    @property
    def rank(self) -> tuple[int, bool, int, bool, tuple[str, ...]]:
        """Sort key: best first; a missing row that one sum alone asks for stands behind its equals."""
        guess = self.kind == "row_missing" and len(self.mends) == 1
        return (-self.balance, guess, ORDER.index(self.slip), not self.marked, self.row_ids)


@dataclass(frozen=True, slots=True)
class Cause:
    """One root cause: the verdicts it explains, its hypotheses best first, and those that name suspects."""

    verdicts: tuple[Verdict, ...]
    hypotheses: tuple[Hypothesis, ...]
    named: tuple[Hypothesis, ...]

    @property
    def suspects(self) -> tuple[str, ...]:
        """Row ids under suspicion, best first."""
        return tuple(dict.fromkeys(row for hypothesis in self.hypotheses for row in hypothesis.row_ids))


def _holds(verdict: Verdict, residual: int, far: bool) -> bool:
    limit = verdict.instance.far if far else verdict.instance.near
    return residual >= -limit if verdict.instance.relation == ">=" else abs(residual) <= limit


@dataclass(frozen=True, slots=True)
class _Case:
    """The verdicts, per row id its sign in each by index, the broken ones, the quantum of every row id."""

    board: Board
    verdicts: Sequence[Verdict]
    members: Mapping[str, Mapping[int, int]]
    broken: frozenset[int]
    quanta: Mapping[str, int]
    marked: frozenset[str]

    def effect(self, changes: Mapping[int, int]) -> tuple[frozenset[int], int]:
        """(broken verdicts mended, number of sound ones broken) when residuals change by index.

        Soft identities, which contradict nothing, clear nobody either.
        """
        mends, harms = set(), 0
        for index, change in changes.items():
            verdict = self.verdicts[index]
            if verdict.broken:
                if _holds(verdict, verdict.residual + change, False):
                    mends.add(index)
            elif verdict.instance.certainty != "soft":
                harms += not _holds(verdict, verdict.residual + change, True)
        return frozenset(mends), harms


def _value_hypotheses(case: _Case) -> list[Hypothesis]:
    found: dict[tuple[str, int], Hypothesis] = {}
    for index in sorted(case.broken):
        verdict = case.verdicts[index]
        for member in verdict.members:
            change = -member.sign * verdict.residual
            if (member.row_id, change) in found:
                continue
            hypothesis = _changed(case, member, change)
            if hypothesis is not None:
                found[member.row_id, change] = hypothesis
    return list(found.values())


def _changed(case: _Case, member: Member, change: int) -> Hypothesis | None:
    changes = {index: sign * change for index, sign in case.members[member.row_id].items()}
    mends, harms = case.effect(changes)
    if not mends:
        return None
    quantum = case.quanta.get(member.row_id, 1)
    kind = slip(member.ticks // quantum, (member.ticks + change) // quantum)
    marked = member.row_id in case.marked
    return Hypothesis(
        "value", (member.row_id,), mends, len(mends) - harms, kind, member.ticks + change, marked=marked
    )


def _row_hypotheses(case: _Case) -> list[Hypothesis]:
    """A missing row below a parent explains that its children fall short, the better in the more columns."""
    heads: dict[tuple[int, int], list[int]] = {}
    for index in case.broken:
        verdict = case.verdicts[index]
        if verdict.instance.head is not None and verdict.residual > 0:
            heads.setdefault(verdict.instance.head, []).append(index)
    return [
        Hypothesis("row_missing", (), frozenset(indexes), len(indexes), head=head)
        for head, indexes in sorted(heads.items())
    ]


def _touched(case: _Case) -> dict[tuple[int, int], tuple[set[int], dict[str, Member]]]:
    """Rows of broken identities: the columns that those sum up, blank ones too, and all amounts of the row."""
    rows: dict[tuple[int, int], tuple[set[int], dict[str, Member]]] = {}
    for index in case.broken:
        for (table, row, column), _ in case.verdicts[index].instance.slots:
            rows.setdefault((table, row), (set(), {}))[0].add(column)
    for verdict in case.verdicts:
        for member in verdict.members:
            if member.slot is not None and not member.floating and member.slot[:2] in rows:
                rows[member.slot[:2]][1][member.row_id] = member
    return rows


def _moves(case: _Case) -> Iterable[tuple[Member, int]]:
    """Amounts of a broken column with every other column, and amounts of other columns with the broken one."""
    for (table, row), (broken, members) in sorted(_touched(case).items()):
        columns = case.board.tables[table].side_columns(case.board.tables[table].rows[row])
        for member in sorted(members.values(), key=lambda m: m.row_id):
            own = member.slot[2] if member.slot is not None else None
            for column in columns:
                if column != own and (own in broken or column in broken):
                    yield member, column


def _move_hypotheses(case: _Case, slots: Mapping[Slot, Sequence[tuple[int, int]]]) -> list[Hypothesis]:
    """An amount that stands in the wrong column mends the sums of both columns when it is moved."""
    found = []
    for member, column in _moves(case):
        slot = member.slot
        if slot is None or (target := (*slot[:2], column)) not in slots:
            continue
        changes: dict[int, int] = {}
        for index, sign in slots[slot]:
            changes[index] = changes.get(index, 0) - sign * member.ticks
        for index, sign in slots[target]:
            changes[index] = changes.get(index, 0) + sign * member.ticks
        mends, harms = case.effect(changes)
        if len(mends) > 1:
            move = (slot[2], column)
            found.append(Hypothesis("moved", (member.row_id,), mends, len(mends) - harms, columns=move))
    return found


def _slots(verdicts: Sequence[Verdict]) -> dict[Slot, list[tuple[int, int]]]:
    found: dict[Slot, list[tuple[int, int]]] = {}
    for index, verdict in enumerate(verdicts):
        for slot, sign in verdict.instance.slots:
            found.setdefault(slot, []).append((index, sign))
    return found


def _cause(verdicts: Sequence[Verdict], best: Hypothesis, hypotheses: Iterable[Hypothesis]) -> Cause:
    rivals = sorted(hypotheses, key=lambda h: h.rank)
    top = [h for h in rivals if h.balance == best.balance]
    likely = [h for h in top if h.slip == best.slip] if best.slip != "other" else top
    ordered = likely + [hypothesis for hypothesis in rivals if hypothesis not in likely]
    explained = tuple(verdicts[index] for index in sorted(best.mends))
    return Cause(explained, tuple(ordered), tuple(likely) if len(likely) <= NAMED else ())


class _Pool:
    """Hypotheses by what is still unexplained; each keeps only what it can still mend."""

    def __init__(self, hypotheses: Sequence[Hypothesis], broken: frozenset[int]) -> None:
        self.hypotheses = list(hypotheses)
        self.left = set(broken)
        self.about: dict[int, list[int]] = {}
        for number, hypothesis in enumerate(self.hypotheses):
            for index in hypothesis.mends:
                self.about.setdefault(index, []).append(number)
        self.heap = [(hypothesis.rank, number) for number, hypothesis in enumerate(self.hypotheses)]
        heapify(self.heap)

    def now(self, number: int) -> Hypothesis:
        """A hypothesis as far as it mends what is left."""
        known = self.hypotheses[number]
        mends = known.mends & self.left
        if len(mends) != len(known.mends):
            lost = len(known.mends) - len(mends)
            self.hypotheses[number] = replace(known, mends=mends, balance=known.balance - lost)
        return self.hypotheses[number]

    def best(self) -> Hypothesis | None:
        """The best of what is left, None when nothing mends it."""
        while self.heap:
            rank, number = heappop(self.heap)
            hypothesis = self.now(number)
            if not hypothesis.mends:
                continue
            if hypothesis.rank == rank:
                return hypothesis
            heappush(self.heap, (hypothesis.rank, number))
        return None

    def rivals(self, best: Hypothesis) -> list[Hypothesis]:
        """Every hypothesis that mends something that the best one mends."""
        numbers = {number for index in best.mends for number in self.about[index]}
        return [self.now(number) for number in sorted(numbers)]


def root_causes(
    board: Board, verdicts: Sequence[Verdict], quanta: Mapping[str, int], marked: frozenset[str]
) -> list[Cause]:
    """Group broken identities by the single change that mends most of them, until all are explained."""
    broken = frozenset(index for index, verdict in enumerate(verdicts) if verdict.broken)
    if not broken:
        return []
    members: dict[str, dict[int, int]] = {}
    for index, verdict in enumerate(verdicts):
        for member in verdict.members:
            signs = members.setdefault(member.row_id, {})
            signs[index] = signs.get(index, 0) + member.sign
    case = _Case(board, verdicts, members, broken, quanta, marked)
    found = _value_hypotheses(case) + _row_hypotheses(case) + _move_hypotheses(case, _slots(verdicts))
    pool = _Pool(found, broken)
    causes = []
    while (best := pool.best()) is not None:
        causes.append(_cause(verdicts, best, pool.rivals(best)))
        pool.left -= best.mends
    return causes + [Cause((verdicts[index],), (), ()) for index in sorted(pool.left)]
