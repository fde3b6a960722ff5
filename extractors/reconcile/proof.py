"""Proof: how well each printed amount is supported by the identities it stands in (docs/proof.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Literal

from extractors.reconcile.board import Board, Slot
from extractors.reconcile.checks import Verdict
from extractors.reconcile.place import Placement
from extractors.reconcile.puzzle import row_patterns
from schemas.amounts import AmountRow

Tier = Literal["proved", "consistent", "unchecked", "contradicted"]
PAIRS = 8


def by_member(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    """Verdicts by the row id of every member."""
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        for row_id in {member.row_id for member in verdict.members}:
            found.setdefault(row_id, []).append(verdict)
    return found


def independent(row_id: str, supports: Sequence[Verdict]) -> bool:
    """Whether two of the supporting identities share no printed value but this one."""
    if len(supports) < 2:
        return False
    shortest = sorted(supports, key=lambda verdict: len(verdict.members))[:PAIRS]
    members = [{m.row_id for m in verdict.members} - {row_id} for verdict in shortest]
    return any(a.isdisjoint(b) for a, b in combinations(members, 2))


class Moves:
    """Where else the amounts of a placed row might stand: what an identity has to exclude to support a placement."""

    def __init__(self, board: Board, placement: Placement) -> None:
        self.placement = placement
        self.rows: dict[str, tuple[int, int, AmountRow]] = {
            amount.line_id: (t, r, row)
            for t, table in enumerate(board.tables)
            for r, row in enumerate(table.rows)
            for amount in row.amounts
            if amount.line_id in placement.columns
        }
        self.board = board

    def supports(self, row_id: str, verdict: Verdict) -> bool:
        """Whether every other reading of the row that moves this amount breaks the identity."""
        if row_id not in self.rows:
            return True
        table, r, row = self.rows[row_id]
        signs: dict[Slot, int] = {}
        for slot, sign in verdict.instance.slots:
            signs[slot] = signs.get(slot, 0) + sign
        values = [self.board.ticks(table, amount) for amount in row.amounts]
        places = [self.placement.columns.get(a.line_id, a.candidates[0]) for a in row.amounts]
        here = sum(v * signs.get((table, r, c), 0) for v, c in zip(values, places, strict=True))
        own = [amount.line_id for amount in row.amounts].index(row_id)
        for pattern in row_patterns(row) or ():
            if pattern[own] == places[own]:
                continue
            moved = sum(v * signs.get((table, r, c), 0) for v, c in zip(values, pattern, strict=True))
            if abs(verdict.residual - here + moved) <= verdict.instance.near:
                return False
        return True


def tiers(
    board: Board, placement: Placement, verdicts: Sequence[Verdict], contradicted: frozenset[str]
) -> Mapping[str, tuple[Tier, int, int]]:
    """(tier, checks passed, checks failed) of every amount by line id."""
    moves = Moves(board, placement)
    memberships = by_member(verdicts)
    found: dict[str, tuple[Tier, int, int]] = {}
    for table in board.tables:
        for _, amount in table.amounts():
            own = memberships.get(amount.line_id, [])
            failed = sum(verdict.broken for verdict in own)
            equal = [v for v in own if not v.broken and v.instance.relation == "="]
            supports = [v for v in equal if moves.supports(amount.line_id, v)]
            tier: Tier = "consistent" if supports else "unchecked"
            if amount.line_id in contradicted:
                tier = "contradicted"
            elif supports and amount.line_id not in placement.open and independent(amount.line_id, supports):
                tier = "proved"
            found[amount.line_id] = (tier, len(own) - failed, failed)
    return found
