"""What one answer holds of a long document: the first part comes with the page, the page's script asks for the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from review.document import DocumentView, LineView
from review.opened import Row
from review.tables import CellView

LISTED = 4  # what a row of a list weighs, in cells
FIRST, LATER = 800, 5_000  # cells, boxes and stretches of lines, in the first part and in each later one
Rows = Sequence[Sequence[CellView]]
Thing = TypeVar("Thing")
Owner = TypeVar("Owner", int, str)


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of the source, indexes of pages whose boxes are drawn, rows by the index of their table and by dataset."""

    lines: Sequence[LineView]
    pages: Sequence[int]
    tables: Mapping[int, Rows]
    rows: Mapping[str, Sequence[Row]]


def parts(view: DocumentView, whole: bool = False) -> list[Part]:
    """A document in parts of bounded size, in reading order; one part when it is wanted whole."""
    if whole:
        tables = {index: table.rows for index, table in enumerate(view.tables)}
        return [Part(view.lines, range(len(view.pages)), tables, view.rows)]
    lines = _cut((line, len(line.segments)) for line in view.lines)
    pages = _cut((page, len(shown.boxes)) for page, shown in enumerate(view.pages))
    rows = _cut(((table, row), len(row)) for table, shown in enumerate(view.tables) for row in shown.rows)
    listed = _cut(((dataset, row), LISTED) for dataset, found in view.rows.items() for row in found)
    cut = zip_longest(lines, pages, rows, listed, fillvalue=())
    found = [Part(some, boxed, _grouped(held), _grouped(told)) for some, boxed, held, told in cut]
    return found or [Part((), (), {}, {})]


def _cut(weighed: Iterable[tuple[Thing, int]]) -> Iterator[list[Thing]]:
    """Things in lists whose weights stay within the size of a part; one thing at least."""
    room = FIRST
    held: list[Thing] = []
    for thing, weight in weighed:
        if held and weight > room:
            yield held
            room, held = LATER, []
        held.append(thing)
        room -= weight
    if held:
        yield held


def _grouped(owned: Iterable[tuple[Owner, Thing]]) -> dict[Owner, list[Thing]]:
    found: dict[Owner, list[Thing]] = {}
    for owner, thing in owned:
        found.setdefault(owner, []).append(thing)
    return found
