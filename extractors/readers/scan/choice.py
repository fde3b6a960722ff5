"""Which pages of a PDF are read from their picture: those whose text layer is missing or says nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Literal

from schemas.document import Remark
from schemas.page import Glyphs, PageContent

Mode = Literal["auto", "off", "force"]

FEW = 30  # characters that a scanner or a stamp may add to a page
LARGE = 0.3  # share of the page that pictures cover
UNMAPPED = 0.2  # share of characters that are none
KINDS, MANY = 5, 20  # different characters, and all of them, that make a font of such and no bullets
SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "GREEK", "FULLWIDTH", "BOPOMOFO")
REPLACEMENT = "\ufffd"
READ, UNREAD, UNREADABLE_FONT, UNAVAILABLE = "ocr.read", "ocr.off", "ocr.unmapped", "ocr.unavailable"

PICTURED = "ocr.pictured"


def chosen(opened: Callable[[], Any], content: PageContent, mode: Mode) -> PageContent:
    """The content of a page as its text layer says, or as recognised; remarks say which and why.

    `opened` gives the page as pypdfium2 opens it.
    """
    why = READ if mode == "force" else lacking(content)
    if why is None and pictured(content) >= LARGE:
        why = _repeated(opened, content)
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
    text = content.glyphs.text
    strange = [character for character in set(text) if _is_strange(character)]
    if strange:
        unmapped = sum(map(text.count, strange))
        if unmapped >= UNMAPPED * len(text) or (len(strange) >= KINDS and unmapped >= MANY):
            return UNREADABLE_FONT
    return READ if len(text) < FEW and pictured(content) >= LARGE else None


def pictured(content: PageContent) -> float:
    """The share of a page that its pictures cover; more than 1 where they cover each other."""
    if not len(content.images) or not content.width * content.height:
        return 0.0
    covered = sum((x1 - x0) * (bottom - top) for x0, top, x1, bottom in content.images)
    return float(covered / (content.width * content.height))


def _repeated(opened: Callable[[], Any], content: PageContent) -> str | None:
    """The rule of a page whose pictures show what its text layer says, or a table that it lacks."""
    if find_spec("cv2") is None:
        return None
    from extractors.readers.scan.pictured import holds_print

    with closing(opened()) as page:
        return PICTURED if holds_print(page, content) else None


@lru_cache(maxsize=16_384)
def _is_strange(character: str) -> bool:
    """Whether a character stands for nothing known, or is a letter of a script that no disclosure is written in."""
    if character.isascii():
        return not character.isprintable()
    kind = unicodedata.category(character)
    if kind[0] == "L":
        return not unicodedata.name(character, "").startswith(SCRIPTS)
    return character == REPLACEMENT or kind in ("Co", "Cn", "Cc")
