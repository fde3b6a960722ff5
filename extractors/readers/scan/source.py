"""Sources that are pictures: image files, and the pages of a PDF as pictures."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.readers.scan.picture import POINTS, Picture, bounded_scale, render
from schemas.document import Document
from schemas.errors import Refused, Unreadable
from schemas.page import PageContent

if TYPE_CHECKING:
    from PIL.Image import Image

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "TIFF": "image/tiff"}
MOST_PIXELS = 120_000_000
MOST_PAGES = 1000
PLAUSIBLE = (90.0, 700.0)  # dots per inch that a file may say of itself
PAPER = 595.0  # points of the shorter side where it does not


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pages of a source as pictures, opened one at a time; numbers count from 1."""

    count: int
    page: Callable[[int], Picture]

    def __len__(self) -> int:
        return self.count


def open_pictures(data: bytes) -> Pictures:
    """The pages of a PDF or image file; `Unreadable` or `Refused` when it cannot be opened."""
    if b"%PDF" not in data[:1024]:
        image = _opened(data)
        return Pictures(_count(image), lambda number: _frame(image, number - 1))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("the file is damaged: no PDF document in it") from error
    return Pictures(len(document), lambda number: render(document[number - 1]))


def read_image(data: bytes, doc_id: str) -> Document:
    """Read an image file, a page for each of its frames."""
    from extractors.grids.pages import read_pages

    pictures = open_pictures(data)
    found = read_pages(image_contents(pictures))
    media_type = MEDIA_TYPES[_opened(data).format or ""]
    return Document(
        doc_id,
        "scan",
        media_type,
        found.lines,
        len(found.pages),
        found.furniture,
        pages=found.pages,
        remarks=found.remarks,
    )


def image_contents(pictures: Pictures) -> Iterator[PageContent]:
    """The content of each picture in turn, as recognised."""
    from extractors.readers.scan.choice import READ, remarked
    from extractors.readers.scan.page import scan_picture

    return (
        remarked(scan_picture(pictures.page(number), number), READ) for number in range(1, len(pictures) + 1)
    )


def _opened(data: bytes) -> Image:
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(data), formats=tuple(MEDIA_TYPES))
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable(f"the picture is damaged ({type(error).__name__})") from error
    if image.width * image.height > MOST_PIXELS:
        raise Refused(f"a picture of {image.width} x {image.height} pixels is too large")
    return image


def _count(image: Image) -> int:
    count = int(getattr(image, "n_frames", 1))
    if count > MOST_PAGES:
        raise Refused(f"{count} pictures in one file are more than {MOST_PAGES}")
    return count


def _frame(image: Image, index: int) -> Picture:
    """One frame as grey values, in its own resolution within the bounds."""
    import cv2
    import numpy as np

    try:
        image.seek(index)
        if image.width * image.height > MOST_PIXELS:
            raise Refused(f"a picture of {image.width} x {image.height} pixels is too large")
        pixels = np.array(_grey(image), dtype=np.uint8)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Unreadable(f"the picture is damaged ({type(error).__name__})") from error
    dpi = _resolution(image)
    height, width = (side / dpi * POINTS for side in pixels.shape)
    scale = bounded_scale(dpi, width, height)
    factor = scale * POINTS / dpi
    if abs(factor - 1) > 0.01:
        way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        pixels = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=way).astype(np.uint8)
        scale = pixels.shape[1] / width
    return Picture(pixels, scale)


def _grey(image: Image) -> Image:
    """Grey values over white, as a camera has turned them."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(image)
    if "A" in upright.getbands() or "transparency" in upright.info:
        over = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)
    return upright.convert("L")


def _resolution(image: Image) -> float:
    """Dots per inch: what the file says where that can be, else those of a page of A4."""
    said = image.info.get("dpi", (0, 0))
    dpi = float(said[0]) if isinstance(said, tuple) and said else 0.0
    if PLAUSIBLE[0] <= dpi <= PLAUSIBLE[1]:
        return dpi
    return min(image.width, image.height) / PAPER * POINTS
