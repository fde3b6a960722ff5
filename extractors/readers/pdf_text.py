"""The visible characters of a page of a PDF with their rectangles as displayed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractors.readers.pdf_looks import LIGHTEST
from extractors.readers.pdf_paths import Drawn
from extractors.readers.pdf_view import Sides, View
from extractors.readers.pdfium_calls import (
    Floats,
    Integers,
    address_of,
    codes,
    doubles,
    handles,
    numbers,
    sizes,
    structures,
    whole,
)
from schemas.page import Glyphs

SPACES = [0, 9, 10, 13, 32, 0xA0, 0x3000, 0x200B, 0xFEFF, 0xFFFE, 0xFFFF, 0xAD]
UNSEEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
LEAST_SIZE = 0.8
ASCENT, DESCENT = 0.86, 0.16
LIKELY = (0.4, 8.0)
LAST_CODE, REPLACEMENT = 0x10FFFF, 0xFFFD
HIGH, LOW, HALVES = 0xD800, 0xDC00, 0x400
REASONS = ("slanted", "hidden", "outside", "clipped")
SLIVER = 0.1
NUMERALS = [ord(character) for character in "0123456789.,"]
Bools = NDArray[np.bool_]

_SPACES: Bools = np.zeros(0x10001, dtype=bool)
_SPACES[SPACES] = True


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a page that are no space, each an element of every array.

    Rectangles (left, top, right, bottom), origins, direction in the file in degrees, size, whether they are drawn, whether as
    pale as paper; `owner` is the number of a character's text object in `objects`, their addresses, sorted.
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
    address, count = address_of(textpage), textpage.count_chars()
    pages = np.full(count, address)
    found = _whole_codes(codes("FPDFText_GetUnicode", pages, range(count)))
    inked = np.flatnonzero(~_SPACES[np.minimum(found, len(_SPACES) - 1)])
    pages, places = pages[: len(inked)], inked.tolist()
    objects, firsts, owner = np.unique(
        handles("FPDFText_GetTextObject", pages, places), return_index=True, return_inverse=True
    )
    angles, heights, drawn, pale = _styles(pages[: len(objects)], inked[firsts].tolist(), objects)
    return Characters(
        found[inked],
        structures("FPDFText_GetLooseCharBox", 4, pages, places),
        doubles("FPDFText_GetCharOrigin", 2, pages, places),
        angles[owner],
        heights[owner],
        drawn[owner],
        pale[owner],
        owner,
        objects,
    )


def _whole_codes(found: Integers) -> Integers:
    """Codes with the halves of characters beyond 16 bits made whole in the place of the first; the second is a blank.

    A half by itself, which no text can hold, is the replacement character.
    """
    half = (found >= HIGH) & (found < LOW + HALVES)
    if not half.any():
        return found
    low = half & (found >= LOW)
    first = np.flatnonzero(half[:-1] & ~low[:-1] & low[1:])
    whole = 0x10000 + (found[first] - HIGH) * HALVES + found[first + 1] - LOW
    found = np.where(half, REPLACEMENT, found)
    found[first], found[first + 1] = whole, 0
    return found


def _styles(
    pages: Integers, places: Sequence[int], objects: Integers
) -> tuple[Integers, Floats, Bools, Bools]:
    """Direction in degrees and size of characters, whether their text objects are drawn, and as pale as paper."""
    a, b, c, d, _, _ = structures("FPDFText_GetMatrix", 6, pages, places).T
    angles = np.where(a >= 0, 0, 180)
    for at in np.flatnonzero(b).tolist():
        angles[at] = round(math.degrees(math.atan2(b[at], a[at]))) % 360
    heights = np.abs(d)
    for at in np.flatnonzero(c).tolist():
        heights[at] = math.hypot(c[at], d[at])
    modes = numbers("FPDFTextObj_GetTextRenderMode", objects)
    filled = modes == raw.FPDF_TEXTRENDERMODE_FILL
    colours = whole(
        "FPDFPageObj_GetFillColor", 4, objects
    )  # red, green, blue, opacity; all 0 where there is no object
    clear = filled & (colours[:, 3] == 0) & (objects != 0)
    pale = filled & (colours[:, :3].min(axis=1) >= LIGHTEST) if len(objects) else filled
    return (
        angles,
        sizes("FPDFText_GetFontSize", pages, places) * heights,
        (modes != UNSEEN_MODES[0]) & (modes != UNSEEN_MODES[1]) & ~clear,
        pale,
    )


def seen(found: Characters, drawn: Drawn, view: View) -> tuple[Glyphs, dict[str, str]]:
    """The characters that a reader of the page sees among what is drawn, as displayed, and those left out by reason."""
    x0, top, x1, bottom = _boxes(found, view)
    width, height = view.size
    across, down = (x0 + x1) / 2, (top + bottom) / 2
    inside = (across >= 0) & (across <= width) & (down >= 0) & (down <= height)
    slanted = found.angles != found.angle
    hidden = ~found.drawn | (bottom - top < LEAST_SIZE) | _on_paper(found, drawn)
    tests = (slanted, hidden, ~inside, _clipped(found, drawn.visible))
    known = np.where(found.codes <= LAST_CODE, found.codes, REPLACEMENT)
    text = known.astype("<u4").tobytes().decode("utf-32-le")
    left_out: dict[int, tuple[str, str]] = {}
    kept = np.ones(len(text), dtype=bool)
    for reason, test in zip(REASONS, tests, strict=True):
        hit = kept & test
        if hit.any():
            left_out[int(np.argmax(hit))] = reason, "".join(compress(text, hit))
            kept &= ~hit
    if left_out:
        text = "".join(compress(text, kept))
    glyphs = Glyphs(text, np.array((x0, top, x1, bottom))[:, kept])
    return glyphs, dict(left_out[first] for first in sorted(left_out))


def _on_paper(found: Characters, drawn: Drawn) -> Bools:
    """Which characters are as pale as paper and have nothing darker behind them."""
    unseen = found.pale.copy()
    left, top, right, bottom = found.boxes.T
    x, y = (left + right) / 2, (bottom + top) / 2
    backgrounds = np.concatenate(drawn.backgrounds) if unseen.any() and drawn.backgrounds else ()
    for low_x, low_y, high_x, high_y in backgrounds:
        unseen &= ~((low_x <= x) & (x <= high_x) & (low_y <= y) & (y <= high_y))
    return unseen


def _clipped(found: Characters, visible: Floats) -> Bools:
    """Which characters the page shows less than a sliver of, as their object is clipped; a number is cut nowhere."""
    if not np.isfinite(visible).any():
        return np.zeros(len(found.codes), dtype=bool)
    left, top, right, bottom = found.boxes.T
    low_x, low_y, high_x, high_y = visible[found.owner].T
    across = np.minimum(right, high_x) - np.maximum(left, low_x)
    up = np.minimum(top, high_y) - np.maximum(bottom, low_y)
    hidden: Bools = (across < SLIVER * (right - left)) | (up < SLIVER * (top - bottom))
    numeral = np.isin(found.codes, NUMERALS)
    level = np.abs(np.diff(found.origins[:, 1])) < 1.0
    cut = np.flatnonzero((hidden[1:] != hidden[:-1]) & numeral[1:] & numeral[:-1] & level)
    for at in cut.tolist():
        step, place = (1, at + 1) if hidden[at + 1] else (-1, at)
        while 0 <= place < len(hidden) and hidden[place] and numeral[place]:
            hidden[place] = False
            place += step
    return hidden


def _boxes(found: Characters, view: View) -> Sides:
    """The rectangles of characters: as wide as they advance, as high as their font size around their base line.

    Fonts state heights that differ by half a line for characters on the same base line.
    """
    left, top, right, bottom = found.boxes.T
    x, y = found.origins.T
    x0, upper, x1, lower = view.shown(left, bottom, right, top)
    base = view.shown(x, y, x, y)[1]
    height, size = lower - upper, found.sizes
    likely = (LIKELY[0] * height < size) & (size < LIKELY[1] * height)
    return (
        x0,
        np.where(likely, base - ASCENT * size, upper),
        x1,
        np.where(likely, base + DESCENT * size, lower),
    )
