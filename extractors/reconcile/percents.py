"""Percentages printed in tables, recomputed from the amounts of their row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from schemas.harvest import Finding
from schemas.records import BudgetLine
from schemas.resources import read_toml
from schemas.spans import Text
from schemas.values import parse_value

SLACK = 2  # units of the last decimal of a percentage that rounding of its parts may explain
Rows = Mapping[str, list[BudgetLine]]


@dataclass(frozen=True, slots=True)
class _Claim:
    expected: Decimal
    slack: Decimal
    part: BudgetLine
    whole: BudgetLine


@cache
def _declared() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """(measures of the part, of the whole) by the measure of a percentage."""
    return {
        e["measure"]: (tuple(e["part"]), tuple(e["whole"])) for e in read_toml("identities.toml")["percent"]
    }


def _half(line: BudgetLine) -> Decimal:
    parsed = parse_value(line.amount_raw)
    return Decimal(1).scaleb(-(parsed.decimals if parsed else 2)) / 2


def _claims(row: Rows, wanted: tuple[tuple[str, ...], tuple[str, ...]]) -> Iterator[_Claim]:
    parts, wholes = ([line for name in names for line in row.get(name, ())] for names in wanted)
    for part in parts:
        for whole in wholes:
            if part.value is None or not whole.value or part.unit != whole.unit:
                continue
            expected = part.value / whole.value * 100
            moved = (_half(part) * 100 + abs(expected) * _half(whole)) / abs(whole.value)
            yield _Claim(expected, moved, part, whole)


def _finding(line: BudgetLine, claims: list[_Claim], prints: Mapping[str, Text]) -> Finding | None:
    """Nothing where one of the wholes that the row prints agrees."""
    if not claims or line.value is None:
        return None
    parsed = parse_value(line.amount_raw.rstrip("%\uff05"))
    unit = Decimal(1).scaleb(-(parsed.decimals if parsed else 2))
    printed = abs(line.value)
    if any(abs(printed - abs(claim.expected)) <= SLACK * unit + claim.slack for claim in claims):
        return None
    best = claims[0]
    expected = best.expected.quantize(unit, ROUND_HALF_UP)
    return Finding(
        "percent.wrong",
        prints.get(line.line_id),
        (line.line_id, best.part.line_id, best.whole.line_id),
        expected=str(expected),
        found=str(line.value),
        residual=(printed - abs(expected)).quantize(Decimal("0.000001")),
        values=(
            ("row", line.row_label or line.subject_code or "\u2014"),
            ("equation", f"{best.part.amount_raw} \u00f7 {best.whole.amount_raw}"),
        ),
    )


def percent_findings(
    lines: Iterable[BudgetLine], prints: Mapping[str, Text], suspects: frozenset[str]
) -> Iterator[Finding]:
    """Percentages of tables that do not follow from the amounts beside them; `suspects` are amounts known to be wrong."""
    rows: dict[tuple[object, ...], dict[str, list[BudgetLine]]] = {}
    for line in lines:
        place = (
            line.table_id,
            line.page,
            line.line_start,
            line.row_number,
            line.row_label,
            line.subject_code,
        )
        if line.measure is not None and line.value is not None:
            rows.setdefault(place, {}).setdefault(line.measure, []).append(line)
    for row in rows.values():
        for measure, wanted in _declared().items():
            for line in row.get(measure, ()):
                if line.value_kind == "percent":
                    found = _finding(line, list(_claims(row, wanted)), prints)
                    if found is not None and not suspects & set(found.row_ids):
                        yield found
