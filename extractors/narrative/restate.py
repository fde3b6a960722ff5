"""What a statement restates: the printed amount of a form that it names, and whether the two agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Literal

from schemas.characters import key
from schemas.errors import SpecificationError
from schemas.harvest import Finding, Harvest, Sourced
from schemas.phrases import FILE, phrases
from schemas.records import BudgetLine, Record, StatementRow
from schemas.values import parse_value, unit_factors

Agreement = Literal["agrees", "rounding", "disagrees", "no_counterpart"]
_TOTAL, _SUBJECT, _ROW = "@total", "@subject", "@row"
_SIDES = ("revenue", "expenditure", "balance", "side")


@dataclass(frozen=True, slots=True)
class _Address:
    """Where a figure stands: form, row (a selector or a label, with its side) and measure."""

    form_id: str
    side: str | None
    row: str
    measure: str


def _address(text: str) -> _Address:
    parts = [part.strip() for part in text.split("/")]
    if len(parts) != 3:
        raise SpecificationError(f"schemas/{FILE}", None, f"{text!r} is not `form / row / measure`")
    side, found, label = parts[1].partition(":")
    if found and side not in _SIDES:
        raise SpecificationError(f"schemas/{FILE}", None, f"{text!r}: unknown side {side!r}")
    if not found:
        return _Address(parts[0], None, parts[1], parts[2])
    return _Address(parts[0], None if side == "side" else side, key(label), parts[2])


@cache
def _addresses() -> dict[tuple[str, bool], tuple[_Address, ...]]:
    found: dict[tuple[str, bool], tuple[_Address, ...]] = {}
    for entry in phrases().get("counterpart", []):
        found[entry["metric"], entry.get("subject", False)] = tuple(map(_address, entry["at"]))
    return found


def _row_fits(line: BudgetLine, address: _Address, subject_code: str | None) -> bool:
    if address.row == _SUBJECT:
        return line.subject_code == subject_code
    if address.row == _TOTAL:
        return line.is_total and line.subject_code is None
    if address.row == _ROW:
        return True
    return key(line.row_label or "") == address.row and address.side in (None, line.side)


def _fits(line: BudgetLine, address: _Address, statement: StatementRow) -> bool:
    restates = phrases()["restates"][statement.role]
    if line.form_id != address.form_id or line.measure != address.measure or line.amount is None:
        return False
    if not _row_fits(line, address, statement.subject_code):
        return False
    year = statement.fiscal_year + restates["year"]
    if line.value_year not in (None, year) and statement.fiscal_year:
        return False
    return (line.value_year is not None and restates["year"] != 0) or line.phase in (
        None,
        *restates["phases"],
    )


def _counterpart(statement: StatementRow, lines: Sequence[BudgetLine]) -> BudgetLine | None:
    """The line that a statement restates; None where there is none, or several that differ."""
    if statement.amount is None or statement.role not in phrases()["restates"]:
        return None
    for address in _addresses().get((statement.metric, statement.subject_code is not None), ()):
        found = [line for line in lines if _fits(line, address, statement)]
        if found:
            return found[0] if len({line.amount for line in found}) == 1 else None
    return None


def _place(printed: str, unit: str | None) -> Decimal | None:
    """What one unit of the last printed digit is worth in yuan."""
    parsed, factor = parse_value(printed), unit_factors().get(unit or "")
    if parsed is None or factor is None:
        return None
    return factor.scaleb(-parsed.decimals)


def _compare(statement: StatementRow, line: BudgetLine) -> Agreement:
    said, printed = statement.amount, line.amount
    if said is None or printed is None:
        return "no_counterpart"
    places = [_place(statement.value_raw, statement.unit), _place(line.amount_raw, line.unit)]
    coarser = max((place for place in places if place is not None), default=Decimal("0.01"))
    difference = abs(_rounded(said, coarser) - _rounded(printed, coarser))
    if difference == 0:
        return "agrees"
    return "rounding" if difference <= coarser else "disagrees"


def _rounded(value: Decimal, place: Decimal) -> Decimal:
    return (value / place).quantize(Decimal(1), ROUND_HALF_UP) * place


def _restated(
    rows: Sequence[Sourced[Record]], lines: Sequence[BudgetLine]
) -> Iterator[tuple[Sourced[Record], BudgetLine | None]]:
    for sourced in rows:
        statement = sourced.record
        if not isinstance(statement, StatementRow):
            yield sourced, None
            continue
        line = _counterpart(statement, lines)
        agreement: Agreement = _compare(statement, line) if line else "no_counterpart"
        line_id = line.line_id if line else None
        yield replace(sourced, record=replace(statement, restates_line_id=line_id, agreement=agreement)), line


def restate(statements: Harvest, budget_lines: Sequence[BudgetLine]) -> Harvest:
    """Statements with the line that each restates; a finding for each that disagrees with it."""
    rows: list[Sourced[Record]] = []
    findings: list[Finding] = list(statements.findings)
    for sourced, line in _restated(statements.rows, budget_lines):
        rows.append(sourced)
        statement = sourced.record
        if line is not None and isinstance(statement, StatementRow) and statement.agreement == "disagrees":
            expected = f"{line.amount_raw} {line.unit or ''}".strip()
            found = f"{statement.value_raw} {statement.unit or ''}".strip()
            at = dict(sourced.sources)["value_raw"]
            ids = (statement.statement_id, line.line_id)
            residual = (statement.amount or Decimal(0)) - (line.amount or Decimal(0))
            findings.append(Finding("statement.disagrees", at, ids, expected, found, residual))
    return Harvest(tuple(rows), tuple(findings), statements.furniture)
