"""The sentence patterns of narratives, as compiled from `phrases.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from schemas import kept
from schemas.characters import fold
from schemas.errors import SpecificationError
from schemas.prose import CLAUSE_COMMA, plain
from schemas.resources import read_text, read_toml

FILE = "phrases.toml"


@dataclass(frozen=True, slots=True)
class Metric:
    """What a number can be about.

    `weak`: only when nothing else is named; `count`: counts by itself; `alone`: only without another noun right before.
    """

    id: str
    pattern: regex.Pattern[str]
    role: str | None = None
    weak: bool = False
    count: bool = False
    under: regex.Pattern[str] | None = None
    also: str | None = None
    scope: str | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Relative:
    """A number that belongs to the metric named before it: what is appended to that metric's id.

    `own`: of a metric of money it is the amount itself; `money`: it is one of an amount only, `count`: of none.
    """

    suffix: str
    pattern: regex.Pattern[str]
    under: regex.Pattern[str] | None = None
    own: bool = False
    money: bool = False
    count: bool = False
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Aside:
    """Print with digits that is no amount, and the kind under which it is accounted for."""

    kind: str
    pattern: regex.Pattern[str]


@dataclass(frozen=True, slots=True)
class Funding:
    """How names of funds are read: as inflow, or as the spending of a fund where the text tells what it spends.

    Metrics that begin with `inflow` name funds, `mark` is the word that makes them inflow for certain;
    `income` begins metrics that inflow is a part of, `outflow` those that funds pay for, `totals` are the
    totals whose parts by fund are the metrics of `spent`. A total of `whole` right behind `names` is the fund's,
    and a clause with `told` is about no total. A heading with `comes_in` speaks of income, a clause with `involved`
    of none; parts of `evaluated` metrics by fund are no spending. The funds of `apart` have totals and parts of
    their own: `generic` tells their ids.
    """

    mark: str
    inflow: str
    income: tuple[str, ...]
    outflow: tuple[str, ...]
    totals: frozenset[str]
    whole: frozenset[str]
    names: regex.Pattern[str]
    told: regex.Pattern[str]
    comes_in: regex.Pattern[str]
    involved: regex.Pattern[str]
    evaluated: tuple[str, ...]
    spent: dict[str, str]
    apart: dict[str, regex.Pattern[str]]
    generic: dict[str, str]


@cache
def phrases() -> dict[str, Any]:
    """The parsed `phrases.toml`."""
    return read_toml(FILE)


def _line_of(table: str, ordinal: int) -> int | None:
    count = -1
    for number, line in enumerate(read_text(FILE).splitlines(), 1):
        count += line.strip() == f"[[{table}]]"
        if count == ordinal:
            return number
    return None


@cache
def compile_phrase(pattern: str) -> regex.Pattern[str]:
    """A pattern of this file, compiled; written punctuation is folded like prose."""
    return kept.pattern("".join(mark if mark == CLAUSE_COMMA else fold(mark) for mark in pattern))


def _entries(table: str, needed: set[str], allowed: set[str]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = phrases().get(table, [])
    for ordinal, entry in enumerate(entries):
        wrong = [f"missing key {name!r}" for name in sorted(needed - set(entry))]
        wrong += [f"unknown key {name!r}" for name in sorted(set(entry) - needed - allowed)]
        if wrong:
            raise SpecificationError(f"schemas/{FILE}", _line_of(table, ordinal), ", ".join(wrong))
    return entries


def _alternatives(table: str, ordinal: int, words: list[str]) -> regex.Pattern[str]:
    try:
        return compile_phrase("|".join(f"(?:{word})" for word in words))
    except regex.error as error:
        raise SpecificationError(f"schemas/{FILE}", _line_of(table, ordinal), str(error)) from error


def _under(entry: dict[str, Any]) -> regex.Pattern[str] | None:
    return compile_phrase(entry["under"]) if "under" in entry else None


@cache
def metrics() -> tuple[Metric, ...]:
    """Every metric wording, in the order of the file."""
    found = []
    for ordinal, entry in enumerate(
        _entries("metric", {"id", "words"}, {"role", "weak", "count", "under", "also", "scope", "alone"})
    ):
        pattern = _alternatives("metric", ordinal, entry["words"])
        options = {
            name: entry[name] for name in ("role", "weak", "count", "also", "scope", "alone") if name in entry
        }
        found.append(Metric(entry["id"], pattern, under=_under(entry), **options))
    return tuple(found)


@cache
def counts() -> frozenset[str]:
    """The metrics that are counts by themselves."""
    return frozenset(metric.id for metric in metrics() if metric.count)


@cache
def relatives() -> tuple[Relative, ...]:
    """Wordings of numbers that belong to the metric before them."""
    return tuple(
        Relative(
            entry["suffix"],
            _alternatives("relative", ordinal, entry["words"]),
            _under(entry),
            entry.get("own", False),
            entry.get("money", False),
            entry.get("count", False),
            entry.get("role"),
        )
        for ordinal, entry in enumerate(
            _entries("relative", {"suffix", "words"}, {"under", "own", "money", "count", "role"})
        )
    )


@cache
def asides() -> tuple[Aside, ...]:
    """Kinds of print with digits that are no amounts."""
    return tuple(
        Aside(entry["kind"], _alternatives("aside", ordinal, [entry["pattern"]]))
        for ordinal, entry in enumerate(_entries("aside", {"kind", "pattern"}, set()))
    )


@cache
def unit_suffixes() -> dict[str, str]:
    """What the unit of a count appends to the metric that it belongs to."""
    entries = _entries("unit_suffix", {"suffix", "units"}, set())
    return {unit: entry["suffix"] for entry in entries for unit in entry["units"]}


@cache
def role_words() -> tuple[tuple[str, str], ...]:
    """(wording, role) pairs, longest wording first."""
    entries = _entries("role", {"role", "words"}, set())
    pairs = [(plain(word), entry["role"]) for entry in entries for word in entry["words"]]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


@cache
def funding() -> Funding:
    """The table `[funding]`."""
    table = phrases()["funding"]
    return Funding(
        table["mark"],
        table["inflow"],
        tuple(table["income"]),
        tuple(table["outflow"]),
        frozenset(table["totals"]),
        frozenset(table["whole"]),
        compile_phrase(table["names"]),
        compile_phrase(table["mark_of_fund"]),
        compile_phrase(table["mark_of_income"]),
        compile_phrase(table["involved"]),
        tuple(table["evaluated"]),
        table["spent"],
        {fund: compile_phrase(pattern) for fund, pattern in table["apart"].items()},
        table["generic"],
    )


@cache
def base(name: str) -> regex.Pattern[str]:
    """A pattern of the table `[base]`."""
    return compile_phrase(phrases()["base"][name])


@cache
def words(table: str, name: str = "words") -> tuple[str, ...]:
    """A list of words of one table, longest first."""
    return tuple(sorted(map(plain, phrases()[table][name]), key=lambda word: (-len(word), word)))
