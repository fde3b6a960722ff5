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
    """Verdicts by the row id of each of their members, in their order."""
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        for member in verdict.members:
            own = found.get(member[0])
            if own is None:
                found[member[0]] = [verdict]
            elif own[-1] is not verdict:
                own.append(verdict)
    return found


def independent(supports: Sequence[Verdict], crowded: bool) -> bool:
    """Whether two of the supporting identities share no printed value but one; `crowded`: slots may hold several values."""
    if not crowded and {"row", "column"} <= {verdict.instance.axis for verdict in supports}:
        return True
    rows = [frozenset([member[0] for member in verdict.members]) for verdict in supports]
    shortest = sorted(rows, key=len)[:PAIRS] if len(rows) > PAIRS else rows
    return any(len(a & b) == 1 for a, b in combinations(shortest, 2))


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


def _tainted(verdicts: Sequence[Verdict], contradicted: frozenset[str]) -> set[int]:
    """Identities (by `id`) that hold with a value which is held to be wrong: put right, it would break them."""
    if not contradicted:
        return set()
    return {id(v) for v in verdicts if any(member[0] in contradicted for member in v.members)}


def tiers(
    board: Board,
    placement: Placement,
    verdicts: Sequence[Verdict],
    contradicted: frozenset[str],
    crowded: bool = True,
) -> Mapping[str, tuple[Tier, int, int]]:
    """(tier, checks passed, checks failed) of every amount by line id; `crowded`: slots may hold several amounts."""
    moves = Moves(board, placement)
    moved = bool(moves.rows)
    memberships = by_member(verdicts)
    tainted = _tainted(verdicts, contradicted)
    found: dict[str, tuple[Tier, int, int]] = {}
    for table in board.tables:
        for _, amount in table.amounts():
            line = amount.line_id
            own = memberships.get(line, ())
            failed = 0
            supports: list[Verdict] = []
            for verdict in own:
                if verdict.state == "failed":
                    failed += 1
                elif id(verdict) in tainted:
                    continue
                elif verdict.instance.relation == "=" and (not moved or moves.supports(line, verdict)):
                    supports.append(verdict)
            tier: Tier = "consistent" if supports else "unchecked"
            if line in contradicted:
                tier = "contradicted"
            elif len(supports) > 1 and line not in placement.open and independent(supports, crowded):
                tier = "proved"
            found[line] = (tier, len(own) - failed, failed)
    return found
