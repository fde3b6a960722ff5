"""Runs: characters that were printed side by side, and the lines that runs make."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, pairwise, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.document import Run
from schemas.page import Glyphs
from schemas.quickly import maker

GAP = 0.3
WIDE_GAP = 2.0
BACK = 0.5
LEVEL = 0.35
FLAT = 0.35
TWICE = 2.0
HEIGHTS, WIDTHS = 2.0**14, 2.0**14  # points, beyond those of a page
EXACT = 2.0**49  # up to which keys tell apart what a sixteenth of a point parts
NEAR = TWICE + 0.5
MIXED = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)  # odd factors that spread the parts of a key over 64 bits


_run = maker(Run)


class Print(NamedTuple):
    """Characters in the order of the source that stand side by side on one line, with the rectangle around them.

    `sides` are the left, top, right and bottom sides of characters, those of the print from `start` on: prints of a page
    share them, as they share their `confidence`, which is empty without recognition.
    """

    text: str
    sides: tuple[Sequence[float], ...]
    sure: Sequence[float | None]
    x0: float
    top: float
    x1: float
    bottom: float
    start: int = 0

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.top + self.bottom) / 2

    @property
    def lefts(self) -> Sequence[float]:
        """The left sides of its characters."""
        return self.sides[0][self.start : self.start + len(self.text)]

    @property
    def rights(self) -> Sequence[float]:
        """The right sides of its characters."""
        return self.sides[2][self.start : self.start + len(self.text)]

    @property
    def size(self) -> float:
        """The height of its first character."""
        return self.sides[3][self.start] - self.sides[1][self.start]

    @property
    def confidence(self) -> Sequence[float | None]:
        """How sure recognition is of its characters; empty without recognition."""
        return self.sure[self.start : self.start + len(self.text)]

    def part(self, start: int, end: int) -> Print:
        """The print of characters `start:end`."""
        first, last = self.start + start, self.start + min(end, len(self.text))
        left, top, right, bottom = (side[first:last] for side in self.sides)
        around = min(left), min(top), max(right), max(bottom)
        return Print(self.text[start:end], self.sides, self.sure, *around, first)


def to_prints(glyphs: Glyphs) -> list[Print]:
    """Glyphs in the order of the source cut where the next one stands elsewhere.

    The order of the source keeps two texts apart that are printed over each other.
    """
    glyphs = _once(glyphs)
    if not len(glyphs):
        return []
    apart = np.empty(len(glyphs), dtype=bool)
    apart[0] = True
    np.logical_not(_follow(glyphs.sides), out=apart[1:])
    starts = apart.nonzero()[0]
    low = np.minimum.reduceat(glyphs.sides[:2], starts, axis=1).tolist()
    high = np.maximum.reduceat(glyphs.sides[2:], starts, axis=1).tolist()
    firsts, text = starts.tolist(), glyphs.text
    sides = (glyphs.sides[0].tolist(), *(array("d", side.tobytes()) for side in glyphs.sides[1:]))
    texts = [text[at:end] for at, end in pairwise((*firsts, len(text)))]
    columns = zip(texts, repeat(sides), repeat(glyphs.confidence), *low, *high, firsts, strict=False)
    return list(map(Print._make, columns))


def _once(glyphs: Glyphs) -> Glyphs:
    """Glyphs without those that repeat one at the same place, as print does that is made bold by printing twice."""
    x, bottom = glyphs.sides[0], np.rint(glyphs.sides[3])
    codes = np.frombuffer(glyphs.text.encode("utf-32-le"), dtype=np.uint32)
    if not _near(codes, bottom, x):
        return glyphs
    repeated = np.zeros(len(codes), dtype=bool)
    for place in (np.floor(x / TWICE), np.floor(x / TWICE + 0.5)):
        repeated |= _repeated(codes, bottom, place)
    if not np.count_nonzero(repeated):
        return glyphs
    kept = ~repeated
    sure = tuple(compress(glyphs.confidence, kept))
    return Glyphs("".join(compress(glyphs.text, kept)), glyphs.sides[:, kept], sure)


def _near(codes: NDArray[np.uint32], y: NDArray[np.float64], x: NDArray[np.float64]) -> bool:
    """Whether two glyphs may have the same code at the same height, and stand so near that they may be one.

    Such have keys that differ by no more than their places across, and so have those between them in the order of keys.
    """
    keys = (codes * HEIGHTS + y) * WIDTHS + x
    keys.sort()
    return bool(len(keys)) and bool(np.count_nonzero(keys[1:] - keys[:-1] < NEAR) or keys[-1] > EXACT)


def _repeated(codes: NDArray[np.uint32], y: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which glyphs have the code and the place of one before them."""
    keys = (
        codes
        + y.astype(np.int64).astype(np.uint64) * MIXED[0]
        + x.astype(np.int64).astype(np.uint64) * MIXED[1]
    )
    found = np.zeros(len(keys), dtype=bool)
    ordered = np.sort(keys)
    if not np.count_nonzero(ordered[1:] == ordered[:-1]):
        return found
    order = np.lexsort((x, y, codes))
    same = [side[order][1:] == side[order][:-1] for side in (x, y, codes)]
    found[order[1:]] = same[0] & same[1] & same[2]
    return found


def _follow(sides: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each glyph but the first stands side by side with that before it."""
    x0, top, x1, bottom = sides
    size = bottom - top
    middle = top + bottom  # twice
    level = np.abs(middle[1:] - middle[:-1]) <= 2 * LEVEL * np.minimum(size[1:], size[:-1])
    gap = x0[1:] - x1[:-1]
    beside = (-BACK * size[:-1] < gap) & (gap < GAP * np.maximum(size[1:], size[:-1]))
    # the box of a flat character may be that of its ink: a single stroke between the heights of its neighbours
    flat = size < FLAT * (x1 - x0)
    inside = (top[1:] >= top[:-1]) & (bottom[1:] <= bottom[:-1]) & flat[1:]
    around = (top[1:] <= top[:-1]) & (bottom[1:] >= bottom[:-1]) & flat[:-1]
    follow: NDArray[np.bool_] = (level | inside | around) & beside
    return follow


def to_lines(prints: Iterable[Print]) -> list[list[Print]]:
    """Prints grouped by their height, lines from the top, prints from the left."""
    prints = list(prints)
    if len(prints) == 1:
        return [prints]
    lines: list[list[Print]] = []
    level = size = 0.0
    for piece in sorted(prints, key=lambda piece: piece.middle):
        height = piece.bottom - piece.top
        if lines and piece.middle - level <= LEVEL * min(size, height):
            lines[-1].append(piece)
            continue
        lines.append([piece])
        level, size = piece.middle, height
    return [sorted(line, key=lambda piece: piece.x0) for line in lines]


def set_alone(piece: Print, offset: int) -> Run:
    """The run of one print from character `offset` on."""
    text, sides, sure, _, top, x1, bottom, start = piece
    end = start + len(text)
    least = _least(sure[start:end]) if sure else None
    return _run(offset, offset + len(text), (*sides[0][start:end], x1), top, bottom, None, least)


def _least(confidence: Sequence[float | None]) -> float | None:
    """How sure recognition is of the least sure of some characters; None where none was recognised."""
    return min((value for value in confidence if value is not None), default=None) if confidence else None


def set_line(line: Sequence[Print], offset: int) -> tuple[str, Run]:
    """The text of prints on one line, with spaces for the gaps, and its run from character `offset` on."""
    first = line[0]
    if len(line) == 1:
        return first.text, set_alone(first, offset)
    text, edges, confidence = first.text, [*first.lefts], [*first.confidence]
    end, size = first.x1, first.bottom - first.top
    for piece in line[1:]:
        gap = piece.x0 - end
        spaces = 2 if gap > WIDE_GAP * size else 1 if gap > GAP * size else 0
        text += " " * spaces + piece.text
        edges += [end] * spaces
        edges += piece.lefts
        confidence += piece.confidence
        end = max(end, piece.x1)
        size = piece.bottom - piece.top
    edges.append(line[-1].x1)
    top, bottom = min([piece.top for piece in line]), max([piece.bottom for piece in line])
    return text, Run(offset, offset + len(text), tuple(edges), top, bottom, None, _least(confidence))


def left_to_right(lines: Iterable[list[Print]]) -> Iterator[Print]:
    """All prints of lines in reading order."""
    for line in lines:
        yield from line
