"""Proof: how well each printed amount is supported by the identities it stands in (docs/proof.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, combinations
from typing import Literal

from extractors.reconcile.board import Board
from extractors.reconcile.checks import Verdict
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
        self.sound: list[Verdict] = []
        self.silent: list[Verdict] = []  # support nothing
        for verdict in verdicts:
            sound = verdict.state != "failed" and verdict.instance.family.relation == "="
            tainted = contradicted and not contradicted.isdisjoint(verdict.ids)
            (self.sound if sound and not tainted else self.silent).append(verdict)
        self.own = [verdict.ids for verdict in self.sound]
        self.supported = _counted(self.own)
        self.members = self.supported.copy()
        self.members.update(chain.from_iterable([verdict.ids for verdict in self.silent]))
        self.failed = _counted([v.ids for v in self.silent if v.state == "failed"])
        if moves.rows:
            self.own = [moves.supported(verdict) for verdict in self.sound]
            self.supported = _counted(self.own)

    def crossed(self) -> set[str]:
        """Rows that identities along a row and along a column support, or one of these and a comparison of two values.

        Comparisons are with one value of another table or of the text.
        """
        rows: list[Sequence[str]] = []
        columns: list[Sequence[str]] = []
        pairs: list[Sequence[str]] = []
        for verdict, own in zip(self.sound, self.own, strict=True):
            family = verdict.instance.family
            if family.axis == "row":
                rows.append(own)
            elif family.axis == "column":
                columns.append(own)
            elif family.apart and len(verdict.ids) == 2:
                pairs.append(own)
        by_row, by_column, paired = (set[str]().union(*ids) for ids in (rows, columns, pairs))
        return (by_row & by_column) | (paired & (by_row | by_column))

    def by_row(self, wanted: set[str]) -> dict[str, list[Verdict]]:
        """The identities that support some rows."""
        found: dict[str, list[Verdict]] = {row_id: [] for row_id in wanted}
        for verdict, own in zip(self.sound, self.own, strict=True):
            for row_id in () if wanted.isdisjoint(own) else own:
                if row_id in found:
                    found[row_id].append(verdict)
        return found


def _counted(ids: Iterable[Iterable[str]]) -> Counter[str]:
    return Counter(chain.from_iterable(ids))


def _proved(support: _Support, crowded: bool) -> set[str]:
    """Rows that two independent identities support; `crowded`: slots may hold several values.

    What an identity along a row shares with one along a column is one value; so is what either shares with one that
    compares just two values outside that row or column.
    """
    twice = {row_id for row_id, count in support.supported.items() if count > 1}
    crossed = set() if crowded else twice & support.crossed()
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
    proved = _proved(support, crowded).difference(placement.open)
    supported, members = support.supported, support.members.get
    lines = [amount.line_id for table in board.tables for row in table.rows for amount in row.amounts]
    found: dict[str, tuple[Tier, int, int]] = {
        line: (
            "proved" if line in proved else "consistent" if line in supported else "unchecked",
            members(line, 0),
            0,
        )
        for line in lines
    }
    for line in contradicted & found.keys():
        found[line] = "contradicted", found[line][1], 0
    for line, broken in support.failed.items():
        if line in found:
            tier, checks, _ = found[line]
            found[line] = tier, checks - broken, broken
    return found
