"""Titles of tables: which form a printed line claims, for which year and organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from extractors.captions import read_piece
from extractors.grids.rows import filled_fields
from schemas.characters import key, keyed
from schemas.document import Line
from schemas.forms import load_forms
from schemas.resources import read_toml
from schemas.spans import Text, join

LONGEST_TITLE = 90
SHORTEST_NAME = 3
PROSE = frozenset(";。!?|")


@dataclass(frozen=True, slots=True)
class Title:
    """A line (or two) that reads as the title of a table; `form_id` None: no form has this title."""

    lines: tuple[Line, ...]
    text: Text
    form_id: str | None
    family: str | None
    year: int | None
    organisation: Text | None
    wording: str


@cache
def _vocabulary() -> dict[str, Any]:
    return read_toml("tables.toml")


@cache
def _patterns(name: str) -> tuple[regex.Pattern[str], ...]:
    return tuple(regex.compile(pattern) for pattern in _vocabulary()["title"][name])


@cache
def _year() -> regex.Pattern[str]:
    return regex.compile(_vocabulary()["title"]["year"])


@cache
def _wordings() -> tuple[tuple[str, str, str], ...]:
    """(wording, form id, family), longest wording first."""
    found = [
        (key(label.text), form.form_id, form.family)
        for form in load_forms().values()
        for label in form.titles
    ]
    return tuple(sorted(found, key=lambda item: (-len(item[0]), item)))


@cache
def _organisation_endings() -> tuple[str, ...]:
    return tuple(key(word) for word in _vocabulary()["title"]["organisations"])


@cache
def _references() -> tuple[str, ...]:
    return tuple(key(word) for word in _vocabulary()["title"]["references"])


def _bare(folded: str) -> tuple[int, int]:
    """Start and end of the title proper: numbering before it and remarks after it removed."""
    start, end = 0, len(folded)
    for pattern in _patterns("leading"):
        match = pattern.match(folded[start:end])
        if match and match.end() < end - start:
            start += match.end()
    for pattern in _patterns("trailing"):
        match = pattern.search(folded[start:end])
        if match and match.start() > 0:
            end = start + match.start()
    return start, end


def proper_title(printed: str, organisation: str = "") -> str:
    """What a form's title would say of a printed one: without numbering, remarks, year and organisation."""
    folded = key(printed)
    start, end = _bare(folded)
    return _year().sub("", folded[start:end]).removeprefix(key(organisation))


def _acceptable(prefix: str, family: str) -> bool:
    rest = _year().sub("", prefix)
    if not rest or family in _vocabulary()["title"]["free_prefix_families"]:
        return True
    return rest.endswith(_organisation_endings())


def _claim(proper: str) -> tuple[str, str, int] | None:
    """(form id, family, length of the prefix) for a title proper, or None."""
    for wording, form_id, family in _wordings():
        if proper.endswith(wording) and _acceptable(proper[: -len(wording)], family):
            return form_id, family, len(proper) - len(wording)
    without = _year().sub("", proper)
    if without != proper:
        for wording, form_id, family in _wordings():
            if without == wording:
                return form_id, family, 0
    return _patterned(proper)


def _patterned(proper: str) -> tuple[str, str, int] | None:
    """The claim of the one form whose pattern finds a title; None where none or several do."""
    found = [
        (form.form_id, form.family, match.start())
        for form in load_forms().values()
        for match in (pattern.search(proper) for pattern in form.patterns)
        if match
    ]
    return found[0] if len({form_id for form_id, _, _ in found}) == 1 else None


def _organisation(text: Text, offsets: Sequence[int], folded: str, start: int, prefix: int) -> Text | None:
    low, high = start, start + prefix
    match = _year().search(folded[low:high])
    if match and match.start() == 0:
        low += match.end()
    elif match:
        high = low + match.start()
    if low >= high:
        return None
    return text.cut(offsets[low], offsets[high - 1] + 1)


def _is_organisation(prefix: str) -> bool:
    return len(prefix) >= SHORTEST_NAME and prefix.endswith(_organisation_endings())


def _title_print(line: Line) -> Text | None:
    """The print of a line without cell marks; in a row whose other cells are captions, the one that is none.

    None for a row with several cells that are no captions.
    """
    fields = filled_fields(line)
    others: list[Text] = []
    for field in fields if len(fields) > 1 else ():
        cell = line.cell(field).strip()
        if read_piece(cell) is None:
            if others:
                return None
            others.append(cell)
    return others[0] if others else line.strip().strip("|\t ")


@cache
def _tails() -> regex.Pattern[str]:
    """The ends of all wordings of titles: a line that holds none of them is no title."""
    ends = {wording[-2:] for wording, _, _ in _wordings()} | {_vocabulary()["title"]["ending"]}
    return regex.compile("|".join(map(regex.escape, sorted(ends))))


def match_title(*lines: Line) -> Title | None:
    """Read one line, or two that were one, as a title; None when it does not read like one."""
    if not _tails().search("".join(key(line.text) for line in lines)):
        return None
    prints = [found for line in lines if (found := _title_print(line)) is not None]
    if len(prints) < len(lines):
        return None
    text = join(prints)
    printed = str(text)
    if not 3 <= len(printed) <= LONGEST_TITLE or "\t" in printed:
        return None
    folded, offsets = keyed(printed)
    if PROSE & set(folded):
        return None
    start, end = _bare(folded)
    proper = folded[start:end]
    if any(word in proper for word in _references()):
        return None
    claim = _claim(proper)
    year = _year().search(folded)
    if claim is None:
        if not proper.endswith(_vocabulary()["title"]["ending"]) or len(proper) < 4:
            return None
        return Title(lines, text, None, None, int(year[1]) if year else None, None, proper)
    form_id, family, prefix = claim
    organisation = _organisation(text, offsets, folded, start, prefix)
    if organisation is not None and not _is_organisation(key(str(organisation))):
        organisation = None
    if family in _vocabulary()["title"]["free_prefix_families"]:
        year = None
    return Title(lines, text, form_id, family, int(year[1]) if year else None, organisation, proper[prefix:])
