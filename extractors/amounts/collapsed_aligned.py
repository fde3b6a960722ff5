"""Open amounts of a laid out text: the column under whose amounts they end, where each column ends at one place."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.amounts.printed import PrintedAmount, PrintedRow

NEAR = 1
APART = 3
LEAST_KNOWN = 4
SAME_SHARE = 0.9

Edges = Mapping[int, int]
"""Heading and the character at which its amounts end, on one page."""


def aligned(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Rows whose open amounts stand in the column that ends where they do; columns end elsewhere on every page."""
    known: dict[int | None, dict[int, Counter[int]]] = {}
    for row in rows:
        for amount in row.amounts:
            if len(amount.candidates) == 1:
                ends = known.setdefault(amount.text.last.page, {}).setdefault(amount.candidates[0], Counter())
                ends[amount.text.last.end] += 1
    edges = {page: _edges(found) for page, found in known.items()}
    return [_placed(row, edges) for row in rows]


def _edges(known: Mapping[int, Counter[int]]) -> Edges:
    """Where each column ends; nothing where the amounts of a column end at different places, as in running text."""
    edges = {heading: ends.most_common(1)[0][0] for heading, ends in known.items()}
    several = {heading: ends for heading, ends in known.items() if ends.total() > 1}
    total = sum(ends.total() for ends in several.values())
    same = sum(
        count
        for heading, ends in several.items()
        for end, count in ends.items()
        if abs(end - edges[heading]) <= NEAR
    )
    places = sorted(edges.values())
    apart = all(right - left > APART for left, right in itertools.pairwise(places))
    return edges if total >= LEAST_KNOWN and same >= SAME_SHARE * total and apart else {}


def _placed(row: PrintedRow, edges: Mapping[int | None, Edges]) -> PrintedRow:
    if all(len(amount.candidates) == 1 for amount in row.amounts):
        return row
    found = tuple(_narrowed(amount, edges.get(amount.text.last.page, {})) for amount in row.amounts)
    certain = [amount.candidates[0] for amount in found if len(amount.candidates) == 1]
    rising = all(left < right for left, right in itertools.pairwise(certain))
    return replace(row, amounts=found) if rising else row


def _narrowed(amount: PrintedAmount, edges: Edges) -> PrintedAmount:
    end = amount.text.last.end
    near = [heading for heading, edge in edges.items() if abs(edge - end) <= NEAR]
    if (
        not amount.placeable
        or len(amount.candidates) == 1
        or len(near) != 1
        or near[0] not in amount.candidates
    ):
        return amount
    return replace(amount, candidates=(near[0],), evidence="geometry")
