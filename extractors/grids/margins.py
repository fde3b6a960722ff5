"""Print in the margin of a page that is no part of what the page says."""

from __future__ import annotations

from functools import cache

import regex

from extractors.grids.page import PageItems
from extractors.grids.page_table import PageTable
from schemas.resources import read_toml

MARGIN = 0.13
FAR = 60
_BARE_NUMBER = regex.compile(r"\s*(\d{1,4})\s*")


@cache
def _patterns() -> tuple[regex.Pattern[str], ...]:
    entries = read_toml("furniture.toml")["line"]
    return tuple(regex.compile(entry["regex"]) for entry in entries if entry["kind"] == "page_number")


def is_page_number(page: PageItems, at: int) -> bool:
    """Whether the first or last item of a page is but the number of the page."""
    if at and at != len(page.items) - 1:
        return False
    item = page.items[at]
    if isinstance(item, PageTable):
        return False
    middle = item[0].middle
    if MARGIN * page.height < middle < (1 - MARGIN) * page.height:
        return False
    text = " ".join(piece.text for piece in item)
    bare = _BARE_NUMBER.fullmatch(text)
    if bare is not None:
        return abs(int(bare[1]) - page.number) <= FAR
    return any(pattern.fullmatch(text) for pattern in _patterns())
