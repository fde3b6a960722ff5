"""Titles that a text prints below their tables, as exports do that follow the order in which a page was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from extractors.starts import Start, read_captions
from schemas.document import Line

LEAST_FEET = 2
TOP_LINES = 3
_AMOUNT = regex.compile(r"(?<![\d.])\d{1,3}(?:,?\d{3})*\.\d{1,2}(?![\d.])")


@dataclass(frozen=True, slots=True)
class Foot:
    """A title at the foot of its page: the start with the captions of the page's top, and the rows above the title."""

    start: Start
    first: int
    top: int
    rows: tuple[Line, ...]


def find_feet(lines: Sequence[Line], starts: Sequence[Start]) -> list[Foot]:
    """Titles below their tables; none where more pages print a title above their first amount."""
    if any(line.fields for line in lines):
        return []
    pages: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if not line.blank:
            pages.setdefault(line.page, []).append(index)
    claimed = [start for start in starts if start.title is not None and start.title.form_id is not None]
    feet = [
        foot for start in claimed if (foot := _foot(lines, pages[lines[start.first].page], start, starts))
    ]
    above = sum(_opens(lines, pages[lines[start.first].page], start) for start in claimed)
    return feet if len(feet) >= LEAST_FEET and len(feet) > above else []


def _amounts(lines: Sequence[Line], indexes: Sequence[int]) -> bool:
    return any(_AMOUNT.search(lines[index].text) for index in indexes)


def _opens(lines: Sequence[Line], page: Sequence[int], start: Start) -> bool:
    """Whether amounts follow the title on its page and none stand above it."""
    above = [index for index in page if index < start.first]
    return not _amounts(lines, above) and _amounts(lines, [index for index in page if index > start.first])


def _foot(lines: Sequence[Line], page: Sequence[int], start: Start, starts: Sequence[Start]) -> Foot | None:
    """The start as a title at the foot: a caption tops the page, amounts stand above the title and none below it."""
    above = [index for index in page if index < start.first]
    if any(above and above[0] <= other.first < start.first for other in starts):
        return None
    if not _amounts(lines, above) or _amounts(lines, [index for index in page if index >= start.body]):
        return None
    for top in above[:TOP_LINES]:
        captions, caption, body = read_captions(lines, top)
        if caption.unit is not None:
            rows = tuple(lines[index] for index in above if index >= body)
            begun = replace(start, captions=(*start.captions, *captions), caption=caption)
            return Foot(begun, start.first, above[0], (*(lines[i] for i in above if i < top), *rows))
    return None
