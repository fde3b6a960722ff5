"""Topics: what a number of running text is about, told by the text around it and the numbers before it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractors.narrative.figures import Number
from extractors.narrative.metrics import (
    Found,
    counted,
    find_metric,
    following_metric,
    heading_metric,
    part_of,
)
from extractors.narrative.names import Names, class_code, read_names
from extractors.narrative.roles import (
    DERIVED,
    Around,
    Reading,
    last_clause,
    leftover,
    opens_part,
    without_remarks,
)
from schemas.phrases import Metric, metrics
from schemas.sections import read_marker
from schemas.subjects import SubjectNames

UNKNOWN = "within."
BARE = "narrative"
TOTAL = "expenditure_total"


@dataclass(frozen=True, slots=True)
class Topic:
    """What numbers are about: metrics (one row each), subject code with its printed name and place.

    `total` is the metric that parts by subject add up to, `titles` the headings above (innermost first),
    `known` whether the text named the metric, `item` whether the subject holds for a whole list item.
    `scope`: in this sentence metrics below the first id are those of the second.
    """

    metrics: tuple[str, ...]
    titles: tuple[str, ...]
    total: str
    code: str | None = None
    label: str = ""
    named: tuple[int, int] | None = None
    known: bool = True
    item: bool = False
    scope: tuple[str, str] | None = None

    @classmethod
    def opening(cls, titles: tuple[str, ...]) -> Topic:
        """The topic at the start of a section, from its headings."""
        telling = tuple(title for title in titles if read_names(title) is None)
        metric = heading_metric(telling)
        named = (heading_metric((title,)) for title in telling)
        total = next((whole for name in named if name and (whole := part_of(name))), "")
        return cls((metric or UNKNOWN + BARE,), titles, total or TOTAL, known=metric is not None)

    @property
    def metric(self) -> str:
        """The first metric."""
        return self.metrics[0]

    @property
    def published(self) -> tuple[str, ...]:
        """Metrics as published: a part whose subject has no certain code must not read like the whole."""
        if self.label and not self.code and not self.metric.startswith(UNKNOWN):
            return tuple(UNKNOWN + metric for metric in self.metrics)
        return self.metrics

    def without_subject(self) -> Topic:
        """The same topic about no subject."""
        return replace(self, code=None, label="", named=None, item=False)


def _served(metric: str) -> tuple[str, ...]:
    also = next((entry.also for entry in metrics() if entry.id == metric and entry.also), None)
    return (metric, also) if also else (metric,)


def _scoped(topic: Topic, metric: str, entry: Metric | None) -> Topic:
    """The topic about `metric`, which may open a scope for the metrics below it or stand in one."""
    if entry is not None and entry.scope:
        topic = replace(topic, scope=(entry.scope, metric))
    elif topic.scope and metric.startswith(topic.scope[0] + "."):
        metric = topic.scope[1] + metric.removeprefix(topic.scope[0])
    return replace(topic, metrics=_served(metric), known=True)


def _named(topic: Topic, names: Names, start: int, subjects: SubjectNames) -> Topic:
    named = (start + names.start, start + names.end)
    return replace(
        topic,
        metrics=(topic.total,),
        code=names.code(subjects),
        label=names.label,
        named=named,
        known=True,
        item=True,
    )


def _heading_class(titles: tuple[str, ...]) -> str | None:
    found = (read_names(title) for title in titles)
    return next((names.class_name for names in found if names and names.class_name), None)


def _counted(number: Number, topic: Topic, around: Around, context: str, about: str) -> Topic | None:
    """The topic of a count: named right before it, right after it, or by its unit."""
    before = find_metric(about, context, topic.metric, nearest=True)
    found = before or following_metric(around.tail, context) or find_metric(about, context, topic.metric)
    if found is None:
        if leftover(last_clause(without_remarks(about))) or leftover(around.tail):
            return None
        return replace(topic, metrics=(counted(topic.metric, number.unit),), known=True)
    by_itself = found.metric is None or found.metric.count
    metric = found.id if by_itself else counted(found.id, number.unit)
    return _scoped(topic.without_subject(), metric, found.metric)


def _stated(topic: Topic, found: Found, item: bool) -> Topic:
    total = part_of(found.id) or topic.total
    base = topic if item else topic.without_subject()
    return replace(_scoped(base, found.id, found.metric), total=total)


def topic_of(
    number: Number, reading: Reading, topic: Topic, around: Around, context: str, subjects: SubjectNames
) -> Topic:
    """The topic of a number: what is named before it, else that of the number before it."""
    if around.explained:
        return unknown(topic)
    about = reading.about
    names = read_names(around.lead, _heading_class(topic.titles))
    if names is not None and number.kind != "count":
        rest = around.lead[names.end :]
        topic = _named(topic, names, around.start, subjects)
        about = rest if len(rest) < len(about) else about
        found = find_metric(about, context, topic.metric) if len(rest) <= len(reading.about) else None
        strong = found is not None and found.metric is not None and not found.metric.weak
        return _stated(topic, found, True) if found and strong else topic
    if number.kind == "count":
        counted_topic = _counted(number, topic, around, context, about)
        return counted_topic or unknown(topic)
    found = find_metric(about, context, topic.metric)
    clause = last_clause(without_remarks(about))
    noun = class_code(clause, subjects) if found is None or (found.metric and found.metric.weak) else None
    if noun is not None:
        place = around.start + around.lead.rfind(noun[0])
        named = (place, place + len(noun[0])) if noun[0] in around.lead else None
        return replace(
            topic, metrics=(topic.total,), code=noun[1], label=noun[0], named=named, known=True, item=False
        )
    weak = found is not None and found.metric is not None and found.metric.weak
    if found is not None and found.back and reading.role not in DERIVED and leftover(clause):
        return unknown(topic)
    if found is not None and not (weak and _carried(topic, reading, around, clause, found)):
        return _stated(topic, found, topic.item and (not around.first or opens_part(about)))
    return topic if reading.role in DERIVED or not leftover(clause) else unknown(topic)


def _carried(topic: Topic, reading: Reading, around: Around, clause: str, found: Found) -> bool:
    """Whether a bare word like expenditure only repeats what the numbers before are about."""
    if topic.item or found.metric is None:
        return topic.item
    return not around.first and (reading.explicit or found.metric.pattern.match(clause) is None)


def unknown(topic: Topic) -> Topic:
    """The topic of a number that is about something else within the topic before it."""
    return replace(topic, metrics=(UNKNOWN + topic.metric.removeprefix(UNKNOWN),), known=False)


def passed(topic: Topic, text: str, start: int, subjects: SubjectNames) -> Topic:
    """The topic after a stretch without numbers: its subjects and totals hold for what follows."""
    if read_marker(text) is not None:
        topic = topic.without_subject()
    names = read_names(text, _heading_class(topic.titles))
    if names is not None:
        return _named(topic, names, start, subjects)
    found = find_metric(text, text + "".join(topic.titles), topic.metric)
    if found is None or found.metric is None or found.metric.weak:
        return topic
    return replace(topic, total=part_of(found.id) or topic.total)
