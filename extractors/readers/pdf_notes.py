"""What a viewer draws over the pages of a PDF: filled form fields, notes, stamps; made part of the pages."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2.raw as raw

UNDRAWN = frozenset((raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP))


def has_notes(page: Any) -> bool:
    """Whether more than links stands over a page, given as pdfium's handle."""
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind not in UNDRAWN:
            return True
    return False


class Displayed:
    """A document whose pages hold what stands over them; opened when the first such page is met."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._document: Any = None

    def page(self, index: int) -> Any:
        """The page with what stands over it."""
        import pypdfium2

        if self._document is None:
            self._document = pypdfium2.PdfDocument(self._data)
            self._document.init_forms()
        page = self._document[index]
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        return self._document[index]

    def close(self) -> None:
        """Give back what was opened."""
        if self._document is not None:
            self._document.close()


def as_displayed(data: bytes) -> bytes:
    """The file with what stands over its pages made part of them; itself where nothing does."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        if not any(has_notes(page.raw) for page in document):
            return data
    finally:
        document.close()
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        for page in document:
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
            page.close()
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()
    finally:
        document.close()
