"""The words of tables: headings over codes, names, row numbers or values; numbering and totals of row labels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import regex

from schemas.characters import fold, fold_print, key
from schemas.forms import Form
from schemas.resources import read_toml

LEAST_BEGUN = 5  # characters
LABEL_KINDS = ("code", "name", "number", "unit_code")


@cache
def vocabulary() -> dict[str, Any]:
    """The content of `tables.toml`."""
    return read_toml("tables.toml")


@cache
def heading_kinds() -> dict[str, frozenset[str]]:
    """Per heading of a label column (as a key) what its cells may hold."""
    kinds: dict[str, set[str]] = {}
    for kind in LABEL_KINDS:
        for word in vocabulary()["heading"][kind]:
            kinds.setdefault(key(word), set()).add(kind)
    return {word: frozenset(found) for word, found in kinds.items()}


@cache
def ruler_words() -> frozenset[str]:
    """What stands before the column numbers of a ruler row, as keys."""
    return frozenset(map(key, vocabulary()["heading"]["ruler"]))


@cache
def level_words() -> frozenset[str]:
    """Headings over the levels of a code, which may stand on the row of the ruler, as keys."""
    return frozenset(map(key, vocabulary()["heading"]["levels"]))


@cache
def side_words() -> dict[str, str]:
    """Headings that name a side of a table, as keys."""
    heading = vocabulary()["heading"]
    return {key(word): side for side in ("revenue", "expenditure") for word in heading[side]}


@cache
def total_words() -> frozenset[str]:
    """Labels of totals, as keys."""
    return frozenset(map(key, vocabulary()["label"]["total"]))


@cache
def _pattern(table: str, name: str) -> regex.Pattern[str]:
    return regex.compile(vocabulary()[table][name])


def year_of(text: str) -> int | None:
    """The year printed in a heading, or None."""
    match = _pattern("title", "year").search(fold(text))
    return int(match[1]) if match else None


def this_year(heading: str) -> str:
    """A heading without the words for the year before; as it is where it has none."""
    return _pattern("title", "year_before").sub("", key(heading))


def told_year(path: Sequence[str]) -> int | None:
    """The year of a column: as printed in the innermost heading with one, -1 for the year before the document's."""
    for part in reversed(path):
        if (year := year_of(part)) is not None:
            return year
        if _pattern("title", "year_before").match(key(part)):
            return -1
    return None


@lru_cache(maxsize=16_384)
def heading_key(text: str) -> str:
    """A heading as it is compared: folded, without white space, quotes, year and a word before it that says it is a part."""
    folded = _pattern("title", "year").sub("", key(text))
    part = _pattern("label", "part").match(folded)
    return folded[part.end() :] if part and part.end() < len(folded) else folded


def heading_label(text: str) -> str:
    """A heading as it is published: folded, without white space and year; punctuation as printed."""
    return _pattern("title", "year").sub("", "".join(fold_print(text).split()))


def numbering(text: str) -> str:
    """The numbering that a folded label begins with, or an empty string."""
    match = _pattern("label", "numbering").match(text)
    return match[0] if match else ""


def plain_label(text: str) -> str:
    """A row label as it is published: folded, white space joined, numbering removed; punctuation as printed."""
    joined = "".join(fold_print(text).split())
    joined = joined[len(numbering(fold(joined))) :]
    part = _pattern("label", "part").match(fold(joined))
    if part and len(joined) > part.end():
        joined = joined[part.end() :]
        joined = joined[len(numbering(fold(joined))) :]
    return joined


@lru_cache(maxsize=16_384)
def label_key(text: str) -> str:
    """A row label as it is compared."""
    return key(plain_label(text))


def form_words(form: Form) -> frozenset[str]:
    """Every heading of a form, as heading keys."""
    return frozenset(heading_key(text) for column in form.columns for level in column.path for text in level)


def kinds_of_heading(heading: str) -> frozenset[str]:
    """What cells under a heading may hold besides values: by its wording, else by how it ends; empty for values."""
    word = key(heading)
    known = heading_kinds().get(word)
    if known is not None:
        return known
    table = vocabulary()["heading"]
    if word.endswith(tuple(table["code_endings"])):
        unit = any(part in word for part in table["unit_words"]) and not any(
            c in word for c in table["filler"][-1:]
        )
        return frozenset({"unit_code" if unit else "code"})
    if word.endswith(tuple(table["name_endings"])) or _pattern("heading", "name_pattern").match(word):
        return frozenset({"name"})
    if word in map(key, table["remark"]):
        return frozenset({"remark"})
    return _kinds_begun(word) if len(word) >= LEAST_BEGUN else frozenset()


@lru_cache(maxsize=4096)
def _kinds_begun(word: str) -> frozenset[str]:
    """What cells may hold under a heading that is cut off: what they hold under all that begin so."""
    return frozenset().union(*(kinds for whole, kinds in heading_kinds().items() if whole.startswith(word)))


def is_remark(path: Sequence[str]) -> bool:
    """Whether the innermost of the headings over a column stands over remarks."""
    return bool(path) and key(path[-1]) in map(key, vocabulary()["heading"]["remark"])


def value_kind(heading: str) -> str:
    """money, percent or count, by the words of a heading that no column of a form explains."""
    word, table = key(heading), vocabulary()["heading"]
    if any(part in word for part in table["percent_words"]):
        return "percent"
    return "count" if any(part in word for part in table["count_words"]) else "money"


def dropped_headings(sided: bool) -> frozenset[str]:
    """Headings that are no part of a published column label: plain ones, and in a table of two sides the sides."""
    label = vocabulary()["label"]
    return frozenset(map(key, (*label["plain"], *(label["sides"] if sided else ()))))
