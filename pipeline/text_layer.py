"""Whether the lines of a document hold every digit that the text layer of its file holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.account import printed_lines
from schemas.document import Document


def lost_digits(data: bytes, document: Document) -> list[tuple[int, str]]:
    """For each page the digits that pdfium finds in its text and that neither a line nor a remark accounts for."""
    if document.reader != "pdf":
        return []
    lines: dict[int, Counter[str]] = {}
    for (page, _), text in printed_lines(document).items():
        lines.setdefault(page, Counter()).update(filter(str.isdigit, text))
    lost = []
    for page, text in _text_layer(data):
        rest = Counter(filter(str.isdigit, text)) - lines.get(page, Counter())
        if rest and not _remarked(document, page):
            lost.append((page, "".join(sorted(rest.elements()))))
    return lost


def _remarked(document: Document, page: int) -> bool:
    """Whether a remark says that characters of the page are not read: `1-3, 7`, and all behind an ellipsis."""
    for remark in document.remarks:
        spans = [span.strip().partition("-") for span in remark.found.split(",")]
        named = [(int(first), int(last or first)) for first, _, last in spans if first.isdigit()]
        more = len(named) < len(spans) and bool(named) and page > named[-1][1]
        if more or any(first <= page <= last for first, last in named):
            return True
    return False


def _text_layer(data: bytes) -> Iterator[tuple[int, str]]:
    """The text of each page as pdfium gives it, without this project's own reading of it."""
    import pypdfium2

    from extractors.readers.pdf_notes import as_displayed

    document = pypdfium2.PdfDocument(as_displayed(data))
    for index in range(len(document)):
        page = document[index]
        textpage = page.get_textpage()
        yield index + 1, textpage.get_text_range()
        textpage.close()
        page.close()
    document.close()
