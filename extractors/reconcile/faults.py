"""Single faults: the one wrong value, row or missing row that explains why no reading satisfies everything.

Most conflicts have one cause, and it shows locally: sums over values of known place that fail, and rows that have no
reading of their own. Every cause that covers all of these is tried; what they all agree on can be trusted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractors.reconcile.board import Board
from extractors.reconcile.instances import Instance, spans_tables
from extractors.reconcile.puzzle import Constraint, RowKey
from extractors.reconcile.slots import Slot

MARGIN = 1  # a cause may contradict this many sound identities more than the best one and still counts
MOST = 24  # causes tried


@dataclass(frozen=True, slots=True)
class Fault:
    """One possible cause: a value of known place, an open row, a number of the narrative, a row missing below, a table.

    A table as a whole is wrong where its unit is: whatever compares it with others breaks.
    """

    slot: Slot | None = None
    row: RowKey | None = None
    number: str | None = None
    head: RowKey | None = None
    table: int | None = None

    def touches(self, instance: Instance) -> bool:
        """Whether the cause may break this identity."""
        if self.table is not None:
            return spans_tables(instance) and any(slot[0] == self.table for slot, _ in instance.slots)
        if self.head is not None:
            return instance.head == self.head
        if self.number is not None:
            return any(number.row_id == self.number for number, _ in instance.numbers)
        if self.row is not None:
            return any(slot[:2] == self.row for slot, _ in instance.slots)
        return any(slot == self.slot for slot, _ in instance.slots)


def _fits(constraint: Constraint, domains: Mapping[RowKey, tuple[int, ...]]) -> bool | None:
    """Whether a constraint can hold by itself; None when more than one open row is in it."""
    if len(constraint.rows) > 1:
        return None
    sums = [constraint.fixed]
    for row, values in constraint.rows.items():
        sums = [constraint.fixed + values[index] for index in domains[row]]
    low = -constraint.far
    return any(total >= low and (not constraint.bounded or total <= constraint.far) for total in sums)


def faults_of(board: Board, failing: Iterable[Constraint]) -> list[Fault]:
    """Every cause that may break one of the failing constraints, in their order."""
    found: dict[Fault, None] = {}
    for constraint in failing:
        instance = constraint.instance
        if instance.head is not None:
            found[Fault(head=instance.head)] = None
        for table in dict.fromkeys([slot[0] for slot, _ in instance.slots] if spans_tables(instance) else ()):
            found[Fault(table=table)] = None
        for number, _ in instance.numbers:
            found[Fault(number=number.row_id)] = None
        for slot, _ in instance.slots:
            if slot[:2] in constraint.rows:
                found[Fault(row=slot[:2])] = None
            elif slot[2] in board.places(slot[0])[slot[1]]:
                found[Fault(slot=slot)] = None
    return list(found)


def single_faults(
    board: Board,
    constraints: Sequence[Constraint],
    closed: Sequence[Constraint],
    domains: Mapping[RowKey, tuple[int, ...]],
) -> tuple[list[Fault], list[Constraint]]:
    """(causes that explain every local failure about these constraints, the failures); no causes: look further."""
    near = {slot for constraint in constraints for slot, _ in constraint.instance.slots}
    about = [c for c in closed if any(slot in near for slot, _ in c.instance.slots)]
    states = [(c, _fits(c, domains)) for c in (*constraints, *about)]
    failing = [constraint for constraint, fits in states if fits is False]
    if not failing:
        return [], []
    sound = [constraint.instance for constraint, fits in states if fits]
    ranked = [
        (sum(fault.touches(instance) for instance in sound), fault)
        for fault in faults_of(board, failing)
        if all(fault.touches(constraint.instance) for constraint in failing)
    ]
    least = min((harm for harm, _ in ranked), default=0)
    return [fault for harm, fault in ranked if harm <= least + MARGIN][:MOST], failing
