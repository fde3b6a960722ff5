"""Labels of levels printed at the middle of the rows they cover, in a text whose lines follow the page from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.grids.performance_flow_groups import (
    CLEAR,
    Cost,
    Cut,
    cut,
    extents,
    height_of,
    moved,
    off_middle,
)
from extractors.grids.performance_flow_peeled import Label, Peeled, parents_of_labels
from extractors.grids.performance_flow_tokens import Token

STRANGE = 2.0
AS_GOOD = 0.4
FORCED = 0.6

Line = tuple[Token, ...]

Misplaced = Callable[[Sequence[Label]], Cost]
"""What speaks against the rows that labels cover."""


def label_rows(rows: list[list[Line]], found: Peeled, columns: tuple[int, int], doubts: list[Line]) -> None:
    """Put each label into the first of the rows it covers; the names of rows that it may not cover are doubtful."""
    tall, heights = extents(rows)
    places = {id(label): height_of(label.tokens, heights, tall[-1].bottom) for label in found.labels}

    def misplaced(labels: Sequence[Label]) -> Cost:
        return off_middle([places[id(label)] for label in labels], tall)

    labels = sorted(found.labels, key=lambda label: places[id(label)])
    put_labels(rows, labels, columns, [misplaced], doubts)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The labels of each level with the rows they cover, the inner ones first; what speaks against all of it."""

    levels: tuple[tuple[int, tuple[Label, ...], Cut], ...]
    cost: float


def _planned(known: Sequence[Label], levels: int, rows: int, misplaced: Misplaced, as_good: float) -> _Plan:
    """The rows that each label covers where labels are printed in one way."""
    starts = list(range(rows))
    inner: list[tuple[int, Label]] = []
    planned: list[tuple[int, tuple[Label, ...], Cut]] = []
    for level in range(levels, 0, -1):
        labels = tuple(label for label in known if label.level == level)
        if not labels:
            continue
        borders = cut(len(labels), rows, starts, _with_parents(misplaced(labels), labels, inner), as_good)
        planned.append((level, labels, borders))
        starts = list(borders.firsts)
        inner = list(zip(borders.firsts, labels, strict=False))
    return _Plan(tuple(planned), sum(borders.cost for _, _, borders in planned))


def put_labels(
    rows: list[list[Line]],
    known: Sequence[Label],
    columns: Sequence[int],
    ways: Sequence[Misplaced],
    doubts: list[Line],
    decided: bool = False,
) -> None:
    """Put each label into the first of the rows it covers; `columns`: those of the levels, from the first on; `ways`: what
    speaks against the rows a label covers, in each of the ways in which the labels of a text may be printed. The names of
    rows that a label may not cover are doubtful; `decided`: not where no other may stand above those below it."""
    as_good = AS_GOOD if decided else CLEAR
    plans = [_planned(known, len(columns), len(rows), way, as_good) for way in ways]
    best = min(plans, key=lambda plan: plan.cost)
    near = [plan for plan in plans if plan.cost < best.cost + CLEAR]
    inner: list[tuple[int, Label]] = []
    for at, (level, labels, borders) in enumerate(best.levels):
        for label, first in zip(labels, borders.firsts, strict=False):
            rows[first][columns[level - 1]] = (*label.tokens, *rows[first][columns[level - 1]])
        unsure = borders.unsure | moved([plan.levels[at][2] for plan in near])
        if borders.cost > FORCED * len(labels):
            unsure |= set(range(len(rows)))
        elif decided:
            unsure -= _decided(labels, borders.firsts, inner, len(rows))
        named = columns[-1] + 1
        doubts += [rows[row][named] for row in sorted(unsure) if rows[row][named]]
        inner = list(zip(borders.firsts, labels, strict=False))


def _decided(
    labels: Sequence[Label], firsts: Sequence[int], inner: Sequence[tuple[int, Label]], rows: int
) -> set[int]:
    """Rows below a label that all forms print below the one above it, and below none of the others."""
    keys = {label.key for label in labels}
    found: set[int] = set()
    ends = [*(first for first, _ in inner[1:]), rows]
    for (start, label), end in zip(inner, ends, strict=False):
        above = max((at for at, first in enumerate(firsts) if first <= start), default=None)
        if above is not None and parents_of_labels().get(label.key, frozenset()) & keys == {
            labels[above].key
        }:
            found.update(range(start, end))
    return found


def _with_parents(cost: Cost, labels: Sequence[Label], inner: Sequence[tuple[int, Label]]) -> Cost:
    """The cost with what speaks against a label standing above those of the level below."""
    if not inner:
        return cost
    return lambda at, first, end: cost(at, first, end) + _strange(labels, inner, at, first, end)


def _strange(
    labels: Sequence[Label], inner: Sequence[tuple[int, Label]], at: int, first: int, end: int
) -> float:
    """How many labels of the second level stand below one of the first that no form prints them below."""
    above = labels[at].key
    below = [label.key for start, label in inner if first <= start < end]
    return STRANGE * sum(
        bool(parents_of_labels().get(word)) and above not in parents_of_labels()[word] for word in below
    )
