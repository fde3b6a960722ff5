"""Where printed characters stand, and printed text that never forgets it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from schemas.quickly import quickly_made


class Box(NamedTuple):
    """A rectangle in PDF points from the top left of the page as displayed."""

    x0: float
    top: float
    x1: float
    bottom: float


@quickly_made
@dataclass(frozen=True, slots=True)
class Span:
    """One contiguous piece of print on one line: `text` stands at `start:end` (code points) of `line`.

    Only readers create spans; everything later passes them on, joins or cuts them. `edges` are the x of the borders of
    its characters (one more than characters), where the reader knows them.
    """

    page: int | None
    line: int
    start: int
    end: int
    text: str
    box: Box | None = None
    locator: str | None = None
    edges: tuple[float, ...] = ()

    def cut(self, start: int, end: int) -> Span:
        """The piece `start:end` of this span; a box is kept whole where no character positions are known."""
        if start == 0 and end == len(self.text):
            return self
        text = self.text[start:end]
        box, edges = self.box, self.edges[start : end + 1]
        if box is not None and edges:
            box = Box(min(edges), box.top, max(edges), box.bottom)
        place = (self.start + start, self.start + end)
        return Span(self.page, self.line, *place, text, box, self.locator, edges)

    @property
    def place(self) -> tuple[int, int, int]:
        """Sort key in reading order: page, line, character."""
        return (self.page or 0, self.line, self.start)


@dataclass(frozen=True, slots=True)
class Text:
    """Printed text as pieces in reading order; `str(text)` joins them without anything between."""

    pieces: tuple[Span, ...] = ()

    def __str__(self) -> str:
        pieces = self.pieces
        if len(pieces) == 1:
            return pieces[0].text
        return "".join([piece.text for piece in pieces]) if pieces else ""

    def __bool__(self) -> bool:
        for piece in self.pieces:  # noqa: SIM110  # asked more often than anything else: no generator
            if piece.text:
                return True
        return False

    @property
    def printed(self) -> bool:
        """Whether the text holds more than white space."""
        for piece in self.pieces:  # noqa: SIM110  # as above
            if piece.text and not piece.text.isspace():
                return True
        return False

    def __len__(self) -> int:
        return sum([len(piece.text) for piece in self.pieces])

    def __add__(self, other: Text) -> Text:
        return Text(self.pieces + other.pieces)

    def cut(self, start: int, end: int | None = None) -> Text:
        """Characters `start:end` of the joined text, with their places (negative indices as in slices)."""
        start, end, _ = slice(start, end).indices(len(self))
        kept: list[Span] = []
        offset = 0
        for piece in self.pieces:
            low, high = max(start - offset, 0), min(end - offset, len(piece.text))
            if low < high:
                kept.append(piece.cut(low, high))
            offset += len(piece.text)
        return Text(tuple(kept))

    def strip(self, characters: str | None = None) -> Text:
        """Without white space (or `characters`) at both ends of the joined text."""
        if not self.pieces:
            return self
        joined = str(self)
        bare = joined.strip(characters)
        if len(bare) == len(joined):
            return self
        left = len(joined) - len(joined.lstrip(characters))
        return self.cut(left, left + len(bare))

    @property
    def first(self) -> Span:
        """The first piece that holds a character; `IndexError` when the text is empty."""
        for piece in self.pieces:
            if piece.text:
                return piece
        return self.pieces[0]

    @property
    def last(self) -> Span:
        """The last piece."""
        return self.pieces[-1]

    def __iter__(self) -> Iterator[Span]:
        return iter(self.pieces)


def join(texts: Iterable[Text]) -> Text:
    """Concatenate texts in the given order."""
    return Text(tuple(piece for text in texts for piece in text.pieces))


def row_id(doc_id: str, dataset: str, text: Text | Span, ordinal: int = 0) -> str:
    """Stable id of a row: document, dataset, place of its first printed character, ordinal there."""
    span = text if isinstance(text, Span) else text.first
    place = f"{span.page}:{span.line}:{span.start}:{span.locator or ''}"
    digest = hashlib.sha256(f"{doc_id}|{dataset}|{place}|{ordinal}".encode())
    return digest.hexdigest()[:24]
