"""Which pages of a PDF are read from their picture: those whose text layer is missing or says nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal

from schemas.document import Remark
from schemas.page import Glyphs, PageContent

Mode = Literal["auto", "off", "force"]

FEW = 30  # characters that a scanner or a stamp may add to a page
LARGE = 0.3  # share of the page that pictures cover
UNMAPPED = 0.2  # share of characters that are none
REPLACEMENT = "\ufffd"
READ, UNREAD, UNREADABLE_FONT, UNAVAILABLE = "ocr.read", "ocr.off", "ocr.unmapped", "ocr.unavailable"


def chosen(opened: Callable[[], Any], content: PageContent, mode: Mode) -> PageContent:
    """The content of a page as its text layer says, or as recognised; remarks say which and why.

    `opened` gives the page as pypdfium2 opens it.
    """
    why = READ if mode == "force" else lacking(content)
    if why is None:
        return content
    if mode == "off":
        return remarked(_without_rubbish(content, why), UNREAD)
    from extractors.readers.scan.recogniser import missing

    if missing():
        return remarked(_without_rubbish(content, why), UNAVAILABLE)
    from extractors.readers.scan.page import scan_page

    with closing(opened()) as page:
        return remarked(replace(scan_page(page, content.number), remarks=content.remarks), why)


def _without_rubbish(content: PageContent, why: str) -> PageContent:
    """The content of a page that cannot be recognised, without the characters of fonts that do not name them."""
    return replace(content, glyphs=Glyphs.of(())) if why == UNREADABLE_FONT else content


def remarked(content: PageContent, rule: str, count: int = 1) -> PageContent:
    """The content of a page with a rule of findings that this page has, so many times."""
    return replace(content, remarks=(*content.remarks, Remark(rule, "", str(count))))


def lacking(content: PageContent) -> str | None:
    """Why a page has to be read from its picture; None when its text layer will do."""
    count = len(content.glyphs)
    text = content.glyphs.text
    if not text.isprintable() or REPLACEMENT in text:
        unmapped = sum(text.count(character) for character in set(text) if _is_none(character))
        if unmapped >= UNMAPPED * count:
            return UNREADABLE_FONT
    if count >= FEW:
        return None
    pictures = sum((x1 - x0) * (bottom - top) for x0, top, x1, bottom in content.images)
    return READ if pictures >= LARGE * content.width * content.height > 0 else None


@lru_cache(maxsize=16_384)
def _is_none(character: str) -> bool:
    """Whether a character stands for nothing known: private use, unassigned, control, or the replacement character."""
    return character == REPLACEMENT or unicodedata.category(character) in ("Co", "Cn", "Cc")
