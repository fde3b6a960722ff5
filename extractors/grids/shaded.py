"""Shaded cells that stand for rules: the edges of filled rectangles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.grids.edges import Edge, joined
from schemas.spans import Box

SHADED = "shaded"
WHOLE_PAGE = 0.5
BAND = 40.0
INSIDE = 2.0
MOST_AREAS = 5000


def shaded_edges(areas: Sequence[Box], page: Box) -> tuple[list[Edge], list[Edge]]:
    """Horizontal and vertical edges of the shaded areas of a page, without the backgrounds of all of it.

    Where every second row is shaded, borders go on over the rows between.
    """
    whole = (page.x1 - page.x0) * (page.bottom - page.top)
    kept = [area for area in areas if (area.x1 - area.x0) * (area.bottom - area.top) < WHOLE_PAGE * whole][
        :MOST_AREAS
    ]
    across = [Edge(y, area.x0, area.x1) for area in kept for y in (area.top, area.bottom)]
    down = joined([Edge(x, area.top, area.bottom) for area in kept for x in (area.x0, area.x1)])
    return joined(across), list(_bridged(down, kept))


def _bridged(edges: Iterable[Edge], areas: Sequence[Box]) -> Iterable[Edge]:
    """Vertical edges on one line as one where nothing shaded stands between them."""
    open_: Edge | None = None
    for edge in edges:
        if open_ is not None and edge.at == open_.at and edge.start - open_.end <= BAND:
            if not _covered(edge.at, open_.end, edge.start, areas):
                open_ = Edge(open_.at, open_.start, edge.end)
                continue
        if open_ is not None:
            yield open_
        open_ = edge
    if open_ is not None:
        yield open_


def _covered(x: float, top: float, bottom: float, areas: Sequence[Box]) -> bool:
    """Whether a shaded cell goes over the line at `x` somewhere between two heights."""
    return any(
        area.x0 + INSIDE < x < area.x1 - INSIDE and area.top < bottom - INSIDE and area.bottom > top + INSIDE
        for area in areas
    )
