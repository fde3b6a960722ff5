"""Where the pieces of a laid out table stand: the column under whose heading each piece is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from extractors.grids.performance_flow_header import Header
from extractors.grids.performance_flow_tokens import Token

LEAST_GAP = 2
LEAST_BESIDE = 3


@dataclass(slots=True)
class _Column:
    """The characters of a line that a column is known to cover."""

    start: int
    end: int

    def widen(self, chunk: Sequence[Token]) -> None:
        """Cover pieces, too."""
        self.start = min(self.start, chunk[0].start)
        self.end = max(self.end, chunk[-1].end)

    def shares(self, chunk: Sequence[Token]) -> int:
        """How many characters of pieces stand in the column; negative: how far they stand from it."""
        return min(self.end, chunk[-1].end) - max(self.start, chunk[0].start)


def places_of(header: Header, lines: Sequence[Sequence[Token]]) -> dict[Token, int] | None:
    """The column of each piece; None where the text does not keep the places of the page.

    Columns stand elsewhere on every page: where no heading tells, the line with most cells of a page does.
    """
    if not _laid_out(header):
        return None
    headings = [_Column(heading.tokens[0].start, heading.tokens[0].end) for heading in header.headings]
    for column, heading in zip(headings, header.headings, strict=True):
        for token in heading.tokens:
            column.widen([token])
    found: dict[Token, int] = {}
    page = header.headings[0].tokens[0].source.page
    for number, group in groupby(lines, key=lambda line: line[0].source.page):
        own = list(group)
        columns = headings if number == page else _columns(own, headings)
        found |= _placed(own, columns)
    return found


def _columns(lines: Sequence[Sequence[Token]], headings: Sequence[_Column]) -> list[_Column]:
    """The columns of a page without headings: the last ones are those of the line with most cells."""
    fullest = max((_chunks(line, ()) for line in lines), key=len)[-len(headings) :]
    first = len(headings) - len(fullest)
    return [
        _Column(fullest[at - first][0].start, fullest[at - first][-1].end) if at >= first else _Column(0, 0)
        for at in range(len(headings))
    ]


def _placed(lines: Sequence[Sequence[Token]], columns: Sequence[_Column]) -> dict[Token, int]:
    found: dict[Token, int] = {}
    chunks = [chunk for line in lines for chunk in _chunks(line, [column.start for column in columns])]
    for chunk in sorted(chunks, key=lambda chunk: (chunk[-1].end - chunk[0].start, chunk[0].place)):
        shares = [column.shares(chunk) for column in columns]
        at = shares.index(max(shares))
        found.update(dict.fromkeys(chunk, at))
        if sum(share > 0 for share in shares) <= 1:
            columns[at].widen(chunk)
    return found


def _chunks(line: Sequence[Token], starts: Sequence[int]) -> list[list[Token]]:
    """The pieces of a line that no more than one blank parts, cut where a column starts."""
    chunks: list[list[Token]] = []
    for token in line:
        begins = any(abs(token.start - start) < LEAST_GAP for start in starts)
        if chunks and token.start - chunks[-1][-1].end < LEAST_GAP and not begins:
            chunks[-1].append(token)
        else:
            chunks.append([token])
    return chunks


def _laid_out(header: Header) -> bool:
    """Whether blanks part the headings of a line as cells are parted on a page."""
    rows: dict[int, list[Token]] = {}
    for heading in header.headings:
        for token in heading.tokens:
            rows.setdefault(token.row, []).append(token)
    beside = max((sorted(row, key=lambda token: token.start) for row in rows.values()), key=len)
    gaps = [right.start - left.end for left, right in pairwise(beside)]
    return len(beside) >= LEAST_BESIDE and min(gaps) >= LEAST_GAP
