"""How values are written: amounts, percentages, states of a cell and units."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Literal

import regex

from schemas.characters import fold, key
from schemas.resources import read_toml

State = Literal["value", "zero", "blank", "dash", "not_applicable", "unreadable"]

# 4.00  3,823.7  -204.61  (113.00)  ¥1,000  .5  12,345,678.90
LONGEST_NUMBER = 18  # characters of any amount ever printed, and of what sums of many still hold exactly
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_AMOUNT = regex.compile(rf"^[¥$]?(?P<sign>-)?[¥$]?(?P<number>{NUMBER})(?P<percent>%)?$")
_BRACKET = regex.compile(rf"^\((?P<number>{NUMBER})\)$")


@cache
def _units() -> dict[str, Any]:
    return read_toml("units.toml")


@cache
def unit_factors() -> dict[str, Decimal]:
    """Factor to yuan of each unit of money, by name."""
    return {unit["name"]: Decimal(unit["factor"]) for unit in _units()["unit"]}


@cache
def _marks() -> dict[str, State]:
    marks: dict[str, State] = {}
    for state in ("dash", "not_applicable", "unreadable"):
        for mark in _units()["marks"][state]:
            marks[key(mark)] = state
    return marks


SHORT = 40  # characters of prints that are remembered: tables repeat them


@dataclass(frozen=True, slots=True)
class Parsed:
    """A printed value as a number with its state; `percent` when a percent sign is printed."""

    value: Decimal | None
    state: State
    percent: bool = False
    decimals: int = 0


def parse_value(printed: str) -> Parsed | None:
    """Read a printed cell as a number or a state; None when it is words."""
    return _short(printed) if len(printed) <= SHORT else _parse(printed)


@lru_cache(8192)
def _short(printed: str) -> Parsed | None:
    return _parse(printed)


def _parse(printed: str) -> Parsed | None:
    folded = key(printed)
    if not folded:
        return Parsed(None, "blank")
    if folded in _marks():
        return Parsed(None, _marks()[folded])
    bracket = _BRACKET.match(folded)
    match = bracket or _AMOUNT.match(folded)
    if match is None:
        return None
    digits = match["number"].replace(",", "")
    if len(digits) > LONGEST_NUMBER:
        return None
    negative = bracket is not None or match["sign"] is not None
    value = Decimal(digits) * (-1 if negative else 1)
    decimals = len(digits.partition(".")[2])
    percent = bracket is None and match["percent"] is not None
    return Parsed(value, "value" if value else "zero", percent, decimals)


def to_yuan(value: Decimal, unit: str) -> Decimal | None:
    """`value` in `unit` as yuan, exactly; None for a unit that is not money."""
    factor = unit_factors().get(unit)
    if factor is None:
        return None
    return (value * factor).quantize(Decimal("0.01"))


@cache
def _unit_words() -> dict[str, str]:
    words = {key(name): name for name in unit_factors()}
    words.update({key(k): v for k, v in _units()["caption"]["aliases"].items()})
    return words


def unit_name(printed: str) -> str | None:
    """The unit of money that a caption prints (after its label), or None."""
    return _unit_words().get(key(printed).strip("():;,.。，、"))


@cache
def unit_labels() -> tuple[str, ...]:
    """Caption labels before a unit of amounts, longest first."""
    return tuple(sorted(map(key, _units()["caption"]["labels"]), key=len, reverse=True))


@cache
def organisation_labels() -> tuple[str, ...]:
    """Caption labels before an organisation, longest first."""
    labels = _units()["caption"]["organisation_labels"]
    return tuple(sorted(map(key, labels), key=len, reverse=True))


@cache
def operators() -> tuple[tuple[str, str], ...]:
    """(printed, operator) pairs, longest print first."""
    pairs = [(fold(word), op) for op, words in _units()["operators"].items() for word in words]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


@cache
def target_units() -> dict[str, str]:
    """Abbreviated units of targets and what they stand for."""
    return dict(_units()["target_unit"])


@cache
def no_unit_characters() -> frozenset[str]:
    """Characters that show that words behind a number are no unit."""
    return frozenset(_units()["target_unit_stop"]["characters"])
