"""One page without a usable text layer, as the content that the grid builder takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extractors.readers.scan.paper import evened
from extractors.readers.scan.picture import Picture, render, smaller
from extractors.readers.scan.recogniser import find_words, give_back_memory, read_word
from extractors.readers.scan.rules import find_rules
from extractors.readers.scan.skew import straightened
from extractors.readers.scan.words import read_words
from schemas.page import Glyphs, PageContent

if TYPE_CHECKING:
    from extractors.readers.scan.picture import Pixels

LOOKED_AT = 960.0  # pixels of the longer side: enough to see which way print runs
SAMPLE = 6
SURE_UPRIGHT = 0.85


def scan_page(page: Any, number: int) -> PageContent:
    """Read a page of pypdfium2 from its picture; `number` counts from 1."""
    return scan_picture(render(page), number)


def scan_picture(picture: Picture, number: int) -> PageContent:
    """Read a picture of a page; the content stands level and upright, its `turn` leads back."""
    even = evened(picture)
    level, turned = straightened(even, upright_turn(even.pixels))
    ruled = find_rules(level)
    glyphs = read_words(level, ruled)
    give_back_memory()
    return PageContent(
        number,
        level.width,
        level.height,
        Glyphs.of(glyphs),
        tuple((rule.x0, rule.top, rule.x1, rule.bottom) for rule in ruled.rules),
        source="ocr",
        turned=90 * turned.quarters,
        skew=turned.degrees,
    )


def upright_turn(pixels: Pixels) -> int:
    """Quarter turns clockwise after which the print stands upright; 0 where nothing is printed."""
    import numpy as np

    shrink = min(1.0, LOOKED_AT / max(pixels.shape))
    words = find_words(smaller(pixels, shrink))
    if not words:
        return 0
    tall = sum(1 for x0, y0, x1, y1 in words if y1 - y0 > 1.5 * (x1 - x0))
    wide = sum(1 for x0, y0, x1, y1 in words if x1 - x0 > 1.5 * (y1 - y0))
    turns = (1, 3) if tall > wide else (0, 2)
    words.sort(key=lambda box: (-max(box[2] - box[0], box[3] - box[1]), box))
    parts = [
        pixels[
            max(int(y0 / shrink) - 2, 0) : int(y1 / shrink) + 3,
            max(int(x0 / shrink) - 2, 0) : int(x1 / shrink) + 3,
        ]
        for x0, y0, x1, y1 in words[:SAMPLE]
    ]
    sure = []
    for quarters in turns:
        sure.append(_sureness([np.ascontiguousarray(np.rot90(part, -quarters)) for part in parts]))
        if sure[-1] >= SURE_UPRIGHT:
            return quarters
    return turns[sure.index(max(sure))]


def _sureness(parts: list[Pixels]) -> float:
    """Mean confidence of the characters in some pictures of words."""
    reads = [read.confidence for part in parts for read in read_word(part)]
    return sum(reads) / len(reads) if reads else 0.0
