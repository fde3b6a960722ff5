"""Orders in which the columns of a header may stand whose headings wrap: those that no printed line speaks against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from extractors.grids.performance_flow_header import Header, Heading

MOST = 16
FIRST = ("level1", "level2", "level3")
LAST = ("deviation_reason",)


def _before(left: Heading, right: Heading) -> bool:
    """Whether a heading is known to stand left of another: on some line of the print, or in every form."""
    rows = {token.row: token.order for token in right.tokens}
    sides = {token.order < rows[token.row] for token in left.tokens if token.row in rows}
    if len(sides) == 1:
        return True in sides
    if left.field in FIRST:
        return right.field not in FIRST or FIRST.index(left.field) < FIRST.index(right.field)
    return right.field in LAST and left.field not in LAST


def _orders(left: Sequence[Heading]) -> Iterator[tuple[Heading, ...]]:
    if not left:
        yield ()
        return
    for heading in left:
        if not any(other is not heading and _before(other, heading) for other in left):
            rest = [other for other in left if other is not heading]
            for order in _orders(rest):
                yield (heading, *order)


def orders(header: Header) -> list[Header]:
    """The header with its columns in all orders that are possible; as it is first, if that is one."""
    found = [replace(header, headings=order) for order in islice(_orders(header.headings), MOST)]
    return sorted(found, key=lambda other: other.headings != header.headings) or [header]


def by_place(header: Header) -> Header:
    """The header with its columns as they stand beside each other in a text that keeps the places of the page."""
    left = list(header.headings)
    found: list[Heading] = []
    while left:
        free = [h for h in left if not any(other is not h and _before(other, h) for other in left)] or left
        found.append(min(free, key=lambda heading: max(token.start for token in heading.tokens)))
        left.remove(found[-1])
    return replace(header, headings=tuple(found))
