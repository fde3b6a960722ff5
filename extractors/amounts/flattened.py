"""Headers that lost their spans: sub-headings moved to the left, under headings they do not belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.amounts.collapsed_header import read_header
from extractors.amounts.groups import Group
from extractors.amounts.header_split import Row, is_number, is_words
from extractors.amounts.headings import HeaderColumn
from extractors.amounts.printed import Heading
from extractors.amounts.tokens import Token
from extractors.amounts.words import kinds_of_heading, side_words
from schemas.characters import key
from schemas.forms import Form


def is_flattened(columns: Sequence[HeaderColumn]) -> bool:
    """Whether a heading of values stands under the heading of a label column, which has no sub-headings."""
    sides = side_words()
    for column in columns:
        words = [key(part) for part in column.path]
        if len(words) < 2 or words[0] in sides or not kinds_of_heading(words[0]):
            continue
        if any(not kinds_of_heading(word) and word not in sides for word in words[1:]):
            return True
    return False


def flattened_groups(
    header: Sequence[Row], body: Sequence[Row], form: Form
) -> tuple[list[Group], list[Heading], str]:
    """Columns by the order of the form, where the header's words name exactly as many as the body has.

    Otherwise the group is uncertain: its amounts are ambiguous over all headings, never under a wrong one.
    """
    words = [[Token(cell.strip(), "words") for cell in row if cell.strip()] for row in header]
    found = read_header(words, form)
    places = [c for row in body for c in _values(row)]
    first, last = min(places, default=1), max(places, default=0)
    width = last - first + 1
    certain = found.certain and len(found.headings) == width
    headings = [replace(heading, evidence="inferred", side=None) for heading in found.headings]
    headings = headings or [Heading("", None, None, "inferred")]
    labels = tuple((c, frozenset({"name"})) for c in range(first))
    values = tuple((first + k, min(k, len(headings) - 1)) for k in range(width))
    return [Group(None, labels, values, uncertain=not certain)], headings, found.variant


def _values(row: Row) -> list[int]:
    """Where the numbers of a row stand that are no code before its label."""
    label = next((c for c, cell in enumerate(row) if is_words(cell)), -1)
    return [c for c, cell in enumerate(row) if c > label and is_number(cell)]
