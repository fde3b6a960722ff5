"""Where print stands on a straightened page: stretches that a search finds, cut at rules, and what it missed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.readers.scan.picture import POINTS, Picture, smaller
from extractors.readers.scan.recogniser import find_words
from extractors.readers.scan.rules import Ruled

if TYPE_CHECKING:
    from extractors.readers.scan.picture import Pixels

SEARCH_DPI, SEARCH_PIXELS = (
    130.0,
    3_500_000.0,
)  # resolution in which print is looked for, bounded by its memory
BESIDE = 1.5  # points that a word may reach over a rule without being cut there
SMALLEST, TALLEST = 2.5, 45.0  # points: height of print that the search may have missed
TWICE = 0.6  # share of a piece that another covers when both are the same print
LEAST_INK = 0.12  # share of a missed piece's box
EDGE = 0.012  # share of the page at its edge where scanners leave shadows


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of print in pixels: columns `left:right`, rows `top:bottom`; `found`: the search saw it."""

    left: int
    top: int
    right: int
    bottom: int
    found: bool = True


def find_pieces(picture: Picture, ruled: Ruled) -> list[Piece]:
    """All stretches of print of a page, from the top."""
    pieces = [
        cut for piece in _search(ruled.clean, picture.scale) for cut in _cut(piece, ruled, picture.scale)
    ]
    pieces = [whole for piece in pieces if (whole := _trim(_grown(piece, ruled.ink), ruled.ink)) is not None]
    pieces = _apart(pieces)
    pieces += _missed(pieces, ruled, picture.scale)
    return sorted(pieces, key=lambda piece: (piece.top, piece.left))


def _search(clean: Pixels, scale: float) -> list[Piece]:

    shrink = min(1.0, SEARCH_DPI / POINTS / scale, math.sqrt(SEARCH_PIXELS / max(clean.size, 1)))
    small = smaller(clean, shrink)
    return [
        Piece(int(x0 / shrink), int(y0 / shrink), int(x1 / shrink) + 1, int(y1 / shrink) + 1)
        for x0, y0, x1, y1 in find_words(small)
    ]


def _cut(piece: Piece, ruled: Ruled, scale: float) -> Iterator[Piece]:
    """The piece, cut where rules run through it."""
    beside, middle = BESIDE * scale, (piece.top + piece.bottom) / 2
    across = [
        int((rule.top + rule.bottom) / 2 * scale)
        for rule in ruled.level()
        if piece.top + beside < rule.top * scale < piece.bottom - beside
        and rule.x0 * scale < (piece.left + piece.right) / 2 < rule.x1 * scale
    ]
    for top, bottom in _between(piece.top, piece.bottom, across):
        middle = (top + bottom) / 2
        down = [
            int((rule.x0 + rule.x1) / 2 * scale)
            for rule in ruled.upright()
            if piece.left + beside < rule.x0 * scale < piece.right - beside
            and rule.top * scale < middle < rule.bottom * scale
        ]
        for left, right in _between(piece.left, piece.right, down):
            yield Piece(left, top, right, bottom)


def _between(low: int, high: int, cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    ends = [low, *cuts, high]
    return ((a, b) for a, b in pairwise(ends) if b - a > 1)


def _grown(piece: Piece, ink: Pixels) -> Piece:
    """The piece with the rest of the characters that its ends run through."""
    import numpy as np

    part = np.atleast_1d(ink[max(piece.top, 0) : piece.bottom].max(axis=0, initial=0))
    left, right = max(piece.left, 0), min(piece.right, part.size)
    reach = piece.bottom - piece.top
    while left > max(piece.left - reach, 0) and part[left - 1] and part[left]:
        left -= 1
    while right < min(piece.right + reach, part.size) and part[right] and part[right - 1]:
        right += 1
    return replace(piece, left=left, right=right)


def _trim(piece: Piece, ink: Pixels) -> Piece | None:
    """The piece as far as it holds ink; None when it is blank."""
    import numpy as np

    top, left = max(piece.top, 0), max(piece.left, 0)
    part = ink[top : piece.bottom, left : piece.right]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not rows.size:
        return None
    return replace(
        piece,
        left=left + int(columns[0]),
        right=left + int(columns[-1]) + 1,
        top=top + int(rows[0]),
        bottom=top + int(rows[-1]) + 1,
    )


def _apart(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without those that stand within another one: print that the search saw twice."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.top - p.bottom) * (p.right - p.left)):
        own = (piece.right - piece.left) * (piece.bottom - piece.top)
        if all(_shared(piece, other) <= TWICE * own for other in kept):
            kept.append(piece)
    return kept


def _shared(a: Piece, b: Piece) -> int:
    """Pixels that two pieces share."""
    wide = min(a.right, b.right) - max(a.left, b.left)
    tall = min(a.bottom, b.bottom) - max(a.top, b.top)
    return max(wide, 0) * max(tall, 0)


def _missed(pieces: Sequence[Piece], ruled: Ruled, scale: float) -> list[Piece]:
    """Ink of the size of print that the search did not see: single digits and dashes, mostly."""
    import cv2
    import numpy as np

    rest = ruled.ink.copy()
    for piece in pieces:
        rest[piece.top : piece.bottom, piece.left : piece.right] = 0
    rows, columns = rest.shape
    size = max(1, round(4 * scale))
    joined = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones((1, size), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for x, y, width, height, area in stats[1:count].tolist():
        tall = SMALLEST * scale <= height <= TALLEST * scale
        inside = _inside(x + width / 2, columns) and _inside(y + height / 2, rows)
        if inside and tall and width >= SMALLEST * scale / 2 and area >= LEAST_INK * width * height:
            missed = Piece(x, y, x + width, y + height, found=False)
            found += [cut for cut in _cut(missed, ruled, scale) if _trim(cut, rest)]
    return found


def _inside(place: float, size: int) -> bool:
    return EDGE * size < place < (1 - EDGE) * size
