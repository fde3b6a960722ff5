"""The content of one page as free lines and tables from the top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractors.grids.aligned import aligned_tables
from extractors.grids.completed import completed, same_borders
from extractors.grids.edges import Edge, connected, to_edges
from extractors.grids.filling import fill
from extractors.grids.opened import opened
from extractors.grids.overflow import settled
from extractors.grids.page_table import PageTable
from extractors.grids.pieces import broken_levels, pieced_tables
from extractors.grids.prints import Print, to_lines, to_prints
from extractors.grids.ruled import Frame, to_frame
from extractors.grids.shaded import SHADED, shaded_edges
from schemas.page import PageContent, Pane
from schemas.spans import Box


@dataclass(frozen=True, slots=True)
class PageItems:
    """What a page, or pages side by side, were read as: lines of prints outside of tables, and tables, in reading order."""

    number: int
    height: float
    items: tuple[Sequence[Print] | PageTable, ...]
    panes: tuple[Pane, ...] = ()


def page_items(content: PageContent, proposed: Sequence[Frame] | None = None) -> PageItems:
    """The lines and tables of a page from the top; `proposed` are the frames to use instead of those that are drawn."""
    across, down = to_edges(content.rules)
    frames = list(proposed) if proposed is not None else _drawn(content, across, down)
    rest = to_prints(content.glyphs)
    tables: list[PageTable] = []
    for frame in sorted(frames, key=_area):
        cells, rest = fill(frame, rest)
        if any(cells):
            tables.append(PageTable(*opened(frame, settled(frame, cells), across)))
    free: Sequence[Sequence[Print]] = to_lines(rest)
    if not down and (levels := broken_levels(content.rules)):
        pieced, free = pieced_tables(free, across, levels)
        tables += pieced
    if tables:
        tables, free = completed(tables, free, across)
    found, lines = aligned_tables(free, across)
    placed: list[tuple[float, float, Sequence[Print] | PageTable]] = [
        (table.frame.ys[0], table.frame.xs[0], table) for table in (*tables, *found)
    ]
    placed += [(line[0].middle, line[0].x0, line) for line in lines]
    ordered = sorted(placed, key=lambda item: item[:2])
    return PageItems(content.number, content.height, tuple(item for _, _, item in ordered), content.panes)


def _drawn(content: PageContent, across: Sequence[Edge], down: Sequence[Edge]) -> list[Frame]:
    frames = [frame for edges in connected(across, down) if (frame := to_frame(*edges)) is not None]
    return frames + _shaded(content, frames) if len(content.areas) else frames


def _shaded(content: PageContent, ruled: Sequence[Frame]) -> list[Frame]:
    """Tables of shaded cells beside those with rules."""
    areas = map(Box, *np.asarray(content.areas, dtype=np.float64).T.tolist())
    free = [area for area in areas if not any(_inside(area, frame) for frame in ruled)]
    edges = shaded_edges(free, Box(0.0, 0.0, content.width, content.height))
    frames = [frame for part in connected(*edges) if (frame := to_frame(*part)) is not None]
    kept = [frame for frame in frames if _is_table(frame) or any(_is_band(frame, whole) for whole in frames)]
    return [replace(frame, method=SHADED) for frame in kept]


def _is_table(frame: Frame) -> bool:
    return min(len(frame.xs), len(frame.ys)) > 2


def _is_band(frame: Frame, whole: Frame) -> bool:
    """Whether a frame of one row has the columns of a table."""
    return _is_table(whole) and len(frame.xs) > 2 and same_borders(frame, whole)


def _inside(area: Box, frame: Frame) -> bool:
    x, y = (area.x0 + area.x1) / 2, (area.top + area.bottom) / 2
    return frame.column_at(x) is not None and frame.row_at(y) is not None


def _area(frame: Frame) -> float:
    return (frame.xs[-1] - frame.xs[0]) * (frame.ys[-1] - frame.ys[0])
