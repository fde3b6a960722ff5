"""The stage: a document's harvest in, the same rows settled and proved out, with checks and findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.reconcile.checks import Verdict, state_of
from extractors.reconcile.document import Reconciled, marked_amounts, named_suspects, reconcile_tables
from extractors.reconcile.names import name_findings
from extractors.reconcile.percents import percent_findings
from extractors.reconcile.performance import performance_tables
from extractors.reconcile.ratios import ratio_findings
from extractors.reconcile.readings import contradicted_rows, open_slots, unsettled
from extractors.reconcile.report import Desk, cause_findings
from extractors.reconcile.report_tables import (
    childless_findings,
    open_findings,
    rounding_findings,
    unit_findings,
)
from extractors.reconcile.settle import check_rows, settle
from extractors.reconcile.targets import rate_findings, review_findings, target_findings
from schemas.amounts import AmountTable
from schemas.context import Facts
from schemas.harvest import Finding, Harvest, Sourced
from schemas.records import BudgetLine, IndicatorRow, ProjectRow, Record, StatementRow, TableRow
from schemas.spans import Text


def _prints(rows: Iterable[Sourced[Record]]) -> dict[str, Text]:
    """The print of every amount and statement by row id."""
    found: dict[str, Text] = {}
    for row in rows:
        sources = dict(row.sources)
        if isinstance(row.record, BudgetLine) and "amount_raw" in sources:
            found[row.record.line_id] = sources["amount_raw"]
        elif isinstance(row.record, StatementRow) and "value_raw" in sources:
            found[row.record.statement_id] = sources["value_raw"]
        elif isinstance(row.record, IndicatorRow) and sources:
            printed = sources.get("actual_raw") or sources.get("target_raw") or row.sources[0][1]
            found[row.record.indicator_id] = printed
    return found


def _agreement(verdicts: Sequence[Verdict]) -> dict[str, tuple[str, str | None]]:
    """(agreement, line restated) by statement id."""
    words = {"passed": "agrees", "rounding": "rounding", "failed": "disagrees"}
    found: dict[str, tuple[str, str | None]] = {}
    for verdict in verdicts:
        if not verdict.instance.numbers or not verdict.instance.shared:
            continue
        lines = [member.row_id for member in verdict.members if member.slot is not None]
        for number, _ in verdict.instance.numbers:
            state = words[state_of(verdict.instance, verdict.residual)]
            if lines or number.ticks:
                found.setdefault(number.row_id, (state, lines[0] if lines else None))
    return found


def _settled(
    row: Sourced[Record], lines: Mapping[str, BudgetLine], agreement: Mapping[str, tuple[str, str | None]]
) -> Sourced[Record]:
    record = row.record
    if isinstance(record, BudgetLine) and record.line_id in lines:
        return Sourced(lines[record.line_id], row.sources)
    if isinstance(record, StatementRow) and record.statement_id in agreement:
        state, line = agreement[record.statement_id]
        settled = replace(record, agreement=state, restates_line_id=line)  # type: ignore[arg-type]
        return Sourced(settled, row.sources)
    return row


def _other_weights(lines: Iterable[BudgetLine]) -> dict[str, frozenset[Decimal]]:
    """Weights that stand beside amounts (of the rate of execution, of the total) by table."""
    found: dict[str, frozenset[Decimal]] = {}
    for line in lines:
        if (line.measure == "weight" or "weight" in (line.candidates or ())) and line.value is not None:
            found[line.table_id] = found.get(line.table_id, frozenset()) | {line.value}
    return found


def _told(records: Sequence[Record], desk: Desk, suspects: frozenset[str]) -> list[Finding]:
    """Findings about what is told in words and indicators, and about names beside codes."""
    statements = [record for record in records if isinstance(record, StatementRow)]
    indicators = [record for record in records if isinstance(record, IndicatorRow)]
    lines = [record for record in records if isinstance(record, BudgetLine)]
    projects = [record for record in records if isinstance(record, ProjectRow)]
    return [
        *ratio_findings(statements, desk.prints, suspects),
        *percent_findings(lines, desk.prints, suspects),
        *target_findings(projects, indicators, desk.prints),
        *review_findings(indicators, _other_weights(lines), desk.prints),
        *rate_findings(indicators, statements, desk.prints),
        *name_findings(lines, desk.prints),
    ]


def _findings(desk: Desk, found: Reconciled, titles: Mapping[str, str]) -> list[Finding]:
    opened = open_slots(found.board, found.placement)
    return [
        *unit_findings(desk, found.units, titles),
        *cause_findings(desk, [cause for cause in found.causes if not unsettled(cause, opened)], titles),
        *childless_findings(desk, found.childless, found.causes),
        *contradicted_rows(desk, found.placement, found.instances),
        *open_findings(desk, found.placement, titles),
        *rounding_findings(desk, found.settled_verdicts),
    ]


def declared_empty(tables: Iterable[TableRow]) -> frozenset[str]:
    """The forms that a document declares empty and prints no amounts of."""
    states: dict[str, set[str]] = {}
    for table in tables:
        states.setdefault(table.form_id or "", set()).add(table.state)
    return frozenset(form for form, found in states.items() if form and found == {"declared_empty"})


def reconcile(harvest: Harvest, tables: Sequence[AmountTable], facts: Facts) -> Harvest:
    """The harvest with settled lines and statements, dataset checks and the findings of arithmetic."""
    records = [row.record for row in harvest.rows]
    statements = [record for record in records if isinstance(record, StatementRow)]
    lines = {record.line_id: record for record in records if isinstance(record, BudgetLine)}
    titles = {record.table_id: record.title or "" for record in records if isinstance(record, TableRow)}
    more = performance_tables(lines.values(), frozenset(table.table_id for table in tables))
    projects = [record for record in records if isinstance(record, ProjectRow)]
    empty = declared_empty(record for record in records if isinstance(record, TableRow))
    found = reconcile_tables([*tables, *more], statements, facts, projects, empty)
    settled = settle(found.board, lines, found.placement, found.tiers)
    agreement = _agreement(found.verdicts)
    desk = Desk(found.board, _prints(harvest.rows), marked_amounts(found.board, found.placement))
    rows = tuple(_settled(row, settled, agreement) for row in harvest.rows)
    checks = tuple(Sourced(check) for check in check_rows(found.board, found.settled_verdicts, facts))
    findings = (
        *harvest.findings,
        *_findings(desk, found, titles),
        *_told(records, desk, named_suspects(found.causes)),
    )
    return Harvest((*rows, *checks), findings, harvest.furniture)
