"""Cells of a sheet printed without borders: words begin and numbers end at the sides of their columns.

A sheet cuts off what does not fit before the next cell, so that two cells may stand closer than words do. Where a cell
begins inside of a print, the distance of its characters differs from that of all others.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex

from extractors.grids.chunks import Chunk, Row
from extractors.grids.prints import Print

UNEVEN = 0.05  # of the size: a difference between two cells, none between characters
SAME = 0.6
NEXT = 4.0
PAD = 1.0
LEAST = 2
FITTING = 0.9
FLUSH_HEADS = 0.8
_NUMERAL = regex.compile(r"[-\d,.%]")
_DECIMALS = regex.compile(r"-?[\d,]*\d\.(\d+)")
_CODE = regex.compile(r"\d{3}(?:\d{2}){0,2}")
_NUMBER = regex.compile(r"-?[\d,]*\d(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Sides:
    """Where numbers of a table end and words begin, each a place that several lines share; where codes begin."""

    ends: tuple[float, ...]
    starts: tuple[float, ...]
    codes: tuple[float, ...] = ()

    @property
    def adjoining(self) -> int:
        """How many columns of numbers end where words begin."""
        return sum(any(0.0 < start - end < NEXT for start in self.starts) for end in self.ends)


def cut_cells(lines: Sequence[Sequence[Print]]) -> tuple[list[list[Print]], frozenset[float]]:
    """Lines with prints cut where a cell begins, and the left sides of those cells.

    Some row has to begin a print, or end a number, where others are cut: characters as narrow as a dash, and words beside
    digits, stand uneven everywhere.
    """
    pieces = [[(piece, _uneven(piece)) for piece in line] for line in lines]
    parts = [[part for _, own in line for part in own] for line in pieces]
    sides = _sides(parts)
    rows = [line for line in lines if any(_is_number(piece.text) for piece in line)]
    begins = [piece.x0 for line in rows for piece in line]
    sides = replace(
        sides,
        starts=tuple(start for start in sides.starts if _near(start, begins)),
        ends=tuple(end for end in sides.ends if _is_side(end, lines, parts)),
    )
    begun: set[float] = set()
    out: list[list[Print]] = []
    for line in pieces:
        kept: list[Print] = []
        before: Print | None = None
        for piece, own in line:
            at = end = 0
            for part in own:
                if before is not None and _begins_cell(before, part, sides):
                    begun.add(part.x0)
                    kept += [piece.part(at, end)] if end > at else []
                    at = end
                before, end = part, end + len(part.text)
            kept.append(piece.part(at, end) if at else piece)
        out.append(kept)
    return out, frozenset(begun)


def _is_side(end: float, lines: Sequence[Sequence[Print]], parts: Sequence[Sequence[Print]]) -> bool:
    """Whether a number that is no code is printed by itself up to a place, or numbers of different widths end there."""
    for piece in (piece for line in lines for piece in line if abs(piece.x1 - end) <= SAME):
        if _is_number(piece.text) and not _CODE.fullmatch(piece.text):
            return True
    own = [part.x0 for line in parts for part in line if abs(part.x1 - end) <= SAME and _is_number(part.text)]
    return max(own) - min(own) > SAME


def cut_at(line: Sequence[Print], borders: Sequence[float]) -> tuple[list[Print], frozenset[float]]:
    """A line with prints cut where a cell begins at one of known borders, and the left sides of those cells."""
    kept: list[Print] = []
    begun: set[float] = set()
    for piece in line:
        at = end = 0
        for part in _uneven(piece):
            inside = end > 0 and not _within_number(piece.text[at:end], part.text)
            if inside and any(abs(part.x0 - border) < NEXT for border in borders):
                begun.add(part.x0)
                kept.append(piece.part(at, end))
                at = end
            end += len(part.text)
        kept.append(piece.part(at, end) if at else piece)
    return kept, frozenset(begun)


def _uneven(piece: Print) -> list[Print]:
    """A print cut where the distance of characters is none of a text that was set in one go; whole where many are."""
    least = UNEVEN * (piece.bottom - piece.top)
    gaps = [left - right for left, right in zip(piece.lefts[1:], piece.rights[:-1], strict=True)]
    cuts = [at for at, gap in enumerate(gaps, 1) if abs(gap) > least]
    if not cuts or 2 * len(cuts) > len(piece.text):
        return [piece]
    return [piece.part(a, b) for a, b in itertools.pairwise([0, *cuts, len(piece.text)])]


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _begins_cell(before: Print, part: Print, sides: Sides) -> bool:
    if part.x0 - before.x1 > NEXT:
        return False
    if _within_number(before.text, part.text):
        return _near(before.x1, sides.ends) and _near(part.x0, sides.codes)
    if _is_number(part.text) and _near(part.x1, sides.ends):
        return True
    return _near(part.x0, sides.starts) or any(0.0 < part.x0 - end < NEXT for end in sides.ends)


def _within_number(before: str, text: str) -> bool:
    """Whether a print would be cut inside a number: its pieces are not two numbers with the same decimals."""
    if not (_NUMERAL.match(before[-1]) and _NUMERAL.match(text[0])):
        return False
    decimals = [found[1] if (found := _DECIMALS.fullmatch(piece)) else "" for piece in (before, text)]
    return not decimals[0] or len(decimals[0]) != len(decimals[1])


def _near(x: float, places: Iterable[float]) -> bool:
    return any(abs(x - place) <= SAME for place in places)


def _sides(lines: Sequence[Sequence[Print]]) -> Sides:
    numbers = [[(part.text, part.x1) for part in line if _is_number(part.text)] for line in lines]
    starts = [[part.x0 for part in line if not _is_number(part.text)] for line in lines]
    whole = [[part for part in line if _CODE.fullmatch(part.text)] for line in lines]
    lengths: dict[float, set[int]] = {}
    for part in (part for line in whole for part in line):
        lengths.setdefault(round(part.x0, 1), set()).add(len(part.text))
    codes = _shared([[part.x0 for part in line if len(lengths[round(part.x0, 1)]) > 1] for line in whole])
    return Sides(_ends(numbers), _shared(starts), codes)


def _shared(lines: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Places that occur in at least two lines, from the left."""
    found = sorted((x, at) for at, line in enumerate(lines) for x in line)
    groups: list[list[tuple[float, int]]] = []
    for place in found:
        if groups and place[0] - groups[-1][0][0] <= SAME:
            groups[-1].append(place)
        else:
            groups.append([place])
    return tuple(group[0][0] for group in groups if len({at for _, at in group}) >= LEAST)


def flush_borders(lines: Sequence[Row], begun: frozenset[float]) -> tuple[float, ...]:
    """The borders of columns whose numbers end and words begin at their sides; empty where they do not.

    `begun` are the cells that were cut from others: where there are none, numbers have to end where words begin.
    """
    numbers = [chunk for line in lines for chunk in line.chunks if chunk.is_number]
    ends = _ends([[(chunk.text, chunk.x1) for chunk in line.chunks if chunk.is_number] for line in lines])
    sides = Sides(ends, _shared([[c.x0 for c in line.chunks if not c.is_number] for line in lines]))
    fitting = sum(_near(chunk.x1, ends) for chunk in numbers)
    if fitting < FITTING * len(numbers) or not (begun or sides.adjoining >= LEAST):
        return ()
    low = min(line.chunks[0].x0 for line in lines) - PAD
    borders = [low, *(end + PAD for end in ends)]
    starts = sorted({chunk.x0 for line in lines for chunk in line.chunks if not chunk.is_number})
    for start in starts:
        left = max(border for border in borders if border <= start + SAME)
        if start - left > NEXT and _parts(start, left, lines):
            borders = sorted([*borders, start - PAD])
    right = max(chunk.x1 for line in lines for chunk in line.chunks)
    return tuple(borders if right <= borders[-1] + SAME else [*borders, right + PAD])


def _ends(lines: Sequence[Sequence[tuple[str, float]]]) -> tuple[float, ...]:
    """Where numbers end, given with their ends: in several lines, or in one that counts the columns."""
    found = list(_shared([[end for _, end in line] for line in lines]))
    for line in lines:
        if len(line) > 1 and [text for text, _ in line] == [str(at + 1) for at in range(len(line))]:
            found += [end for _, end in line if not _near(end, found)]
    return tuple(sorted(found))


def _parts(start: float, left: float, lines: Sequence[Row]) -> bool:
    """Whether a line has a cell that begins at a place and another in the same column before it: no mere indent."""
    return any(
        any(abs(chunk.x0 - start) <= SAME for chunk in line.chunks)
        and any(left <= chunk.x0 < start - NEXT for chunk in line.chunks)
        for line in lines
    )


def flush_column(chunk: Chunk, borders: Sequence[float]) -> int:
    """The column that a chunk stands in: numbers by their end, words by their beginning."""
    x = chunk.x1 - SAME if chunk.is_number else chunk.x0 + SAME
    inside = sum(border <= x for border in borders) - 1
    return min(max(inside, 0), len(borders) - 2)


def is_flush(heads: Sequence[Row], borders: Sequence[float]) -> bool:
    """Whether headings begin at the left sides of columns."""
    chunks = [chunk for line in heads for chunk in line.chunks if not chunk.is_number]
    near = sum(any(0.0 <= chunk.x0 - border <= NEXT for border in borders) for chunk in chunks)
    return near >= FLUSH_HEADS * len(chunks)
