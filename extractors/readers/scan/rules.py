"""Drawn lines of a scanned page: found by their length, and taken out before words are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.readers.scan.picture import Picture
from schemas.spans import Box

if TYPE_CHECKING:
    from extractors.readers.scan.picture import Pixels

SHORTEST = 26.0  # points: longer than a stroke of a title's character
THICKEST = 5.0  # points
SHORT = 8.0  # points: of rules in line with longer ones, from one crossing rule to the next
FLUSH = 1.2  # points
GAP = 1.5  # points of a rule that a scan may have lost
ALONE = 70.0  # points: a shorter rule has to end at other rules, or it is a stroke
TOUCH = 4.0  # points
SPECK = 0.6  # points: the side of a square of ink that is dirt
NEIGHBOURHOOD, DARKER = 10.0, 14  # points around a pixel, grey values below them
NOISES = 4.0  # standard deviations of the paper that are no ink
MARGIN = 0.008  # share of the page at its edge where a scanner's shadow stands


@dataclass(frozen=True, slots=True)
class Ruled:
    """Rules in points, level and upright, and the ink without them (255 is ink)."""

    rules: tuple[Box, ...]
    clean: Pixels
    ink: Pixels

    def upright(self) -> list[Box]:
        """Rules that stand upright, from left to right."""
        return sorted((r for r in self.rules if r.x1 - r.x0 < r.bottom - r.top), key=lambda r: r.x0)

    def level(self) -> list[Box]:
        """Rules that lie level, from the top."""
        return sorted((r for r in self.rules if r.x1 - r.x0 >= r.bottom - r.top), key=lambda r: r.top)


def ink_of(pixels: Pixels, scale: float) -> Pixels:
    """255 where a pixel is darker than its neighbourhood."""
    import cv2

    around = max(3, int(NEIGHBOURHOOD * scale) | 1)
    smooth = cv2.GaussianBlur(pixels, (3, 3), 0)
    darker = max(DARKER, NOISES * noise_of(smooth))
    result: Pixels = cv2.adaptiveThreshold(
        smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, darker
    )
    return result


def noise_of(pixels: Pixels) -> float:
    """Standard deviation of the grey values of the paper, by the median of their distances."""
    import numpy as np

    paper = pixels[::4, ::4].astype(np.float32)
    return float(1.4826 * np.median(np.abs(paper - np.median(paper))))


def find_rules(picture: Picture) -> Ruled:
    """The rules of a straightened page; `clean` is its picture with them painted over."""
    import cv2
    import numpy as np

    ink = ink_of(picture.pixels, picture.scale)
    mask = np.zeros_like(ink)
    directions = (True, False)
    long = [_boxes(_long(ink, picture.scale, level, SHORTEST), picture, level) for level in directions]
    found = _without_strokes([box for boxes in long for box in boxes])
    for level in directions:
        found += _between(_boxes(_long(ink, picture.scale, level, SHORT), picture, level), found, level)
    for box in found:
        _paint(mask, box, picture.scale)
    mask = cv2.bitwise_and(mask, cv2.dilate(ink, np.ones((3, 3), np.uint8)))
    clean = picture.pixels.copy()
    clean[mask > 0] = int(np.median(picture.pixels))
    return Ruled(
        tuple(found), clean, _without_specks(cv2.bitwise_and(ink, cv2.bitwise_not(mask)), picture.scale)
    )


def _without_strokes(found: list[Box]) -> list[Box]:
    """Rules that are long, or that end at others: what is short and alone is a stroke of a character."""
    kept = []
    for box in found:
        level = box.x1 - box.x0 >= box.bottom - box.top
        length = max(box.x1 - box.x0, box.bottom - box.top)
        ends = ((box.x0, box.top), (box.x1, box.bottom))
        others = [o for o in found if o is not box and (o.x1 - o.x0 >= o.bottom - o.top) != level]
        if length >= ALONE or all(any(_near(x, y, other) for other in others) for x, y in ends):
            kept.append(box)
    return kept


def _between(short: list[Box], found: list[Box], level: bool) -> list[Box]:
    """Short rules in line with longer ones, which reach from one crossing rule to the next."""
    same = [box for box in found if (box.x1 - box.x0 >= box.bottom - box.top) == level]
    others = [box for box in found if (box.x1 - box.x0 >= box.bottom - box.top) != level]
    kept = []
    for box in short:
        ends = ((box.x0, box.top), (box.x1, box.bottom))
        crossed = all(any(_near(x, y, other, FLUSH) for other in others) for x, y in ends)
        middle = (box.top + box.bottom if level else box.x0 + box.x1) / 2
        lined = any(
            abs((other.top + other.bottom if level else other.x0 + other.x1) / 2 - middle) < FLUSH
            for other in same
        )
        covered = any(_near(x, y, other, FLUSH) for other in same for x, y in ends[:1])
        if crossed and lined and not (covered and any(_near(*ends[1], other, FLUSH) for other in same)):
            kept.append(box)
    return kept


def _near(x: float, y: float, box: Box, touch: float = TOUCH) -> bool:
    return box.x0 - touch <= x <= box.x1 + touch and box.top - touch <= y <= box.bottom + touch


def _without_specks(ink: Pixels, scale: float) -> Pixels:
    """Ink without spots that are smaller than a dot."""
    import cv2
    import numpy as np

    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    large = stats[:count, cv2.CC_STAT_AREA] >= max(3.0, (SPECK * scale) ** 2)
    large[0] = False
    result: Pixels = np.where(large[labels], 255, 0).astype(np.uint8)
    return result


def _long(ink: Pixels, scale: float, level: bool, shortest: float) -> Pixels:
    """Ink that goes on for some points in one direction; a pixel beside it and a small gap do not interrupt it."""
    import cv2
    import numpy as np

    def kernel(along: float, across: int) -> Pixels:
        size = max(1, round(along * scale))
        return np.ones((across, size) if level else (size, across), np.uint8)

    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, kernel(GAP, 1))
    thick = cv2.dilate(joined, np.ones((3, 1) if level else (1, 3), np.uint8))
    result: Pixels = cv2.morphologyEx(thick, cv2.MORPH_OPEN, kernel(shortest, 1))
    return result


def _boxes(lines: Pixels, picture: Picture, level: bool) -> list[Box]:
    import cv2

    rows, columns = lines.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found = []
    for x, y, width, height, _ in stats[1:count].tolist():
        thickness = (height if level else width) - 2  # what dilation added
        if thickness > THICKEST * picture.scale:
            continue
        near = (min(y, rows - y - height) / rows) if level else (min(x, columns - x - width) / columns)
        if near < MARGIN:
            continue
        if level:
            found.append(_box(x, y + 1, width, max(1, thickness), picture.scale))
        else:
            found.append(_box(x + 1, y, max(1, thickness), height, picture.scale))
    return found


def _box(x: int, y: int, width: int, height: int, scale: float) -> Box:
    return Box(x / scale, y / scale, (x + width) / scale, (y + height) / scale)


def _paint(mask: Pixels, box: Box, scale: float) -> None:
    """Mark the pixels of a rule and one pixel around it."""
    top, bottom = round(box.top * scale) - 1, round(box.bottom * scale) + 1
    left, right = round(box.x0 * scale) - 1, round(box.x1 * scale) + 1
    mask[max(top, 0) : bottom, max(left, 0) : right] = 255
