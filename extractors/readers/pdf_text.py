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
)
from schemas.page import Glyphs

SPACES = [0, 9, 10, 13, 32, 0xA0, 0x3000, 0x200B, 0xFEFF, 0xFFFE, 0xFFFF, 0xAD]
UNSEEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
LEAST_SIZE = 0.8
ASCENT, DESCENT = 0.86, 0.16
LIKELY = (0.4, 8.0)
LAST_CODE, REPLACEMENT = 0x10FFFF, 0xFFFD
REASONS = ("slanted", "hidden", "outside")
Bools = NDArray[np.bool_]

_SPACES: Bools = np.zeros(0x10001, dtype=bool)
_SPACES[SPACES] = True


@dataclass(frozen=True, slots=True)
class PageText:
    """The characters a reader of the page sees, upright after `turned` degrees more, and those left out by reason.

    `objects` are the addresses of all text objects with a character, sorted.
    """

    glyphs: Glyphs
    turned: int
    left_out: dict[str, str]
    objects: Integers


@dataclass(frozen=True, slots=True)
class _Characters:
    """The characters of a page that are no space, each an element of every array.

    Rectangles (left, top, right, bottom), origins, direction in the file in degrees, size, whether they are drawn; and all
    text objects they are of.
    """

    codes: Integers
    boxes: Floats
    origins: Floats
    angles: Integers
    sizes: Floats
    drawn: Bools
    objects: Integers


def read_characters(textpage: Any, view: View) -> PageText:
    """All visible characters in the order of the file, in the view turned so that most of them stand upright."""
    found = _characters(address_of(textpage), textpage.count_chars())
    main = _main_angle(found.angles)
    turned = (main - view.rotation) % 360
    return _visible(found, main, view.turned(turned), turned)


def _characters(textpage: int, count: int) -> _Characters:
    pages = np.full(count, textpage)
    found = codes("FPDFText_GetUnicode", pages, range(count))
    inked = np.flatnonzero(~_SPACES[np.minimum(found, len(_SPACES) - 1)])
    pages, places = pages[: len(inked)], inked.tolist()
    owners, firsts, owner = np.unique(
        handles("FPDFText_GetTextObject", pages, places), return_index=True, return_inverse=True
    )
    angles, heights, drawn = _styles(pages[: len(owners)], inked[firsts].tolist(), owners)
    return _Characters(
        found[inked],
        structures("FPDFText_GetLooseCharBox", 4, pages, places),
        doubles("FPDFText_GetCharOrigin", 2, pages, places),
        angles[owner],
        heights[owner],
        drawn[owner],
        owners,
    )


def _styles(pages: Integers, places: Sequence[int], objects: Integers) -> tuple[Integers, Floats, Bools]:
    """Direction in degrees and size of the characters at some places, and whether their text objects are drawn."""
    a, b, c, d, _, _ = structures("FPDFText_GetMatrix", 6, pages, places).T
    angles = np.where(a >= 0, 0, 180)
    for at in np.flatnonzero(b).tolist():
        angles[at] = round(math.degrees(math.atan2(b[at], a[at]))) % 360
    heights = np.abs(d)
    for at in np.flatnonzero(c).tolist():
        heights[at] = math.hypot(c[at], d[at])
    modes = numbers("FPDFTextObj_GetTextRenderMode", objects)
    return angles, sizes("FPDFText_GetFontSize", pages, places) * heights, ~np.isin(modes, UNSEEN_MODES)


def _main_angle(angles: Integers) -> int:
    """The direction (0, 90, 180, 270) that most characters run in."""
    if not angles.any():
        return 0
    straight = [(count, -angle) for angle, count in Counter(angles.tolist()).items() if angle % 90 == 0]
    return -max(straight)[1] if straight else 0


def _visible(found: _Characters, main: int, view: View, turned: int) -> PageText:
    x0, top, x1, bottom = _boxes(found, view)
    width, height = view.size
    across, down = (x0 + x1) / 2, (top + bottom) / 2
    inside = (across >= 0) & (across <= width) & (down >= 0) & (down <= height)
    tests = (found.angles != main, ~found.drawn | (bottom - top < LEAST_SIZE), ~inside)
    known = np.where(found.codes <= LAST_CODE, found.codes, REPLACEMENT)
    text = known.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    left_out: dict[int, tuple[str, str]] = {}
    seen = np.ones(len(text), dtype=bool)
    for reason, test in zip(REASONS, tests, strict=True):
        hit = seen & test
        if hit.any():
            left_out[int(np.argmax(hit))] = reason, "".join(compress(text, hit))
            seen &= ~hit
    if left_out:
        text = "".join(compress(text, seen))
    glyphs = Glyphs(text, np.array((x0, top, x1, bottom))[:, seen])
    return PageText(glyphs, turned, dict(left_out[first] for first in sorted(left_out)), found.objects)


def _boxes(found: _Characters, view: View) -> Sides:
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
