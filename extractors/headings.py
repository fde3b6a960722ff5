"""Headings: which printed lines open a section, also when a heading is cut over lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from schemas.characters import fold, key
from schemas.document import Document, Line
from schemas.sections import Marker, outline_styles, read_marker, vocabulary
from schemas.spans import Text

LONGEST_PIECE = 34
MOST_PIECES = 4
SHORT_TAIL = 20
SHORTEST_TAIL = 4
FULL_SHARE = 0.85
USUAL_SHARE = 0.9
LEAST_WIDTH = 18
LEAST_ENTRY = 4
SENTENCE_END = "\u3002"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: style of numbering (empty: none) and number, whole title, indexes of first and last line.

    `listed`: the table of contents names it.
    """

    style: str
    number: int
    title: Text
    first: int
    last: int
    listed: bool


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(map(key, vocabulary()["heading"][name]))


@cache
def _amount() -> regex.Pattern[str]:
    return regex.compile(vocabulary()["heading"]["amount"])


@cache
def _told() -> regex.Pattern[str]:
    return regex.compile("|".join(vocabulary()["heading"][name] for name in ("amount", "score")))


def tells_amounts(lines: Iterable[Line]) -> bool:
    """Whether a line of prose (a sentence, not a row of cells) holds an amount or a score."""
    for line in lines:
        folded = key(line.text)
        if "\t" not in line.text.strip() and _told().search(folded) and _stops(folded):
            return True
    return False


def _stops(folded: str) -> bool:
    return any(mark in folded for mark in vocabulary()["heading"]["stops"])


def _ends(folded: str) -> bool:
    return folded.endswith(_words("endings"))


def _open(folded: str, printed: str) -> bool:
    pairs = vocabulary()["heading"]["brackets"]
    unbalanced = any(fold(printed).count(pair[0]) > fold(printed).count(pair[1]) for pair in pairs)
    return unbalanced or folded.endswith(tuple(vocabulary()["heading"]["open"]))


def _width(document: Document, free: Sequence[int]) -> int:
    """The length from which a line counts as full; lines of whole paragraphs make it out of reach."""
    lengths = sorted(len(key(document.lines[index].text)) for index in free)
    usual = lengths[int(USUAL_SHARE * (len(lengths) - 1))] if lengths else 0
    return max(LEAST_WIDTH, int(FULL_SHARE * usual))


@dataclass(frozen=True, slots=True)
class _Reader:
    """The free lines of a document, with what decides whether one of them is a heading."""

    document: Document
    free: Sequence[int]
    entries: frozenset[str]
    full: int

    def line(self, at: int) -> Line:
        return self.document.lines[self.free[at]]

    def follower(self, at: int) -> Line | None:
        """The next line, unless a table stands between."""
        if at + 1 >= len(self.free):
            return None
        between = self.document.lines[self.free[at] + 1 : self.free[at + 1]]
        return self.line(at + 1) if all(line.blank for line in between) else None

    def goes_on(self, rest: Text, at: int) -> bool:
        """Whether the line after `at` belongs to the heading read so far (without its numbering)."""
        following = self.follower(at)
        if following is None or read_marker(following.text) or "\t" in following.text.strip():
            return False
        folded, after = key(str(rest)), key(following.text)
        if not folded:
            return len(after) <= LONGEST_PIECE and not _stops(after)
        if _stops(folded):
            return False
        if _open(folded, str(rest)):
            return True
        if _ends(folded):
            return len(after) <= SHORTEST_TAIL and after in _words("endings")
        full = len(key(self.line(at).text)) >= self.full
        return full or (_ends(after) and len(after) <= SHORT_TAIL and not _stops(after))

    def joined(self, at: int, marker: Marker) -> tuple[Text, int]:
        """The logical line that starts at `at`, and the position of its last printed line."""
        title, end = self.line(at).strip(), at
        while end - at < MOST_PIECES - 1 and self.goes_on(title.cut(marker.end), end):
            end += 1
            title = title + self.line(end).strip()
        return title, end

    def listed(self, folded: str) -> bool:
        return len(folded) >= LEAST_ENTRY and any(folded in entry for entry in self.entries)


def _closed(text: Text) -> Text:
    """Without the mark that ends a sentence or announces what follows."""
    printed = str(text)
    closing = vocabulary()["heading"]["closing"]
    end = len(printed)
    while end and fold(printed[end - 1]) in closing:
        end -= 1
    return text.cut(0, end)


def _acceptable(reader: _Reader, marker: Marker, title: Text, end: int) -> bool:
    printed = str(title.cut(marker.end))
    rest = key(printed)
    bare = rest.rstrip(vocabulary()["heading"]["closing"])
    if not bare or len(bare) > vocabulary()["heading"]["longest"] or _stops(bare) or _amount().search(bare):
        return marker.style == "part" and not rest
    following = reader.follower(end)
    if bare != rest and rest[-1] == SENTENCE_END and not bare.endswith(_words("sentence_endings")):
        return False
    if _ends(bare):
        return marker.style != "arabic" or (following is not None and read_marker(following.text) is None)
    if bare != rest or marker.style == "arabic":
        return False
    if marker.style == "part":
        return True
    if end + 1 >= len(reader.free):
        return False
    after = read_marker(following.text) if following else None
    return after is None or after.style != marker.style or after.number != marker.number + 1


def _numbered(reader: _Reader, at: int) -> tuple[Heading, int] | None:
    line = reader.line(at)
    stripped = str(line.strip())
    marker = read_marker(stripped)
    if marker is None or marker.style not in outline_styles() or "\t" in stripped:
        return None
    title, end = reader.joined(at, marker)
    if not _acceptable(reader, marker, title, end):
        return None
    listed = reader.listed(key(str(title.cut(marker.end))))
    heading = Heading(marker.style, marker.number, _closed(title), reader.free[at], reader.free[end], listed)
    return heading, end


def _standalone(reader: _Reader, at: int) -> Heading | None:
    """A heading without numbering: known words after an organisation or year, below a finished sentence."""
    line = reader.line(at)
    folded = key(line.text)
    if len(folded) > LONGEST_PIECE or _stops(folded) or "\t" in line.text.strip():
        return None
    if not folded.endswith(_words("standalone")) or read_marker(line.text):
        return None
    if at and reader.free[at] - reader.free[at - 1] == 1 and reader.line(at - 1).page == line.page:
        before = key(reader.line(at - 1).text)
        if not before.endswith(tuple(vocabulary()["heading"]["closing"])):
            return None
    index = reader.free[at]
    return Heading("", 0, line.strip(), index, index, reader.listed(folded))


def _hidden(marker_style: str, glossary: str | None) -> bool:
    """Whether numbering of this style is a definition inside a glossary opened by `glossary`."""
    styles = outline_styles()
    if glossary is None:
        return False
    opened = styles.index(glossary) if glossary in styles else -1
    return styles.index(marker_style) > opened


def find_headings(document: Document, free: Sequence[int], entries: frozenset[str]) -> list[Heading]:
    """Headings among the lines at the indexes `free`; `entries` are folded lines of the contents."""
    reader = _Reader(document, free, entries, _width(document, free))
    words = next(
        tuple(map(key, entry["words"])) for entry in vocabulary()["kind"] if entry["kind"] == "glossary"
    )
    found: list[Heading] = []
    glossary: str | None = None
    at = 0
    while at < len(free):
        numbered = _numbered(reader, at)
        if numbered and not _hidden(numbered[0].style, glossary):
            heading, at = numbered
        else:
            standalone = _standalone(reader, at)
            if standalone is None:
                at += 1
                continue
            heading = standalone
        found.append(heading)
        glossary = heading.style if any(word in key(str(heading.title)) for word in words) else None
        at += 1
    return found
