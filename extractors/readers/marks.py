"""What text exports put between cells besides tabs and bars: commas of CSV, bars of other scripts, lines of boxes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache

import regex

from schemas.resources import read_toml

BAR, COMMA, QUOTE, TAB = "|", ",", '"', "\t"
LEAST_LINES, LEAST_MARKS = 5, 2
LEAST_RUN, LEAST_BARRED = 3, 3
ALIKE = 0.9
SENTENCE_ENDS = ("\u3002", "\uff1b", ";")
# The comma of thousands: as many of these as of others are the numbers of a text, and no fields.
_GROUPED = regex.compile(r"(?<=\d)\t(?=\d{3}(?!\d))")


@cache
def _bars() -> dict[int, str]:
    return {ord(mark): BAR for mark in read_toml("furniture.toml")["bars"]}


def marked(texts: Sequence[str]) -> list[str]:
    """The lines of a text with tabs or bars where it parts cells otherwise, each of the same length."""
    if any(TAB in text for text in texts):
        return list(texts)
    return _separated(texts) or _barred(texts)


def _barred(texts: Sequence[str]) -> list[str]:
    table = _bars()
    rows = sum(sum(text.count(chr(mark)) for mark in table) >= LEAST_MARKS for text in texts)
    return [text.translate(table) for text in texts] if rows >= LEAST_BARRED else list(texts)


def _separated(texts: Sequence[str]) -> list[str] | None:
    """The lines of a CSV with tabs for commas: stretches of lines with the same number of fields; None for other texts."""
    parted = [text.rstrip() for text in texts if COMMA in text]
    sentences = sum(text.endswith(SENTENCE_ENDS) for text in parted)
    if sum(text.count(COMMA) for text in parted) < LEAST_LINES * LEAST_MARKS or 2 * sentences > len(parted):
        return None
    held, rows = False, []
    for text in texts:
        row, held = _row(text, held)
        rows.append(row)
    counts = [row.count(TAB) for row in rows if row.strip(" ")]
    runs = [(count, len(list(run))) for count, run in itertools.groupby(counts)]
    runs = [(count, size) for count, size in runs if count and size >= LEAST_RUN]
    even = sum(size for _, size in runs) if any(count >= LEAST_MARKS for count, _ in runs) else 0
    grouped = sum(len(_GROUPED.findall(row)) for row in rows)
    whole = even >= ALIKE * sum(map(bool, counts)) and 2 * even >= len(counts)
    return rows if whole and 2 * grouped <= sum(counts) else None


def _row(text: str, held: bool) -> tuple[str, bool]:
    """A line with tabs for the commas outside quotes and blanks for quotes; whether a quote is open at its end."""
    found = []
    for character in text:
        if character == QUOTE:
            held = not held
            found.append(" ")
        else:
            found.append(TAB if character == COMMA and not held else character)
    return "".join(found), held
