"""Skew of a scanned page, and the way between the straightened picture and the page as displayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.readers.scan.picture import Picture, smaller
from schemas.turn import Turn

if TYPE_CHECKING:
    from extractors.readers.scan.picture import Pixels

LOOKED_AT = 900  # pixels of the longer side; enough for a twentieth of a degree
WIDEST, COARSE, FINE = 6.0, 0.5, 0.05
LEAST = 0.04  # degrees; turning by less blurs more than it straightens


def find_skew(pixels: Pixels) -> float:
    """Degrees by which the print has to be turned clockwise to stand level, within `WIDEST`."""
    import cv2
    import numpy as np

    shrink = min(1.0, LOOKED_AT / max(pixels.shape))
    small = smaller(pixels, shrink)
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    best, step = 0.0, COARSE
    angles = np.arange(-WIDEST, WIDEST + step / 2, step)
    while True:
        scores = [_levelness(ink, float(angle)) for angle in angles]
        best = float(angles[int(np.argmax(scores))])
        if step <= FINE:
            return round(best, 3) if abs(best) >= LEAST else 0.0
        angles = np.arange(best - step, best + step * 1.01, max(step / 5, FINE))
        step = max(step / 5, FINE)


def _levelness(ink: Pixels, degrees: float) -> float:
    """How sharply rows or columns of ink stand apart when the picture is turned by `degrees` clockwise."""
    import numpy as np

    turned = turn(ink, degrees, 0) if degrees else ink
    across = np.diff(turned.sum(axis=1, dtype=np.float64))
    down = np.diff(turned.sum(axis=0, dtype=np.float64))
    return float((across**2).sum() + (down**2).sum())


def turn(pixels: Pixels, degrees: float, background: int | None = None) -> Pixels:
    """The picture turned clockwise about its centre, in the same size; new corners are paper unless told otherwise."""
    import cv2
    import numpy as np

    if background is None:
        background = int(np.median(pixels))

    rows, columns = pixels.shape
    matrix = cv2.getRotationMatrix2D((columns / 2 - 0.5, rows / 2 - 0.5), -degrees, 1.0)
    result: Pixels = cv2.warpAffine(
        pixels, matrix, (columns, rows), flags=cv2.INTER_CUBIC, borderValue=float(background)
    )
    return result


def straightened(picture: Picture, quarters: int = 0) -> tuple[Picture, Turn]:
    """The picture turned so that its lines stand level, and how that was done."""
    import numpy as np

    pixels = np.ascontiguousarray(np.rot90(picture.pixels, -quarters)) if quarters else picture.pixels
    degrees = find_skew(pixels)
    level = turn(pixels, degrees) if degrees else pixels
    return Picture(level, picture.scale), Turn(quarters, degrees, picture.width, picture.height)
