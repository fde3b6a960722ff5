"""Numbers of running text: amounts, percentages, counts and scores, and numbers that are none of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

import regex

from schemas.document import Furniture
from schemas.phrases import asides, base, phrases
from schemas.prose import Prose, plain
from schemas.values import unit_factors

NumberKind = Literal["money", "percent", "count", "score"]

_NUMBER = regex.compile(r"(?<![\d.])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d])")
# (1)  1)  1.  1\u3001 but not 1.5; a year may follow: 1.2019
_LIST_NUMBER = regex.compile(
    r"\(\d{1,3}\)[\u3001.]?|\d{1,3}(?:\)[\u3001.]?|[\u3001.](?!\d)|[\u3001.](?=(?:19|20)\d\d\D))"
)
_STOPS = "\u3002;:!?\uff0c"
YEARS = range(1900, 2100)
YEAR_DIGITS = 4
LONGEST_LIST_NUMBER = 2
LONGEST_UNIT = 8
CODE = "subject_code"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a stream: `start:end` with its sign, `stop` the end of its unit.

    `lent`: where the unit stands that is not right behind it: that of the next number of its row, or after a word.
    """

    start: int
    end: int
    stop: int
    kind: NumberKind
    value: Decimal
    unit: str
    decimals: int
    lent: tuple[int, int] | None = None

    @property
    def unit_at(self) -> tuple[int, int]:
        """Where its unit is printed."""
        return self.lent or (self.end, self.stop)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a stream: values, asides (place and kind), and numbers without a known unit."""

    values: tuple[Number, ...]
    asides: tuple[tuple[int, int, str], ...]
    unread: tuple[tuple[int, int], ...]


@cache
def _units() -> tuple[tuple[str, NumberKind, Decimal], ...]:
    """(print after the number, kind, multiplier) longest first; money keeps its unit's name."""
    vocabulary = phrases()["number"]
    one = Decimal(1)
    found: list[tuple[str, NumberKind, Decimal]] = [(name, "money", one) for name in unit_factors()]
    found += [(plain(unit), "percent", one) for unit in vocabulary["percent"]]
    found += [(plain(unit), "score", one) for unit in vocabulary["score"]]
    for unit in vocabulary["count"]:
        found.append((plain(unit), "count", one))
        found += [
            (word + plain(unit), "count", Decimal(factor))
            for word, factor in vocabulary["multiplier"].items()
        ]
    return tuple(sorted(found, key=lambda item: (-len(item[0]), item[0])))


@cache
def _multipliers() -> dict[str, str]:
    names = unit_factors()
    vocabulary = phrases()["number"]["multiplier"]
    return {
        word: name for word, factor in vocabulary.items() for name in names if names[name] == Decimal(factor)
    }


@cache
def _unit_pattern() -> tuple[regex.Pattern[str], dict[str, tuple[str, NumberKind, Decimal]]]:
    """One pattern for every unit, and what each print stands for."""
    known = {printed: (printed, kind, factor) for printed, kind, factor in reversed(_units())}
    for word, name in _multipliers().items():
        known.setdefault(word, (name, "money", Decimal(1)))
        for more, factor in phrases()["number"]["multiplier"].items():
            for printed in (more + word, more + name):
                known.setdefault(printed, (name, "money", Decimal(factor)))
    longest = sorted(known, key=lambda printed: (-len(printed), printed))
    return regex.compile("|".join(map(regex.escape, longest))), known


def _unit_at(stream: str, at: int) -> tuple[str, NumberKind, Decimal, int] | None:
    """Unit, kind, multiplier and end of the unit that stands at `at`."""
    pattern, known = _unit_pattern()
    match = pattern.match(stream, at)
    return None if match is None else (*known[match[0]], match.end())


def starts_with_unit(text: str) -> bool:
    """Whether a text goes on with the unit of a number before it."""
    return _unit_at(plain(text[:LONGEST_UNIT]), 0) is not None


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else."""
    found = _unit_at(plain(text), 0)
    return found is not None and found[3] == len(text)


def _list_numbers(prose: Prose) -> list[tuple[int, int, str]]:
    stream, found = prose.plain, []
    starts = set(prose.starts)
    for match in _LIST_NUMBER.finditer(stream):
        before = stream[match.start() - 1 : match.start()]
        opens = match.start() in starts or before in _STOPS
        bracketed = match[0].startswith("(") == (")" in match[0])
        if opens and bracketed:
            found.append((match.start(), match.end(), "list_number"))
    return found


def _asides(prose: Prose) -> list[tuple[int, int, str]]:
    found = _list_numbers(prose)
    for aside in asides():
        found += [
            (match.start(), match.end(), aside.kind)
            for match in aside.pattern.finditer(prose.plain)
            if aside.kind != CODE or _unit_at(prose.plain, match.end()) is None
        ]
    kept: list[tuple[int, int, str]] = []
    covered: set[int] = set()
    for start, end, kind in found:
        if not covered.intersection(range(start, end)):
            covered.update(range(start, end))
            kept.append((start, end, kind))
    return sorted(kept)


def _signed(stream: str, start: int) -> int:
    range_from = stream[start - 2 : start - 1]
    joined = range_from.isascii() and range_from.isalnum()
    return start - 1 if stream[start - 1 : start] == "-" and not joined else start


def _read(stream: str, match: regex.Match[str]) -> Number | None:
    passed = (" ", *phrases()["number"]["approximate"])
    gap = 1 if stream[match.end() : match.end() + 1] in passed else 0
    unit = _unit_at(stream, match.end() + gap)
    if unit is None:
        return None
    printed, kind, factor, stop = unit
    start = _signed(stream, match.start())
    digits = match[0].replace(",", "")
    value = Decimal(digits) * factor * (-1 if start < match.start() else 1)
    apart = (match.end() + gap, stop) if stream[match.end() : match.end() + gap].strip() else None
    return Number(start, match.end(), stop, kind, value, printed, len(digits.partition(".")[2]), apart)


def _lent(stream: str, match: regex.Match[str], following: Number) -> Number | None:
    """A number without a unit right before `following`, which has it for both: 12.5, 13.5 yuan."""
    between = stream[match.end() : following.start]
    alike = following.kind in ("money", "percent") and "." in match[0] and following.decimals
    if not alike or base("row").fullmatch(between) is None:
        return None
    digits = match[0].replace(",", "")
    start = _signed(stream, match.start())
    value = Decimal(digits) * (-1 if start < match.start() else 1)
    decimals = len(digits.partition(".")[2])
    unit_at = following.unit_at
    return Number(start, match.end(), match.end(), following.kind, value, following.unit, decimals, unit_at)


def _bare_year(printed: str) -> bool:
    return len(printed) == YEAR_DIGITS and printed.isdigit() and int(printed) in YEARS


def read_numbers(prose: Prose) -> Numbers:
    """Every number of a stream, each as exactly one of value, aside and unread."""
    others = _asides(prose)
    covered = {at for start, end, _ in others for at in range(start, end)}
    values: list[Number] = []
    unread: list[tuple[int, int]] = []
    starts = set(prose.starts)
    following: Number | None = None
    for match in reversed(list(_NUMBER.finditer(prose.plain))):
        if match.start() in covered:
            continue
        number = _read(prose.plain, match)
        if number is None and following is not None:
            number = _lent(prose.plain, match, following)
        following = number
        if number is not None:
            values.append(number)
        elif match.start() in starts and match[0].isdigit() and len(match[0]) <= LONGEST_LIST_NUMBER:
            others.append((match.start(), match.end(), "list_number"))
        elif _bare_year(match[0]):
            others.append((match.start(), match.end(), "year"))
        else:
            unread.append((match.start(), match.end()))
    return Numbers(tuple(reversed(values)), tuple(sorted(others)), tuple(reversed(unread)))


def until(numbers: Numbers, end: int) -> tuple[Numbers, Numbers]:
    """The numbers before a place of the stream, and those from there on."""
    parts = []
    for low, high in ((0, end), (end, sys.maxsize)):
        parts.append(
            Numbers(
                tuple(number for number in numbers.values if low <= number.start < high),
                tuple(aside for aside in numbers.asides if low <= aside[0] < high),
                tuple(place for place in numbers.unread if low <= place[0] < high),
            )
        )
    return parts[0], parts[1]


def aside_furniture(prose: Prose, numbers: Numbers) -> tuple[Furniture, ...]:
    """Years, dates, list and document numbers: accounted for, no data."""
    return tuple(Furniture(prose.cut(start, end), kind) for start, end, kind in numbers.asides)


def prose_furniture(prose: Prose, numbers: Numbers) -> tuple[Furniture, ...]:
    """Every number of prose that states nothing (definitions, duties, goals): accounted for, no data."""
    places = [(number.start, number.end) for number in numbers.values] + list(numbers.unread)
    stated = tuple(Furniture(prose.cut(start, end), "prose") for start, end in sorted(places))
    return stated + aside_furniture(prose, numbers)
