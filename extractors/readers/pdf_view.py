"""How a page of a PDF is displayed: its visible rectangle, and points of the file as points from its top left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

from extractors.readers.pdfium_calls import Floats

Sides = tuple[Floats, Floats, Floats, Floats]


@dataclass(frozen=True, slots=True)
class View:
    """The visible rectangle of a page in units of the file, and its rotation clockwise in degrees (0, 90, 180, 270)."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    def turned(self, degrees: int) -> View:
        """The same rectangle, rotated further."""
        return View(self.left, self.bottom, self.right, self.top, (self.rotation + degrees) % 360)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points as displayed."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation % 180 else (width, height)

    def shown(self, left: Floats, bottom: Floats, right: Floats, top: Floats) -> Sides:
        """Rectangles of the file as displayed: their left, top, right and bottom sides."""
        if self.rotation == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        if self.rotation == 90:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.rotation == 180:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        return self.top - top, self.right - right, self.top - bottom, self.right - left

    def below(self, levels: Floats) -> Floats:
        """How far below the top of the page as displayed lines are: their y in the file, or x where it shows them level."""
        return (self.top - levels, levels - self.left, levels - self.bottom, self.right - levels)[
            self.rotation // 90
        ]


def page_view(page: Any) -> View:
    """The view of a page, given as pdfium's handle."""
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, box)
    return View(box.left, box.bottom, box.right, box.top, 90 * raw.FPDFPage_GetRotation(page))
