"""Open amounts of a laid out text: the column whose heading is printed above them, where that holds for all that are known."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.amounts.printed import Heading, PrintedAmount, PrintedRow
from schemas.spans import Text

LEAST_KNOWN = 4

Extent = tuple[int, int]
"""The first character of a print on its line and the one behind its last."""


def beneath(rows: Sequence[PrintedRow], headings: Sequence[Heading]) -> list[PrintedRow]:
    """Rows whose open amounts stand under the only heading that is printed above them, on the page of the headings.

    Amounts that end at one place are a column; nothing is told where a known column stands under no heading or another.
    """
    texts = {at: heading.text for at, heading in enumerate(headings) if heading.text}
    if not texts:
        return list(rows)
    page = next(iter(texts.values())).first.page
    over = {at: _extent(text) for at, text in texts.items() if text.first.page == page}
    amounts = [item for row in rows for item in row.amounts if item.text.last.page == page]
    columns = {end: _under(extent, over) for end, extent in _columns(amounts).items()}
    known = [item for item in amounts if len(item.candidates) == 1 and item.candidates[0] in over]
    if len(known) < LEAST_KNOWN or any(_told(item, columns) != [item.candidates[0]] for item in known):
        return list(rows)
    return [_placed(row, columns, page) for row in rows]


def _extent(text: Text) -> Extent:
    return min(piece.start for piece in text), max(piece.end for piece in text)


def _columns(amounts: Sequence[PrintedAmount]) -> dict[int, Extent]:
    """The characters that amounts cover which end at one place, by that place."""
    found: dict[int, Extent] = {}
    for start, end in sorted((_extent(amount.text) for amount in amounts), key=lambda extent: extent[1]):
        at = end - 1 if end - 1 in found else end
        left, right = found.get(at, (start, end))
        found[at] = min(left, start), max(right, end)
    return found


def _under(extent: Extent, over: Mapping[int, Extent]) -> list[int]:
    return [at for at, (left, right) in over.items() if extent[0] < right and left < extent[1]]


def _told(amount: PrintedAmount, columns: Mapping[int, list[int]]) -> list[int]:
    end = _extent(amount.text)[1]
    return columns.get(end, columns.get(end - 1, []))


def _placed(row: PrintedRow, columns: Mapping[int, list[int]], page: int | None) -> PrintedRow:
    found = []
    for amount in row.amounts:
        under = _told(amount, columns) if amount.text.last.page == page else []
        fits = len(under) == 1 and under[0] in amount.candidates
        if amount.placeable and len(amount.candidates) > 1 and fits:
            found.append(replace(amount, candidates=(under[0],), evidence="geometry"))
        else:
            found.append(amount)
    certain = [amount.candidates[0] for amount in found if len(amount.candidates) == 1]
    rising = all(left < right for left, right in itertools.pairwise(certain))
    return replace(row, amounts=tuple(found)) if rising else row
