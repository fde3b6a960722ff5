"""The outline of a document: its sections, and the knowledge of how headings look."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from schemas.characters import key, keyed
from schemas.errors import SpecificationError
from schemas.resources import read_toml
from schemas.spans import Text, row_id

FILE = "sections.toml"
LONGEST_TITLE = 60
CLAUSE_ENDS = "\u3002\uff0c,\uff1b;\uff1a:"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch under a heading; `lines`: first and last index into `document.lines`, with sections below.

    `body` is the index of the first line after the heading, `own_end` the last before the next heading,
    `parent` an index into the outline, `ordinal` counts from 1 among the sections of one parent.
    """

    title: Text
    level: int
    ordinal: int
    kind: str
    parent: int | None
    lines: tuple[int, int]
    body: int
    own_end: int
    page: int
    style: str = ""

    @property
    def shown(self) -> Text:
        """The title; of prose that begins a text without headings no more than its first clause."""
        printed = str(self.title)
        if len(printed) <= LONGEST_TITLE:
            return self.title
        end = next((at for at, character in enumerate(printed) if character in CLAUSE_ENDS), LONGEST_TITLE)
        return self.title.cut(0, min(end, LONGEST_TITLE)).strip()

    @property
    def name(self) -> str:
        """The title as printed, white space joined."""
        return "".join(str(self.title).split())


@dataclass(frozen=True, slots=True)
class Marker:
    """Numbering before a heading or an item: its style, number and how many printed characters it takes."""

    style: str
    number: int
    end: int


@dataclass(frozen=True, slots=True)
class GoalHeading:
    """Headings under which goals stand in running text.

    `items`: each numbered item is a goal of its own; `titled`: the line with an item's number names it.
    """

    kind: str
    words: tuple[str, ...]
    excluded: tuple[str, ...]
    items: bool
    titled: bool


@cache
def vocabulary() -> dict[str, Any]:
    """The parsed `sections.toml`."""
    return read_toml(FILE)


@cache
def _markers() -> tuple[tuple[str, bool, regex.Pattern[str]], ...]:
    found = []
    for entry in vocabulary()["marker"]:
        if {"style", "outline", "pattern"} - set(entry):
            raise SpecificationError(f"schemas/{FILE}", None, "a [[marker]] needs style, outline and pattern")
        found.append((entry["style"], entry["outline"], regex.compile(entry["pattern"])))
    return tuple(found)


@cache
def outline_styles() -> tuple[str, ...]:
    """Styles of numbering that may open a section, outermost first."""
    return tuple(style for style, outline, _ in _markers() if outline)


def _number(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    numerals = vocabulary()["numerals"]
    digits, ten = numerals["digits"], numerals["ten"]
    if ten not in printed:
        return int(digits.find(printed[-1])) + 1
    tens, _, units = printed.partition(ten)
    return 10 * (digits.find(tens) + 1 if tens else 1) + (digits.find(units) + 1 if units else 0)


def read_marker(printed: str) -> Marker | None:
    """The numbering at the start of a printed line, or None."""
    folded, offsets = keyed(printed[:24])
    for style, _, pattern in _markers():
        match = pattern.match(folded)
        if match:
            return Marker(style, _number(match[1]), offsets[match.end() - 1] + 1)
    return None


@cache
def _kinds() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((entry["kind"], tuple(map(key, entry["words"]))) for entry in vocabulary()["kind"])


def kind_of(title: str) -> str | None:
    """What a title says its section holds, None when it does not say."""
    folded = key(title)
    return next((kind for kind, words in _kinds() if any(word in folded for word in words)), None)


@cache
def goal_headings() -> tuple[GoalHeading, ...]:
    """Headings of goals in running text, in the order in which they are tried."""
    return tuple(
        GoalHeading(
            kind=entry["kind"],
            words=tuple(map(key, entry["words"])),
            excluded=tuple(map(key, entry.get("not", ()))),
            items=entry["items"],
            titled=entry.get("titled", False),
        )
        for entry in vocabulary()["goal"]
    )


def section_id(doc_id: str, section: Section) -> str:
    """The id of a section's row."""
    return row_id(doc_id, "sections", section.title)


def ancestors(sections: tuple[Section, ...], index: int) -> tuple[Section, ...]:
    """The section at `index` and the sections above it, innermost first."""
    chain = []
    at: int | None = index
    while at is not None:
        chain.append(sections[at])
        at = sections[at].parent
    return tuple(chain)
