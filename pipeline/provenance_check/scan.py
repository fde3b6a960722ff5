"""Places in pictures: a box on its page that holds ink; read again on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.readers.scan.picture import Picture
from extractors.readers.scan.rules import ink_of
from pipeline.provenance_check.pdf import bare
from pipeline.provenance_check.text import same
from schemas.page import PageContent
from schemas.spans import Box

if TYPE_CHECKING:
    from pipeline.provenance_check import Row, Witness

LEAST_INK = 3  # pixels
BESIDE = 1.0  # points


def scan_witness(data: bytes, ocr: bool) -> Witness:
    """Whether boxes lie on their page and hold ink; with `ocr`, whether recognition gives the same characters again."""
    from extractors.readers.scan.source import open_pictures

    pictures = open_pictures(data)
    held: dict[int, tuple[Picture, PageContent | None]] = {}

    def other(row: Row) -> str | None:
        if not row["source_text"].strip():
            return None  # the blank between two cells stands nowhere
        number = row["page"]
        if number is None or row["x0"] is None:
            return "no box"
        if not 1 <= number <= len(pictures):
            return "no such page"
        if number not in held:
            held.clear()
            held[number] = _looked_at(pictures.page(number), number, ocr)
        picture, content = held[number]
        box = Box(row["x0"], row["top"], row["x1"], row["bottom"])
        if not _holds_ink(picture, box):
            return "a place without ink"
        return None if content is None else _unlike(row["source_text"], content, box)

    return other


def _looked_at(picture: Picture, number: int, ocr: bool) -> tuple[Picture, PageContent | None]:
    from extractors.readers.scan.page import scan_picture

    ink = Picture(ink_of(picture.pixels, picture.scale), picture.scale)
    return ink, scan_picture(picture, number) if ocr else None


def _holds_ink(ink: Picture, box: Box) -> bool:
    if not (
        -BESIDE <= box.x0 <= box.x1 <= ink.width + BESIDE
        and -BESIDE <= box.top <= box.bottom <= ink.height + BESIDE
    ):
        return False
    rows = slice(max(int(box.top * ink.scale), 0), int(box.bottom * ink.scale) + 1)
    columns = slice(max(int(box.x0 * ink.scale), 0), int(box.x1 * ink.scale) + 1)
    return int((ink.pixels[rows, columns] > 0).sum()) >= LEAST_INK


def _unlike(printed: str, content: PageContent, box: Box) -> str | None:
    """The characters that recognition gives in a box where they are not the print."""
    found = []
    for glyph in content.glyphs:
        own = Box(glyph.x0, glyph.top, glyph.x1, glyph.bottom)
        place = content.turn.back(own) if content.turn else own
        x, y = (place.x0 + place.x1) / 2, (place.top + place.bottom) / 2
        if box.x0 - BESIDE / 2 < x < box.x1 + BESIDE / 2 and box.top - BESIDE < y < box.bottom + BESIDE:
            found.append(glyph)
    text = "".join(glyph.text for glyph in sorted(found, key=lambda glyph: glyph.x0))
    return None if same(bare(printed), bare(text)) else text
