"""The visible characters of a page of a PDF with their rectangles as displayed."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

from extractors.readers.pdf_view import View
from extractors.readers.pdfium_calls import (
    address_of,
    handles,
    indexed,
    indexed_floats,
    numbers,
    points,
    sizes,
)
from schemas.page import Glyph
from schemas.spans import Box

SPACES = frozenset((0, 9, 10, 13, 32, 0xA0, 0x3000, 0x200B, 0xFEFF, 0xFFFE, 0xFFFF, 0xAD))
UNSEEN_MODES = frozenset((raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP))
LEAST_SIZE = 0.8
ASCENT, DESCENT = 0.86, 0.16
LIKELY = (0.4, 8.0)


@dataclass(frozen=True, slots=True)
class PageText:
    """The characters a reader of the page sees, upright after `turned` degrees more, and those left out by reason."""

    glyphs: tuple[Glyph, ...]
    turned: int
    left_out: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Style:
    """What the characters of one text object share: direction in the file in degrees, size, whether it is drawn."""

    angle: int
    size: float
    drawn: bool


@dataclass(frozen=True, slots=True)
class _Characters:
    """Codes, rectangles (left, top, right, bottom, flat), origins and styles of all characters of a page."""

    codes: list[int]
    boxes: list[float]
    origins: tuple[list[float], list[float]]
    styles: list[_Style]


def read_characters(textpage: Any, view: View) -> PageText:
    """All visible characters in the order of the file, in the view turned so that most of them stand upright."""
    handle = address_of(textpage)
    count = textpage.count_chars()
    found = _Characters(
        indexed("FPDFText_GetUnicode", handle, count),
        indexed_floats("FPDFText_GetLooseCharBox", handle, range(count), 4),
        points("FPDFText_GetCharOrigin", handle, count),
        _styles(handle, count),
    )
    main = _main_angle(found)
    return _visible(found, main, view.turned((main - view.rotation) % 360), (main - view.rotation) % 360)


def _styles(textpage: int, count: int) -> list[_Style]:
    """The style of each character, looked up once for each text object."""
    owners = handles("FPDFText_GetTextObject", textpage, count)
    firsts: dict[int | None, int] = {}
    for index, owner in enumerate(owners):
        firsts.setdefault(owner, index)
    indexes = list(firsts.values())
    matrices = indexed_floats("FPDFText_GetMatrix", textpage, indexes, 6)
    fonts = sizes("FPDFText_GetFontSize", textpage, indexes)
    modes = numbers("FPDFTextObj_GetTextRenderMode", [owner or 0 for owner in firsts])
    styles = {
        owner: _style(matrices[6 * at : 6 * at + 4], fonts[at], modes[at] not in UNSEEN_MODES)
        for at, owner in enumerate(firsts)
    }
    return [styles[owner] for owner in owners]


def _style(matrix: list[float], font: float, drawn: bool) -> _Style:
    a, b, c, d = matrix
    angle = round(math.degrees(math.atan2(b, a))) % 360 if b else (0 if a >= 0 else 180)
    return _Style(angle, font * math.hypot(c, d), drawn)


def _main_angle(found: _Characters) -> int:
    """The direction (0, 90, 180, 270) that most characters run in."""
    if not any(style.angle for style in set(found.styles)):
        return 0
    counts = Counter(
        style.angle for code, style in zip(found.codes, found.styles, strict=True) if code not in SPACES
    )
    straight = [(count, -angle) for angle, count in counts.items() if angle % 90 == 0]
    return -max(straight)[1] if straight else 0


def _visible(found: _Characters, main: int, view: View, turned: int) -> PageText:
    glyphs: list[Glyph] = []
    left_out: dict[str, list[str]] = {}
    width, height = view.size
    boxes = found.boxes
    place = -4
    for code, style, x, y in zip(found.codes, found.styles, *found.origins, strict=True):
        place += 4
        if code in SPACES:
            continue
        text = chr(code) if code < 0x110000 else "\ufffd"
        box = _box(view, boxes[place : place + 4], style.size, x, y)
        middle = (box.x0 + box.x1) / 2
        if style.angle != main:
            left_out.setdefault("slanted", []).append(text)
        elif not style.drawn or box.bottom - box.top < LEAST_SIZE:
            left_out.setdefault("hidden", []).append(text)
        elif not (0 <= middle <= width and 0 <= (box.top + box.bottom) / 2 <= height):
            left_out.setdefault("outside", []).append(text)
        else:
            glyphs.append(Glyph(text, box.x0, box.top, box.x1, box.bottom))
    reasons = {reason: "".join(texts) for reason, texts in left_out.items()}
    return PageText(tuple(glyphs), turned, reasons)


def _box(view: View, loose: list[float], size: float, x: float, y: float) -> Box:
    """The rectangle of a character: as wide as it advances, as high as its font size around its base line.

    Fonts state heights that differ by half a line for characters on the same base line.
    """
    left, top, right, bottom = loose
    box = view.box(left, bottom, right, top)
    height = box.bottom - box.top
    if not LIKELY[0] * height < size < LIKELY[1] * height:
        return box
    base = view.box(x, y, x, y).top
    return Box(box.x0, base - ASCENT * size, box.x1, base + DESCENT * size)
