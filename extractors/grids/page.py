"""The content of one page as lines in reading order; rows of tables carry their fields."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.grids.edges import connected, to_edges
from extractors.grids.filling import fill, row_lines
from extractors.grids.prints import Print, set_line, to_lines, to_prints
from extractors.grids.ruled import Frame, to_frame
from schemas.document import Line
from schemas.page import PageContent


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on a page: its frame and the numbers of its first and last line."""

    frame: Frame
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class PageLines:
    """What a page was read as; tables in the order of their lines, whose `grid` is the place in `tables`."""

    lines: tuple[Line, ...]
    tables: tuple[PageTable, ...]


def page_lines(content: PageContent) -> PageLines:
    """The lines of a page from the top, numbered from 1."""
    across, down = to_edges(content.rules)
    frames = [frame for edges in connected(across, down) if (frame := to_frame(*edges)) is not None]
    rest = to_prints(content.glyphs)
    filled: list[tuple[Frame, list[list[Print]]]] = []
    for frame in sorted(frames, key=_area):
        cells, rest = fill(frame, rest)
        if any(cells):
            filled.append((frame, cells))
    return _in_order(content.number, filled, to_lines(rest))


def _area(frame: Frame) -> float:
    return (frame.xs[-1] - frame.xs[0]) * (frame.ys[-1] - frame.ys[0])


def _in_order(page: int, filled: list[tuple[Frame, list[list[Print]]]], free: list[list[Print]]) -> PageLines:
    items: list[tuple[float, float, int, int]] = [
        (frame.ys[0], frame.xs[0], 0, at) for at, (frame, _) in enumerate(filled)
    ]
    items += [(line[0].middle, line[0].x0, 1, at) for at, line in enumerate(free)]
    lines: list[Line] = []
    tables: list[PageTable] = []
    for _, _, kind, at in sorted(items):
        number = len(lines) + 1
        if kind:
            text, run = set_line(free[at], 0)
            lines.append(Line(page, number, text, runs=(run,)))
            continue
        frame, cells = filled[at]
        lines.extend(row_lines(frame, cells, page, number, len(tables)))
        tables.append(PageTable(frame, number, len(lines)))
    return PageLines(tuple(lines), tuple(tables))
