"""Running text as one stream: lines joined over wraps, blank lines and pages, with every place kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from schemas.characters import fold
from schemas.document import Document, Line
from schemas.spans import Span, Text

QUOTES = frozenset("\"'\u201c\u201d\u2018\u2019\uff02\uff07\u300c\u300d")
CLAUSE_COMMA = "\uff0c"
LONGEST_PAGE_NUMBER = 4
WIDEST_GAP = 12
LEAST_INDENT = 2
LONGEST_GROUP = 4
# The digits before a thousands mark of full width: 3\uff0c518.85, but not 2025\uff0c518 and not 2.5\uff0c518.
_GROUP = regex.compile(r"(?:^|[^\d.])\d{1,3}$")
_ENDS = ("\u3002", "\uff1b", "\uff1a", ";", ":", "!", "?")


@dataclass(frozen=True, slots=True)
class Prose:
    """Joined print without white space; `plain`: folded (same length), `starts`: where printed lines begin.

    In `plain` a comma between clauses is U+FF0C and a comma inside a number is ASCII. `paragraphs`: those of the
    starts that open a paragraph, where the print tells by indenting.
    """

    pieces: tuple[Span, ...]
    offsets: tuple[int, ...]
    plain: str
    starts: tuple[int, ...]
    paragraphs: tuple[int, ...] = ()

    def cut(self, start: int, end: int) -> Text:
        """Characters `start:end` of the stream, with their places."""
        found = []
        for at in range(max(bisect_right(self.offsets, start) - 1, 0), len(self.pieces)):
            piece, offset = self.pieces[at], self.offsets[at]
            if offset >= end:
                break
            low, high = max(start - offset, 0), min(end - offset, len(piece.text))
            if low < high:
                found.append(piece.cut(low, high))
        return Text(tuple(found))


def plain(printed: str) -> str:
    """Folded text of the same length in which only commas inside numbers are ASCII."""
    folded = list(fold(printed))
    for at, character in enumerate(folded):
        if character != ",":
            continue
        digits = printed[at + 1 : at + 4]
        inside = at > 0 and folded[at - 1].isdigit() and len(digits) == 3 and digits.isdigit()
        inside = inside and not printed[at + 4 : at + 5].isdigit()
        if not inside or (
            printed[at] != "," and not _group("".join(folded[max(at - LONGEST_GROUP, 0) : at]))
        ):
            folded[at] = CLAUSE_COMMA
    return "".join(folded)


def _group(before: str) -> bool:
    """Whether the digits before a comma of full width can be the first of a number with thousands marks."""
    return _GROUP.search(before) is not None


def _keeps(text: str, at: int, quotes: bool) -> bool:
    character = text[at]
    if character.isspace():
        # "10 20" on one line are two numbers: their gap stays, every other gap is the export's
        return (
            0 < at < len(text) - 1
            and text[at - 1].isdigit()
            and text[at : at + WIDEST_GAP].lstrip()[:1].isdigit()
        )
    return quotes or character not in QUOTES


def _pieces(line: Line, quotes: bool) -> Iterable[Span]:
    start: int | None = None
    for at in range(len(line.text) + 1):
        kept = at < len(line.text) and _keeps(line.text, at, quotes)
        if kept and start is None:
            start = at
        elif not kept and start is not None:
            yield from line.cut(start, at)
            start = None


def _indent(line: Line) -> int:
    space = line.text[: len(line.text) - len(line.text.lstrip())]
    furniture = sum(max(min(end, len(space)) - start, 0) for start, end in line.skips)
    return len(space) + space.count("\u3000") - furniture


def _indented(lines: Sequence[Line]) -> list[bool]:
    """Which lines open a paragraph by their indent: none unless a line that is no end of a sentence goes on without."""
    widths = [_indent(line) for line in lines]
    margin = min(widths, default=0)
    deep = [width >= margin + LEAST_INDENT for width in widths]
    wraps = (
        before and not after and not line.text.rstrip().endswith(_ENDS)
        for before, after, line in zip(deep, deep[1:], lines, strict=False)
    )
    return deep if any(wraps) else [False] * len(deep)


def flow(lines: Iterable[Line], quotes: bool = True) -> Prose:
    """Join lines to one stream; without `quotes` quotation marks are left out as well."""
    pieces: list[Span] = []
    offsets: list[int] = []
    starts: list[int] = []
    length = 0
    printed = [line for line in lines if not line.blank]
    opens = _indented(printed)
    for line in printed:
        starts.append(length)
        for piece in _pieces(line, quotes):
            pieces.append(piece)
            offsets.append(length)
            length += len(piece.text)
    joined = "".join(piece.text for piece in pieces)
    paragraphs = tuple(start for start, deep in zip(starts, opens, strict=True) if deep)
    return Prose(tuple(pieces), tuple(offsets), plain(joined), tuple(starts), paragraphs)


def page_number_lines(document: Document) -> frozenset[tuple[int, int]]:
    """(page, number) of bare numbers that are the first or last print of a page of a document with pages."""
    found: set[tuple[int, int]] = set()
    if document.page_count <= 1:
        return frozenset()
    printed = [line for line in document.lines if not line.blank]
    for at, line in enumerate(printed):
        first = at == 0 or printed[at - 1].page != line.page
        last = at + 1 == len(printed) or printed[at + 1].page != line.page
        if not (first or last):
            continue
        bare = fold(line.text).strip().strip("-— ")
        if bare.isdigit() and len(bare) <= LONGEST_PAGE_NUMBER:
            found.add((line.page, line.number))
    return frozenset(found)
