"""Pages with a text layer and a large picture: whether the picture holds print that the layer repeats or lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.page import PageContent

if TYPE_CHECKING:
    from extractors.readers.scan.picture import Pixels
    from extractors.readers.scan.rules import Ruled

DPI = 110.0
MOST_OBJECTS = 50_000
STILL = 0.1  # share of characters that could not be taken away: then nothing can be said
INKED = (0.06, 0.65)  # share of ink in the place of a character that is print
BUSY = 0.08  # share of ink beside characters: a photograph, not print
REPEATED = 0.6  # share of characters with print of the picture in their place
RULES, TOUCH = 3, 4.0  # rules of each direction that make a table; points between those that cross
PRINTED = 0.005  # share of ink in a table that is not blank
FEW = 30  # characters of the text layer over a table that is a background of theirs


def holds_print(page: Any, content: PageContent) -> bool:
    """Whether pictures on a page of pypdfium2 show the print that its text layer names, or a ruled table beside it.

    All but pictures is taken away from the page for that: it must not be used for anything else.
    """
    if not _only_pictures(page, len(content.glyphs)):
        return False
    from extractors.readers.scan.paper import evened
    from extractors.readers.scan.picture import POINTS, Picture, grey_page
    from extractors.readers.scan.rules import find_rules

    scale = DPI / POINTS
    ruled = find_rules(evened(Picture(grey_page(page, scale), scale)))
    return _repeats(ruled.ink, content, scale) or _has_table(ruled, content, scale)


def _only_pictures(page: Any, count: int) -> bool:
    """Whether all text of a page could be taken away."""
    import pypdfium2.raw as raw

    if raw.FPDFPage_CountObjects(page.raw) > MOST_OBJECTS:
        return False
    for item in list(page.get_objects(max_depth=1)):
        inside = list(page.get_objects(form=item.raw)) if item.type == raw.FPDF_PAGEOBJ_FORM else [item]
        if any(part.type != raw.FPDF_PAGEOBJ_IMAGE for part in inside):
            page.remove_obj(item)
    text = page.get_textpage()
    left = len("".join(text.get_text_range().split()))
    text.close()
    return left <= STILL * count


def _repeats(ink: Pixels, content: PageContent, scale: float) -> bool:
    """Whether print stands where the text layer has its characters, and little beside them."""
    import numpy as np

    if content.turn is not None:
        return False
    inked = ink > 0
    rest = inked.copy()
    repeated = 0
    for x0, top, x1, bottom in (content.glyphs.sides.T * scale).astype(int).tolist():
        place = slice(max(top, 0), max(bottom, 0) + 1), slice(max(x0, 0), max(x1, 0) + 1)
        repeated += bool(inked[place].size) and INKED[0] <= inked[place].mean() <= INKED[1]
        rest[place] = False
    return bool(repeated >= REPEATED * len(content.glyphs) and np.count_nonzero(rest) < BUSY * rest.size)


def _has_table(ruled: Ruled, content: PageContent, scale: float) -> bool:
    """Whether pictures show a table: rules that cross each other with print between, and none of the text layer there."""
    import numpy as np

    upright = ruled.upright()
    level = [
        box
        for box in ruled.level()
        if sum(
            box.x0 - TOUCH <= o.x0 <= box.x1 + TOUCH and o.top - TOUCH <= box.top <= o.bottom + TOUCH
            for o in upright
        )
        >= RULES
    ]
    if len(level) < RULES:
        return False
    x0, x1 = min(box.x0 for box in level), max(box.x1 for box in level)
    top, bottom = level[0].top, level[-1].bottom
    left, high, right, low = content.glyphs.sides
    across, down = (left + right) / 2, (high + low) / 2
    over = np.count_nonzero((x0 < across) & (across < x1) & (top < down) & (down < bottom))
    inside = ruled.ink[int(top * scale) : int(bottom * scale), int(x0 * scale) : int(x1 * scale)]
    return bool(over < FEW and np.count_nonzero(inside) > PRINTED * inside.size)
