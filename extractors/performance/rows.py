"""Small questions about one row of a performance table."""

from __future__ import annotations

from extractors.performance.alignment import header_fields
from extractors.performance.prints import Row
from schemas.characters import key
from schemas.performance import key_fields, words
from schemas.spans import Text

OPENINGS = (
    ("schedule", "labels"),
    ("scale", "labels"),
    ("amounts", "opening"),
    ("organisation", "labels"),
    ("goals", "overall"),
    ("goals", "tasks"),
    ("furniture", "labels"),
)


def filled(row: Row) -> list[Text]:
    """The cells of a row that print something."""
    return [cell.strip() for cell in row if cell.strip()]


def filled_keys(row: Row) -> list[str]:
    """The same cells as keys."""
    return [key(str(cell)) for cell in filled(row)]


def is_start(row: Row) -> bool:
    """Whether a row begins something of its own, so that what runs before it ends."""
    if not filled_keys(row):
        return False
    first = key(str(row[0])) if row[0].strip() else ""
    if header_fields(row) is not None:
        return True
    return bool(first) and (first in key_fields() or any(first in words(*opening) for opening in OPENINGS))
