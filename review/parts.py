"""What one answer holds of a long document: the first part comes with the page, the page's script asks for the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from review.document import DocumentView, LineView
from review.tables import CellView

FIRST, LATER = 800, 5_000  # cells, boxes and stretches of lines, in the first part and in each later one
Rows = Sequence[Sequence[CellView]]
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of the source, the indexes of pages whose boxes are drawn, and rows by the index of their table."""

    lines: Sequence[LineView]
    pages: Sequence[int]
    tables: Mapping[int, Rows]


def parts(view: DocumentView, whole: bool = False) -> list[Part]:
    """A document in parts of bounded size, in reading order; one part when it is wanted whole."""
    if whole:
        tables = {index: table.rows for index, table in enumerate(view.tables)}
        return [Part(view.lines, range(len(view.pages)), tables)]
    lines = _cut((line, len(line.segments)) for line in view.lines)
    pages = _cut((page, len(shown.boxes)) for page, shown in enumerate(view.pages))
    rows = _cut(((table, row), len(row)) for table, shown in enumerate(view.tables) for row in shown.rows)
    cut = zip_longest(lines, pages, rows, fillvalue=())
    return [Part(some, boxed, _by_table(held)) for some, boxed, held in cut] or [Part((), (), {})]


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


def _by_table(rows: Iterable[tuple[int, Sequence[CellView]]]) -> dict[int, Rows]:
    found: dict[int, list[Sequence[CellView]]] = {}
    for table, row in rows:
        found.setdefault(table, []).append(row)
    return dict(found)
