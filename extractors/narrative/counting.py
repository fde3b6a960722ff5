"""What a count is of: named before or behind it, told by its unit, or of what a use was paid for."""

from __future__ import annotations

from dataclasses import replace

from extractors.narrative.belonging import other
from extractors.narrative.explanations import unexplained, uses
from extractors.narrative.families import counted, family
from extractors.narrative.figures import Number
from extractors.narrative.metrics import find_metric, following_metric
from extractors.narrative.roles import (
    DERIVED,
    Around,
    Reading,
    blanked,
    last_clause,
    leftover,
    without_remarks,
)
from extractors.narrative.topics import Topic, scoped, unknown
from schemas.phrases import base, counts, phrases

PAID = "three_public."


def told_part(reading: Reading) -> str:
    """The text that may name the metric: behind the last word that opens parts."""
    about = unexplained(reading.about)
    openers = list(base("parts").finditer(blanked(about)))
    return about[openers[-1].end() :] if openers else about


def counted_topic(
    number: Number, topic: Topic, carried: Topic, reading: Reading, around: Around, context: str
) -> Topic:
    """The topic of a count: named right before it, right after it, or by its unit."""
    about = told_part(reading).rstrip(":")
    before = find_metric(about, context, topic.metric, nearest=True)
    before = None if before is not None and before.weak else before
    behind = following_metric(around.tail, context)
    if before is not None and behind is not None and base("joint").search(before.rest):
        before = None  # one unit of this kind, two of that: each noun stands behind its number
    found = before or behind or find_metric(about, context, topic.metric)
    noun = leftover(last_clause(without_remarks(about)), counting=True)
    if found is not None and found.weak:
        found = None
    after = leftover(around.tail, counting=True)
    if found is not None and (other(found) or (not found.back and leftover(found.rest, counting=True))):
        return unknown(topic)
    apart = found is not None and (found.back or base("joint").search(found.rest) is not None)
    if found is None or (apart and (noun or after)):
        if noun or after or base("threshold_after").match(around.lead):
            return unknown(topic)
        if not carried.known or (reading.role in DERIVED and carried.metric in counts()):
            return carried
        if carried.metric in counts() and family(carried.metric) == carried.metric:
            return topic if around.first else unknown(topic)
        return replace(topic, metrics=(counted(topic.metric, number.unit),), known=True)
    by_itself = found.metric is None or found.metric.count
    metric = found.id if by_itself else counted(found.id, number.unit)
    if topic.wholes and metric == topic.wholes[-1].metric:
        return unknown(topic)
    return scoped(topic.without_subject(), metric, found.metric)


def used_topic(number: Number, reading: Reading, around: Around, carried: Topic) -> Topic | None:
    """The topic of a count behind a use whose unit tells what it counts: visits and people received, groups abroad."""
    unit = number.unit in phrases()["explanation"]["counted"]
    if not unit or reading.role != "count" or not carried.known or not carried.metric.startswith(PAID):
        return None
    metric = counted(carried.metric, number.unit)
    return replace(carried, metrics=(metric,)) if uses(around.said) else None
