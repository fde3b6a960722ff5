"""The table of contents: lines that name what follows and are neither outline nor table."""

from __future__ import annotations

import regex

from schemas.characters import key
from schemas.document import Document, Line
from schemas.resources import read_toml
from schemas.sections import read_marker, vocabulary

LONGEST_ENTRY = 70
SHORTEST_NAME = 4
_PAGE = regex.compile(r"[.…·\-_]*\d{0,4}$")


def _entry(line: Line) -> str:
    return _PAGE.sub("", key(line.text))


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


def contents_lines(document: Document) -> frozenset[tuple[int, int]]:
    """(page, number) of the lines of every table of contents, its heading included.

    The contents end where an entry is printed again as a heading, or at a line too long to be an entry.
    """
    words = set(read_toml("tables.toml")["title"]["contents"])
    found: set[tuple[int, int]] = set()
    entries: set[str] | None = None
    for line in document.lines:
        folded = key(line.text)
        if entries is None:
            if folded in words:
                entries = set()
                found.add((line.page, line.number))
            continue
        if not folded:
            continue
        entry = _entry(line)
        if _repeats(entry, entries) or len(folded) > LONGEST_ENTRY or line.text.strip().count("\t") > 1:
            entries = None
            continue
        entries.add(entry)
        found.add((line.page, line.number))
    return frozenset(found)
