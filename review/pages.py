"""Pages of a source as the page shows them, in their colours: PDF files and image files."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, TALLEST = 1240, 4000  # of a picture in pixels


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page as displayed, in points; numbers count from 1."""

    number: int
    width: float
    height: float


def page_sizes(data: bytes) -> list[PageSize]:
    """The pages of a PDF or image file; `SourceError` when it is neither."""
    if not _is_pdf(data):
        from extractors.readers.scan.source import open_pictures

        pictures = open_pictures(data)
        opened = (pictures.page(number) for number in range(1, len(pictures) + 1))
        return [PageSize(number, page.width, page.height) for number, page in enumerate(opened, 1)]
    document = _pdf(data)
    try:
        sizes = [document.get_page_size(index) for index in range(len(document))]
    finally:
        document.close()
    return [PageSize(number, *size) for number, size in enumerate(sizes, 1)]


def page_picture(data: bytes, number: int, width: int = WIDTH) -> bytes | None:
    """A page in its colours as PNG, `width` pixels wide at most; None when there is no such page."""
    image = _drawn_pdf(data, number, width) if _is_pdf(data) else _drawn_image(data, number, width)
    if image is None:
        return None
    content = io.BytesIO()
    image.save(content, "PNG", compress_level=1)
    return content.getvalue()


def _is_pdf(data: bytes) -> bool:
    return b"%PDF" in data[:1024]


def _pdf(data: bytes) -> Any:
    import pypdfium2

    from schemas.errors import Unreadable

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("the file is damaged: no PDF document in it") from error


def _drawn_pdf(data: bytes, number: int, width: int) -> Image | None:
    document = _pdf(data)
    try:
        if not 1 <= number <= len(document):
            return None
        page = document[number - 1]
        across, down = page.get_size()
        scale = min(width / max(across, 1), TALLEST / max(down, 1))
        image: Image = page.render(scale=scale).to_pil()
        return image
    finally:
        document.close()


def _drawn_image(data: bytes, number: int, width: int) -> Image | None:
    import PIL.Image

    from extractors.readers.scan.source import open_pictures

    pictures = open_pictures(data)
    if not 1 <= number <= len(pictures):
        return None
    page = pictures.page(number)
    image = PIL.Image.fromarray(page.pixels)
    factor = min(width / image.width, TALLEST / image.height, 1.0)
    size = (max(round(image.width * factor), 1), max(round(image.height * factor), 1))
    return image.resize(size)
