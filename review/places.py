"""Places of print on the page: which row a stretch of a line or a box belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pipeline.lookup import MAIN
from review.opened import Row

HIDDEN = ("documents", "sections", "tables", "findings", "contacts")
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """One contiguous piece of print behind a field: on a line, and in a box where the source has pages."""

    row_id: str
    dataset: str
    field: str
    page: int
    line: int
    start: int
    end: int
    text: str
    box: Box | None = None
    locator: str | None = None

    @property
    def main(self) -> bool:
        """Whether this is the field that its row is about."""
        return self.field in MAIN.get(self.dataset, ())

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


def pieces_of(provenance: Iterable[Row]) -> list[Piece]:
    """Rows of provenance as pieces; what has no place is left out."""
    return [
        Piece(
            row["row_id"],
            row["dataset"],
            row["field"],
            row["page"] or 0,
            row["line_start"],
            row["char_start"] or 0,
            row["char_end"] or 0,
            row["source_text"],
            None if row["x0"] is None else (row["x0"], row["top"], row["x1"], row["bottom"]),
            row["locator"],
        )
        for row in provenance
        if row["line_start"] is not None
    ]


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
