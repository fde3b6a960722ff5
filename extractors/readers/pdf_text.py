"""The characters of a page of a PDF as the file places them, seen or not."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.readers.pdf_looks import between
from extractors.readers.pdfium_calls import (
    Floats,
    Handle,
    Integers,
    call,
    codes,
    doubles,
    handles,
    sizes,
    structures,
)

SPACES = [0, 9, 10, 13, 32, 0xA0, 0x3000, 0x200B, 0xFEFF, 0xFFFE, 0xFFFF, 0xAD]
REPLACEMENT = 0xFFFD
HIGH, LOW, HALVES = 0xD800, 0xDC00, 0x400
BREAK = 2
FEW = 64
SIMILAR = 0.1
Bools = NDArray[np.bool_]

_SPACES: Bools = np.zeros(0x10001, dtype=bool)
_SPACES[SPACES] = True
_INK, _SPACE, _UNSURE = range(3)
_KINDS = np.where(_SPACES[:-1], _SPACE, _INK).astype(np.uint8)
_KINDS[[0, REPLACEMENT, 0xFFFE, 0xFFFF, *range(HIGH, LOW + HALVES)]] = (
    _UNSURE  # they stand for something else
)


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a page that are no space, each an element of every array.

    Rectangles (left, top, right, bottom), direction in the file in degrees, size; `angle` is the direction (0, 90, 180, 270)
    that most run in, `bases` the y of base lines or their x, where most run up or down. `places` are their numbers on the page.
    """

    codes: Integers
    places: Sequence[int]
    boxes: Floats
    bases: Floats
    angles: Integers
    sizes: Floats
    angle: int


def read_characters(textpage: int) -> Characters:
    """All characters of the text page at an address in the order of the file, seen or not."""
    found, inked = _codes(textpage)
    places = inked.tolist()
    boxes = structures("FPDFText_GetLooseCharBox", 4, textpage, places)
    lies, upright = _lies(textpage, inked, boxes)
    a, b, c, d, size, bases = lies.T
    angles, heights = _directions(a, b, c, d)
    angle = _common(angles)
    if upright != (angle % 180 != 0):
        bases = _bases(textpage, places, not upright)
    return Characters(found[inked], places, boxes, bases, angles, size * heights, angle)


def owners(textpage: int, places: Sequence[int]) -> Integers:
    """The addresses of the text objects of characters, 0 where one has none."""
    return handles("FPDFText_GetTextObject", textpage, places)


def _codes(page: int) -> tuple[Integers, Integers]:
    """The codes of all characters and the places of those that are no space.

    The codes are their text where it has one for each, else they are asked for one by one.
    """
    count = max(0, call("FPDFText_CountChars", ctypes.c_int)(Handle(page)))
    text = np.zeros(2 * count + 2, dtype=np.uint16)  # a character may take two places, and one ends the text
    length = call("FPDFText_GetText", ctypes.c_int)(Handle(page), 0, count, Handle(text.ctypes.data))
    kinds = _KINDS[text[:count]]
    if length == count + 1 and not np.count_nonzero(kinds == _UNSURE):
        return text[:count].astype(np.int64), (kinds == _INK).nonzero()[0]
    found = _whole_codes(codes("FPDFText_GetUnicode", page, range(count)))
    return found, np.flatnonzero(~_SPACES[np.minimum(found, len(_SPACES) - 1)])


def _whole_codes(found: Integers) -> Integers:
    """Codes with the halves of characters beyond 16 bits made whole in the place of the first; the second is a blank.

    A half by itself, which no text can hold, is the replacement character. Pdfium has a code of its own for a hyphen that
    it takes for the break of a word.
    """
    found = np.where(found == BREAK, ord("-"), found)
    half = (found >= HIGH) & (found < LOW + HALVES)
    if not half.any():
        return found
    low = half & (found >= LOW)
    first = np.flatnonzero(half[:-1] & ~low[:-1] & low[1:])
    whole = 0x10000 + (found[first] - HIGH) * HALVES + found[first + 1] - LOW
    found = np.where(half, REPLACEMENT, found)
    found[first], found[first + 1] = whole, 0
    return found


def _lies(page: int, places: Integers, boxes: Floats) -> tuple[Floats, bool]:
    """How characters lie, a row for each: four numbers of their matrix, font size, base line; and whether that is an x.

    Of many, in a row of characters with the same foot only the first and the last are asked about, and all where these
    differ. The foot is the side that a font's descent leads to; in some fonts each character has a height of its own.
    """
    left, top, right, bottom = boxes.T
    alike, upright = _alike(bottom, top), False
    if 2 * np.count_nonzero(alike) < len(alike):
        plumb = _alike(left, right) | _alike(right, left)
        upright = bool(np.count_nonzero(plumb) > np.count_nonzero(alike))
        alike = plumb if upright else alike
    if len(places) < FEW:
        alike[:] = False
    return between(alike, lambda chosen: _asked(page, places[chosen].tolist(), upright)), upright


def _alike(foot: Floats, head: Floats) -> Bools:
    """Whether each character has the foot of the one before it, and about its height; the first has not."""
    found = np.zeros(len(foot), dtype=bool)
    np.equal(foot[1:], foot[:-1], out=found[1:])
    found[1:] &= np.abs(head[1:] - head[:-1]) <= SIMILAR * np.abs(head[1:] - foot[1:])
    return found


def _asked(page: int, places: Sequence[int], upright: bool) -> Floats:
    found = structures("FPDFText_GetMatrix", 6, page, places)
    found[:, 4] = sizes("FPDFText_GetFontSize", page, places)
    found[:, 5] = _bases(page, places, upright)
    return found


def _bases(page: int, places: Sequence[int], upright: bool) -> Floats:
    found: Floats = doubles("FPDFText_GetCharOrigin", 2, page, places)[:, 0 if upright else 1]
    return found


def _directions(a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[Integers, Floats]:
    """Directions in degrees and the factors of sizes of characters with these matrices."""
    angles = np.where(a >= 0, 0, 180)
    if np.count_nonzero(b):
        turned = b != 0
        angles[turned] = np.rint(np.degrees(np.arctan2(b[turned], a[turned]))).astype(np.int64) % 360
    heights = np.abs(d)
    return angles, np.where(c != 0, np.hypot(c, d), heights) if np.count_nonzero(c) else heights


def _common(angles: Integers) -> int:
    """The direction (0, 90, 180, 270) that most characters run in."""
    if not np.count_nonzero(angles):
        return 0
    counts = Counter(angles.tolist())
    straight = [(count, -angle) for angle, count in counts.items() if angle % 90 == 0]
    return -max(straight)[1] if straight else 0
