"""One document reconciled, from its tables and statements to settled lines, checks and findings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.reconcile.across import across_instances
from extractors.reconcile.barred import barred_columns
from extractors.reconcile.board import Board
from extractors.reconcile.checks import Verdict, judge
from extractors.reconcile.childless import childless_rows
from extractors.reconcile.ground import table_instances
from extractors.reconcile.indexing import build_board
from extractors.reconcile.instances import Instance, spans_tables
from extractors.reconcile.listed import listed_instances
from extractors.reconcile.narrative import Restated, restated
from extractors.reconcile.place import Placement, place
from extractors.reconcile.placed import standing
from extractors.reconcile.projects import project_instances
from extractors.reconcile.proof import Tier, tiers
from extractors.reconcile.puzzle import RowKey
from extractors.reconcile.standing import Standing
from extractors.reconcile.suspects import Cause, root_causes
from extractors.reconcile.units import UnitSuspect, tables_in_doubt, unit_suspects
from schemas.amounts import AmountTable
from schemas.context import Facts
from schemas.forms import load_forms
from schemas.identities import Identities, load_identities
from schemas.records import ProjectRow, StatementRow
from schemas.restatements import counterparts


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What arithmetic says about a document: placement, verdicts, root causes and the tier of every amount."""

    board: Board
    placement: Placement
    instances: tuple[Instance, ...]
    verdicts: tuple[Verdict, ...]
    causes: tuple[Cause, ...]
    units: tuple[UnitSuspect, ...]
    restated: tuple[Restated, ...]
    tiers: Mapping[str, tuple[Tier, int, int]]
    childless: tuple[RowKey, ...] = ()

    @property
    def settled_verdicts(self) -> tuple[Verdict, ...]:
        """Verdicts that hang on no amount whose place is not trusted, and all that failed."""
        return tuple(settled_only(self.verdicts, self.placement))


@cache
def knowledge() -> Identities:
    """The identities of all known forms."""
    return load_identities(load_forms())


def named_suspects(causes: Iterable[Cause]) -> frozenset[str]:
    """Row ids that are named as the place of an error."""
    return frozenset(r for cause in causes for h in cause.named for r in h.row_ids)


def _suspected(causes: Iterable[Cause]) -> set[str]:
    """Row ids that are named as suspects, or all members where nobody can be named.

    A soft identity contradicts nothing: it is told, and that is all.
    """
    found: set[str] = set()
    for cause in causes:
        if all(verdict.instance.certainty == "soft" for verdict in cause.verdicts):
            continue
        if cause.named:
            found.update(row_id for hypothesis in cause.named for row_id in hypothesis.row_ids)
        elif cause.hypotheses:
            best = cause.hypotheses[0]
            found.update(r for h in cause.hypotheses if h.balance == best.balance for r in h.row_ids)
        else:
            found.update(member.row_id for verdict in cause.verdicts for member in verdict.members)
    return found


def marked_amounts(board: Board, placement: Placement) -> frozenset[str]:
    """Amounts whose reading is uncertain: marks of the reader, or a column that arithmetic chose."""
    return frozenset(
        amount.line_id
        for table in board.tables
        for _, amount in table.amounts()
        if amount.marks or amount.line_id in placement.columns or amount.line_id in placement.open
    )


def _quanta(board: Board, restated: Iterable[Restated]) -> dict[str, int]:
    found = {a.line_id: board.quanta[t] for t, table in enumerate(board.tables) for _, a in table.amounts()}
    for statement in restated:
        found.update({number.row_id: number.quantum for number, _ in statement.instance.numbers})
    return found


def _causes(
    board: Board, placement: Placement, verdicts: Sequence[Verdict], told: Iterable[Restated]
) -> list[Cause]:
    if not any(verdict.broken for verdict in verdicts):
        return []
    return root_causes(board, verdicts, _quanta(board, told), marked_amounts(board, placement))


def _provisional(board: Board, placement: Placement) -> Standing:
    """Where amounts stand when those that are not trusted are taken at their likely column."""
    columns = placement.columns | placement.likely
    opened = {
        line_id: places for line_id, places in placement.open.items() if line_id not in placement.likely
    }
    return standing(board, replace(placement, columns=columns, open=opened))


def settled_only(verdicts: Iterable[Verdict], placement: Placement) -> list[Verdict]:
    """Without verdicts that hold only because untrusted amounts are taken at their likely column."""
    if not placement.distrusted:
        return list(verdicts)
    return [
        verdict
        for verdict in verdicts
        if verdict.broken or not any(member.row_id in placement.distrusted for member in verdict.members)
    ]


def _unit_lines(board: Board, tables: Iterable[int]) -> set[str]:
    return {amount.line_id for t in tables for _, amount in board.tables[t].amounts()}


def reconcile_tables(
    tables: Sequence[AmountTable],
    statements: Sequence[StatementRow],
    facts: Facts,
    projects: Sequence[ProjectRow] = (),
    empty: Collection[str] = (),
) -> Reconciled:
    """Place, check and prove the amounts of one document; `empty` are the forms that it declares empty."""
    declared = knowledge()
    board = build_board(tables, load_forms(), facts)
    told = tuple(restated(board, counterparts(), statements))
    between: list[Instance] = [*across_instances(declared, board)]
    between += [statement.instance for statement in told]
    between += project_instances(board, declared.collections, projects)
    for listing in declared.listings:
        between += listed_instances(board, statements, listing.metric, listing.form)
    instances = [*table_instances(declared, board), *between]
    judged = judge(board, instances, board.here) if board.here else None
    units = unit_suspects(board, between, judged)
    doubted = {unit.table for unit in units}
    if doubted:
        instances = [
            i for i in instances if not (spans_tables(i) and any(s[0] in doubted for s, _ in i.slots))
        ]
        judged = judge(board, instances, board.here) if board.here else None
    placement = place(board, instances, barred=barred_columns(board, declared.empties, empty))
    stand = board.here or _provisional(board, placement)
    verdicts = judge(board, instances, stand) if judged is None else judged
    causes = _causes(board, placement, verdicts, told)
    doubtful = _unit_lines(board, {unit.table for unit in units} | tables_in_doubt(causes, verdicts))
    contradicted = frozenset(_suspected(causes) | doubtful | placement.distrusted)
    proofs = tiers(board, placement, settled_only(verdicts, placement), contradicted, stand.crowded)
    bare = tuple(childless_rows(board))
    return Reconciled(
        board, placement, tuple(instances), tuple(verdicts), tuple(causes), tuple(units), told, proofs, bare
    )
