"""How a page was straightened before it was read, and the way back."""

from __future__ import annotations

import math
from dataclasses import dataclass

from schemas.spans import Box


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page was straightened: quarter turns clockwise first, then `degrees` clockwise about the centre.

    `width` and `height` are those of the page as displayed, in points.
    """

    quarters: int
    degrees: float
    width: float
    height: float

    def back(self, box: Box) -> Box:
        """The rectangle on the page as displayed around a rectangle of the straightened page."""
        corners = [(x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
        places = [self._point(x, y) for x, y in corners]
        xs, ys = [x for x, _ in places], [y for _, y in places]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        turned = self.quarters % 2 == 1
        width, height = (self.height, self.width) if turned else (self.width, self.height)
        angle = math.radians(-self.degrees)
        dx, dy = x - width / 2, y - height / 2
        x = width / 2 + dx * math.cos(angle) - dy * math.sin(angle)
        y = height / 2 + dx * math.sin(angle) + dy * math.cos(angle)
        for _ in range(self.quarters % 4):
            # a clockwise quarter turn takes (x, y) of a page of height h to (h - y, x): this is its way back
            x, y = y, width - x
            width, height = height, width
        return x, y
