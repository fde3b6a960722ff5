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
    floats,
    handles,
    indexed,
    indexed_floats,
    numbers,
)
from schemas.page import Glyph

SPACES = frozenset((0, 9, 10, 13, 32, 0xA0, 0x3000, 0x200B, 0xFEFF, 0xFFFE, 0xFFFF, 0xAD))
INVISIBLE_MODES = frozenset((raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP))
LEAST_SIDE = 0.5
STEEP = 0.5


@dataclass(frozen=True, slots=True)
class PageText:
    """The characters a reader of the page sees, upright after `turned` degrees more, and what was left out."""

    glyphs: tuple[Glyph, ...]
    turned: int
    hidden: str
    slanted: str


def read_characters(textpage: Any, view: View) -> PageText:
    """All visible characters in the order of the file, in the view turned so that most of them stand upright."""
    handle = address_of(textpage)
    count = textpage.count_chars()
    codes = indexed("FPDFText_GetUnicode", handle, count)
    boxes = indexed_floats("FPDFText_GetLooseCharBox", handle, count, 4)
    owners = handles("FPDFText_GetTextObject", handle, count)
    objects = [item for item in dict.fromkeys(owners) if item]
    modes = dict(zip(objects, numbers("FPDFTextObj_GetTextRenderMode", objects), strict=True))
    angles = _angles(objects)
    main = _main_angle(codes, owners, angles)
    turned = (main - view.rotation) % 360
    upright = view.turned(turned)
    return _visible(codes, boxes, owners, modes, angles, main, upright, turned)


def _angles(objects: list[int]) -> dict[int | None, int]:
    """Direction of each text object in the file, counter-clockwise, to whole degrees."""
    matrices = floats("FPDFPageObj_GetMatrix", objects, 6)
    found: dict[int | None, int] = {None: 0}
    for at, item in enumerate(objects):
        a, b = matrices[6 * at], matrices[6 * at + 1]
        found[item] = round(math.degrees(math.atan2(b, a))) % 360 if b else (0 if a >= 0 else 180)
    return found


def _main_angle(codes: list[int], owners: list[int | None], angles: dict[int | None, int]) -> int:
    """The direction (0, 90, 180, 270) that most characters run in."""
    if not any(angles.values()):
        return 0
    counts = Counter(
        angles[owner] for code, owner in zip(codes, owners, strict=True) if code not in SPACES and owner
    )
    straight = [(count, -angle) for angle, count in counts.items() if angle % 90 == 0]
    return -max(straight)[1] if straight else 0


def _visible(
    codes: list[int],
    boxes: Any,
    owners: list[int | None],
    modes: dict[int, int],
    angles: dict[int | None, int],
    main: int,
    view: View,
    turned: int,
) -> PageText:
    glyphs: list[Glyph] = []
    hidden: list[str] = []
    slanted: list[str] = []
    width, height = view.size
    place = 0
    for code, owner in zip(codes, owners, strict=True):
        left, top, right, bottom = boxes[place : place + 4]
        place += 4
        if code in SPACES:
            continue
        text = chr(code) if code < 0x110000 else "\ufffd"
        if angles[owner] != main:
            slanted.append(text)
            continue
        box = view.box(left, bottom, right, top)
        middle = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        outside = not (0 <= middle[0] <= width and 0 <= middle[1] <= height)
        if outside or box.bottom - box.top < LEAST_SIDE or (owner and modes[owner] in INVISIBLE_MODES):
            hidden.append(text)
            continue
        glyphs.append(Glyph(text, box.x0, box.top, box.x1, box.bottom))
    return PageText(tuple(glyphs), turned, "".join(hidden), "".join(slanted))
