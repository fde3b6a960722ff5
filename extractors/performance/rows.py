"""Small questions about one row of a performance table."""

from __future__ import annotations

import regex

from extractors.performance.alignment import header_fields
from extractors.performance.prints import Row
from schemas.characters import fold, key
from schemas.performance import key_fields, plain_unit, without_points, words
from schemas.spans import Text

# 1.  2、  (3)
_NUMBERING = regex.compile(r"^(?:\d{1,2}[.、]|\(\d{1,2}\))(?=\p{Han})")
OPENINGS = (
    ("schedule", "labels"),
    ("scale", "labels"),
    ("amounts", "opening"),
    ("organisation", "labels"),
    ("goals", "duty"),
    ("goals", "overall"),
    ("goals", "tasks"),
    ("furniture", "labels"),
)


def filled(row: Row) -> list[Text]:
    """The cells of a row that print something."""
    return [cell.strip() for cell in row if cell.strip()]


def label_key(cell: Text) -> str:
    """A cell as a label is compared: without white space, numbering and the colon behind it."""
    word = without_points(plain_unit(key(str(cell)).rstrip(":")))
    return _NUMBERING.sub("", word) or word


def filled_keys(row: Row) -> list[str]:
    """The filled cells of a row as labels are compared."""
    return [label_key(cell) for cell in filled(row)]


def glued(cell: Text) -> tuple[Text, Text] | None:
    """Label and value where both stand in one cell with a colon between."""
    printed = fold(str(cell))
    place = printed.find(":")
    if place < 1 or not printed[place + 1 :].strip():
        return None
    label, value = cell.cut(0, place).strip(), cell.cut(place + 1).strip()
    return (label, value) if label_key(label) in key_fields() else None


def is_pair(row: Row) -> bool:
    """Whether a row holds labels with values beside them; an unlabelled merged cell may stand before them."""
    if not filled_keys(row):
        return False
    known = [word in key_fields() or word in words("scale", "labels") for word in filled_keys(row)]
    if known[0] or glued(filled(row)[0]) is not None:
        return True
    return filled_keys(row)[0] in words("furniture", "labels") and any(known)


def is_start(row: Row) -> bool:
    """Whether a row begins something of its own, so that what runs before it ends."""
    if not filled_keys(row):
        return False
    first = label_key(row[0]) if row[0].strip() else ""
    if header_fields(row) is not None:
        return True
    return bool(first) and (is_pair(row) or any(first in words(*opening) for opening in OPENINGS))
