"""What a printed percentage claims of amounts, and how far rounding may move it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from schemas.records import StatementRow
from schemas.values import parse_value

SLACK = 2  # units of the last decimal of a percentage that rounding of its parts may explain


@dataclass(frozen=True, slots=True)
class Claim:
    """A printed percentage, what it should be, from which statements, and their relation in words."""

    statement: StatementRow
    expected: Decimal
    parts: tuple[StatementRow, ...]
    equation: str


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """A part in percent of the whole, where that is not zero."""
    return part / whole * 100 if whole else None


def in_words(numerator: StatementRow, denominator: str) -> str:
    """The equation of a percentage as the text prints its parts."""
    return f"{numerator.value_raw} ÷ {denominator}"


def of_change(row: StatementRow, now: StatementRow, change: StatementRow) -> Claim | None:
    """What the percentage of a change to an amount should be."""
    if now.amount is None or change.amount is None:
        return None
    prior = now.amount - change.amount if change.direction == "increase" else now.amount + change.amount
    expected = percent(change.amount, prior)
    sign = "−" if change.direction == "increase" else "+"
    words = in_words(change, f"({now.value_raw} {sign} {change.value_raw})")
    return None if expected is None or prior < 0 else Claim(row, expected, (change, now), words)


def difference(claim: Claim) -> tuple[Decimal, Decimal, Decimal]:
    """(printed, expected rounded to the printed decimals, last printed unit)."""
    parsed = parse_value(claim.statement.value_raw.rstrip("%"))
    unit = Decimal(1).scaleb(-(parsed.decimals if parsed else 2))
    printed = claim.statement.ratio or Decimal(0)
    return printed, claim.expected.quantize(unit, ROUND_HALF_UP), unit


def slack(claim: Claim, unit: Decimal) -> Decimal:
    """How far rounding of the printed parts can move the percentage; a list of parts leaves out closing zeros."""
    moved = Decimal(0)
    read = [parsed for part in claim.parts if (parsed := parse_value(part.value_raw)) is not None]
    finest = max((parsed.decimals for parsed in read), default=0)
    for parsed in read:
        if parsed.value:
            half = Decimal(1).scaleb(-(finest if len(read) > 2 else parsed.decimals)) / 2
            moved += claim.expected * half / abs(parsed.value)
    return SLACK * unit + moved
