"""What performance tables print, as `performance.toml` records it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from schemas.characters import key
from schemas.resources import read_toml

SUFFIXES_CUT = 2


@dataclass(frozen=True, slots=True)
class KeyField:
    """A label of a project table: the field of `projects` it fills (empty: known, not published) and its kind."""

    field: str
    kind: str


@dataclass(frozen=True, slots=True)
class AmountColumnWords:
    """A heading over amounts of a performance table."""

    measure: str
    label: str
    kind: str = "money"
    phase: str | None = None


@dataclass(frozen=True, slots=True)
class Level1:
    """A level-1 label of one style with its level-2 labels in printed order."""

    style: str
    text: str
    level2: tuple[str, ...]


@cache
def data() -> dict[str, Any]:
    """The parsed `performance.toml`."""
    return read_toml("performance.toml")


@cache
def heading_fields() -> dict[str, str]:
    """Field of the indicator block by heading key."""
    return {key(word): field for field, words in data()["headings"].items() for word in words}


def column_fields(printed: Sequence[str]) -> list[str]:
    """Fields of the columns under headings (keys), empty where none is known; a name of indicators has one column: where
    several headings name one, groups are none and the others explain it. An explanation has one as well, others are `further`."""
    plain = [word if word in heading_fields() else without_time(word) for word in printed]
    fields = [heading_fields().get(word, "") for word in plain]
    names = [
        at
        for at, name in enumerate(fields)
        if name == "level3" and (fields.count(name) == 1 or plain[at] not in words("furniture", "labels"))
    ]
    rank = {word: index for index, word in enumerate(heading_fields())}
    best = min(names, key=lambda at: rank[plain[at]], default=None)
    other = "" if "description" in fields else "description"
    told = [at for at, name in enumerate(fields) if name == "description"]
    first = min(told, key=lambda at: rank[plain[at]], default=None)
    return [
        (name if name != "description" or at == first else "further")
        if name != "level3" or at == best
        else other
        if at in names
        else ""
        for at, name in enumerate(fields)
    ]


@cache
def key_fields() -> dict[str, KeyField]:
    """Project field by label key."""
    return {
        key(label): KeyField(entry["field"], entry["kind"])
        for entry in data()["key"]
        for label in entry["labels"]
    }


@cache
def words(table: str, name: str) -> frozenset[str]:
    """A list of wordings as keys."""
    return frozenset(key(word) for word in data()[table][name])


@cache
def amount_rows() -> dict[str, tuple[str, bool]]:
    """(measure, is a total) by label key of a row of amounts."""
    return {
        key(label): (entry["measure"], bool(entry.get("total")))
        for entry in data()["amount_row"]
        for label in entry["labels"]
    }


@cache
def amount_columns() -> dict[str, AmountColumnWords]:
    """Heading over amounts by key."""
    return {
        key(label): AmountColumnWords(
            entry["measure"], entry["labels"][0], entry.get("kind", "money"), entry.get("phase")
        )
        for entry in data()["amount_column"]
        for label in entry["labels"]
    }


@cache
def levels() -> tuple[Level1, ...]:
    """All level-1 labels, styles in the order of the file."""
    return tuple(Level1(entry["style"], entry["text"], tuple(entry["level2"])) for entry in data()["level1"])


@cache
def level_labels() -> frozenset[str]:
    """The level-1 labels of all styles as keys."""
    return frozenset(key(level.text) for level in levels())


@cache
def ordered_styles() -> frozenset[str]:
    """Styles that print every level-2 label in order."""
    return frozenset(data()["ordered"]["styles"])


@cache
def fixed_styles() -> frozenset[str]:
    """Styles in which each level-2 label stands below one level 1, whatever an export prints beside it."""
    return frozenset(data()["ordered"]["fixed"])


@cache
def level3_homes() -> dict[str, tuple[str, str]]:
    """(style, level 2) by key of a level-3 name that a form prints itself."""
    return {
        key(name): (entry["style"], entry["level2"]) for entry in data()["level3"] for name in entry["names"]
    }


@cache
def merged_level2() -> frozenset[str]:
    """Level-2 labels below which one description is printed over all rows."""
    return frozenset(data()["merged"]["level2"])


@cache
def level_hints() -> dict[str, tuple[str, ...]]:
    """Words of level-3 names that tell a level 2 whose label was lost from its neighbour."""
    return {entry["level2"]: tuple(map(key, entry["words"])) for entry in data()["hint"]}


@cache
def year_pattern() -> regex.Pattern[str]:
    """A target that names a calendar year and is no quantity."""
    return regex.compile(data()["target"]["year"])


@cache
def month_pattern() -> regex.Pattern[str]:
    """Headings of the columns of a schedule."""
    return regex.compile(data()["schedule"]["month"])


@cache
def _canon(level: int, style: str | None) -> dict[str, str]:
    known: dict[str, str] = {}
    for entry in levels():
        if style is not None and entry.style != style:
            continue
        for text in (entry.text,) if level == 1 else entry.level2:
            known.setdefault(key(text), text)
    return known


@cache
def _prompt() -> regex.Pattern[str]:
    return regex.compile(data()["prompt"]["pattern"])


def is_prompt(printed: str) -> bool:
    """Whether a cell still holds what the template asks for, and no answer."""
    return _prompt().search(key(printed)) is not None


@cache
def _behind(name: str) -> regex.Pattern[str]:
    return regex.compile(data()["behind"][name])


def without_time(word: str) -> str:
    """A folded heading without the time that it is meant for, which some forms print behind it."""
    return _behind("time").sub("", word)


def without_points(word: str) -> str:
    """A folded label without what some forms print behind it: the points that it is worth, or a time."""
    return _behind("points").sub("", without_time(word))


def plain_unit(word: str) -> str:
    """A folded label whose unit of amounts in brackets stands there alone."""
    return _behind("unit").sub("(", word)


def canonical(printed: str, level: int, style: str | None) -> str | None:
    """The level label that a print stands for: exact, with or without its last word, or cut short; None if unknown."""
    word, known = without_points(key(printed)), _canon(level, style)
    if not word:
        return None
    if word in known:
        return known[word]
    for suffix in map(key, data()["level_suffixes"]["words"]):
        if word + suffix in known:
            return known[word + suffix]
        if word.endswith(suffix) and word.removesuffix(suffix) in known:
            return known[word.removesuffix(suffix)]
    cut = [
        text
        for full, text in known.items()
        if full.startswith(word) and len(full) - len(word) <= SUFFIXES_CUT
    ]
    return cut[0] if len(cut) == 1 and len(word) >= 3 else None


def parent_of(level2: str, style: str) -> str | None:
    """The level-1 label that a level-2 label stands under in a style, or None when it is not exactly one."""
    found = [entry.text for entry in levels() if entry.style == style and level2 in entry.level2]
    return found[0] if len(found) == 1 else None


def order_of(level2: str, style: str) -> int:
    """Position of a level-2 label in the printed order of its style, -1 when it has none."""
    names = [name for entry in levels() if entry.style == style for name in entry.level2]
    return names.index(level2) if level2 in names else -1
