"""Pictures of pages: grey values in the resolution that the page itself has, within bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[Any]

POINTS = 72.0
USUAL_DPI, LEAST_DPI, MOST_DPI = 200.0, 150.0, 300.0
MOST_PIXELS = 24_000_000
DEPTH = 2  # pictures stand in forms within forms; deeper ones are not looked for


@dataclass(frozen=True, slots=True)
class Picture:
    """Grey pixels of a page (rows × columns, 0 is black); `scale` is pixels to a point."""

    pixels: Pixels
    scale: float

    @property
    def width(self) -> float:
        """Width in points."""
        return float(self.pixels.shape[1] / self.scale)

    @property
    def height(self) -> float:
        """Height in points."""
        return float(self.pixels.shape[0] / self.scale)


def bounded_scale(dpi: float, width: float, height: float) -> float:
    """Pixels to a point for a page of that size in points: `dpi` within the bounds of resolution and of pixels."""
    scale = min(max(dpi, LEAST_DPI), MOST_DPI) / POINTS
    return min(scale, math.sqrt(MOST_PIXELS / max(width * height, 1.0)))


def smaller(pixels: Pixels, factor: float) -> Pixels:
    """A picture made smaller by a factor of at most 1; one pixel wide and high at least."""
    import cv2

    rows, columns = (max(1, round(side * factor)) for side in pixels.shape[:2])
    found: Pixels = cv2.resize(pixels, (columns, rows), interpolation=cv2.INTER_AREA)
    return found


def render(page: Any) -> Picture:
    """The picture of a page of pypdfium2 as displayed."""
    width, height = page.get_size()
    scale = bounded_scale(own_resolution(page), width, height)
    return Picture(grey_page(page, scale), scale)


def grey_page(page: Any, scale: float) -> Pixels:
    """Grey values of a page of pypdfium2 as displayed, with `scale` pixels to a point."""
    import numpy as np

    from extractors.readers.scan.paper import grey_of

    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=True)
    try:
        return grey_of(np.ascontiguousarray(bitmap.to_numpy()[..., :3]), scale)
    finally:
        bitmap.close()


def own_resolution(page: Any) -> float:
    """Dots per inch of the page's largest picture; `USUAL_DPI` where it has none."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    largest, resolution = 0.0, USUAL_DPI
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=DEPTH):
        try:
            left, bottom, right, top = item.get_bounds()
            pixels = max(item.get_px_size())
        except pdfium.PdfiumError:
            continue
        area, side = (right - left) * (top - bottom), max(right - left, top - bottom)
        if area > largest and side > 0:
            largest, resolution = area, pixels / side * POINTS
    return resolution
