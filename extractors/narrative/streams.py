"""The prose of a section as one stream: without rows of cells and without numbers that stand alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from extractors.narrative.figures import is_unit, starts_with_unit
from schemas.characters import fold
from schemas.document import Document, Furniture, Line
from schemas.phrases import compile_phrase, phrases
from schemas.prose import Prose, flow
from schemas.sections import Section
from schemas.spans import Text

LEAST_CELLS = 2
LONGEST_LINE = 100_000
LONGEST_PAGE_NUMBER = 3
_CELL = regex.compile(r"[-(]?[\d,]*\d(?:\.\d+)?%?\)?")
# A number whose unit stands before a mark between the things of a list.
_LISTED = regex.compile("\\d\\s{0,2}([^\\s\\d\\u3001]{1,4})\\u3001")
_GOES_ON = regex.compile(r"[\d,.]$")


@dataclass(frozen=True, slots=True)
class Stream:
    """The prose of a section, page numbers between its lines, and other numbers alone on a line."""

    prose: Prose
    furniture: tuple[Furniture, ...]
    lone: tuple[Text, ...]


def _tabular(line: Line) -> bool:
    """Whether a line is a row of cells that no table claimed, and no prose."""
    printed = line.text.strip()
    if len(printed) > LONGEST_LINE or "\t" in printed or "|" in printed:
        return True
    cells = [_CELL.fullmatch(part) is not None for part in printed.split()]
    if any(mark in printed for mark in phrases()["number"]["sentence"]) or len(cells) < LEAST_CELLS:
        return False
    if any(is_unit(match[1]) for match in _LISTED.finditer(printed)):
        return False
    return all(cells[-LEAST_CELLS:]) or (sum(cells) > LEAST_CELLS and 2 * sum(cells) > len(cells))


def _lone(lines: Sequence[Line]) -> list[int]:
    """Which lines are a number that neither goes on the line before nor has its unit in the next."""
    printed = [fold(line.text).strip() for line in lines]
    found = []
    for at, text in enumerate(printed):
        if _CELL.fullmatch(text) is None:
            continue
        before = printed[at - 1] if at else ""
        after = printed[at + 1] if at + 1 < len(printed) else ""
        joined = at - 1 not in found and _GOES_ON.search(before) is not None
        if not starts_with_unit(after) and not (joined and not after[:1].isdigit()):
            found.append(at)
    return found


def _page_numbers(lines: Sequence[Line], lone: list[int], edges: frozenset[int]) -> set[int]:
    """Lone numbers that count pages: at an edge of the document, or one more or less than a lone neighbour."""
    short = [at for at in lone if fold(lines[at].text).strip().isdigit()]
    values = {
        at: int(fold(lines[at].text)) for at in short if len(lines[at].text.strip()) <= LONGEST_PAGE_NUMBER
    }
    order = sorted(values)
    counted = {at for a, b in pairwise(order) if values[a] + 1 == values[b] for at in (a, b)}
    return counted | {at for at in values if lines[at].number in edges}


def _edges(document: Document) -> frozenset[int]:
    """The numbers of the first and last printed line of a document without pages."""
    if document.page_count > 1:
        return frozenset()
    ends = (document.lines, reversed(document.lines))
    found = (next((line.number for line in lines if not line.blank), None) for lines in ends)
    return frozenset(number for number in found if number is not None)


def read_stream(document: Document, section: Section, passed: frozenset[tuple[int, int]]) -> Stream:
    """The prose of one section; `passed` are (page, number) of lines that are none of it."""
    own = [
        line
        for line in document.lines[section.body : section.own_end + 1]
        if not line.blank and (line.page, line.number) not in passed and not _tabular(line)
    ]
    lone = _lone(own)
    pages = _page_numbers(own, lone, _edges(document))
    kept = (line for at, line in enumerate(own) if at not in lone)
    return Stream(
        flow(kept, quotes=False),
        tuple(Furniture(own[at].strip(), "page_number") for at in lone if at in pages),
        tuple(own[at].strip() for at in lone if at not in pages),
    )


def table_start(prose: Prose) -> int | None:
    """Where in a stream an unrecognised performance table begins, None when there is none."""
    words = phrases()["table"]
    heads = compile_phrase(words["heads"]).search(prose.plain)
    if heads is None:
        return None
    start = heads.start()
    labels = [match.start() for match in compile_phrase(words["labels"]).finditer(prose.plain, 0, start)]
    for label in reversed(labels):
        if start - label > words["reach"]:
            break
        start = label
    return start
