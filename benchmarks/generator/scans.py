"""PDF files as scans: pages rendered, turned a little, blurred and sprinkled, as pictures in a new PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence


def scan_of(
    pdf: bytes,
    dpi: int,
    skew: float = 0.0,
    noise: float = 0.0,
    seed: int = 0,
    pages: Sequence[int] | None = None,
) -> bytes:
    """The pages (from 0; all when None) as pictures of `dpi`, turned by `skew` degrees, with grey noise of `noise`."""
    import cv2
    import numpy as np
    import pypdfium2
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    random = np.random.default_rng(seed)
    source = pypdfium2.PdfDocument(pdf)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for number in range(len(source)) if pages is None else pages:
        page = source[number]
        picture = page.render(scale=dpi / 72, grayscale=True).to_numpy()
        height, width = picture.shape[:2]
        picture = picture.reshape(height, width)
        angle = skew * random.uniform(0.6, 1.0) * random.choice((-1, 1))
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        picture = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,))
        if noise:
            grey = picture.astype(np.float32) + random.normal(0, noise, picture.shape)
            picture = cv2.GaussianBlur(np.clip(grey, 0, 255).astype(np.uint8), (3, 3), 0.6)
        _, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])
        canvas.setPageSize((width * 72 / dpi, height * 72 / dpi))
        canvas.drawImage(ImageReader(io.BytesIO(jpeg.tobytes())), 0, 0, width * 72 / dpi, height * 72 / dpi)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
