"""Findings of reconciliation that have no broken identity: rounding tails, units, childless rows, open columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from extractors.reconcile.checks import Verdict
from extractors.reconcile.place import Placement
from extractors.reconcile.puzzle import RowKey
from extractors.reconcile.report import EVIDENCE, Desk
from extractors.reconcile.suspects import Cause
from extractors.reconcile.units import UnitSuspect
from extractors.reconcile.words import difference, equation, residual
from schemas.harvest import Finding


def _rounded(desk: Desk, verdict: Verdict) -> bool:
    """Whether a number of the text is that of the form, correctly rounded to fewer decimals."""
    numbers, slots = verdict.instance.numbers, verdict.instance.slots
    if len(numbers) != 1 or len(verdict.members) != 2:
        return False
    quantum = numbers[0][0].quantum
    return (
        all(desk.board.quanta[slot[0]] < quantum for slot, _ in slots)
        and 2 * abs(verdict.residual) <= quantum
    )


def rounding_findings(desk: Desk, verdicts: Iterable[Verdict]) -> Iterator[Finding]:
    """Rounding tails; the same tail in several columns of the same rows is one finding."""
    tails: dict[tuple[object, str], list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.state == "rounding" and not _rounded(desk, verdict):
            first = verdict.instance.slots[0][0][:2] if verdict.instance.slots else verdict.instance.name
            tails.setdefault((first, equation(desk.board, verdict)), []).append(verdict)
    for (_, words), group in tails.items():
        ids = tuple(dict.fromkeys(member.row_id for verdict in group for member in verdict.members))
        found, _, expected = words.partition(" ≈ ")
        values = (("equation", words), ("difference", difference(desk.board, group[0])))
        gap = residual(desk.board, group[0])
        yield Finding("identity.rounding", desk.at(ids), ids, expected, found, gap, values)


def unit_findings(
    desk: Desk, suspects: Iterable[UnitSuspect], titles: Mapping[str, str]
) -> Iterator[Finding]:
    """Tables whose unit is probably wrong."""
    for suspect in suspects:
        table = desk.board.tables[suspect.table]
        ids = tuple(
            amount.line_id
            for instance in suspect.instances
            for slot, _ in instance.slots
            for amount in desk.board.row(slot).amounts
            if slot[2] in amount.candidates
        )
        values = (
            ("title", titles.get(table.table_id, table.form_id)), ("factor", str(suspect.factor)),
            ("unit", table.unit), ("equation", ", ".join(i.name for i in suspect.instances[:EVIDENCE])),
        )  # fmt: skip
        yield Finding(
            "unit.suspect", desk.at(ids), tuple(dict.fromkeys(ids)), found=table.unit, values=values
        )


def childless_findings(desk: Desk, rows: Iterable[RowKey], causes: Iterable[Cause]) -> Iterator[Finding]:
    """Rows that lack the rows below them, where no cause has said so."""
    told = {cause.hypotheses[0].head for cause in causes if cause.hypotheses}
    for table, index in rows:
        if (table, index) in told:
            continue
        row, *below = desk.board.tables[table].rows[index : index + 2]
        if below and below[0].amounts and not below[0].code and below[0].role != "total":
            continue  # the row below has lost its code: that is told
        ids = tuple(amount.line_id for amount in row.amounts)
        name = " ".join(part for part in (row.code, row.label) if part)
        yield Finding("row.childless", desk.at(ids), ids, values=(("row", name),))


def open_findings(desk: Desk, placement: Placement, titles: Mapping[str, str]) -> Iterator[Finding]:
    """Per table the amounts that stay open, and rows that no reading satisfies."""
    for table in desk.board.tables:
        ids = [a.line_id for _, a in table.amounts() if a.line_id in placement.open]
        if ids:
            values = (("title", titles.get(table.table_id, table.form_id)), ("count", str(len(ids))))
            yield Finding("column.ambiguous", desk.at(ids), tuple(ids), values=values)
