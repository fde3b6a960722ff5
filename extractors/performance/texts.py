"""Long texts, dates and codes of performance tables as they are published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import regex

from schemas.characters import fold, key
from schemas.spans import Text, join

_DATE = regex.compile(r"^((?:19|20)\d\d)\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D{0,2}$")
_RUNS = regex.compile(r"\s+")
_WRAP = regex.compile(r"(?<=\p{Han})\s+(?=\p{Han})")


def prose(texts: Sequence[Text]) -> str | None:
    """A text over one or more cells: cells are lines; None when nothing is printed.

    White space between two Chinese characters is a wrap of the cell and goes; other runs become one space.
    """
    parts = [_RUNS.sub(" ", _WRAP.sub("", str(text))).strip() for text in texts]
    return "\n".join(part for part in parts if part) or None


def joined(texts: Sequence[Text]) -> str | None:
    """A name or label over wraps and cells, without white space."""
    return "".join("".join(str(text).split()) for text in texts) or None


def code(texts: Sequence[Text]) -> str | None:
    """A code, folded and joined over wraps and spaces."""
    return "".join(key(str(text)) for text in texts) or None


def iso_date(text: Text) -> date | None:
    """A printed day as a date, or None when it is no day of the calendar."""
    match = _DATE.match("".join(fold(str(text)).split()))
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def whole(texts: Sequence[Text]) -> Text:
    """All prints of a value as one text with places."""
    return join(texts)
