"""Words of a straightened page: their characters with boxes and confidence, numbers read more than once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import regex

from extractors.readers.scan.picture import Picture
from extractors.readers.scan.pieces import Piece, find_pieces
from extractors.readers.scan.recogniser import Read, read_word
from extractors.readers.scan.rules import Ruled
from schemas.page import Glyph
from schemas.spans import Box

if TYPE_CHECKING:
    from extractors.readers.scan.picture import Pixels

LEAST_SURE = 0.6  # a missed piece below that is dirt
READINGS = (
    (0.12, 1.0),
    (0.3, 1.6),
    (0.2, 0.75),
)  # margin as a share of the height, and scale, of each reading
DISAGREE = 0.5  # confidence of a digit that two readings see differently
NUMERIC = frozenset("0123456789.,-+")
_NUMBER = regex.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?|-+")  # 1,234.56  -12  2080505  -
PITCH = 0.85  # widest digit with its gap, as a share of the print's height
WIDE, NARROW = 0.56, 0.34  # half the width of a character as a share of the print's height


def read_words(picture: Picture, ruled: Ruled) -> tuple[Glyph, ...]:
    """All characters of a page with boxes in points and confidence, word by word from the top."""
    return tuple(
        glyph for piece in find_pieces(picture, ruled) for glyph in _glyphs(piece, ruled, picture.scale)
    )


def read_number(picture: Picture, box: Box, around: float) -> tuple[Read, ...]:
    """What stands in a box in points, `around` points wider, as two of several readings see it."""
    scale = picture.scale
    piece = Piece(
        max(round((box.x0 - around) * scale), 0), max(round((box.top - around) * scale), 0),
        round((box.x1 + around) * scale), round((box.bottom + around) * scale),
    )  # fmt: skip
    first = _read(piece, picture.pixels, READINGS[0])
    return agreed(first, (_read(piece, picture.pixels, how) for how in READINGS[1:]))


def _glyphs(piece: Piece, ruled: Ruled, scale: float) -> list[Glyph]:
    """The characters of a piece; none when it is dirt."""
    reads = _read(piece, ruled.clean, READINGS[0])
    if not reads or (not piece.found and min(read.confidence for read in reads) < LEAST_SURE):
        return []
    if any(read.text.isdigit() for read in reads):
        reads = agreed(reads, (_read(piece, ruled.clean, how) for how in READINGS[1:]))
        if not fits(reads, piece, ruled.ink):
            reads = tuple(replace(read, confidence=min(read.confidence, DISAGREE)) for read in reads)
    return [glyph for glyph in placed(reads, piece, scale) if not glyph.text.isspace()]


def _read(piece: Piece, clean: Pixels, how: tuple[float, float]) -> tuple[Read, ...]:
    """One reading; centres are shares of the piece's own width."""
    import cv2

    margin, enlarged = how
    around = max(2, round((piece.bottom - piece.top) * margin))
    top, left = max(piece.top - around, 0), max(piece.left - around, 0)
    part = clean[top : piece.bottom + around, left : piece.right + around]
    if enlarged != 1.0:
        part = cv2.resize(part, None, fx=enlarged, fy=enlarged, interpolation=cv2.INTER_CUBIC)
        part = cv2.GaussianBlur(part, (3, 3), 0)
    width = min(piece.right + around, clean.shape[1]) - left
    own = max(piece.right - piece.left, 1)
    return tuple(
        replace(read, centre=min(max((left + read.centre * width - piece.left) / own, 0.0), 1.0))
        for read in read_word(part)
    )


def agreed(first: tuple[Read, ...], others: Iterable[tuple[Read, ...]]) -> tuple[Read, ...]:
    """The reading that two of several agree on, as sure as the less sure of the two; else the first, with its doubts.

    A character that another reading sees differently, or has something beside, is at most `DISAGREE` sure.
    """
    readings = [first]
    for reading in others:
        for other in readings:
            if _text(reading) == _text(other):
                pairs = zip(other, reading, strict=True)
                return tuple(replace(a, confidence=min(a.confidence, b.confidence)) for a, b in pairs)
        readings.append(reading)
    doubted = {index for reading in readings[1:] for index in _differing(_text(first), _text(reading))}
    return tuple(
        replace(read, confidence=min(read.confidence, DISAGREE)) if index in doubted else read
        for index, read in enumerate(first)
    )


def _text(reading: Sequence[Read]) -> str:
    return "".join(read.text for read in reading)


def _differing(ours: str, theirs: str) -> Iterator[int]:
    """Characters of `ours` that `theirs` has not, or has something beside."""
    for kind, low, high, _, _ in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind == "insert":
            yield from (low - 1, low)
        elif kind != "equal":
            yield from range(low, high)


def fits(reads: Sequence[Read], piece: Piece, ink: Pixels) -> bool:
    """Whether a number is well formed, with no more strokes and no wider than its characters ask for; True for other print."""
    import numpy as np

    text = _text(reads)
    if not set(text) <= NUMERIC:
        return True
    if not _NUMBER.fullmatch(text):
        return False
    columns = ink[piece.top : piece.bottom, piece.left : piece.right].max(axis=0, initial=0) > 0
    strokes = int(np.count_nonzero(np.diff(np.concatenate(([False], columns)).astype(np.int8)) == 1))
    digits = sum(character.isdigit() for character in text)
    widest = (digits * PITCH + (len(text) - digits) * PITCH / 2) * (piece.bottom - piece.top)
    return strokes <= len(text) and piece.right - piece.left <= widest


def placed(reads: Sequence[Read], piece: Piece, scale: float) -> Iterator[Glyph]:
    """Characters with boxes: as wide as print of that height is, at most half way to the neighbour."""
    tall, wide = piece.bottom - piece.top, piece.right - piece.left
    centres = [piece.left + read.centre * wide for read in reads]
    for index, read in enumerate(reads):
        reach = tall * (NARROW if read.text.isascii() else WIDE)
        before = (centres[index] + centres[index - 1]) / 2 if index else float(piece.left)
        after = (centres[index] + centres[index + 1]) / 2 if index + 1 < len(reads) else float(piece.right)
        left, right = max(before, centres[index] - reach), min(after, centres[index] + reach)
        box = Box(left / scale, piece.top / scale, max(right, left) / scale, piece.bottom / scale)
        yield Glyph(read.text, box.x0, box.top, box.x1, box.bottom, read.confidence)
