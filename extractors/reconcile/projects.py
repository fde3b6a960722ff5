"""Projects against the budget forms: their amounts add up to a total where all of them are published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from extractors.reconcile.board import TICKS, Board, Number
from extractors.reconcile.cells import cell_slots, certain_value
from extractors.reconcile.instances import Family, Instance, outside, tolerances
from schemas.identities import Collection
from schemas.records import ProjectRow


def _numbers(projects: Iterable[ProjectRow], field: str, quantum: int) -> list[tuple[Number, int]]:
    found = []
    for project in projects:
        amount = getattr(project, field)
        if isinstance(amount, Decimal):
            found.append((Number(project.project_id, int(amount * TICKS), quantum, str(amount)), -1))
    return found


def project_instances(
    board: Board, collections: Sequence[Collection], projects: Sequence[ProjectRow]
) -> list[Instance]:
    """The totals that the projects of a document add up to; where they add up to none, not all are published."""
    found = []
    for collection in collections:
        for term in collection.totals:
            tables = board.by_form.get(term.form or "", ())
            slots = cell_slots(board, tables[0], term, None) if len(tables) == 1 else None
            total = certain_value(board, slots) if slots else None
            if not slots or total is None:
                continue
            quantum = board.quanta[slots[0][0]]
            numbers = _numbers(projects, collection.field, quantum)
            limits = tolerances([quantum] * (len(numbers) + 1))
            if len(numbers) > 1 and abs(total + sum(n.ticks * sign for n, sign in numbers)) <= limits[0]:
                family, terms = Family(board, collection.name, "usual"), [(slot, 1) for slot in slots]
                found.append(outside(family, terms, tuple(numbers), limits))
                break
    return found
