"""What a reader of a PDF page sees of its characters."""

from __future__ import annotations

import ctypes
from itertools import compress

import numpy as np

from extractors.readers.pdf_inks import Inks, inks_of
from extractors.readers.pdf_paths import Drawn, read_drawn
from extractors.readers.pdf_text import REPLACEMENT, Bools, Characters, owners, read_characters
from extractors.readers.pdf_view import Sides, View
from extractors.readers.pdfium_calls import Handle, call
from schemas.page import Glyphs

LEAST_SIZE = 0.8
MANY = 2
ASCENT, DESCENT = 0.86, 0.16
LIKELY = (0.4, 8.0)
LAST_CODE = 0x10FFFF
REASONS = ("slanted", "hidden", "outside", "clipped")
SLIVER = 0.1
NUMERALS = [ord(character) for character in "0123456789.,"]


def read_print(page: int, textpage: int) -> tuple[Characters, Inks | None, Drawn]:
    """The characters of the pages at two addresses, how these are seen where some may be hidden, and what is drawn.

    The object of each character is asked for only where it matters, or where the page has many more objects than
    characters, as then these tell which of them are text.
    """
    found = read_characters(textpage)
    left, top, right, bottom = found.boxes.T
    around = np.array(
        (
            left.min(initial=np.inf),
            bottom.min(initial=np.inf),
            right.max(initial=-np.inf),
            top.max(initial=-np.inf),
        )
    )
    many = call("FPDFPage_CountObjects", ctypes.c_int)(Handle(page)) > MANY * len(found.places)
    owned = owners(textpage, found.places) if many else None
    drawn = read_drawn(page, around, np.unique(owned) if owned is not None else None)
    if owned is None and drawn.hides:
        owned = owners(textpage, found.places)
    return found, inks_of(owned, drawn.inks) if owned is not None else None, drawn


def seen(found: Characters, inks: Inks | None, drawn: Drawn, view: View) -> tuple[Glyphs, dict[str, str]]:
    """The characters that a reader of the page sees among what is drawn, as displayed, and those left out by reason.

    `inks` are those of the object of each character, None where no print is hidden by its colour or clip.
    """
    x0, top, x1, bottom = _boxes(found, view)
    width, height = view.size
    across, down = (x0 + x1) / 2, (top + bottom) / 2
    outside = (across < 0) | (across > width) | (down < 0) | (down > height)
    slanted = found.angles != found.angle
    hidden = clipped = bottom - top < LEAST_SIZE
    if inks is not None:
        hidden = hidden | ~inks.drawn | _on_paper(found, inks, drawn)
        clipped = _clipped(found, inks)
    known = np.where(found.codes <= LAST_CODE, found.codes, REPLACEMENT)
    text = known.astype("<u4").tobytes().decode("utf-32-le")
    sides = np.array((x0, top, x1, bottom))
    if not np.count_nonzero(slanted | hidden | outside | clipped):
        return Glyphs(text, sides), {}
    left_out: dict[int, tuple[str, str]] = {}
    kept = np.ones(len(text), dtype=bool)
    for reason, test in zip(REASONS, (slanted, hidden, outside, clipped), strict=True):
        hit = kept & test
        if np.count_nonzero(hit):
            left_out[int(np.argmax(hit))] = reason, "".join(compress(text, hit))
            kept &= ~hit
    glyphs = Glyphs("".join(compress(text, kept)), sides[:, kept])
    return glyphs, dict(left_out[first] for first in sorted(left_out))


def _on_paper(found: Characters, inks: Inks, drawn: Drawn) -> Bools:
    """Which characters are as pale as paper and have nothing darker behind them."""
    if not np.count_nonzero(inks.pale):
        return inks.pale
    unseen = inks.pale.copy()
    left, top, right, bottom = found.boxes.T
    x, y = (left + right) / 2, (bottom + top) / 2
    backgrounds = np.concatenate(drawn.backgrounds) if drawn.backgrounds else ()
    for low_x, low_y, high_x, high_y in backgrounds:
        unseen &= ~((low_x <= x) & (x <= high_x) & (low_y <= y) & (y <= high_y))
    return unseen


def _clipped(found: Characters, inks: Inks) -> Bools:
    """Which characters the page shows less than a sliver of, as their object is clipped; a number is cut nowhere."""
    left, top, right, bottom = found.boxes.T
    low_x, low_y, high_x, high_y = inks.visible.T
    across = np.minimum(right, high_x) - np.maximum(left, low_x)
    up = np.minimum(top, high_y) - np.maximum(bottom, low_y)
    hidden: Bools = (across < SLIVER * (right - left)) | (up < SLIVER * (top - bottom))
    return _whole_numbers(hidden, found) if np.count_nonzero(hidden) else hidden


def _whole_numbers(hidden: Bools, found: Characters) -> Bools:
    """Which characters are hidden where a number that is hidden in part is seen."""
    numeral = np.isin(found.codes, NUMERALS)
    level = np.abs(np.diff(found.bases)) < 1.0
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
    x0, upper, x1, lower = view.shown(left, bottom, right, top)
    base = view.below(found.bases)
    height, size = lower - upper, found.sizes
    likely = (LIKELY[0] * height < size) & (size < LIKELY[1] * height)
    return (
        x0,
        np.where(likely, base - ASCENT * size, upper),
        x1,
        np.where(likely, base + DESCENT * size, lower),
    )
