"""PDF: bytes to pages as displayed, and these to lines and grids; pages stream, some at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

from extractors.readers.scan.choice import Mode, chosen, remarked
from schemas.document import Document, Remark
from schemas.errors import Refused, Unreadable
from schemas.page import Glyphs, PageContent

if TYPE_CHECKING:
    from extractors.grids.ruled import Frame
    from extractors.readers.pdf_notes import Displayed

MAGIC = b"%PDF"
SOUGHT = 1024
MOST_PAGES = 5000
AHEAD, MOST_AHEAD = 16, 40_000  # pages, and characters and rules of theirs
MEDIA_TYPE = "application/pdf"


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are those of a PDF file."""
    return MAGIC in data[:SOUGHT]


def read_pdf(
    data: bytes,
    doc_id: str,
    most_pages: int = MOST_PAGES,
    ocr: Mode = "auto",
    proposed: Mapping[int, Sequence[Frame]] | None = None,
) -> Document:
    """Read a PDF, as `ocr` says; `Unreadable` when damaged or locked by a password, `Refused` when it has too many pages.

    `proposed` are the frames of tables on pages that are read by another's opinion.
    """
    from extractors.grids.pages import read_pages
    from extractors.grids.panes import find_panes
    from extractors.grids.spread import side_by_side

    found = read_pages(_ahead(page_contents(data, most_pages, ocr)), proposed)
    panes = find_panes(found.lines, found.pages)
    if panes:
        found = read_pages(side_by_side(page_contents(data, most_pages, ocr), panes), proposed)
    recognised = bool(found.pages) and all(page.source == "ocr" for page in found.pages)
    return Document(
        doc_id,
        "scan" if recognised else "pdf",
        MEDIA_TYPE,
        found.lines,
        len(found.pages),
        found.furniture,
        pages=found.pages,
        remarks=found.remarks,
    )


def _ahead(contents: Iterator[PageContent]) -> Iterator[PageContent]:
    """The same pages, some of which are read before the first of them is given.

    Page by page, the parsing of PDF and the making of grids would turn each other out of the processor's memory.
    """
    held: list[PageContent] = []
    size = 0
    for content in contents:
        held.append(content)
        size += len(content.glyphs) + len(content.rules) + len(content.areas)
        if len(held) == AHEAD or size > MOST_AHEAD:
            yield from held
            held, size = [], 0
    yield from held


def page_contents(data: bytes, most_pages: int = MOST_PAGES, ocr: Mode = "auto") -> Iterator[PageContent]:
    """The content of each page in turn; only one page is held at a time."""
    import pypdfium2
    import pypdfium2.raw as raw

    from extractors.readers.pdf_notes import Displayed

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(_reason(error)) from error
    displayed = Displayed(data)
    try:
        if len(document) > most_pages:
            raise Refused(f"{len(document)} pages are more than {most_pages}")
        if not len(document):
            raise Unreadable("the file has no pages")
        attached = raw.FPDFDoc_GetAttachmentCount(document)
        for index in range(len(document)):
            content = _content(document, displayed, index, ocr)
            if attached and index == 0:
                content = remarked(content, "page.attached", attached)
            yield content
    finally:
        displayed.close()
        document.close()


def _reason(error: Exception) -> str:
    password = "password" in str(error).lower()
    return "the file is locked by a password" if password else "the file is damaged: no PDF document in it"


def _content(document: Any, displayed: Displayed, index: int, ocr: Mode) -> PageContent:
    """The content of the page, which is opened past the wrapper of pdfium: that takes as long as a tenth of reading."""
    import pypdfium2.raw as raw

    from extractors.readers.pdf_notes import has_notes

    page = raw.FPDF_LoadPage(document.raw, index)
    if not page:
        return PageContent(index + 1, 0.0, 0.0, Glyphs.of(()), remarks=(Remark("page.damaged", "", "1"),))
    try:
        noted = has_notes(page)
        content = None if noted else _page(page, index + 1)
    finally:
        raw.FPDF_ClosePage(page)
    opened = partial(displayed.page if noted else document.get_page, index)
    if content is None:
        with closing(opened()) as shown:
            content = _page(shown.raw, index + 1)
    return chosen(opened, content, ocr)


def _page(page: Any, number: int) -> PageContent:
    """What the text layer and the drawing say of a page, given as pdfium's handle."""
    import pypdfium2
    import pypdfium2.raw as raw

    from extractors.readers.pdf_paths import as_displayed
    from extractors.readers.pdf_seen import read_print, seen
    from extractors.readers.pdf_view import page_view
    from extractors.readers.pdfium_calls import address_of

    view = page_view(page)
    textpage = raw.FPDFText_LoadPage(page)
    if not textpage:
        raise pypdfium2.PdfiumError("Failed to load text page.")
    try:
        found, inks, drawn = read_print(address_of(page), address_of(textpage))
    finally:
        raw.FPDFText_ClosePage(textpage)
    turned = (found.angle - view.rotation) % 360
    upright = view.turned(turned)
    glyphs, left_out = seen(found, inks, drawn, upright)
    remarks = [Remark(f"page.{reason}", "", str(len(left))) for reason, left in left_out.items()]
    if drawn.full:
        remarks.append(Remark("page.too_much", "", "1"))
    return PageContent(
        number,
        *upright.size,
        glyphs,
        as_displayed(drawn.rules, upright),
        as_displayed(drawn.areas, upright),
        as_displayed(drawn.images, upright),
        turned=turned,
        remarks=tuple(remarks),
    )
