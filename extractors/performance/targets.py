"""Targets and actual values: operator, number and unit apart; words stay words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import regex

from schemas.characters import fold
from schemas.performance import year_pattern
from schemas.values import NUMBER, no_unit_characters, operators, parse_value, target_units

LONGEST_UNIT = 8
_NUMBER = regex.compile(rf"^(?P<sign>-)?(?P<number>{NUMBER})")
_UNIT = regex.compile(r"^(?:%|[‰℃]|[\p{Han}A-Za-z/·²³]+(?:/[\p{Han}A-Za-z]+)?)$")


@dataclass(frozen=True, slots=True)
class Target:
    """A target taken apart: `value` with `unit` when it is a number with at most an operator and a unit, else `words`."""

    operator: str | None = None
    value: Decimal | None = None
    unit: str | None = None
    words: str | None = None


def _operator(folded: str) -> tuple[str | None, str]:
    for word, operator in operators():
        if folded.startswith(word):
            return operator, folded[len(word) :]
    return None, folded


def _unit(rest: str) -> str | None:
    """The unit printed behind a number: empty for none, None when the rest is no unit."""
    bare = rest[1:-1] if rest.startswith("(") and rest.endswith(")") else rest
    if not bare:
        return ""
    if len(bare) > LONGEST_UNIT or not _UNIT.fullmatch(bare) or no_unit_characters() & set(bare):
        return None
    return target_units().get(bare, bare)


def parse_target(printed: str) -> Target:
    """Take a printed target apart.

    `≥95%` is >=, 95, %; `=100.00(%)` likewise; a word operator before words keeps the operator and the whole text;
    a calendar year is words.
    """
    text = printed.strip()
    folded = "".join(fold(text).split())
    if not folded:
        return Target()
    parsed = parse_value(text)
    if parsed is not None and parsed.value is None:
        return Target(words=text)
    operator, rest = _operator(folded)
    match = _NUMBER.match(rest)
    if match and not year_pattern().match(rest):
        unit = _unit(rest[match.end() :])
        if unit is not None:
            sign = -1 if match["sign"] else 1
            return Target(operator, sign * Decimal(match["number"].replace(",", "")), unit or None)
    return Target(operator if rest else None, words=text)
