"""Ids of metrics: what a unit or a relative wording appends to one, and which metrics have which parts."""

from __future__ import annotations

from schemas.phrases import Relative, counts, metrics, relatives, unit_suffixes

BOTH_SIDES = "revenue_expenditure_total"
_PARTED = (
    ("expenditure_grand_total", "expenditure_total"),
    ("expenditure_total", "expenditure_total"),
    ("expenditure", "expenditure"),
)


def family(metric: str) -> str:
    """A metric's id without what a relative wording or a unit appended to it."""
    appended = {relative.suffix for relative in relatives()} | set(unit_suffixes().values())
    head, _, last = metric.rpartition(".")
    return family(head) if head and last in appended else metric


def appended(metric: str, relative: Relative) -> str:
    """The id of what a relative wording names of a metric: an amount of money is its own amount."""
    money = any(entry.id == metric and not entry.count for entry in metrics())
    return metric if relative.own and money else f"{metric}.{relative.suffix}"


def paid(metric: str) -> str | None:
    """The metric of an amount where a count of `metric` was meant before: itself, its family, None without one."""
    suffixes = {*unit_suffixes().values(), *(entry.suffix for entry in relatives() if entry.count)}
    money, bare = {entry.id for entry in metrics() if not entry.count}, family(metric)
    if metric not in money and metric.rpartition(".")[2] in suffixes:
        return bare if bare in money else None
    return None if metric in counts() else metric


def counted(metric: str, unit: str) -> str:
    """The metric of a count that belongs to `metric`, by its unit."""
    suffix = unit_suffixes().get(unit)
    return f"{family(metric)}.{suffix}" if suffix else family(metric)


def part_of(metric: str) -> str | None:
    """The metric that parts by subject of `metric` have, None when it has no such parts."""
    if metric.endswith(BOTH_SIDES):
        fund = metric.removesuffix(BOTH_SIDES)
        return f"{fund}expenditure" if fund else None
    for ending, kept in _PARTED:
        if metric.endswith(ending):
            return metric.removesuffix(ending) + kept
    return None
