"""What a reader saw in a source: pages and lines, nothing interpreted yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.spans import Span, Text


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; `number` counts from 1, in the file for text exports, on the page otherwise.

    `text` has the length of the print; the stretches in `skips` (start, end) are furniture: blanked in `text`
    and left out by `cut`.
    """

    page: int
    number: int
    text: str
    skips: tuple[tuple[int, int], ...] = ()

    def cut(self, start: int = 0, end: int | None = None) -> Text:
        """Characters `start:end` of this line as text, without furniture."""
        start, end, _ = slice(start, end).indices(len(self.text))
        pieces: list[Span] = []
        for low, high in (*self.skips, (len(self.text), len(self.text))):
            stop = min(low, end)
            if start < stop:
                pieces.append(Span(self.page, self.number, start, stop, self.text[start:stop]))
            start = max(start, high)
        return Text(tuple(pieces))

    def strip(self) -> Text:
        """The line without white space at its ends."""
        left = len(self.text) - len(self.text.lstrip())
        return self.cut(left, max(left, len(self.text.rstrip()))).strip()

    @property
    def blank(self) -> bool:
        """Whether nothing but furniture and white space is printed on the line."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Furniture:
    """Print that is no data: its place and its kind (markup, bookmark, rule, leader, page_number, title …)."""

    text: Text
    kind: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source as its reader saw it; `lines` in reading order, `furniture` what the reader set aside."""

    doc_id: str
    reader: str
    media_type: str
    lines: tuple[Line, ...]
    page_count: int
    furniture: tuple[Furniture, ...] = ()
    notes: tuple[str, ...] = field(default=())
