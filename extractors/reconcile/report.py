"""Findings of reconciliation: one per root cause, with both sides in words and every member's row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from extractors.reconcile.board import Board
from extractors.reconcile.checks import Member, Verdict
from extractors.reconcile.suspects import Cause, Hypothesis
from extractors.reconcile.words import amount_text, difference, equation, residual
from schemas.harvest import Finding
from schemas.resources import read_toml
from schemas.spans import Text

EVIDENCE = 4
MANY, FIRST = (
    25,
    5,
)  # causes of one table before it is reported as a whole, and how many still are by themselves
SLIPS = ("transposed", "digit", "lost_digit", "added_digit", "unit", "sign")


@dataclass(frozen=True, slots=True)
class Desk:
    """What findings are written from: the board, the print of every row, rows whose reading is uncertain."""

    board: Board
    prints: Mapping[str, Text]
    marked: frozenset[str]

    def at(self, row_ids: Iterable[str]) -> Text | None:
        """The print of the first row that has one."""
        return next((self.prints[row_id] for row_id in row_ids if row_id in self.prints), None)


def _member(cause: Cause, row_id: str) -> tuple[Member, Verdict] | None:
    for verdict in cause.verdicts:
        for member in verdict.members:
            if member.row_id == row_id:
                return member, verdict
    return None


def _rows(cause: Cause) -> tuple[str, ...]:
    members = [member.row_id for verdict in cause.verdicts for member in verdict.members]
    return tuple(dict.fromkeys([*cause.suspects, *members]))


def _origin(desk: Desk, cause: Cause) -> str:
    """Whose error: the reader's where the reading of a suspect (or of any member) is uncertain."""
    suspects = cause.suspects[:2] if cause.named else _rows(cause)
    if any(row_id in desk.marked for row_id in suspects):
        return "extraction" if cause.named else "unknown"
    return "disclosure"


def _hint(desk: Desk, cause: Cause, language: str) -> str:
    """The most likely repairs in words."""
    texts = read_toml("repairs.toml")
    if not cause.named:
        return str(texts["unnamed"][language])
    parts = []
    for hypothesis in cause.named:
        found = _member(cause, hypothesis.row_ids[0]) if hypothesis.row_ids else None
        if hypothesis.kind == "value" and found is not None:
            member, verdict = found
            printed = amount_text(desk.board, member, verdict)
            repaired = amount_text(desk.board, member, verdict, hypothesis.repaired)
            kind = texts["slip"][hypothesis.slip][language]
            parts.append(texts["value"][language].format(printed=printed, repaired=repaired, kind=kind))
    return str(texts["joint"][language]).join(parts) + texts["end"][language] if parts else ""


def _severity(cause: Cause) -> str:
    """Error where a hard identity of printed values cannot hold; a slip of the text is one only when it is plain."""
    if not any(verdict.sure for verdict in cause.verdicts):
        return "warning"
    narrative = all(verdict.instance.numbers for verdict in cause.verdicts)
    plain = bool(cause.named) and cause.named[0].slip in SLIPS
    return "error" if plain or not narrative else "warning"


def _sides(desk: Desk, cause: Cause) -> tuple[str, str]:
    """(expected, found) of the best hypothesis, or both sides of the first identity."""
    best = cause.hypotheses[0] if cause.hypotheses else None
    found = _member(cause, best.row_ids[0]) if best and best.row_ids and best.kind == "value" else None
    if best is not None and found is not None and cause.named:
        member, verdict = found
        return amount_text(desk.board, member, verdict, best.repaired), amount_text(
            desk.board, member, verdict
        )
    left, _, right = equation(desk.board, cause.verdicts[0]).partition(" ≠ ")
    return right or left, left


def _moved(desk: Desk, cause: Cause, best: Hypothesis) -> Finding | None:
    found = _member(cause, best.row_ids[0])
    if found is None or found[0].slot is None or best.columns is None:
        return None
    member, verdict = found
    table, row, _ = member.slot or (0, 0, 0)
    line = desk.board.tables[table].rows[row]
    values = (("row", line.label or line.code or "?"), ("count", str(len(best.mends))))
    return Finding(
        "column.shifted", desk.at([member.row_id]), _rows(cause),
        expected=desk.board.tables[table].columns[best.columns[1]].label,
        found=amount_text(desk.board, member, verdict),
        residual=residual(desk.board, cause.verdicts[0]), values=values, severity=_severity(cause),
    )  # fmt: skip


def _missing(desk: Desk, cause: Cause, best: Hypothesis) -> Finding:
    table, row = best.head or (0, 0)
    line = desk.board.tables[table].rows[row]
    equations = "; ".join(equation(desk.board, verdict) for verdict in cause.verdicts[:2])
    values = (
        ("row", line.label or line.code or "?"),
        ("count", str(len(cause.verdicts))),
        ("equation", equations),
    )
    at = desk.at(amount.line_id for amount in line.amounts)
    return Finding(
        "row.missing", at, _rows(cause), residual=residual(desk.board, cause.verdicts[0]), values=values,
        severity=_severity(cause), cause=_origin(desk, cause),
    )  # fmt: skip


def _parts(desk: Desk, cause: Cause, values: tuple[tuple[str, str], ...]) -> Finding:
    first = cause.verdicts[0]
    whole = next(member for member in first.members if member.sign > 0)
    parts = sum(member.ticks for member in first.members if member.sign < 0)
    return Finding(
        "statement.parts", desk.at(_rows(cause)), _rows(cause),
        expected=amount_text(desk.board, whole, first), found=amount_text(desk.board, whole, first, parts),
        residual=residual(desk.board, first), values=values,
    )  # fmt: skip


def cause_finding(desk: Desk, cause: Cause) -> Finding:
    """One root cause as a finding; suspects stand first in its rows."""
    best = cause.hypotheses[0] if cause.hypotheses else None
    if best is not None and best.kind == "row_missing":
        return _missing(desk, cause, best)
    moved = _moved(desk, cause, best) if best is not None and best.kind == "moved" else None
    if moved is not None:
        return moved
    first = cause.verdicts[0]
    expected, found = _sides(desk, cause)
    equations = "; ".join(equation(desk.board, verdict) for verdict in cause.verdicts[:EVIDENCE])
    values = (
        ("equation", equations),
        ("hint", _hint(desk, cause, "en")),
        ("hint_zh", _hint(desk, cause, "zh")),
        ("difference", difference(desk.board, first)),
    )
    text_only = all(verdict.instance.numbers for verdict in cause.verdicts)
    if not any(verdict.instance.slots for verdict in cause.verdicts):
        return _parts(desk, cause, values)
    return Finding(
        rule="statement.disagrees" if text_only else "identity.broken",
        at=desk.at(_rows(cause)),
        row_ids=_rows(cause),
        expected=expected,
        found=found,
        residual=residual(desk.board, first),
        values=values,
        severity=_severity(cause),
        cause=_origin(desk, cause),
    )


def _table_of(cause: Cause) -> int | None:
    slots = [slot for verdict in cause.verdicts for slot, _ in verdict.instance.slots]
    return slots[0][0] if slots else None


def _told_once(desk: Desk, causes: Iterable[Cause]) -> Iterator[Finding]:
    """Findings of causes; the same fault in several columns of a row, or a number told twice, is one finding."""
    found: dict[object, Finding] = {}
    for cause in causes:
        finding = cause_finding(desk, cause)
        rows = frozenset(slot[:2] for verdict in cause.verdicts for slot, _ in verdict.instance.slots)
        same = (finding.rule, finding.values, finding.severity, finding.cause, rows)
        if same in found:
            ids = tuple(dict.fromkeys(found[same].row_ids + finding.row_ids))
            finding = replace(found[same], row_ids=ids)
        found[same] = finding
    yield from found.values()


def cause_findings(desk: Desk, causes: Iterable[Cause], titles: Mapping[str, str]) -> Iterator[Finding]:
    """One finding per root cause; a table with very many is reported as a whole, with its first ones."""
    by_table: dict[int | None, list[Cause]] = {}
    for cause in causes:
        by_table.setdefault(_table_of(cause), []).append(cause)
    for index, own in by_table.items():
        if index is None or len(own) <= MANY:
            yield from _told_once(desk, own)
            continue
        yield from (cause_finding(desk, cause) for cause in own[:FIRST])
        table = desk.board.tables[index]
        ids = tuple(dict.fromkeys(row_id for cause in own for row_id in cause.suspects[:1] or _rows(cause)))
        values = (("title", titles.get(table.table_id, table.form_id)), ("count", str(len(own))))
        yield Finding("table.incoherent", desk.at(ids), ids, values=values)
