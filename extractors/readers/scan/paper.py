"""Paper made even and ink made black: shadows, grey paper, pale copies, marks that shine through and seals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.readers.scan.picture import Picture, smaller

if TYPE_CHECKING:
    from extractors.readers.scan.picture import Pixels

STROKE, LETTER, SHADE = 3.0, 7, 4  # points: strokes, the heaviest print, how smoothly light changes
DARKEST_PAPER = 0.5  # of the lightest: what is darker is a filled area, which may hold white print
INKED, FEWEST = 0.2, 0.0005  # darkness of what may be ink, and the share of it that a page with print has
FULL = 97  # percentile of the darkness of ink that is full black
PALE, DARK = 0.28, 0.45  # shares of full black: the back of the page or a mark below, print above
BESIDE = 0.9  # points around print where it is as pale as it will
REDDER = 60  # by which red is lighter than green and blue in the ink of a seal
SEAL = (60.0, 190.0)  # points: the sides of a seal
SQUARE = 1.6  # the longer side to the shorter
NEAR = 8.0  # points between parts of a seal
LEAST_RED = 0.04  # share of the square around a seal


def evened(picture: Picture) -> Picture:
    """The picture with white paper, whatever light fell on it, and its ink black."""
    import cv2
    import numpy as np

    scale, pixels = picture.scale, picture.pixels
    size = max(3, round(STROKE * scale))
    lightest = cv2.dilate(pixels, np.ones((size, size), np.uint8))
    shrink = min(1.0, 1 / scale)
    small = smaller(lightest, shrink)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((LETTER, LETTER), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), SHADE)
    paper = np.maximum(paper, int(DARKEST_PAPER * float(np.percentile(paper, 95))))
    paper = cv2.resize(paper, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR)
    light = cv2.divide(pixels, np.maximum(paper, 1), scale=255)
    return replace(picture, pixels=_stretched(light))


def _stretched(light: Pixels) -> Pixels:
    """The picture with its ink as dark as black."""
    import cv2
    import numpy as np

    sample = 255 - light[::3, ::3]
    ink = sample[sample > INKED * 255]
    if ink.size < FEWEST * sample.size:
        return light
    full = max(float(np.percentile(ink, FULL)), INKED * 255)
    curve = 255 - np.clip((255 - np.arange(256)) * (255 / full), 0, 255)
    return np.asarray(cv2.LUT(light, curve.astype(np.uint8)))


def without_pale(picture: Picture) -> Pixels:
    """The pixels of an evened picture without what is much paler than its print and does not touch it."""
    import cv2
    import numpy as np

    darkness = (255 - np.arange(256)) / 255
    kept = np.clip((darkness - PALE) / (DARK - PALE), 0, 1) * darkness
    print_only = cv2.LUT(picture.pixels, (255 - 255 * kept).astype(np.uint8))
    size = 2 * round(BESIDE * picture.scale) + 1
    beside = cv2.erode(picture.pixels, np.ones((size, size), np.uint8)) <= 255 - 255 * DARK
    return np.asarray(np.where(beside, picture.pixels, print_only))


def grey_of(colours: Pixels, scale: float) -> Pixels:
    """Grey values of a picture in red, green, blue (rows × columns × 3); seals leave no grey on white paper."""
    import cv2
    import numpy as np

    grey = np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY))
    if scale < 1:
        return grey  # a page of many metres
    small = smaller(colours, 1 / scale).astype(np.int16)
    red = (small[..., 0] - small[..., 1:].max(axis=2) > REDDER // 2).astype(np.uint8)
    if not red.any():
        return grey
    near = int(NEAR)
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for index in range(1, count):
        x, y, width, height, _ = stats[index].tolist()
        inked = np.count_nonzero(
            red[y : y + height, x : x + width][labels[y : y + height, x : x + width] == index]
        )
        if _is_seal(width, height, int(inked)):
            _whiten(grey, colours, scale, (y, y + height), (x, x + width))
    return grey


def _is_seal(width: int, height: int, inked: int) -> bool:
    sides = sorted((width, height))
    return (
        SEAL[0] <= sides[0]
        and sides[1] <= min(SEAL[1], SQUARE * sides[0])
        and inked >= LEAST_RED * width * height
    )


def _whiten(grey: Pixels, colours: Pixels, scale: float, *ends: tuple[int, int]) -> None:
    """Give the red pixels between rows and columns (in points) of a picture the grey that print below them has."""
    import numpy as np

    place = tuple(slice(max(int((low - 2) * scale), 0), int((high + 3) * scale)) for low, high in ends)
    red, wide = colours[place][..., 0], colours[place].astype(np.int16)
    reddish = wide[..., 0] - wide[..., 1:].max(axis=2) > REDDER // 6
    light = max(float(np.median(red[reddish])), 1.0) if reddish.any() else 255.0
    lit = np.clip(red * (255 / light), 0, 255).astype(np.uint8)
    grey[place] = np.where(reddish, np.maximum(lit, grey[place]), grey[place])
