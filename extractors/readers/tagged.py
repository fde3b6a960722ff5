"""Tables that a text holds as markup, as converters write them between paragraphs: rows with the spans of their cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import regex

from extractors.readers.placed_text import Piece, TableCell, table_lines
from schemas.document import Line

LEAST_CELLS = 2
_TAG = regex.compile(r"<(/?)(table|tr|td|th)\b([^<>]{0,300})>", regex.IGNORECASE)
_ROW = regex.compile(r"<tr\b", regex.IGNORECASE)
_SPAN = r"\b%s\s*=\s*[\"']?\s*(\d{1,4})"
_ACROSS = regex.compile(_SPAN % "colspan", regex.IGNORECASE)
_DOWN = regex.compile(_SPAN % "rowspan", regex.IGNORECASE)
_INNER = regex.compile(r"<[^<>]{1,300}>|&(?:nbsp|ensp|emsp|#160);", regex.IGNORECASE)
_WORDS = regex.compile(r"\S+(?:[ \u00a0\u3000]+\S+)*")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A table: where it begins and ends (index of the line, character), and its rows as lines of a grid; `cut`: the text
    ends inside it."""

    begin: tuple[int, int]
    end: tuple[int, int]
    lines: tuple[Line, ...]
    cut: bool = False


@dataclass(slots=True)
class _Open:
    """The table that is being read: its rows with the index of the line they begin on, the cell that is open, and the
    place behind its last tag."""

    begin: tuple[int, int]
    rows: list[tuple[int, list[TableCell]]] = field(default_factory=list)
    spans: tuple[int, int] | None = None
    pieces: list[Piece] = field(default_factory=list)
    behind: tuple[int, int] = (0, 0)

    def close(self) -> None:
        if self.spans is not None and self.rows:
            self.rows[-1][1].append(TableCell(tuple(self.pieces), *self.spans))
        self.spans, self.pieces = None, []


def with_tables(lines: list[Line], printed: Sequence[str]) -> tuple[list[Line], bool]:
    """The lines of a text with the rows of its tables in place of their markup, and whether the last table is cut.

    `printed` are the lines with their markup.
    """
    if not any(_ROW.search(text) for text in printed):
        return lines, False
    raw = [replace(line, text=text.rjust(len(line.text))) for line, text in zip(lines, printed, strict=True)]
    found: list[Line] = []
    start, cut = (0, 0), False
    for table in tagged_tables(raw):
        cut = table.cut
        found += [*_between(lines, start, table.begin), *table.lines]
        start = table.end
    return [*found, *_between(lines, start, (len(lines), 0))], cut


def _between(lines: Sequence[Line], start: tuple[int, int], end: tuple[int, int]) -> Iterator[Line]:
    """The lines from one place to another; of a line that is cut the rest is blank and its place kept."""
    for index in range(start[0], min(end[0] + 1, len(lines))):
        line = lines[index]
        low, high = start[1] if index == start[0] else 0, end[1] if index == end[0] else len(line.text)
        if (low, high) == (0, len(line.text)):
            yield line
        elif line.text[low:high].strip():
            size = len(line.text)
            text = " " * low + line.text[low:high] + " " * (size - high)
            yield replace(line, text=text, skips=_skips(line, low, high))


def _skips(line: Line, low: int, high: int) -> tuple[tuple[int, int], ...]:
    own = [(max(a, low), min(b, high)) for a, b in line.skips if a < high and low < b]
    return tuple(pair for pair in ((0, low), *own, (high, len(line.text))) if pair[0] < pair[1])


def tagged_tables(lines: Sequence[Line]) -> list[Tagged]:
    """The tables between tags, in order; those around another or with one column stay text.

    A table without an end ends where the next one or the text does.
    """
    found: list[Tagged] = []
    table: _Open | None = None
    for index, line in enumerate(lines):
        at = 0
        for tag in _TAG.finditer(line.text):
            if table is not None and table.spans is not None:
                table.pieces += _pieces(line, at, tag.start())
            at = tag.end()
            if tag[2].lower() == "table" and not tag[1]:
                if table is not None and table.spans is None:
                    found += _whole(table, table.behind, lines, len(found) + 1)
                table = _Open((index, tag.start()))
            elif table is not None and _closes(table, tag, index):
                found += _whole(table, (index, tag.end()), lines, len(found) + 1)
                table = None
            if table is not None:
                table.behind = (index, tag.end())
        if table is not None and table.spans is not None:
            table.pieces += _pieces(line, at, len(line.text))
    if table is not None:
        end = table.behind if table.spans is None else (len(lines), 0)
        table.close()
        found += [replace(last, cut=True) for last in _whole(table, end, lines, len(found) + 1)]
    return found


def _closes(table: _Open, tag: regex.Match[str], index: int) -> bool:
    """Go on with a tag of a table; whether it ends there."""
    name, ends = tag[2].lower(), bool(tag[1])
    if name in ("td", "th"):
        table.close()
        if not ends:
            table.spans = (_number(_ACROSS, tag[3]), _number(_DOWN, tag[3]))
    else:
        table.close()
        if name == "tr" and not ends:
            table.rows.append((index, []))
    return name == "table" and ends


def _number(pattern: regex.Pattern[str], attributes: str) -> int:
    match = pattern.search(attributes)
    return max(int(match[1]), 1) if match else 1


def _pieces(line: Line, start: int, end: int) -> Iterator[Piece]:
    """The words between two tags with their places, without markup inside the cell."""
    bounds = [(match.start(), match.end()) for match in _INNER.finditer(line.text, start, end)]
    for low, high in zip([start, *(b for _, b in bounds)], [*(a for a, _ in bounds), end], strict=True):
        for match in _WORDS.finditer(line.text, low, high):
            yield Piece(match[0], "", line=line.number, at=line.offset + match.start())


def _whole(table: _Open, end: tuple[int, int], lines: Sequence[Line], grid: int) -> Iterator[Tagged]:
    """The table with rows of a grid; of tabs where no cell has a span, as programs that guess cells leave these out."""
    rows = [(index, row) for index, row in table.rows if row]
    if max((len(row) for _, row in rows), default=0) < LEAST_CELLS:
        return
    made = table_lines([row for _, row in rows], 1, 1, grid)
    if not any(cell.column_span > 1 or cell.row_span > 1 for _, row in rows for cell in row):
        made = [replace(line, fields=(), grid=None) for line in made]
    placed = (
        replace(line, page=lines[index].page, number=lines[index].number)
        for line, (index, _) in zip(made, rows, strict=True)
    )
    yield Tagged(table.begin, end, tuple(placed))
