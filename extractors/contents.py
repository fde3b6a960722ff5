"""The table of contents: lines that name what follows and are neither outline nor table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import regex

from schemas.characters import key
from schemas.document import Document, Line
from schemas.resources import read_toml
from schemas.sections import outline_styles, read_marker, vocabulary

LONGEST_ENTRY = 70
SHORTEST_NAME = 4
SHORTEST_SENTENCE = 12
_PAGE = regex.compile(r"[.…·\-_]*\d{0,4}$")


@cache
def _fields() -> regex.Pattern[str]:
    return regex.compile(vocabulary()["contents"]["fields"])


def _without_fields(folded: str) -> str:
    """Folded print without the field codes that a word processor leaves behind."""
    return _fields().sub("", folded)


def _entry(line: Line) -> str:
    return _PAGE.sub("", _without_fields(key(line.text)))


def _name(entry: str) -> str:
    neutral = vocabulary()["heading"]["neutral"]
    return entry[next((len(word) for word in neutral if entry.startswith(word)), 0) :]


def _repeats(entry: str, entries: set[str]) -> bool:
    """Whether an entry is printed again: whole, its numbering alone, or after an organisation or year."""
    if entry in entries:
        return True
    marker = read_marker(entry)
    if marker is not None:
        return marker.end == len(entry) and any(known.startswith(entry) for known in entries)
    bare = (_name(known[found.end :]) for known in entries if (found := read_marker(known)))
    names = (name for name in bare if SHORTEST_NAME <= len(name) < len(entry))
    return any(entry.endswith(name) for name in names)


def _is_sentence(line: Line, folded: str) -> bool:
    """Whether a line is prose: it holds the marks of a sentence, not only one at its end."""
    stops = vocabulary()["heading"]["stops"]
    bare = folded.rstrip(vocabulary()["heading"]["closing"])
    if any(mark in bare for mark in stops):
        return True
    return bare != folded and read_marker(line.text) is None and len(folded) > SHORTEST_SENTENCE


def _opening(entries: list[Line]) -> list[Line]:
    """The last entries when they are the headings that open the text: the first of its kind below its part."""
    opening: list[Line] = []
    rank = len(outline_styles())
    for line in reversed(entries):
        marker = read_marker(line.text)
        if marker is None or marker.style not in outline_styles():
            break
        if outline_styles().index(marker.style) >= rank or (not opening and marker.number != 1):
            break
        rank = outline_styles().index(marker.style)
        opening.append(line)
    return opening


@dataclass(slots=True)
class _Contents:
    """One table of contents while it is read: its lines, and its entries as they are compared."""

    lines: list[Line] = field(default_factory=list)
    entries: set[str] = field(default_factory=set)

    def ends(self, line: Line, folded: str) -> bool:
        """Whether the text begins at a line; headings that a sentence shows to open it are given back."""
        if _is_sentence(line, folded):
            for heading in _opening(self.lines):
                self.lines.remove(heading)
            return True
        long = len(folded) > LONGEST_ENTRY or line.text.strip().count("\t") > 1
        return long or _repeats(_entry(line), self.entries)


def contents_lines(document: Document) -> frozenset[tuple[int, int]]:
    """(page, number) of the lines of every table of contents, its heading included.

    The contents end where an entry is printed again as a heading, at a sentence, or at a line too long to be
    an entry.
    """
    words = set(read_toml("tables.toml")["title"]["contents"])
    found: list[Line] = []
    reading: _Contents | None = None
    for line in document.lines:
        folded = key(line.text)
        if reading is None:
            if folded in words:
                reading = _Contents()
                found.append(line)
        elif folded and reading.ends(line, _without_fields(folded)):
            found += reading.lines
            reading = None
        elif folded:
            reading.lines.append(line)
            reading.entries.add(_entry(line))
    found += reading.lines if reading else []
    return frozenset((line.page, line.number) for line in found)
