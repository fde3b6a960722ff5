"""Settling: what placement and proof say is written into the budget lines; checks become rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from extractors.reconcile.board import Board
from extractors.reconcile.checks import Verdict
from extractors.reconcile.place import Placement
from extractors.reconcile.proof import Tier
from extractors.reconcile.words import residual
from schemas.amounts import Amount, AmountTable
from schemas.context import Facts
from schemas.quickly import changed
from schemas.records import BudgetLine, CheckMember, CheckRow


def _row_measures(board: Board) -> dict[str, str]:
    """Measures that the row's label carries, by line id."""
    found = {}
    for table, measures in zip(board.tables, board.row_measures, strict=True):
        for row, measure in zip(table.rows, measures, strict=True):
            if measure:
                found.update({amount.line_id: measure for amount in row.amounts})
    return found


def _placed(line: BudgetLine, table: AmountTable, column: int, measure: str | None) -> BudgetLine:
    where = table.columns[column]
    own = None if where.unmapped else where.measure
    return changed(
        line,
        measure=measure if measure and own == "amount" else own,
        column_label=where.label,
        phase=where.phase or line.phase,
        value_year=where.value_year if (where.value_year or 0) > 0 else line.value_year,
        column_evidence="inferred",
        candidates=None,
    )


def _left_open(line: BudgetLine, table: AmountTable, columns: Sequence[int]) -> BudgetLine:
    known = [table.columns[column] for column in columns if not table.columns[column].unmapped]
    candidates = tuple(dict.fromkeys(column.measure for column in known))
    return changed(line, measure=None, column_label=None, column_evidence="ambiguous", candidates=candidates)


def settle_line(
    line: BudgetLine, table: AmountTable, amount: Amount, placement: Placement, measure: str | None
) -> BudgetLine:
    """The line with its column as placement left it; lines whose column is printed are not touched."""
    if amount.line_id in placement.columns:
        return _placed(line, table, placement.columns[amount.line_id], measure)
    if amount.line_id in placement.open:
        return _left_open(line, table, placement.open[amount.line_id])
    return line


def settle(
    board: Board,
    lines: Mapping[str, BudgetLine],
    placement: Placement,
    proofs: Mapping[str, tuple[Tier, int, int]],
) -> dict[str, BudgetLine]:
    """Every line of the board's tables with column, proof and number of checks."""
    measures = _row_measures(board)
    settled: dict[str, BudgetLine] = {}
    for table in board.tables:
        for _, amount in table.amounts():
            line = lines.get(amount.line_id)
            if line is None:
                continue
            tier, passed, failed = proofs[amount.line_id]
            placed = settle_line(line, table, amount, placement, measures.get(amount.line_id))
            settled[amount.line_id] = changed(placed, proof=tier, checks_passed=passed, checks_failed=failed)
    return settled


def check_id(doc_id: str, name: str, members: Iterable[str]) -> str:
    """Stable id of a check: document, identity and the rows it names."""
    digest = hashlib.sha256(f"{doc_id}|checks|{name}|{'|'.join(members)}".encode())
    return digest.hexdigest()[:24]


def check_rows(board: Board, verdicts: Iterable[Verdict], facts: Facts) -> list[CheckRow]:
    """One row per identity and the values it was applied to, in order of their evaluation."""
    rows: dict[str, CheckRow] = {}
    for verdict in verdicts:
        members = tuple([CheckMember(row_id, sign) for row_id, sign in verdict.signed])
        name = verdict.instance.name
        found = CheckRow(
            doc_id=facts.doc_id,
            fiscal_year=facts.fiscal_year,
            check_id=check_id(facts.doc_id, name, [f"{member.sign}{member.row_id}" for member in members]),
            identity=name,
            state=verdict.state,
            residual=residual(board, verdict) if verdict.instance.relation == "=" else Decimal(0),
            members=members,
        )
        rows.setdefault(found.check_id, found)
    return list(rows.values())
