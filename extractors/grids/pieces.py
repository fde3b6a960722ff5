"""Horizontal rules drawn cell by cell: where the pieces meet, columns meet."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from extractors.grids.blocks import has_number, is_caption
from extractors.grids.chunks import as_row
from extractors.grids.edges import Edge
from extractors.grids.known import HeadCell, known_table
from extractors.grids.page_table import PageTable
from extractors.grids.prints import Print
from extractors.grids.ruled import Slot

if TYPE_CHECKING:
    from schemas.page import Boxes

THIN = 3.5
MEET = 1.0
SAME = 2.0
LEAST_PIECE = 8.0
LEAST_COLUMNS = 3
MOST_COLUMNS = 60
LEAST_LEVELS = 2
APART = 150.0
FAR = 3.2
LARGER = 1.15
NEAR = 1.2
MOSTLY = 0.6


class Level(NamedTuple):
    """The height of a rule that is drawn in pieces, these from the left, and where they begin and end."""

    y: float
    pieces: Sequence[tuple[float, float]]
    xs: tuple[float, ...]


def broken_levels(rules: Boxes) -> list[Level]:
    """The heights at which pieces of rules meet end to end, from the top; pieces are as long as cells are wide."""
    if not len(rules):
        return []
    x0, top, x1, bottom = np.asarray(rules, dtype=np.float64).reshape(-1, 4).T
    flat = (bottom - top <= THIN) & (x1 - x0 >= LEAST_PIECE)
    pieces = sorted(
        zip(((top + bottom) / 2)[flat].tolist(), x0[flat].tolist(), x1[flat].tolist(), strict=True)
    )
    levels: list[list[tuple[float, float, float]]] = []
    for piece in pieces:
        if levels and piece[0] - levels[-1][0][0] <= SAME:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    found = (_level(level) for level in levels)
    return [level for level in found if len(level.xs) > 2]


def _level(pieces: Sequence[tuple[float, float, float]]) -> Level:
    """The level of pieces, with one border where a piece ends and the next begins; none where pieces cover each other."""
    ordered = sorted({(x0, x1) for _, x0, x1 in pieces})
    covered = any(right[0] < left[1] - SAME for left, right in itertools.pairwise(ordered))
    if covered or len(ordered) > MOST_COLUMNS:
        return Level(pieces[0][0], (), ())
    ends = [ordered[0][0]]
    for left, right in itertools.pairwise(ordered):
        ends += [right[0]] if right[0] - left[1] <= MEET else [left[1], right[0]]
    return Level(pieces[0][0], ordered, (*ends, ordered[-1][1]))


def pieced_tables(
    lines: Sequence[Sequence[Print]], across: Sequence[Edge], levels: Sequence[Level]
) -> tuple[list[PageTable], list[Sequence[Print]]]:
    """The tables in whose columns the rules of some heights are drawn, and the lines that are in none."""
    tables: list[PageTable] = []
    rest: list[Sequence[Print]] = []
    start = 0
    for run in _runs(lines, levels):
        xs = max((level.xs for level in run), key=len)
        first, last = _stretch(lines, run, xs, start)
        table = _table(lines[first:last], run, xs, across) if last - first > 1 else None
        if table is None:
            continue
        rest += lines[start:first]
        tables.append(table)
        start = last
    return tables, [*rest, *lines[start:]]


def _table(
    lines: Sequence[Sequence[Print]], run: Sequence[Level], xs: Sequence[float], across: Sequence[Edge]
) -> PageTable | None:
    end = _end_of_heads(run, lines)
    headed = [level for level in run if level.y < end]
    length = sum(line[0].middle < headed[-1].y for line in lines) if headed else 0
    return known_table(lines, xs, across, length, _cells(headed, xs, lines[:length]))


def _runs(lines: Sequence[Sequence[Print]], levels: Iterable[Level]) -> Iterator[list[Level]]:
    """Levels of one table: of the same columns, with no caption or title between them."""
    run: list[Level] = []
    for level in levels:
        between = [line for line in lines if run and run[-1].y < line[0].middle < level.y]
        if run and (
            not _fit(run, level)
            or any(is_caption(as_row(line)) for line in between)
            or level.y - run[-1].y > APART
        ):
            yield from [run] if _is_table(run) else []
            run = []
        run.append(level)
    yield from [run] if _is_table(run) else []


def _fit(run: Sequence[Level], level: Level) -> bool:
    few, many = sorted((max((other.xs for other in run), key=len), level.xs), key=len)
    return all(any(abs(x - border) <= SAME for border in many) for x in few)


def _is_table(run: Sequence[Level]) -> bool:
    most = max((len(level.xs) for level in run), default=0)
    return most > LEAST_COLUMNS and sum(len(level.xs) == most for level in run) >= LEAST_LEVELS


def _stretch(
    lines: Sequence[Sequence[Print]], run: Sequence[Level], xs: Sequence[float], start: int
) -> tuple[int, int]:
    """The lines of a table: to its last rule, from its first one or, where headings stand above that, from these."""
    inside = [at for at, line in enumerate(lines) if at >= start and run[0].y < line[0].middle < run[-1].y]
    if not inside:
        return start, start
    first = inside[0]
    under = lines[first - 1] if first > start else None
    if under is None or run[0].y - under[0].bottom > NEAR * (under[0].bottom - under[0].top):
        return first, inside[-1] + 1
    while first > start and _is_heading(lines[first - 1], lines[first], xs):
        first -= 1
    return first, inside[-1] + 1


def _end_of_heads(run: Sequence[Level], lines: Sequence[Sequence[Print]]) -> float:
    """The height below the rule that closes all headings; 0 where there are none.

    It goes through all columns, as those below rows do, and so do all below it above the first number; a row with words
    in most columns is one of headings.
    """
    most = max(len(level.xs) for level in run)
    number = next((line[0].middle for line in lines if has_number(line)), float("inf"))
    above = [level for level in run if lines[0][0].middle < level.y < number]
    full = [len(level.xs) == most for level in above]
    start = max((at + 1 for at, whole in enumerate(full) if not whole), default=0)
    ends = above[start:]
    while len(ends) > 1 and _filled(lines, ends[0].y, ends[1].y) > MOSTLY * (most - 1):
        ends = ends[1:]
    return ends[0].y + SAME if ends else 0.0


def _filled(lines: Sequence[Sequence[Print]], top: float, bottom: float) -> int:
    """How many cells have print between two heights."""
    return len(_within(lines, (float("-inf"), float("inf")), top, bottom))


def _cells(levels: Sequence[Level], xs: Sequence[float], lines: Sequence[Sequence[Print]]) -> list[HeadCell]:
    """The cells of headings that pieces of rules close from below, in as many rows as there are rules.

    A rule between merged cells and those below them is drawn in the pieces of these.
    """
    found: list[HeadCell] = []
    depth = [0] * (len(xs) - 1)
    heights = [float("-inf"), *(level.y for level in levels)]
    for row, level in enumerate(levels):
        for touching in _touching(level.pieces, xs, depth):
            first, top = touching[0][0], depth[touching[0][0]]
            borders = [xs[first], *(xs[end] for _, end in touching)]
            for left, right in _merged(borders, _within(lines, borders, heights[top], level.y)):
                column, end = _nearest(xs, left), _nearest(xs, right)
                slot = Slot(top, column, row + 1 - top, end - column)
                found.append(HeadCell(slot, left, heights[top], right, level.y))
            depth[first : touching[-1][1]] = [row + 1] * (touching[-1][1] - first)
    return found


def _nearest(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda at: abs(xs[at] - x))


def _touching(
    pieces: Iterable[tuple[float, float]], xs: Sequence[float], depth: Sequence[int]
) -> list[list[tuple[int, int]]]:
    """The columns of pieces, in groups of those that meet and whose cells begin at the same height."""
    groups: list[list[tuple[int, int]]] = []
    for x0, x1 in pieces:
        own = _nearest(xs, x0), _nearest(xs, x1)
        if own[0] == own[1]:
            continue
        last = groups[-1][-1] if groups else None
        if last is not None and last[1] == own[0] and depth[last[0]] == depth[own[0]]:
            groups[-1].append(own)
        else:
            groups.append([own])
    return groups


def _within(
    lines: Sequence[Sequence[Print]], borders: Sequence[float], top: float, bottom: float
) -> list[tuple[float, float]]:
    """The sides of what is printed between borders and heights, wraps of a cell once, from the left."""
    found: list[tuple[float, float]] = []
    own = (piece for line in lines for piece in line if top < piece.middle < bottom)
    for piece in sorted(own, key=lambda piece: piece.x0):
        if not borders[0] - SAME <= piece.x0 <= piece.x1 <= borders[-1] + SAME:
            continue
        if found and piece.x0 < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], piece.x1))
        else:
            found.append((piece.x0, piece.x1))
    return found


def _merged(borders: Sequence[float], prints: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The sides of cells: neighbouring pieces that one print stands in the middle of are one cell."""
    if not prints:
        return list(itertools.pairwise(borders))
    (x0, x1), rest = prints[0], prints[1:]
    for first, last in itertools.combinations(range(len(borders)), 2):
        left, right = borders[first], borders[last]
        if left - SAME <= x0 and x1 <= right + SAME and abs(x0 + x1 - left - right) <= 2 * SAME:
            before = list(itertools.pairwise(borders[: first + 1]))
            return [*before, (left, right), *_merged(borders[last:], rest)]
    return list(itertools.pairwise(borders))


def _is_heading(line: Sequence[Print], below: Sequence[Print], xs: Sequence[float]) -> bool:
    """Whether a line is headings of the table below, and neither its title, set larger, nor its caption."""
    size, own = below[0].bottom - below[0].top, line[0].bottom - line[0].top
    near = below[0].top - line[0].bottom < FAR * size and own < LARGER * size
    within = xs[0] - SAME <= line[0].x0 and line[-1].x1 <= xs[-1] + SAME
    return near and within and not is_caption(as_row(line)) and not has_number(line)
