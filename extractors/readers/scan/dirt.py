"""Spots of ink that are no print: smaller than a dot, or dots that stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.readers.scan.picture import Pixels

SPECK = 0.6  # points: the side of a square of ink that is no dot
DOT, ROUND = 2.2, 0.5  # points: the longest side of a dot; the least share of it that its other side has
BLUR = 2  # pixels by which ink is wider than it was
ALONE, APART = 4.0, 3.0  # points around a dot to other print, and to another dot


def find_dirt(ink: Pixels, scale: float) -> Pixels:
    """The spots of a page without rules (255 is ink) that are dirt; dots of numbers, colons and lists are not."""
    import cv2
    import numpy as np

    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    areas, sides = stats[:count, cv2.CC_STAT_AREA], stats[:count, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    specks = areas < max(3.0, (SPECK * scale) ** 2)
    longest = sides.max(axis=1)
    dots = ~specks & (longest <= DOT * scale + BLUR) & (sides.min(axis=1) >= ROUND * longest)
    specks[0] = dots[0] = False
    kept = ~(specks | dots)
    kept[0] = False
    print_only = np.where(kept[labels], 255, 0).astype(np.uint8)
    dotted = np.where(dots[labels], 255, 0).astype(np.uint8)
    beside = np.unique(labels[(cv2.dilate(print_only, _square(ALONE, scale)) > 0) & (dotted > 0)])
    paired = np.unique(labels[(_groups(dotted, scale) > 0) & (dotted > 0)])
    dots[beside] = dots[paired] = False
    return np.asarray(np.where((specks | dots)[labels], 255, 0).astype(np.uint8))


def _groups(dotted: Pixels, scale: float) -> Pixels:
    """The neighbourhoods of dots that hold more than one."""
    import cv2
    import numpy as np

    count, near, _, _ = cv2.connectedComponentsWithStats(
        cv2.dilate(dotted, _square(APART / 2, scale)), connectivity=8
    )
    _, labels = cv2.connectedComponents(dotted, connectivity=8)
    pairs = np.unique(np.stack((near[dotted > 0], labels[dotted > 0])), axis=1)
    several = np.bincount(pairs[0], minlength=count) > 1
    several[0] = False
    return np.asarray(np.where(several[near], 255, 0).astype(np.uint8))


def _square(points: float, scale: float) -> Pixels:
    import numpy as np

    side = 2 * max(1, round(points * scale)) + 1
    return np.ones((side, side), np.uint8)
