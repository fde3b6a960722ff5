"""Drawn lines of a scanned page: found by their length, and taken out before words are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.readers.scan.chains import chained, filled, is_level, length, lengthened, without_streaks
from extractors.readers.scan.dirt import find_dirt
from extractors.readers.scan.paper import without_pale
from extractors.readers.scan.picture import Picture
from schemas.spans import Box

if TYPE_CHECKING:
    from extractors.readers.scan.picture import Pixels

SHORTEST = 26.0  # points: longer than a stroke of a title's character
THICKEST = 5.0  # points
SHORT = 8.0  # points: of rules in line with longer ones, from one crossing rule to the next
FLUSH = 1.2  # points
GAP, SMALL_GAP = 1.5, 0.5  # points that a scan may have lost of a long and of a short stretch of a rule
BARE, TOUCHING, CLOSE = 0.5, 1.6, 3.5  # points from a rule to print beside it
MOSTLY, AMONG = 0.5, 0.3  # shares of its length that have some: touching one side, close to both
ALONE = 70.0  # points: a shorter rule has to end at other rules, or it is a stroke
TOUCH = 4.0  # points
PALER = 0.45  # of the darkness of most rules of a direction
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
    chains = [chained(_pieces(ink, picture, level), level) for level in directions]
    long = [_dark_enough([box for box in own if length(box) >= SHORTEST], picture) for own in chains]
    found = without_streaks(_without_strokes([box for own in long for box in own]))
    for level, own in zip(directions, chains, strict=True):
        found += _between([box for box in own if length(box) < SHORTEST], found, level)
    found = filled(lengthened(found, ink, picture.scale), ink, picture.scale)
    for box in found:
        _paint(mask, box, picture.scale)
    mask = cv2.bitwise_and(mask, cv2.dilate(ink, np.ones((3, 3), np.uint8)))
    clean = without_pale(picture)
    paper = int(np.median(clean))
    clean[mask > 0] = paper
    inked = cv2.bitwise_and(ink_of(clean, picture.scale), cv2.bitwise_not(mask))
    dirt = find_dirt(inked, picture.scale)
    clean[cv2.dilate(dirt, np.ones((3, 3), np.uint8)) > 0] = paper
    return Ruled(tuple(found), clean, cv2.bitwise_and(inked, cv2.bitwise_not(dirt)))


def _pieces(ink: Pixels, picture: Picture, level: bool) -> list[Box]:
    """Stretches of ink in one direction that are no strokes of a line of print."""
    found = [
        box
        for shortest, gap in ((SHORTEST, GAP), (SHORT, SMALL_GAP))
        for box in _boxes(_long(ink, picture.scale, level, shortest, gap), picture, level)
    ]
    return [box for box in found if not (level and _among_print(box, ink, picture.scale))]


def _dark_enough(chains: list[Box], picture: Picture) -> list[Box]:
    """Rules without those that are much paler than most: of the back of the page, or streaks."""
    import numpy as np

    if not chains:
        return []
    darkness = [_darkness(chain, picture) for chain in chains]
    order = sorted(range(len(chains)), key=lambda index: darkness[index])
    lengths = np.cumsum([length(chains[index]) for index in order])
    usual = darkness[order[int(np.searchsorted(lengths, lengths[-1] / 2))]]
    return [chain for chain, dark in zip(chains, darkness, strict=True) if dark >= PALER * usual]


def _darkness(box: Box, picture: Picture) -> float:
    """The darkness of a rule (0 to 255) at most of its places."""
    import numpy as np

    top, bottom = int(box.top * picture.scale) - 1, int(box.bottom * picture.scale) + 2
    left, right = int(box.x0 * picture.scale) - 1, int(box.x1 * picture.scale) + 2
    part = 255 - picture.pixels[max(top, 0) : bottom, max(left, 0) : right]
    return float(np.median(part.max(axis=0 if is_level(box) else 1))) if part.size else 0.0


def _among_print(box: Box, ink: Pixels, scale: float) -> bool:
    """Whether print stands close to both sides of a rule in much of its length: then it is a stroke of characters."""
    import numpy as np

    columns = slice(int(box.x0 * scale), int(box.x1 * scale) + 1)
    top, bottom = int(box.top * scale), int(box.bottom * scale) + 1
    bare, *reaches = (round(points * scale) + 1 for points in (BARE, TOUCHING, CLOSE))
    shares = []
    for reach in reaches:
        above = ink[max(top - reach, 0) : max(top - bare, 0), columns].any(axis=0)
        below = ink[bottom + bare : bottom + reach, columns].any(axis=0)
        shares.append([np.count_nonzero(side) / max(above.size, 1) for side in (above, below, above & below)])
    return bool(max(shares[0]) > MOSTLY or shares[1][2] > AMONG)


def _without_strokes(found: list[Box]) -> list[Box]:
    """Rules that are long, or that end at others: what is short and alone is a stroke of a character."""
    kept = []
    for box in found:
        ends = ((box.x0, box.top), (box.x1, box.bottom))
        others = [o for o in found if o is not box and is_level(o) != is_level(box)]
        if length(box) >= ALONE or all(any(_near(x, y, other) for other in others) for x, y in ends):
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


def _long(ink: Pixels, scale: float, level: bool, shortest: float, gap: float) -> Pixels:
    """Ink that goes on for some points in one direction; a pixel beside it and a small gap do not interrupt it."""
    import cv2
    import numpy as np

    def kernel(along: float, across: int) -> Pixels:
        size = max(1, round(along * scale))
        return np.ones((across, size) if level else (size, across), np.uint8)

    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, kernel(gap, 1))
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
