"""Lines that hold a whole sheet: their pieces between white space as lines, where one of these is the title of a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import regex

from extractors.titles import match_title
from schemas.document import Document, Line
from schemas.grids import Region

SHORTEST, LONGEST = 200, 200_000
LEAST_PIECES = 30
_PIECE = regex.compile(r"\S+")


def _pieces(line: Line) -> Iterator[Line]:
    for match in _PIECE.finditer(line.text):
        start, end = match.span()
        skips = tuple(
            (max(a, start) - start, min(b, end) - start) for a, b in line.skips if a < end and start < b
        )
        yield Line(line.page, line.number, match[0], skips, offset=start)


def _holds_sheet(line: Line) -> bool:
    return (
        SHORTEST <= len(line.text) <= LONGEST
        and not line.runs
        and not line.fields
        and "\t" not in line.text
        and "|" not in line.text
    )


def unfolded(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, those that hold a form's title among many pieces in their pieces."""
    if not any(map(_holds_sheet, lines)):
        return lines
    found: list[Line] = []
    for line in lines:
        pieces = list(_pieces(line)) if _holds_sheet(line) else []
        titled = len(pieces) >= LEAST_PIECES and any(_is_title(piece) for piece in pieces)
        found.extend(pieces if titled else [line])
    return found


def _is_title(piece: Line) -> bool:
    title = match_title(piece)
    return title is not None and title.form_id is not None


def is_unfolded(region: Region) -> bool:
    """Whether the region is part of a line."""
    return any(line.offset for line in region.body)


def places_taken(regions: Iterable[Region]) -> frozenset[tuple[int, int]]:
    """Page and number of the lines that belong to regions as a whole."""
    whole = (region for region in regions if not is_unfolded(region))
    return frozenset((line.page, line.number) for region in whole for line in region.lines())


def _extents(regions: Iterable[Region]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for region in regions:
        for line in region.lines() if is_unfolded(region) else ():
            found.setdefault((line.page, line.number), []).append((line.offset, line.offset + len(line.text)))
    return found


def without_regions(document: Document, regions: Sequence[Region]) -> Document:
    """The document with what unfolded regions took of its lines left out."""
    extents = _extents(regions)
    if not extents:
        return document
    return replace(
        document,
        lines=tuple(_without(line, extents.get((line.page, line.number))) for line in document.lines),
    )


def _without(line: Line, taken: Sequence[tuple[int, int]] | None) -> Line:
    if not taken:
        return line
    text, skips = line.text, [*line.skips]
    for start, end in taken:
        text = text[:start] + " " * (end - start) + text[end:]
        skips.append((start, end))
    return replace(line, text=text, skips=tuple(_merged(sorted(skips))))


def _merged(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in stretches:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
