"""Places of print on the page: which row a stretch of a line or a box belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from pipeline.lookup import MAIN
from review.opened import Opened

HIDDEN = ("documents", "sections", "tables", "findings", "contacts")
MAINS = {(dataset, field) for dataset, fields in MAIN.items() for field in fields}
PRINTED = ("row_id", "dataset", "field", "page", "line_start", "char_start", "char_end", "source_text",
           "locator", "x0", "top", "x1", "bottom")  # fmt: skip
LINE = PRINTED.index("line_start")
Box = tuple[float, float, float, float]


class Piece(NamedTuple):
    """One contiguous piece of print behind a field: on a line, and in a box where the source has pages.

    `main` says whether the field is the one that its row is about.
    """

    row_id: str
    dataset: str
    field: str
    main: bool
    page: int
    line: int
    start: int
    end: int
    text: str
    box: Box | None = None
    locator: str | None = None

    @property
    def rank(self) -> tuple[int, int, int]:
        """Sort key: the field that a row is about first, amounts before the rest, short print before long."""
        return (not self.main, self.dataset != "budget_lines", self.end - self.start)

    @property
    def place(self) -> str:
        """The place as the page's script reads it."""
        if self.box is not None:
            return box_place(self.page, self.box)
        return line_place(self.page, self.line, self.start, self.end)


def line_place(page: int, line: int, start: int = 0, end: int = 0) -> str:
    """A stretch of a line; the whole line when `end` is 0."""
    return f"t:{page}:{line}:{start}:{end}"


def box_place(page: int, box: Box) -> str:
    """A rectangle on a page, in points."""
    return f"b:{page}:" + ":".join(f"{side:.1f}" for side in box)


def pieces_of(opened: Opened, doc_id: str, row_id: str | None = None) -> list[Piece]:
    """The pieces of a document, or of one row of it; what has no place is left out."""
    return [
        _piece(values)
        for values in opened.values("provenance", doc_id, PRINTED, row_id)
        if values[LINE] is not None
    ]


def _piece(values: tuple[Any, ...]) -> Piece:
    owner, dataset, field, page, line, start, end, text, locator, x0, top, x1, bottom = values
    box = None if x0 is None else (x0, top, x1, bottom)
    main = (dataset, field) in MAINS
    return Piece(owner, dataset, field, main, page or 0, line, start or 0, end or 0, text, box, locator)


@dataclass(frozen=True, slots=True)
class Map:
    """The pieces of a document by line, those with boxes by page, and the box around what is known of each line."""

    lines: Mapping[tuple[int, int], list[Piece]]
    boxed: Mapping[int, list[Piece]]
    line_boxes: Mapping[tuple[int, int], Box]

    def on_line(self, page: int, line: int, start: int, end: int) -> Piece | None:
        """The best piece that shares characters with a stretch of a line."""
        found = [
            piece for piece in self.lines.get((page, line), ()) if piece.start < end and start < piece.end
        ]
        return min(found, key=lambda piece: piece.rank, default=None)

    def printed(self, page: int, line: int, text: str, start: int) -> Piece | None:
        """The first best piece of a line from `start` on that prints a text, or with which the text begins."""
        here = [piece for piece in self.lines.get((page, line), ()) if piece.start >= start]
        alike = [piece for piece in here if piece.text.strip() == text.strip()]
        found = alike or [piece for piece in here if len(piece.text) > 1 and text.startswith(piece.text)]
        return min(found, key=lambda piece: (piece.start, piece.rank), default=None)

    def in_box(self, page: int, box: Box) -> Piece | None:
        """The best piece whose middle lies in a box."""
        found = [piece for piece in self.boxed.get(page, ()) if piece.box and _middle_in(piece.box, box)]
        return min(found, key=lambda piece: piece.rank, default=None)


def _middle_in(small: Box, large: Box) -> bool:
    x, y = (small[0] + small[2]) / 2, (small[1] + small[3]) / 2
    return large[0] <= x <= large[2] and large[1] <= y <= large[3]


def mapped(pieces: Iterable[Piece]) -> Map:
    """Pieces that open a row, by line and by page."""
    lines: dict[tuple[int, int], list[Piece]] = defaultdict(list)
    boxed: dict[int, list[Piece]] = defaultdict(list)
    around: dict[tuple[int, int], Box] = {}
    for piece in pieces:
        place = (piece.page, piece.line)
        if piece.box is not None:
            around[place] = _around(around.get(place, piece.box), piece.box)
        if piece.dataset in HIDDEN:
            continue
        lines[place].append(piece)
        if piece.box is not None:
            boxed[piece.page].append(piece)
    return Map(lines, boxed, around)


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a shown line; with a row, it opens that row."""

    start: int
    end: int
    text: str
    row_id: str | None = None
    dataset: str = ""
    main: bool = False


def segments(text: str, pieces: Iterable[Piece]) -> list[Segment]:
    """A line cut where pieces begin and end; each stretch opens the best row that it belongs to."""
    pieces = sorted(pieces, key=lambda piece: piece.rank)
    cuts = {0, len(text)}
    for piece in pieces:
        cuts |= {min(piece.start, len(text)), min(piece.end, len(text))}
    borders = sorted(cuts)
    found: list[Segment] = []
    for start, end in pairwise(borders):
        best = next((piece for piece in pieces if piece.start <= start and end <= piece.end), None)
        if best is None:
            found.append(Segment(start, end, text[start:end]))
        else:
            found.append(Segment(start, end, text[start:end], best.row_id, best.dataset, best.main))
    return found
