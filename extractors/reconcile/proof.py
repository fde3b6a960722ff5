"""Proof: how well each printed amount is supported by the identities it stands in (docs/proof.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, combinations
from typing import Literal

from extractors.reconcile.board import Board
from extractors.reconcile.checks import Verdict
from extractors.reconcile.instances import Axis
from extractors.reconcile.place import Placement
from extractors.reconcile.puzzle import row_patterns
from extractors.reconcile.slots import Slot
from schemas.amounts import AmountRow

Tier = Literal["proved", "consistent", "unchecked", "contradicted"]
PAIRS = 8


def independent(supports: Sequence[Verdict]) -> bool:
    """Whether two of the supporting identities share no printed value but one."""
    shortest = (
        sorted(supports, key=lambda verdict: len(verdict.ids))[:PAIRS] if len(supports) > PAIRS else supports
    )
    return any(len(set(a.ids).intersection(b.ids)) == 1 for a, b in combinations(shortest, 2))


class Moves:
    """Where else the amounts of a placed row might stand: what an identity has to exclude to support a placement."""

    def __init__(self, board: Board, placement: Placement) -> None:
        self.placement = placement
        self.rows: dict[str, tuple[int, int, AmountRow]] = {}
        for t, table in enumerate(board.tables if placement.columns else ()):
            for r, row in enumerate(table.rows):
                for amount in row.amounts:
                    if amount.line_id in placement.columns:
                        self.rows[amount.line_id] = t, r, row
        self.board = board

    def supported(self, verdict: Verdict) -> Sequence[str]:
        """The members that an identity which holds supports."""
        rows = self.rows
        if not rows or rows.keys().isdisjoint(verdict.ids):
            return verdict.ids
        return [row_id for row_id in verdict.ids if row_id not in rows or self._supports(row_id, verdict)]

    def _supports(self, row_id: str, verdict: Verdict) -> bool:
        """Whether every other reading of the row that moves this amount breaks the identity."""
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


class _Support:
    """How many identities each row is in, how many failed, and how many of those that hold support it."""

    def __init__(self, verdicts: Sequence[Verdict], contradicted: frozenset[str], moves: Moves) -> None:
        self.sound = [
            verdict
            for verdict in verdicts
            if verdict.state != "failed"
            and verdict.instance.family.relation == "="
            and (not contradicted or contradicted.isdisjoint(verdict.ids))
        ]
        self.own = [moves.supported(verdict) if moves.rows else verdict.ids for verdict in self.sound]
        failed = [verdict.ids for verdict in verdicts if verdict.state == "failed"]
        self.members = Counter(chain.from_iterable([verdict.ids for verdict in verdicts]))
        self.failed = Counter(chain.from_iterable(failed))
        self.supported = Counter(chain.from_iterable(self.own))

    def along(self, axis: Axis) -> set[str]:
        """Rows that an identity along an axis supports."""
        pairs = zip(self.sound, self.own, strict=True)
        return set().union(*[own for verdict, own in pairs if verdict.instance.family.axis == axis])

    def paired(self) -> set[str]:
        """Rows that are compared with one value of another table or of the text."""
        pairs = zip(self.sound, self.own, strict=True)
        return set().union(*[own for v, own in pairs if v.instance.family.apart and len(v.ids) == 2])

    def by_row(self, wanted: set[str]) -> dict[str, list[Verdict]]:
        """The identities that support some rows."""
        found: dict[str, list[Verdict]] = {row_id: [] for row_id in wanted}
        for verdict, own in zip(self.sound, self.own, strict=True):
            for row_id in own:
                if row_id in found:
                    found[row_id].append(verdict)
        return found


def _proved(support: _Support, crowded: bool) -> set[str]:
    """Rows that two independent identities support; `crowded`: slots may hold several values.

    What an identity along a row shares with one along a column is one value; so is what either shares with one that
    compares just two values outside that row or column.
    """
    twice = {row_id for row_id, count in support.supported.items() if count > 1}
    by_row, by_column = support.along("row"), support.along("column")
    crossed = set() if crowded else twice & ((by_row & by_column) | (support.paired() & (by_row | by_column)))
    rest = support.by_row(twice - crossed) if len(crossed) < len(twice) else {}
    return crossed | {row_id for row_id, verdicts in rest.items() if independent(verdicts)}


def tiers(
    board: Board,
    placement: Placement,
    verdicts: Sequence[Verdict],
    contradicted: frozenset[str],
    crowded: bool = True,
) -> Mapping[str, tuple[Tier, int, int]]:
    """(tier, checks passed, checks failed) of every amount by line id; `crowded`: slots may hold several amounts."""
    support = _Support(verdicts, contradicted, Moves(board, placement))
    proved = _proved(support, crowded)
    supported, members, failed = support.supported, support.members, support.failed
    found: dict[str, tuple[Tier, int, int]] = {}
    for line in [a.line_id for table in board.tables for row in table.rows for a in row.amounts]:
        tier: Tier = "consistent" if line in supported else "unchecked"
        if line in contradicted:
            tier = "contradicted"
        elif line in proved and line not in placement.open:
            tier = "proved"
        broken = failed.get(line, 0)
        found[line] = (tier, members.get(line, 0) - broken, broken)
    return found
