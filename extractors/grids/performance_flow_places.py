"""Where the pieces of a laid out table stand: the column of each by order, by what it holds and by its place on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf

from extractors.grids.performance_flow_columns import Column, columns_of
from extractors.grids.performance_flow_costs import rewarded
from extractors.grids.performance_flow_header import Header
from extractors.grids.performance_flow_looks import completes_value, is_class, is_number
from extractors.grids.performance_flow_pieces import MISSED, NEVER, piece_cost
from extractors.grids.performance_flow_tokens import LEAST_GAP, Token, stands_apart
from schemas.performance import words

ROUNDS = 5
FREE = 1.0
EACH = 0.7
MOST = 6.0
TRIMMED = 0.1
JOINED = 1.5
UNUSUAL = 0.6
NEAR = 0.4
WHOLE = 0.5
COMPLETES = 0.2
BESIDE = -1

Line = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class _Range:
    """Where the pieces of a column begin that stand apart from what is printed before them."""

    low: float = 0.0
    high: float = inf


def places_of(header: Header, lines: Sequence[Line]) -> dict[Token, int]:
    """The column of each piece of a text that keeps the places of the page, -1 beside the table."""
    columns = columns_of(header.fields)
    found: dict[Token, int] = {}
    page = header.headings[0].tokens[0].source.page
    for number, group in groupby(lines, key=lambda line: line[0].source.page):
        ranges = _headed(header) if number == page else [_Range() for _ in columns]
        found |= _placed(list(group), columns, ranges)
    return found


def _headed(header: Header) -> list[_Range]:
    """Ranges from headings that stand apart."""
    printed = {token.place for heading in (*header.headings, *header.labels) for token in heading.tokens}
    ends = {token.place: token.end for h in (*header.headings, *header.labels) for token in h.tokens}
    ranges: list[_Range] = []
    for heading in header.headings:
        first = heading.tokens[0]
        before = (first.row, first.order - 1)
        apart = before not in printed or first.start - ends[before] >= LEAST_GAP
        ranges.append(_Range(first.start - FREE, first.end if apart else inf))
    return ranges


def _placed(lines: Sequence[Line], columns: Sequence[Column], ranges: Sequence[_Range]) -> dict[Token, int]:
    """The columns of the pieces of a page: where columns are found in one round is used in the next."""
    found: dict[Token, int] = {}
    for _ in range(ROUNDS):
        before = found
        found = {}
        for line in lines:
            found.update(zip(line, _columns(line, columns, ranges), strict=True))
        if found == before:
            break
        ranges = _ranges(lines, found, len(columns))
    return found


def _ranges(lines: Sequence[Line], found: dict[Token, int], count: int) -> list[_Range]:
    """Where columns are: pieces that stand apart tell it; others stand no further to the left than their print."""
    apart: list[list[float]] = [[] for _ in range(count)]
    behind: list[list[float]] = [[] for _ in range(count)]
    for line in lines:
        for token, last in zip(line, (None, *line), strict=False):
            if found[token] != BESIDE:
                (apart if stands_apart(token, last) else behind)[found[token]].append(token.start)
    edges = [
        _most(own) if own else _least(other) if other else None
        for own, other in zip(behind, apart, strict=True)
    ]
    ranges = []
    for at in range(count):
        floor = max((edge for edge in edges[:at] if edge is not None), default=-inf) + 1
        ceiling = min((edge for edge in edges[at + 1 :] if edge is not None), default=inf) - 1
        own = [start for start in apart[at] if floor <= start <= ceiling]
        edge = edges[at]
        low = (
            min(_least(own), edge if edge is not None else inf)
            if own
            else edge
            if edge is not None
            else floor
        )
        ranges.append(_Range(low - FREE, max(low, _most(own) + FREE if own else ceiling)))
    return ranges


def _least(starts: Sequence[float]) -> float:
    return sorted(starts)[round(TRIMMED * len(starts))]


def _most(starts: Sequence[float]) -> float:
    return sorted(starts)[-1 - round(TRIMMED * len(starts))]


def _columns(line: Line, columns: Sequence[Column], ranges: Sequence[_Range]) -> list[int]:
    """The columns of a line's pieces at least cost, from the left to the right."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {BESIDE: (0.0, ())}
    whole = _whole(line, columns)
    for token, last in zip(line, (None, *line), strict=False):
        apart = stands_apart(token, last)
        grown: dict[int, tuple[float, tuple[int, ...]]] = {}
        if last is None and _is_beside(token):
            grown[BESIDE] = (UNUSUAL + EACH * max(0.0, token.start - ranges[0].low), (BESIDE,))
        for at in range(len(columns)):
            own = piece_cost(columns[at], token) + (WHOLE if whole else 1.0) * _off(
                ranges[at], token.start, apart
            )
            for done, (cost, where) in best.items():
                if done > at or (done == at and not columns[at].wraps):
                    continue
                joined = _joined(columns[at], last, token, apart) if last is not None and done == at else 0.0
                near = NEAR * max(0, at - done - 1) if last is not None and not apart else 0.0
                more = cost + own + joined + near + whole * _passed(columns, done, at)
                if at not in grown or more < grown[at][0]:
                    grown[at] = (more, (*where, at))
        best = grown
    ended = {at: cost + whole * _passed(columns, at, len(columns)) for at, (cost, _) in best.items()}
    return list(best[min(ended, key=lambda at: (ended[at], at))][1])


def _joined(column: Column, last: Token, token: Token, apart: bool) -> float:
    """What speaks against two pieces of a line being of one cell."""
    if column.kind == "class":
        return 0.0 if is_class(last.printed + token.printed) else NEVER
    if column.kind == "value" and completes_value(last.printed, token.printed):
        return COMPLETES
    return JOINED * (1 + apart) + (NEVER if is_number(token.printed) else 0.0)


def _is_beside(token: Token) -> bool:
    """Whether a piece may be of the label of a cell beside the whole table."""
    return any(token.key in label for label in words("furniture", "labels"))


def _whole(line: Line, columns: Sequence[Column]) -> bool:
    """Whether a line holds the numbers of a row, or a value where rows have no numbers."""
    numbers = sum(column.kind == "number" for column in columns)
    if numbers:
        return sum(is_number(token.printed) for token in line) >= numbers
    return any(rewarded(token) for token in line)


def _passed(columns: Sequence[Column], left: int, right: int) -> float:
    """What speaks against the columns between two being blank on the line of a row's numbers."""
    between = columns[left + 1 : right]
    return sum(MISSED.get(column.kind, 0.0) for column in between if column.blank is None)


def _off(known: _Range, start: float, apart: bool) -> float:
    """What speaks against a piece that begins there standing in a column."""
    away = max(0.0, start - known.high, known.low - start if apart else 0.0)
    return min(MOST, EACH * away)
