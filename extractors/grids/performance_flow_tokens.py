"""Printed pieces of a performance table without marks between its cells, and their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from extractors.grids.performance_flow_looks import is_points, is_template, is_value, width
from schemas.characters import fold, key
from schemas.document import Line
from schemas.performance import amount_rows, heading_fields, without_points
from schemas.spans import Text, join

FEWEST_HEADINGS, LEAST_BELOW = 3, 6
MANY = 8
LEAST_GAP = 2
INDENT = 6
LEAST_LAID = 0.5
_PIECE = regex.compile(r"\S+")


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A piece of print between white space; `row` and `order` are its place among the printed lines.

    `alone`: the export kept no line ends, each piece counts as a line of its own.
    """

    source: Line
    row: int
    order: int
    start: int
    end: int
    printed: str
    width: float
    key: str
    alone: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """Printed line and order on it."""
        return (self.row, self.order)

    @property
    def has_points(self) -> bool:
        """Whether the points are printed behind it that it is worth."""
        return self.key != key(self.printed)


Flow = Sequence[tuple[Token, ...]]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where the pieces of a line stand; the label of an amount and the amount behind its colon are two."""
    for match in _PIECE.finditer(text):
        start, end = match.span()
        if is_points(match[0]):
            continue
        colon = fold(match[0]).find(":") + 1
        parted = 0 < colon < end - start and key(match[0][: colon - 1]) in amount_rows()
        if parted and is_value(match[0][colon:]):
            yield start, start + colon
            yield start + colon, end
        else:
            yield start, end


def tokens_of(lines: Sequence[Line]) -> list[tuple[Token, ...]]:
    """The pieces of every line that prints anything, in reading order; `set_aside` has what is left out."""
    flow: list[tuple[Token, ...]] = []
    for line in lines:
        if is_template(line.text):
            continue
        found = []
        for order, (start, end) in enumerate(_pieces(line.text)):
            printed = line.text[start:end]
            word = without_points(key(printed))
            found.append(Token(line, len(flow), order, start, end, printed, width(printed), word))
        if found:
            flow.append(tuple(found))
    places = {(line.page, line.number) for line in lines}
    unfolded = len(places) * MANY <= len(lines)
    return _parted(flow) if unfolded or any(map(_runs_together, flow)) else flow


def _runs_together(line: Sequence[Token]) -> bool:
    """Whether a line prints the headings of indicators and much of what stands below them."""
    run: list[str] = []
    for at, token in enumerate(line):
        field = heading_fields().get(token.key, "")
        if field:
            run.append(field)
        elif len(run) >= FEWEST_HEADINGS and {"level2", "level3"} & set(run):
            return sum(not _begins_heading(token.key) for token in line[at:]) >= LEAST_BELOW
        else:
            run.clear()
    return False


def _begins_heading(word: str) -> bool:
    return any(heading.startswith(word) for heading in heading_fields())


def _parted(flow: Flow) -> list[tuple[Token, ...]]:
    """Every piece as a line of its own."""
    return [
        (replace(token, row=row, order=0, alone=True),)
        for row, token in enumerate(token for line in flow for token in line)
    ]


def set_aside(lines: Sequence[Line]) -> list[Text]:
    """The print that `tokens_of` leaves out: points of labels, and lines of a template that nobody filled in."""
    found = [line.strip() for line in lines if is_template(line.text)]
    return found + [
        line.cut(m.start(), m.end()) for line in lines for m in _PIECE.finditer(line.text) if is_points(m[0])
    ]


def _beside(last: Token, token: Token) -> bool:
    """Whether nothing but white space stands between two pieces of a line."""
    if not token.alone:
        return last.order + 1 == token.order
    return last.end <= token.start and not last.source.text[last.end : token.start].strip()


def cell_text(tokens: Sequence[Token]) -> Text:
    """The pieces as the text of one cell; neighbours on one line keep the space between them."""
    runs: list[list[Token]] = []
    for token in tokens:
        last = runs[-1][-1] if runs else None
        if last is not None and last.source is token.source and _beside(last, token):
            runs[-1].append(token)
        else:
            runs.append([token])
    return join(run[0].source.cut(run[0].start, run[-1].end) for run in runs)


def keeps_places(lines: Sequence[tuple[Token, ...]]) -> bool:
    """Whether blanks stand before or between the pieces of lines as they do on a page: not the same before all lines."""
    if not lines or lines[0][0].alone:
        return False
    margin = min(line[0].start for line in lines)
    laid = [line[0].start - margin >= INDENT or any(map(stands_apart, line[1:], line)) for line in lines]
    return sum(laid) >= LEAST_LAID * len(laid)


def stands_apart(token: Token, before: Token | None) -> bool:
    """Whether more than one blank stands before a piece: it is printed where it stands on the page.

    A piece right behind another may stand further to the right than its place among the characters says.
    """
    return token.start - (before.end if before is not None else 0) >= LEAST_GAP
