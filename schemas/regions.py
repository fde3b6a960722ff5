"""Administrative divisions by year: the region that printed text names, and nothing when several fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas.errors import SpecificationError
from schemas.resources import read_csv, read_toml

FILE = "codes/divisions.csv"
SHORTEST = 2
LONGEST = 16


@dataclass(frozen=True, slots=True)
class Division:
    """A division with its six-digit code and the years that it existed (0: open, `last` excluded)."""

    code: str
    name: str
    first: int
    last: int

    @property
    def scope(self) -> str:
        """The digits that the codes of everything in it begin with."""
        if self.code.endswith("0000"):
            return self.code[:2]
        return self.code.removesuffix("00") if self.code.endswith("00") else self.code

    def holds(self, year: int) -> bool:
        """Whether the division existed in `year`; each does when no year is known."""
        return not year or (self.first <= year and (not self.last or year < self.last))


@dataclass(frozen=True, slots=True)
class Region:
    """What text names at `start:end`: a division, or only its province where several divisions fit."""

    code: str | None
    name: str | None
    province: str | None
    start: int
    end: int


@cache
def _vocabulary() -> dict[str, Any]:
    return read_toml("codes/divisions.toml")


@cache
def divisions() -> tuple[Division, ...]:
    """Every division since 2006 in order of code; `SpecificationError` names a malformed line."""
    found = []
    for line, row in enumerate(read_csv(FILE), 2):
        years = [row["valid_from"] or "0", row["valid_to"] or "0"]
        if len(row["code"]) != 6 or not row["code"].isdecimal() or not all(map(str.isdecimal, years)):
            raise SpecificationError(f"schemas/{FILE}", line, "a code of six digits and years are needed")
        found.append(Division(row["code"], row["name"], int(years[0]), int(years[1])))
    return tuple(found)


@cache
def _short(name: str) -> tuple[str, str]:
    """The short name and the ending that was cut off."""
    for ending in _vocabulary()["endings"]:
        if name.endswith(ending) and len(name) - len(ending) >= SHORTEST:
            stem = name.removesuffix(ending)
            for people in _vocabulary()["peoples"] if ending in _vocabulary()["shortened"] else ():
                if len(stem) - len(people) >= SHORTEST:
                    stem = stem.replace(people, "")
            return stem, ending
    return name, ""


def _index(pairs: Iterable[tuple[str, Division]]) -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for name, division in pairs:
        found.setdefault(name, []).append(division)
    return {name: tuple(group) for name, group in found.items()}


def _printed_names() -> Iterator[tuple[str, Division]]:
    for division in divisions():
        yield division.name, division
        if division.name.endswith(tuple(_vocabulary()["shortened"])):
            stem, ending = _short(division.name)
            yield stem + _vocabulary()["shortened"][ending], division


@cache
def _names() -> dict[str, tuple[Division, ...]]:
    return _index(_printed_names())


@cache
def _stems() -> dict[str, tuple[Division, ...]]:
    return _index((_short(division.name)[0], division) for division in divisions())


@cache
def province_name(code: str) -> str | None:
    """The province of a code."""
    return next((division.name for division in divisions() if division.code == code[:2] + "0000"), None)


def _at(text: str, start: int, names: dict[str, tuple[Division, ...]]) -> tuple[int, tuple[Division, ...]]:
    """The longest name that stands at `start`: where it ends, and the divisions of that name."""
    for end in range(min(len(text), start + LONGEST), start + SHORTEST - 1, -1):
        if text[start:end] in names:
            return end, names[text[start:end]]
    return start, ()


def _in_year(found: Iterable[Division], year: int) -> tuple[Division, ...]:
    """The divisions of `year`; all of them when none existed then."""
    every = tuple(found)
    return tuple(division for division in every if division.holds(year)) or every


def _inner(text: str, end: int, outer: tuple[Division, ...]) -> tuple[int, tuple[Division, ...]]:
    """The chain of divisions printed after `outer`, down to the innermost."""
    while True:
        stop, found = _at(text, end, _names())
        inside = tuple(
            one for one in found if any(one.code.startswith(o.scope) and one.code != o.code for o in outer)
        )
        if not inside:
            return end, outer
        end, outer = stop, inside


def _first(text: str) -> tuple[int, int, tuple[Division, ...]]:
    """Where the first place stands: after a prefix, by its short name in a zone, or further on."""
    start = next((len(word) for word in _vocabulary()["prefixes"] if text.startswith(word)), 0)
    end, found = _at(text, start, _names())
    if text[start:end] in _vocabulary()["dependent"]:
        return 0, 0, ()
    if found:
        return start, end, found
    end, found = _at(text, start, _stems())
    if found and any(zone in text[end:] for zone in _vocabulary()["zones"]):
        return start, end, found
    for place in range(start + 1, len(text)):
        end, found = _at(text, place, _names())
        if end - place > SHORTEST and text[place:end] not in _vocabulary()["dependent"]:
            return place, end, found
    return 0, 0, ()


def _narrowed(found: tuple[Division, ...], context: str) -> tuple[Division, ...]:
    """The divisions whose city or province `context` names; all of them when that settles nothing."""
    if len({division.code for division in found}) < 2 or not context:
        return found
    parents = {division.code: division.name for division in divisions() if division.code[4:] == "00"}
    kept = tuple(
        division
        for division in found
        if any(
            parents.get(code) and parents[code] in context and code != division.code
            for code in (division.code[:4] + "00", division.code[:2] + "0000")
        )
    )
    return kept or found


def _common(found: tuple[Division, ...]) -> Division | None:
    """The division that holds all of the others, or the only one."""
    for division in found:
        if all(other.code.startswith(division.scope) for other in found):
            return division
    return None


def find_region(text: str, year: int = 0, context: str = "") -> Region | None:
    """The region that `text` (folded by `key`) names in `year`; `context` settles shared names."""
    start, end, found = _first(text)
    if not found:
        return None
    end, found = _inner(text, end, _in_year(found, year))
    found = _narrowed(_in_year(found, year), context)
    division = _common(found)
    provinces = {one.code[:2] for one in found}
    province = province_name(found[0].code) if len(provinces) == 1 else None
    if division is None or not division.holds(year):
        return Region(None, None, province, start, end)
    return Region(division.code, division.name, province, start, end)
