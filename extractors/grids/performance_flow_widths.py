"""Widths of the columns of a table without marks: those with which the wrap model reads it most cheaply."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extractors.grids.performance_flow_costs import NARROW, Column
from extractors.grids.performance_flow_layout import Model, Reading, Segment, Widths

WIDER = 0.03
MOST_WIDTHS = 9
ROUNDS = 3
NARROW_MOST = 20.0
SHARES = (0.3, 0.6, 1.0)


def _candidates(segments: Sequence[Segment]) -> list[float]:
    """Widths that a column may have: those of pieces that stand alone on a line, and the widest of all."""
    alone = {line[0].width for segment in segments for line in segment if len(line) == 1}
    beside = {token.width for segment in segments for line in segment for token in line}
    return sorted({*(alone or beside), max(beside, default=1.0)})


def _thinned(widths: Sequence[float]) -> tuple[float, ...]:
    if len(widths) <= MOST_WIDTHS:
        return tuple(widths)
    step = (len(widths) - 1) / (MOST_WIDTHS - 1)
    return tuple(sorted({widths[round(index * step)] for index in range(MOST_WIDTHS)}))


def _choices(column: Column, candidates: Sequence[float]) -> tuple[float, ...]:
    """Widths to try for a column."""
    if not column.wraps:
        return (NARROW,)
    if column.kind in ("text", "note"):
        return tuple(candidates[-1:])
    if column.kind == "level":
        return tuple([width for width in candidates if width <= NARROW / 2] or candidates[:1])[-1:]
    narrow = [width for width in candidates if width <= NARROW_MOST and width >= 2.0]
    if column.kind == "prose" or not column.beside_text:
        return _thinned([width for width in candidates if width >= 2.0])
    return _thinned(narrow or candidates[:1])


def _descended(start: Widths, choices: Sequence[Sequence[float]], cost: Callable[[Widths], float]) -> Widths:
    """The widths reached from `start` by changing one column at a time while that gets cheaper."""
    current = start
    for _ in range(ROUNDS):
        before = current
        for index, options in enumerate(choices):
            trials = [(*current[:index], option, *current[index + 1 :]) for option in options]
            current = min((current, *trials), key=cost)
        if current == before:
            break
    return current


def best_widths(segments: Sequence[Segment], columns: Sequence[Column], single: bool = False) -> Widths:
    """One width per column for all segments."""
    choices = [_choices(column, _candidates(segments)) for column in columns]
    tried: dict[Widths, float] = {}

    def cost(widths: Widths) -> float:
        if widths not in tried:
            model = Model(columns, widths, single)
            total = sum(model.search(segment)[0].cost for segment in segments)
            tried[widths] = total + WIDER * sum(min(width, NARROW_MOST) for width in widths)
        return tried[widths]

    found = []
    for share in SHARES:
        start = tuple(options[round(share * (len(options) - 1))] for options in choices)
        found.append(_descended(start, choices, cost))
    return min(found, key=cost)


def lay_out(segments: Sequence[Segment], columns: Sequence[Column], single: bool = False) -> list[Reading]:
    """The cheapest reading of each segment with the same widths in all; `single`: of one row each."""
    model = Model(columns, best_widths(segments, columns, single), single)
    return [model.read(segment) for segment in segments]
