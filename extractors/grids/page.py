"""The content of one page as free lines and tables from the top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.grids.edges import connected, to_edges
from extractors.grids.filling import fill
from extractors.grids.prints import Print, to_lines, to_prints
from extractors.grids.ruled import Frame, to_frame
from schemas.page import PageContent


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on a page: its frame, and the prints of each cell in the order of the frame's cells."""

    frame: Frame
    cells: Sequence[Sequence[Print]]


@dataclass(frozen=True, slots=True)
class PageItems:
    """What a page was read as: lines of prints outside of tables, and tables, in reading order."""

    number: int
    height: float
    items: tuple[Sequence[Print] | PageTable, ...]


def page_items(content: PageContent) -> PageItems:
    """The lines and tables of a page from the top."""
    across, down = to_edges(content.rules)
    frames = [frame for edges in connected(across, down) if (frame := to_frame(*edges)) is not None]
    rest = to_prints(content.glyphs)
    placed: list[tuple[float, float, Sequence[Print] | PageTable]] = []
    for frame in sorted(frames, key=_area):
        cells, rest = fill(frame, rest)
        if any(cells):
            placed.append((frame.ys[0], frame.xs[0], PageTable(frame, cells)))
    placed += [(line[0].middle, line[0].x0, line) for line in to_lines(rest)]
    ordered = sorted(placed, key=lambda item: item[:2])
    return PageItems(content.number, content.height, tuple(item for _, _, item in ordered))


def _area(frame: Frame) -> float:
    return (frame.xs[-1] - frame.xs[0]) * (frame.ys[-1] - frame.ys[0])
