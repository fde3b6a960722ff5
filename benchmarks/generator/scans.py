"""PDF files as scans: pages rendered, turned a little, blurred and sprinkled, as pictures in a new PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.generator.flaws import FLAWS

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Pixels = NDArray[Any]


def scan_of(
    pdf: bytes,
    dpi: int,
    skew: float = 0.0,
    noise: float = 0.0,
    seed: int = 0,
    pages: Sequence[int] | None = None,
    flaw: str = "none",
) -> bytes:
    """The pages (from 0; all when None) as pictures of `dpi`, turned by `skew` degrees, with grey noise of `noise`.

    `flaw` is the name of what else was done to them.
    """
    import numpy as np
    import pypdfium2

    random = np.random.default_rng(seed)
    source = pypdfium2.PdfDocument(pdf)
    numbers = range(len(source)) if pages is None else pages
    return bound([scanned(source[number], dpi, skew, noise, random, flaw) for number in numbers], dpi)


def scanned(page: Any, dpi: int, skew: float, noise: float, random: Generator, flaw: str) -> Pixels:
    """A page of pypdfium2 as a scanner gives it, in colour where its flaw has some."""
    import cv2
    import numpy as np

    picture = page.render(scale=dpi / 72, grayscale=flaw == "none").to_numpy()
    picture = picture.reshape(*picture.shape[:2], -1).squeeze()[..., :3] if picture.ndim == 3 else picture
    if flaw != "none":
        picture = FLAWS[flaw](np.ascontiguousarray(picture), random, dpi / 72)
    height, width = picture.shape[:2]
    angle = skew * random.uniform(0.6, 1.0) * random.choice((-1, 1))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    white = (255,) * (picture.shape[2] if picture.ndim == 3 else 1)
    picture = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=white)
    if noise:
        grey = picture.astype(np.float32) + random.normal(0, noise, picture.shape)
        picture = cv2.GaussianBlur(np.clip(grey, 0, 255).astype(np.uint8), (3, 3), 0.6)
    return FLAWS[flaw](picture, random, dpi / 72) if flaw == "black and white" else picture


def bound(pictures: Sequence[Pixels], dpi: int, quality: int = 80) -> bytes:
    """Pictures of `dpi` as the pages of a PDF."""
    import cv2
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for picture in pictures:
        height, width = (side * 72 / dpi for side in picture.shape[:2])
        _, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(io.BytesIO(jpeg.tobytes())), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
