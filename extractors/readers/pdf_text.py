"""The characters of a page of a PDF as the file places them, seen or not."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractors.readers.pdf_looks import LIGHTEST, between
from extractors.readers.pdfium_calls import (
    Floats,
    Handle,
    Integers,
    address_of,
    call,
    codes,
    doubles,
    handles,
    numbers,
    sizes,
    structures,
    whole,
)

SPACES = [0, 9, 10, 13, 32, 0xA0, 0x3000, 0x200B, 0xFEFF, 0xFFFE, 0xFFFF, 0xAD]
UNSEEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
REPLACEMENT = 0xFFFD
HIGH, LOW, HALVES = 0xD800, 0xDC00, 0x400
BREAK = 2
FEW = 64
Bools = NDArray[np.bool_]

_SPACES: Bools = np.zeros(0x10001, dtype=bool)
_SPACES[SPACES] = True
_UNSURE: Bools = np.zeros(0x10000, dtype=bool)  # what stands for something else in the text of a page
_UNSURE[[0, REPLACEMENT, 0xFFFE, 0xFFFF, *range(HIGH, LOW + HALVES)]] = True


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a page that are no space, each an element of every array.

    Rectangles (left, top, right, bottom), origins, direction in the file in degrees, size, whether they are drawn, whether as
    pale as paper; `owner` is the number of a character's text object in `objects`, their addresses, which may repeat.
    """

    codes: Integers
    boxes: Floats
    origins: Floats
    angles: Integers
    sizes: Floats
    drawn: Bools
    pale: Bools
    owner: Integers
    objects: Integers

    @property
    def angle(self) -> int:
        """The direction (0, 90, 180, 270) that most characters run in."""
        if not self.angles.any():
            return 0
        counts = Counter(self.angles.tolist())
        straight = [(count, -angle) for angle, count in counts.items() if angle % 90 == 0]
        return -max(straight)[1] if straight else 0


def read_characters(textpage: Any) -> Characters:
    """All characters in the order of the file, seen or not."""
    address = address_of(textpage)
    found = _codes(address, textpage.count_chars())
    inked = np.flatnonzero(~_SPACES[np.minimum(found, len(_SPACES) - 1)])
    places = inked.tolist()
    boxes = structures("FPDFText_GetLooseCharBox", 4, address, places)
    origins = doubles("FPDFText_GetCharOrigin", 2, address, places)
    objects = handles("FPDFText_GetTextObject", address, places)
    begins = np.ones(len(objects), dtype=bool)
    begins[1:] = objects[1:] != objects[:-1]
    heads = np.flatnonzero(begins)
    owner = np.cumsum(begins) - 1
    objects = objects[heads]
    angles, heights = _directions(address, inked[heads], boxes[heads], origins[heads])
    drawn, pale = _inks(objects)
    return Characters(
        found[inked],
        boxes,
        origins,
        angles[owner],
        heights[owner],
        drawn[owner],
        pale[owner],
        owner,
        objects,
    )


def _codes(page: int, count: int) -> Integers:
    """The codes of all characters: their text where it has one code for each, else asked for one by one."""
    text = np.zeros(2 * count + 2, dtype=np.uint16)  # a character may take two places, and one ends the text
    length = call("FPDFText_GetText", ctypes.c_int)(Handle(page), 0, count, Handle(text.ctypes.data))
    found = text[:count].astype(np.int64)
    if length == count + 1 and not _UNSURE[found].any():
        return found
    return _whole_codes(codes("FPDFText_GetUnicode", page, range(count)))


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


def _directions(page: int, places: Integers, boxes: Floats, origins: Floats) -> tuple[Integers, Floats]:
    """Direction in degrees and size of characters.

    Of many, in a row of characters of equal height on one base line only the first and the last are asked about, and all
    where these differ.
    """
    if len(places) < FEW:
        matrices = _matrices(page, places.tolist())
    else:
        alike = np.zeros(len(places), dtype=bool)
        alike[1:] = (boxes[1:, 1] == boxes[:-1, 1]) & (boxes[1:, 3] == boxes[:-1, 3])
        alike[1:] &= origins[1:, 1] == origins[:-1, 1]
        matrices = between(alike, lambda chosen: _matrices(page, places[chosen].tolist()))
    a, b, c, d, size = matrices.T
    angles = np.where(a >= 0, 0, 180)
    if b.any():
        turned = b != 0
        angles[turned] = np.rint(np.degrees(np.arctan2(b[turned], a[turned]))).astype(np.int64) % 360
    heights = np.abs(d)
    return angles, size * (np.where(c != 0, np.hypot(c, d), heights) if c.any() else heights)


def _matrices(page: int, places: Sequence[int]) -> Floats:
    """The upper four numbers of the matrix of each character, and its font size."""
    found = structures("FPDFText_GetMatrix", 6, page, places)
    found[:, 4] = sizes("FPDFText_GetFontSize", page, places)
    return found[:, :5]


def _inks(objects: Integers) -> tuple[Bools, Bools]:
    """Whether text objects are drawn, and whether as pale as paper."""
    modes = numbers("FPDFTextObj_GetTextRenderMode", objects)
    filled = modes == raw.FPDF_TEXTRENDERMODE_FILL
    red, green, blue, opacity = whole("FPDFPageObj_GetFillColor", 4, objects).T
    clear = filled & (opacity == 0) & (objects != 0)  # where there is no object all are 0
    pale = filled & (np.minimum(np.minimum(red, green), blue) >= LIGHTEST)
    return (modes != UNSEEN_MODES[0]) & (modes != UNSEEN_MODES[1]) & ~clear, pale
