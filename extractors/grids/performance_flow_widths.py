"""Widths of the columns of a table without marks: those with which the wrap model reads it most cheaply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import accumulate, product
from math import prod

from extractors.grids.performance_flow_columns import Column
from extractors.grids.performance_flow_costs import NARROW, REWARD, rewarded
from extractors.grids.performance_flow_evidence import Evidence
from extractors.grids.performance_flow_layout import (
    ROUNDING,
    TRIAL_BEAM,
    Model,
    Partial,
    Reading,
    Segment,
    Widths,
)

WIDER = 0.03
MOST_WIDTHS = 9
ROUNDS = 3
NARROW_MOST = 20.0
NARROWEST = 3.0
CLOSE = 1.0
MOST_TRIED = 250
HARDLY = 3.0
SHARES = (0.3, 0.6, 1.0)


def _alone(segments: Sequence[Segment]) -> list[float]:
    """Widths of the pieces that stand alone on a line, ascending; that of the widest piece where none does."""
    alone = {line[0].width for segment in segments for line in segment if len(line) == 1}
    return sorted(alone or {_widest(segments)})


def _widest(segments: Sequence[Segment]) -> float:
    return max(token.width for segment in segments for line in segment for token in line)


def _clusters(widths: Sequence[float]) -> list[float]:
    """The widest of each group of widths that lie close together: full lines of one column."""
    return [
        width
        for index, width in enumerate(widths)
        if index + 1 == len(widths) or widths[index + 1] - width > CLOSE
    ]


def _thinned(widths: Sequence[float]) -> tuple[float, ...]:
    if len(widths) <= MOST_WIDTHS:
        return tuple(widths)
    step = (len(widths) - 1) / (MOST_WIDTHS - 1)
    return tuple(sorted({widths[round(index * step)] for index in range(MOST_WIDTHS)}))


def _choices(column: Column, prose: bool, segments: Sequence[Segment]) -> tuple[float, ...]:
    """Widths to try for a column."""
    alone, widest = _alone(segments), _widest(segments)
    if not column.wraps:
        return (NARROW,)
    if segments[0][0][0].alone:
        return (widest + NARROW,)
    if column.kind == "note":
        return tuple(sorted({widest, *_thinned(_clusters([width for width in alone if width >= NARROWEST]))}))
    if column.kind == "text":
        return (widest,)
    if column.kind == "level":
        return (max((width for width in alone if width <= NARROW / 2), default=NARROW / 2),)
    likely = [width for width in alone if width >= NARROWEST] or [widest]
    if prose:
        return _thinned(_clusters(likely))
    narrow = [width for width in likely if width <= NARROW_MOST or column.kind == "detail"]
    return _thinned(narrow if narrow and column.beside_text else likely)


class _Trial:
    """What one choice of widths costs over all segments, worked out a line at a time."""

    def __init__(self, widths: Widths, model: Model) -> None:
        self.wide = WIDER * sum(min(width, NARROW_MOST) for width in widths)
        self.model, self.lines, self.cost = model, 0, 0.0
        self._segment, self._line = 0, 0
        self._beam: list[Partial] = []

    @property
    def least(self) -> float:
        """The cost of what was read so far; no line more makes it less, but for what rewards it."""
        return (self.cost + self._beam[0].cost if self._beam else self.cost) + self.wide

    def go_on(self, segments: Sequence[Segment]) -> None:
        """Read one line more."""
        segment = segments[self._segment]
        line = segment[self._line]
        model = self.model
        self._beam = (
            model.gone_on(self._beam, line, TRIAL_BEAM) if self._beam else model.begun(line, TRIAL_BEAM)
        )
        self.lines += 1
        self._line += 1
        if self._line == len(segment):
            self.cost += model.ended(self._beam)[0].cost
            self._segment, self._line, self._beam = self._segment + 1, 0, []


class _Costs:
    """What the widths of all columns cost over all segments, as far as it had to be worked out."""

    def __init__(self, segments: Sequence[Segment], evidence: Evidence, single: bool) -> None:
        self._segments = sorted(segments, key=len)  # the cheapest to read come first
        self._evidence, self._single = evidence, single
        self._trials: dict[Widths, _Trial] = {}
        rewards = [sum(map(rewarded, line)) for segment in self._segments for line in segment]
        self._floors = [-REWARD * left for left in (*accumulate(reversed(rewards), initial=0),)][::-1]

    def _trial(self, widths: Widths) -> _Trial:
        if widths not in self._trials:
            self._trials[widths] = _Trial(widths, Model(self._evidence, widths, self._single))
        return self._trials[widths]

    def _least(self, trial: _Trial) -> float:
        """What the widths cost at least, as far as is known."""
        return trial.least + self._floors[trial.lines]

    def least(self, choices: Iterable[Widths]) -> Widths:
        """The first of the cheapest: those that promise most are worked out first, the rest only while they may win."""
        order = list(choices)
        trials = [self._trial(widths) for widths in order]
        queue = [(self._least(trial), index) for index, trial in enumerate(trials)]
        heapify(queue)
        found: list[tuple[float, int]] = []
        while queue and (not found or queue[0][0] <= min(found)[0] + ROUNDING):
            least, index = heappop(queue)
            trial = trials[index]
            if trial.lines == len(self._floors) - 1:
                found.append((least, index))
                continue
            trial.go_on(self._segments)
            heappush(queue, (self._least(trial), index))
        return order[min(index for cost, index in found if cost <= min(found)[0] + ROUNDING)]


def _descended(start: Widths, choices: Sequence[Sequence[float]], costs: _Costs) -> Widths:
    """The widths reached from `start` by changing one column at a time while that gets cheaper."""
    current = start
    for _ in range(ROUNDS):
        before = current
        for index, options in enumerate(choices):
            trials = [(*current[:index], option, *current[index + 1 :]) for option in options]
            current = costs.least((current, *trials))
        if current == before:
            break
    return current


def best_widths(segments: Sequence[Segment], evidence: Evidence, single: bool) -> Widths:
    """One width per column for all segments: every choice where they are few, else the best reached by descent."""
    prose = any(column.kind == "prose" for column in evidence.columns)
    choices = [_choices(column, prose, segments) for column in evidence.columns]
    costs = _Costs(segments, evidence, single)
    if prod(map(len, choices)) <= MOST_TRIED:
        return costs.least(product(*choices))
    starts = [tuple(options[round(share * (len(options) - 1))] for options in choices) for share in SHARES]
    return costs.least(_descended(start, choices, costs) for start in starts)


def lay_out(
    segments: Sequence[Segment], columns: Sequence[Column], single: bool = False, linewise: bool = False
) -> list[Reading]:
    """The cheapest reading of each segment with the same widths in all; `single`: of one row each; `linewise`: lines follow
    the page.

    Behind numbers, which end a row but for a note, each cell may have been printed whole: such a reading wins where it
    costs hardly more than one whose lines go back to cells that were left.
    """
    if not segments:
        return []
    if segments[0][0][0].alone:
        return _laid_out(segments, Evidence(columns, sequential=True), single)
    free = _laid_out(segments, Evidence(columns), single)
    kinds = [column.kind for column in columns]
    if single or linewise or kinds[-1] != "note" or "number" not in kinds:
        return free
    whole = _laid_out(segments, Evidence(columns, sequential=True), single)
    more = [w.cost - f.cost for w, f in zip(whole, free, strict=True) if w.cost > f.cost]
    return whole if sum(more) <= HARDLY * len(more) else free


def _laid_out(segments: Sequence[Segment], evidence: Evidence, single: bool) -> list[Reading]:
    model = Model(evidence, best_widths(segments, evidence, single), single)
    return [model.read(segment) for segment in segments]
