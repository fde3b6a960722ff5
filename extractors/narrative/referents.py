"""What a change without a noun is a change of: the part named last, or the whole; arithmetic decides where it can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from extractors.narrative.changes import Direction, change_before
from extractors.narrative.figures import Number
from extractors.narrative.roles import Reading, Role, last_clause, leftover, without_remarks
from extractors.narrative.topics import Topic, unknown
from schemas.phrases import base, funding
from schemas.values import unit_factors

STATED: tuple[Role, ...] = ("budget", "adjusted_budget", "final")
NEAR = 12  # statements before a change that it may be of
SLACK = 2  # units of the last decimal of a percentage that rounding of its parts may explain
LEAST_PARTS = 2
SPENDING = "expenditure"
COARSE = Decimal("0.01")  # what rounding may move before arithmetic tells nothing
LONGEST_BETWEEN = 12
_PARTED = ";"


class Told(Protocol):
    """A number that was read: its topic and role."""

    @property
    def number(self) -> Number:
        """The number."""

    @property
    def topic(self) -> Topic:
        """What it is about."""

    @property
    def role(self) -> Role:
        """What it is of that."""


def ratio_behind(stream: str, number: Number, following: Number | None) -> Number | None:
    """The percentage right behind the amount of a change, None without one."""
    if following is None or following.kind != "percent":
        return None
    between = stream[number.stop : following.start]
    told = change_before(between) is not None or base("bracketed").search(between) is not None
    return following if told and len(between) <= LONGEST_BETWEEN else None


def referent(
    number: Number, reading: Reading, ratio: Number | None, topic: Topic, before: Sequence[Told], stream: str
) -> Topic:
    """The topic of the amount of a change: `topic`, or what alone it can be of, else not known."""
    bare = not leftover(last_clause(without_remarks(reading.about)))
    direction = reading.direction
    if number.kind != "money" or reading.role != "change_amount" or not bare or direction in (None, "none"):
        return topic
    told = _candidates(before)
    fitting = [one for one in told if ratio is not None and _fits(one.number, number, direction, ratio)]
    if topic.known and any(_same(one.topic, topic) for one in fitting):
        return topic
    wholes = [one for one in fitting if not topic.known or _whole(one, topic)]
    if len(wholes) == 1:
        return wholes[0].topic
    if topic.known and _ambiguous(number, topic, before, stream):
        possible = [one for one in told if _possible(one.number, number, direction)]
        whole = [one for one in possible if _whole(one, topic)]
        last = any(_same(one.topic, topic) for one in possible)
        return whole[0].topic if whole and not last else unknown(topic)
    return topic


def told_by_ratio(
    number: Number, reading: Reading, ratio: Number | None, lead: str, before: Sequence[Told], stream: str
) -> Reading:
    """The reading of an amount right behind the year that another is held against: that year's, or the change.

    The word for a change may be left out, and the percentage behind tells: than last year 38.31, 6.31 % less.
    """
    told = change_before(stream[number.stop : ratio.start]) if ratio is not None else None
    now = next((one for one in reversed(before[-NEAR:]) if one.role in STATED), None)
    held = number.kind == "money" and reading.role in ("prior_budget", "prior_final")
    if told is None or ratio is None or now is None or not held or base("other_year").search(lead) is None:
        return reading
    if _changed(now.number, number, told[0], ratio):
        return reading
    if not _fits(now.number, number, told[0], ratio):
        return replace(reading, sure=False)
    return replace(reading, role="change_amount", direction=told[0], explicit=True, sure=True)


def exceeds(topic: Topic, role: Role, number: Number, before: Sequence[Told]) -> bool:
    """Whether an amount of a subject is more than the whole of the same metric that was told last."""
    if number.kind != "money" or role not in STATED or not topic.label:
        return False
    whole = next(
        (one for one in reversed(before) if one.topic.metric == topic.metric and not one.topic.label), None
    )
    if whole is None or whole.role != role or whole.number.kind != "money":
        return False
    return _yuan(number) - _half(number) > _yuan(whole.number) + _half(whole.number)


def _candidates(before: Sequence[Told]) -> list[Told]:
    """The amounts shortly before, the latest one of each topic."""
    found: list[Told] = []
    for one in reversed(before[-NEAR:]):
        stated = one.role in STATED and one.topic.known and one.number.kind == "money"
        if stated and not any(_same(one.topic, other.topic) for other in found):
            found.append(one)
    return found


def _same(topic: Topic, other: Topic) -> bool:
    return (topic.metric, topic.code, topic.label) == (other.metric, other.code, other.label)


def _yuan(number: Number) -> Decimal:
    return number.value * unit_factors()[number.unit]


def _whole(one: Told, topic: Topic) -> bool:
    """Whether a number is that of something whose parts are being named."""
    return any((one.topic.metric, one.topic.code) == (whole.metric, whole.code) for whole in topic.wholes)


def _possible(now: Number, change: Number, direction: Direction | None) -> bool:
    """Whether an amount can have changed so much: nothing was negative before."""
    return direction == "decrease" or _yuan(now) >= _yuan(change)


def _fits(now: Number, change: Number, direction: Direction | None, ratio: Number) -> bool:
    """Whether the percentage is that of the change to an amount, as far as rounding allows."""
    amount, size = _yuan(now), _yuan(change)
    prior = amount - size if direction == "increase" else amount + size
    if prior <= 0 or not size:
        return False
    moved = sum(
        (_half(one) / abs(value) for one, value in ((now, amount), (change, size)) if value), Decimal(0)
    )
    return _near(size / prior * 100, moved, ratio)


def _changed(now: Number, prior: Number, direction: Direction, ratio: Number) -> bool:
    """Whether an amount is that of the year before, from which the percentage led to `now`."""
    size = _yuan(now) - _yuan(prior)
    if not size or _yuan(prior) <= 0 or (size > 0) != (direction == "increase"):
        return False
    moved = (_half(now) + _half(prior)) / abs(size)
    return _near(abs(size) / _yuan(prior) * 100, moved, ratio)


def _near(expected: Decimal, moved: Decimal, ratio: Number) -> bool:
    """Whether a percentage is the expected one, as far as rounding (`moved`, relative) allows."""
    if not ratio.value:
        return False
    slack = SLACK * Decimal(1).scaleb(-ratio.decimals) + expected * moved
    return moved <= COARSE and abs(abs(ratio.value) - expected) <= slack


def _half(number: Number) -> Decimal:
    """Half of the last printed decimal, in yuan."""
    return unit_factors()[number.unit] * Decimal(1).scaleb(-number.decimals) / 2


def _ambiguous(number: Number, topic: Topic, before: Sequence[Told], stream: str) -> bool:
    """Whether several parts of a whole stand in a row before a change, none with one of its own, or what paid for it."""
    parts = before[-LEAST_PARTS:]
    if topic.wholes and topic.metric.startswith(funding().inflow) and SPENDING in topic.wholes[-1].metric:
        return True
    if len(parts) < LEAST_PARTS or not topic.wholes or not _same(parts[-1].topic, topic):
        return False
    alike = all(one.role in STATED and one.topic.wholes[-1:] == topic.wholes[-1:] for one in parts)
    between = stream[parts[0].number.stop : number.start]
    inside = base("parts").search(between) is not None or "(" in between
    return alike and not _same(parts[0].topic, topic) and _PARTED not in between and not inside
