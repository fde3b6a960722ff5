"""Stretches of lines that may be tables without rules."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from extractors.grids.chunks import Row, as_row, over
from extractors.grids.prints import Print
from schemas.values import organisation_labels, unit_name

CAPTION_LINES = 4
LEAST_ALIKE = 2
FAR = 3.2
CLOSE = 1.1
WIDE_GAP = 1.2
LEAD = 1.6
FLUSH = 1.5
MOST_TOLD = 4  # chunks of a caption


def blocks(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Stretches of lines that may be a table: from the first line of several chunks to the last."""
    first = last = None
    for at, row in enumerate(rows):
        before = rows[max(at - 1, 0)]
        size = max(row.bottom - row.top, before.bottom - before.top)  # a single stroke may be flat
        far = row.top - before.bottom > FAR * size
        if last is not None and far and not _stands_alike(rows[first:at], row):
            yield _from_caption(rows, first or 0), last + 1
            first = last = None
        if last is not None and (tells_unit(row) or _names_owner(row)):
            yield _from_caption(rows, first or 0), last + 1
            first = last = None
        if last == at - 1 and (
            is_wrap(rows[max(at - 2, 0) : at], row) or _is_listed(rows[first or 0 : at], row)
        ):
            last = at
        if is_spread(row) and not (first is None and is_caption(row)):
            first = at if first is None else first
            last = at
        elif last is not None and at - last > 2 and not _single(row):
            yield _from_caption(rows, first or 0), last + 1
            first = last = None
    if last is not None:
        yield _from_caption(rows, first or 0), last + 1


def _stands_alike(above: Sequence[Row], row: Row) -> bool:
    """Whether words of a line begin and its numbers end where some do above it: a row below blank ones."""
    if len(row.chunks) < 2 or not any(chunk.is_number for chunk in row.chunks):
        return False
    chunks = [chunk for each in above for chunk in each.chunks]
    numbers = {round(chunk.x1) for chunk in chunks if chunk.is_number}
    words = {round(chunk.x0) for chunk in chunks if not chunk.is_number}
    return all(
        round(chunk.x1) in numbers if chunk.is_number else round(chunk.x0) in words for chunk in row.chunks
    )


def _is_listed(above: Sequence[Row], row: Row) -> bool:
    """Whether a line is words alone that begin where those of another column than the first do."""
    chunk = row.chunks[0]
    if len(row.chunks) > 1 or chunk.is_number or chunk.x0 < min(each.chunks[0].x0 for each in above) + FAR:
        return False
    starts = [round(other.x0, 1) for each in above for other in each.chunks if not other.is_number]
    return starts.count(round(chunk.x0, 1)) >= LEAST_ALIKE


def is_wrap(above: Sequence[Row], row: Row) -> bool:
    """Whether a line of one chunk is the end of a wrapped cell of the row above, too close to it to be apart."""
    if len(row.chunks) > 1:
        return False
    close = row.middle - above[-1].middle < CLOSE * (row.bottom - row.top)
    if close and any(over(row.chunks[0], other) for each in above for other in each.chunks):
        return True
    return _goes_on(above[-1], row)


def _goes_on(above: Row, row: Row) -> bool:
    """Whether words of a line go on in the next: begin where these do, as full as they are, a line of print below."""
    size = row.bottom - row.top
    if row.middle - above.middle >= LEAD * size or min(len(above.chunks), len(row.chunks)) > 1:
        return False
    return any(
        abs(upper.x0 - lower.x0) < FLUSH
        and lower.x1 < upper.x1 + size
        and not upper.is_number
        and not lower.is_number
        for upper in above.chunks
        for lower in row.chunks
    )


def _from_caption(rows: Sequence[Row], first: int) -> int:
    """The first line of a table: that below its caption, where one is near, or the first too close to be apart."""
    above = range(first - 1, max(-1, first - 1 - CAPTION_LINES), -1)
    caption = next((at + 1 for at in above if is_caption(rows[at])), None)
    if caption is not None:
        return caption
    while first > 0 and (_is_close(rows[first - 1], rows[first]) or _goes_on(rows[first - 1], rows[first])):
        first -= 1
    return first


def _is_close(above: Row, row: Row) -> bool:
    return row.middle - above.middle < CLOSE * (row.bottom - row.top)


def is_spread(row: Row) -> bool:
    """Whether a line is cells beside each other and no sentence with numbers in it."""
    gaps = [right.x0 - left.x1 for left, right in itertools.pairwise(row.chunks)]
    if not gaps:
        return False
    return max(gaps) >= WIDE_GAP * (row.bottom - row.top) or all(chunk.is_number for chunk in row.chunks)


def _single(row: Row) -> bool:
    """Whether a line of one chunk is short enough to be a cell."""
    return row.chunks[0].x1 - row.chunks[0].x0 < 20 * (row.bottom - row.top)


def is_caption(row: Row) -> bool:
    """Whether a line above a table only says whose it is and in which unit."""
    told = any(":" in chunk.text for chunk in row.chunks) and len(row.chunks) <= MOST_TOLD
    return told and not any(chunk.is_number for chunk in row.chunks)


def tells_unit(row: Row) -> bool:
    """Whether a line says in which unit the table below it is."""
    return any(unit_name(chunk.text.rpartition(":")[2]) for chunk in row.chunks if ":" in chunk.text)


def _names_owner(row: Row) -> bool:
    """Whether a line begins with a label and the name of whom the table below it is of."""
    label, colon, name = row.chunks[0].text.partition(":")
    return bool(colon) and bool(name) and label in organisation_labels()


def has_number(line: Sequence[Print]) -> bool:
    """Whether a line of print has a number that stands by itself."""
    return any(chunk.is_number for chunk in as_row(line).chunks)
