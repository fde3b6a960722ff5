"""What a reader saw in a source: pages, lines, rows of cells; nothing interpreted yet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter

from schemas.quickly import quickly_made
from schemas.spans import Box, Span, Text
from schemas.turn import Turn

_BLANK = Text()
_END = itemgetter(1)
MANY = 64


@quickly_made
@dataclass(frozen=True, slots=True)
class Run:
    """Characters `start:end` of a line that stand side by side in one place of the source.

    `edges` are the x of their borders (one more than characters) in points from the left of the page as displayed,
    `top` and `bottom` their y; without edges nothing is known of a box. `locator` is the place in a source that has
    no page: a cell of a sheet, a node of a web page, a paragraph. `line` and `at`: the line of a text and the character
    there where they begin, for rows that run over several lines.
    """

    start: int
    end: int
    edges: tuple[float, ...] = ()
    top: float = 0.0
    bottom: float = 0.0
    locator: str | None = None
    confidence: float | None = None
    line: int = 0
    at: int = 0


@quickly_made
@dataclass(frozen=True, slots=True)
class Field:
    """One cell of a row: characters `start:end` of its line, at a column counted from 0 over the whole grid.

    The spans count the columns and rows it covers; covered places have no field. A blank cell has `start == end`.
    """

    start: int
    end: int
    column: int
    column_span: int = 1
    row_span: int = 1


@quickly_made
@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; `number` counts from 1, in the file for text exports, on the page otherwise; `page` is 0 where
    a source has no pages.

    `text` has the length of the print; the stretches in `skips` (start, end) are furniture: blanked in `text`
    and left out by `cut`. `runs` say where characters stand, in the order of the text. A line with `fields` is one row
    of the grid `grid` (numbered over the document) whose cells the source shows, by rules or natively; tabs stand between
    its cells in `text`, one for each column border, also those that a merged cell covers; `method` is how they were found.
    A piece of a printed line that holds a whole sheet has the `number` of that line and `offset` characters before it.
    `beside`: its cells go on with the row of the line before it, which stands on another page.
    """

    page: int
    number: int
    text: str
    skips: tuple[tuple[int, int], ...] = ()
    runs: tuple[Run, ...] = ()
    fields: tuple[Field, ...] = ()
    grid: int | None = None
    method: str = ""
    offset: int = 0
    beside: bool = False

    def cut(self, start: int = 0, end: int | None = None) -> Text:
        """Characters `start:end` of this line as text, without furniture, a piece for each place they stand in."""
        start, end, _ = slice(start, end).indices(len(self.text))
        if start >= end:
            return _BLANK
        if not self.skips:
            run = next((run for run in self._runs_from(start) if run.end > start), None)
            if run is not None and run.start <= start and end <= run.end:
                return Text((self._within(run, start, end),))
            return Text(tuple(self._spans(start, end)))
        pieces: list[Span] = []
        for at in range(bisect_right(self.skips, start, key=_END), len(self.skips)):
            low, high = self.skips[at]
            if low >= end:
                break
            if start < low:
                pieces.extend(self._spans(start, low))
            start = max(start, high)
        if start < end:
            pieces.extend(self._spans(start, end))
        return Text(tuple(pieces))

    def _runs_from(self, start: int) -> Sequence[Run]:
        """The runs that end behind a character; all of them where they are few."""
        if len(self.runs) < MANY:
            return self.runs
        return self.runs[bisect_right(self.runs, start, key=attrgetter("end")) :]

    def _spans(self, start: int, end: int) -> Iterator[Span]:
        for run in self._runs_from(start):
            if run.end <= start:
                continue
            if run.start >= end:
                break
            if start < run.start:
                yield self._span(start, run.start)
                start = run.start
            stop = min(run.end, end)
            yield self._within(run, start, stop)
            start = stop
        if start < end:
            yield self._span(start, end)

    def _within(self, run: Run, start: int, end: int) -> Span:
        edges = run.edges[start - run.start : end - run.start + 1]
        box = Box(min(edges), run.top, max(edges), run.bottom) if run.edges else None
        number, shift = (run.line, run.at - run.start) if run.line else (self.number, self.offset)
        place = (self.page or None, number, shift + start, shift + end)
        return Span(*place, self.text[start:end], box, run.locator, edges)

    def _span(self, start: int, end: int) -> Span:
        place = (self.page or None, self.number, self.offset + start, self.offset + end)
        return Span(*place, self.text[start:end])

    def cell(self, place: Field) -> Text:
        """The text of one of the row's fields."""
        return self.cut(place.start, place.end)

    def strip(self) -> Text:
        """The line without white space at its ends."""
        left = len(self.text) - len(self.text.lstrip())
        return self.cut(left, max(left, len(self.text.rstrip()))).strip()

    @property
    def is_woven(self) -> bool:
        """Whether the line was put together from print of other lines of its text, or of other places there."""
        return bool(self.runs) and self.runs[0].line > 0

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
class Remark:
    """Something that only the reader saw and a person should know: the rule of a finding, what it is about, a figure."""

    rule: str
    found: str
    count: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was read: its width and height in points, who saw its print (text or ocr), how it was turned for that."""

    number: int
    width: float
    height: float
    source: str = "text"
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source as its reader saw it; `lines` in reading order, `furniture` what the reader set aside.

    `notes` are rules of findings that the reader itself has to report, `remarks` those with what they are about;
    `pages` are known for paged sources only; `names` are those of the sheets of a workbook, by their number.
    """

    doc_id: str
    reader: str
    media_type: str
    lines: tuple[Line, ...]
    page_count: int
    furniture: tuple[Furniture, ...] = ()
    notes: tuple[str, ...] = field(default=())
    pages: tuple[Page, ...] = ()
    names: tuple[tuple[int, str], ...] = ()
    remarks: tuple[Remark, ...] = ()
