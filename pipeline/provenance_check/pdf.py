"""Places in PDF files: characters inside a box, as a second parser (pdfminer) sees the page."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.provenance_check.text import MASK
from schemas.characters import fold

if TYPE_CHECKING:
    from pipeline.provenance_check import Row, Witness

BESIDE = 0.15  # of a character's width: how far its centre may stand outside a box
LOW = 0.8  # of what a box is lower than its print: how far the foot of a character may stand outside
TWICE = 0.2  # of a character's size: nearer prints of the same character are one
PAGES_HELD = 4
UNMAPPED = "(cid:"


@dataclass(frozen=True, slots=True)
class Character:
    """A character in points from the top left of the page as displayed.

    Its rectangle depends on the metrics of its font; its foot, where its base line begins, does not.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    foot: tuple[float, float]
    level: bool = True

    def within(self, box: tuple[float, float, float, float]) -> bool:
        """Whether it is print of a box: its middle along the line, its foot across it."""
        x0, top, x1, bottom = box
        if self.level:
            along, low, high = (self.x0 + self.x1) / 2, x0, x1
            across, near, far, size = self.foot[1], top, bottom, self.bottom - self.top
            wide = self.x1 - self.x0
        else:
            along, low, high = (self.top + self.bottom) / 2, top, bottom
            across, near, far, size = self.foot[0], x0, x1, self.x1 - self.x0
            wide = self.bottom - self.top
        beside, slack = BESIDE * wide, LOW * max(size - (far - near), 0.0)
        return low - beside < along < high + beside and near - slack < across < far + slack


def pdf_witness(data: bytes) -> Witness:
    """What stands in boxes of a PDF; white space and doubled print aside."""
    pages = _pages(data)
    held: OrderedDict[int, list[Character]] = OrderedDict()

    def other(row: Row) -> str | None:
        if not row["source_text"].strip():
            return None  # the blank between two cells stands nowhere
        number = row["page"]
        if number is None or row["x0"] is None:
            return "no box"
        if not 1 <= number <= len(pages):
            return "no such page"
        if number not in held:
            held[number] = list(characters(pages[number - 1]))
            if len(held) > PAGES_HELD:
                held.popitem(last=False)
        box = row["x0"], row["top"], row["x1"], row["bottom"]
        return unlike(row["source_text"], inside(held[number], box))

    return other


def _pages(data: bytes) -> list[Any]:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    from extractors.readers.pdf_notes import as_displayed

    return list(PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(as_displayed(data))))))


def characters(page: Any) -> Iterator[Character]:
    """The characters of a page of pdfminer, as displayed: cropped and turned."""
    from pdfminer.converter import PDFLayoutAnalyzer
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager

    found: list[Any] = []

    class Collector(PDFLayoutAnalyzer):
        def receive_layout(self, ltpage: Any) -> None:
            found.append(ltpage)

    resources = PDFResourceManager(caching=True)
    PDFPageInterpreter(resources, Collector(resources, laparams=None)).process_page(page)
    left, top = _corner(page)
    for item in _flat(found[0]):
        text = item.get_text()
        x0, y0, x1, y1 = item.bbox
        a, b, _, _, x, y = item.matrix
        if text.strip():
            foot = x - left, top - y
            yield Character(text, x0 - left, top - y1, x1 - left, top - y0, foot, abs(a) >= abs(b))


def _corner(page: Any) -> tuple[float, float]:
    """The top left of the visible part in the units of the layout, whose origin is that of the turned media box."""
    media, crop = page.mediabox, page.cropbox or page.mediabox
    x0, x1 = max(media[0], crop[0]) - media[0], min(media[2], crop[2]) - media[0]
    y0, y1 = max(media[1], crop[1]) - media[1], min(media[3], crop[3]) - media[1]
    width, height = media[2] - media[0], media[3] - media[1]
    corners = {0: (x0, y1), 90: (y0, width - x0), 180: (width - x1, height - y0), 270: (height - y1, x1)}
    return corners[page.rotate % 360]


def _flat(item: Any) -> Iterator[Any]:
    from pdfminer.layout import LTChar, LTContainer

    if isinstance(item, LTChar):
        yield item
    elif isinstance(item, LTContainer):
        for part in item:
            yield from _flat(part)


def inside(page: Sequence[Character], box: tuple[float, float, float, float]) -> list[Character]:
    """The characters of a box in the order of the file; doubled print once."""
    found: list[Character] = []
    for character in page:
        if character.within(box) and not _doubled(character, found):
            found.append(character)
    return found


def _doubled(character: Character, others: Sequence[Character]) -> bool:
    near = TWICE * max(character.x1 - character.x0, 1.0)
    return any(
        other.text == character.text
        and abs(other.x0 - character.x0) < near
        and abs(other.top - character.top) < near
        for other in others
    )


def unlike(printed: str, found: Sequence[Character]) -> str | None:
    """What was found where it is not the print in one of the orders that a box can be read in; None where it is."""
    wanted = bare(printed)
    orders = (
        list(found),
        sorted(found, key=lambda character: character.x0),
        sorted(found, key=lambda character: character.top),
        sorted(found, key=lambda character: -character.top),
        sorted(found, key=lambda character: -character.x0),
    )
    texts = [bare("".join(character.text for character in order)) for order in orders]
    if any(_alike(wanted, text) for text in texts):
        return None
    return texts[1]


def bare(text: str) -> str:
    """Text without white space, its characters folded."""
    return "".join(fold(text).split())


def _alike(wanted: str, text: str) -> bool:
    return len(wanted) == len(text) and all(a in (b, MASK) for a, b in zip(wanted, text, strict=True))
