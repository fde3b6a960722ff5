"""Rows that no reading satisfies: reported once each, with the readings that come closest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.reconcile.barred import Pattern
from extractors.reconcile.board import Board
from extractors.reconcile.instances import Instance
from extractors.reconcile.place import Placement
from extractors.reconcile.placed import standing
from extractors.reconcile.puzzle import row_patterns
from extractors.reconcile.report import Desk
from extractors.reconcile.slots import Slot
from extractors.reconcile.standing import Standing
from extractors.reconcile.suspects import Cause
from schemas.amounts import AmountRow
from schemas.harvest import Finding

READINGS = 3


def open_slots(board: Board, placement: Placement) -> frozenset[Slot]:
    """Every place that an untrusted amount may stand in."""
    return frozenset(
        (t, r, column)
        for t, table in enumerate(board.tables)
        for r, row in enumerate(table.rows)
        for amount in row.amounts
        if amount.line_id in placement.distrusted
        for column in placement.open.get(amount.line_id, ())
    )


def unsettled(cause: Cause, opened: frozenset[Slot]) -> bool:
    """Whether a cause is nothing but text against amounts whose place is open: the row's finding tells it."""
    return all(
        verdict.instance.numbers and any(slot in opened for slot, _ in verdict.instance.slots)
        for verdict in cause.verdicts
    )


def _residual(instance: Instance, here: Standing, key: tuple[int, int]) -> int | None:
    """What an instance adds up to without one row; None while other amounts of it are open."""
    total = sum(sign * number.ticks for number, sign in instance.numbers)
    for slot, sign in instance.slots:
        if slot[:2] == key:
            continue
        if slot in here.open:
            return None
        total += sign * sum(ticks for _, ticks, _ in here.at(instance.family.board.layout.cell(slot)))
    return total


def _cost(
    board: Board, rest: Sequence[tuple[Instance, int]], key: tuple[int, int], pattern: Pattern
) -> tuple[int, int]:
    """(identities that a reading breaks, those of the narrative among them)."""
    amounts = board.tables[key[0]].rows[key[1]].amounts
    broken = told = 0
    for instance, total in rest:
        signs = {slot[2]: sign for slot, sign in instance.slots if slot[:2] == key}
        own = sum(
            signs.get(c, 0) * board.ticks(key[0], amount) for c, amount in zip(pattern, amounts, strict=True)
        )
        wrong = total + own < -instance.far or (instance.relation == "=" and total + own > instance.far)
        broken += wrong
        told += wrong and bool(instance.numbers)
    return broken, told


def _in_words(board: Board, table: int, row: AmountRow, pattern: Pattern) -> str:
    labels = [column.label for column in board.tables[table].columns]
    return ", ".join(
        f"{amount.value} = {labels[column]}" for column, amount in zip(pattern, row.amounts, strict=True)
    )


def _closest(board: Board, rest: Sequence[tuple[Instance, int]], key: tuple[int, int]) -> list[Pattern]:
    """The reading that breaks least, and the best of those that agree with the narrative instead."""
    patterns = row_patterns(board.tables[key[0]].rows[key[1]]) or ()
    costs = {pattern: _cost(board, rest, key, pattern) for pattern in patterns}
    best = sorted(patterns, key=lambda pattern: (costs[pattern][0], pattern))
    told = sorted(patterns, key=lambda pattern: (costs[pattern][1], costs[pattern][0], pattern))
    return list(dict.fromkeys([*best[:1], *told[:1], *best[1:]]))[:READINGS]


def _finding(
    desk: Desk, key: tuple[int, int], ids: tuple[str, ...], rest: Sequence[tuple[Instance, int]]
) -> Finding:
    row = desk.board.tables[key[0]].rows[key[1]]
    closest = [_in_words(desk.board, key[0], row, pattern) for pattern in _closest(desk.board, rest, key)]
    members = [number.row_id for instance, _ in rest for number, _ in instance.numbers]
    return Finding(
        "column.contradicted",
        desk.at(ids),
        tuple(dict.fromkeys([*ids, *members])),
        found=" ".join(str(amount.value) for amount in row.amounts),
        values=(("row", row.label or row.code or "—"), ("readings", "; ".join(closest))),
    )


def contradicted_rows(desk: Desk, placement: Placement, instances: Sequence[Instance]) -> Iterator[Finding]:
    """One finding per row whose amounts stay open because the identities about it cannot all hold."""
    broken = {slot[:2] for instance in placement.broken for slot, _ in instance.slots}
    here = standing(desk.board, placement)
    for t, table in enumerate(desk.board.tables):
        for r, row in enumerate(table.rows):
            ids = tuple(amount.line_id for amount in row.amounts if amount.line_id in placement.distrusted)
            if not ids or (t, r) not in broken:
                continue
            about = [
                instance for instance in instances if any(slot[:2] == (t, r) for slot, _ in instance.slots)
            ]
            rest = [(instance, _residual(instance, here, (t, r))) for instance in about]
            yield _finding(desk, (t, r), ids, [(i, total) for i, total in rest if total is not None])
