"""What a number of running text is about: metrics named before it, after it or by the headings above."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extractors.narrative.roles import without_remarks
from schemas.phrases import Metric, Relative, metrics, relatives, unit_suffixes

_CLAUSE = regex.compile("[\uff0c\u3002;:]")
_BOTH_SIDES = "revenue_expenditure_total"
_PARTED = (
    ("expenditure_grand_total", "expenditure_total"),
    ("expenditure_total", "expenditure_total"),
    ("expenditure", "expenditure"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A metric that a text names, its entry (None: relative), and how many clauses back it stands."""

    id: str
    metric: Metric | None
    back: int = 0


def _matches(text: str, context: str, weak: bool) -> list[tuple[int, int, Metric]]:
    """(start, end, metric) of every wording in `text` that its context allows."""
    return [
        (match.start(), match.end(), metric)
        for metric in metrics()
        if metric.weak is weak and not (metric.under and not metric.under.search(context))
        for match in metric.pattern.finditer(text)
        if match[0]
    ]


def _best(text: str, context: str, weak: bool) -> tuple[Metric, int] | None:
    """The metric that `text` names last, and where it ends; of wordings that overlap, the longest counts."""
    found = _matches(text, context, weak)
    if not found:
        return None
    last = max(found, key=lambda item: (item[1], item[1] - item[0]))
    rivals = (item for item in found if item[1] > last[0])
    best = max(rivals, key=lambda item: (item[1] - item[0], item[1]))
    return best[2], best[1]


def _relative(text: str, context: str) -> tuple[Relative, int] | None:
    best: tuple[int, Relative] | None = None
    for relative in relatives():
        if relative.under and not relative.under.search(context):
            continue
        for match in relative.pattern.finditer(text):
            if best is None or match.end() > best[0]:
                best = (match.end(), relative)
    return (best[1], best[0]) if best else None


def family(metric: str) -> str:
    """A metric's id without what a relative wording or a unit appended to it."""
    appended = {relative.suffix for relative in relatives()} | set(unit_suffixes().values())
    head, _, last = metric.rpartition(".")
    return family(head) if head and last in appended else metric


def find_metric(text: str, context: str, current: str, nearest: bool = False) -> Found | None:
    """The metric named last in a text, or None; `nearest`: only in its last clause.

    `context` is the sentence with the headings above it, `current` the metric of the number before.
    """
    clauses = _CLAUSE.split(without_remarks(text))
    for at in range(len(clauses) - 1, len(clauses) - 2 if nearest else -1, -1):
        clause = clauses[at]
        strong, relative = _best(clause, context, False), _relative(clause, context)
        if relative and (strong is None or relative[1] >= strong[1]):
            before = (_best(clauses[back], context, False) for back in range(at, -1, -1))
            head = next((metric[0].id for metric in before if metric), family(current))
            return Found(f"{family(head)}.{relative[0].suffix}", None)
        if strong:
            return Found(strong[0].id, strong[0], len(clauses) - 1 - at)
        if at == len(clauses) - 1:
            weak = _best(clause, context, True)
            if weak:
                return Found(weak[0].id, weak[0])
    return None


def following_metric(tail: str, context: str) -> Found | None:
    """The metric named first after a number: of the wordings that overlap there, the one that ends last."""
    end = 0
    best: Metric | None = None
    matches = _matches(without_remarks(tail), context, False)
    for start, stop, metric in sorted(matches, key=lambda item: item[:2]):
        if best is not None and start >= end:
            break
        if stop >= end:
            end, best = stop, metric
    return Found(best.id, best) if best else None


def heading_metric(titles: tuple[str, ...]) -> str | None:
    """The metric that the innermost telling heading names."""
    for weak in (False, True):
        for title in titles:
            bare = without_remarks(title)
            best = _best(bare, bare, weak)
            if best:
                return best[0].id
    return None


def counted(metric: str, unit: str) -> str:
    """The metric of a count that belongs to `metric`, by its unit."""
    suffix = unit_suffixes().get(unit)
    return f"{family(metric)}.{suffix}" if suffix else family(metric)


def part_of(metric: str) -> str | None:
    """The metric that parts by subject of `metric` have, None when it has no such parts."""
    if metric.endswith(_BOTH_SIDES):
        return None
    for ending, kept in _PARTED:
        if metric.endswith(ending):
            return metric.removesuffix(ending) + kept
    return None
