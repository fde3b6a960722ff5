"""Topics: what numbers of running text are about, from the headings to the number just before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractors.narrative.families import part_of
from extractors.narrative.metrics import Found, find_metric, heading_metric
from extractors.narrative.names import Names, read_names
from extractors.narrative.roles import leftover
from schemas.phrases import Metric, funding, metrics
from schemas.sections import read_marker
from schemas.subjects import SubjectNames

UNKNOWN = "within."
BARE = "narrative"
TOTAL = "expenditure_total"
LONGEST_HEAD = 20
_ENDS = "\u3002;:!?"


@dataclass(frozen=True, slots=True)
class Whole:
    """What a text names the parts of: its metric and subject, and whether both were known.

    `economic`: its parts are sorted by what money is spent on, so that their names are none of functional subjects.
    """

    metric: str
    code: str | None = None
    label: str = ""
    named: tuple[int, int] | None = None
    known: bool = True
    economic: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """What numbers are about: metrics (one row each), subject code with its printed name and place.

    `total` is the metric that parts by subject add up to, `titles` the headings above (innermost first),
    `known` whether the text named the metric, `item` whether the subject holds for a whole list item.
    `scope`: in this sentence metrics below the first id are those of the second, `fund`: its bare totals are those
    of a fund. `heading` is the metric of the headings, `wholes` what the text is naming the parts of, outermost
    first, `year` that of the document.
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
    fund: str = ""
    heading: str = BARE
    wholes: tuple[Whole, ...] = ()
    year: int = 0

    @classmethod
    def opening(cls, titles: tuple[str, ...], year: int = 0, announced: str | None = None) -> Topic:
        """The topic at the start of a section, from its headings or what the section before `announced`."""
        telling = tuple(title for title in titles if read_names(title) is None)
        metric = heading_metric(telling, announced)
        named = (heading_metric((title,)) for title in telling) if metric != announced else (announced,)
        total = next((whole for name in named if name and (whole := part_of(name))), "")
        known = metric is not None
        return cls(
            (metric or UNKNOWN + BARE,),
            titles,
            total or TOTAL,
            known=known,
            heading=metric or BARE,
            year=year,
        )

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

    def whole(self) -> Whole:
        """This topic as what the numbers after it are parts of."""
        return Whole(self.metric, self.code, self.label, self.named, self.known)

    def without_subject(self) -> Topic:
        """The same topic about no subject."""
        return replace(self, code=None, label="", named=None, item=False)

    def within(self, metric: str) -> Topic:
        """The topic of a number that is about something unnamed within `metric`."""
        return replace(self, metrics=(UNKNOWN + metric.removeprefix(UNKNOWN),), known=False)


def unknown(topic: Topic) -> Topic:
    """The topic of a number about something unnamed: within what the text names the parts of, or its heading."""
    if not topic.wholes:
        return (topic if topic.item else topic.without_subject()).within(topic.heading)
    whole = topic.wholes[-1]
    return replace(topic, code=whole.code, label=whole.label, named=whole.named).within(whole.metric)


def _served(metric: str) -> tuple[str, ...]:
    also = next((entry.also for entry in metrics() if entry.id == metric and entry.also), None)
    return (metric, also) if also else (metric,)


def named_fund(text: str) -> str:
    """The fund kept apart from others that a text names last; empty without one."""
    found = [(match.end(), fund) for fund, name in funding().apart.items() for match in name.finditer(text)]
    return max(found)[1] if found else ""


def _apart(topic: Topic, metric: str) -> str:
    """A bare total or part, as that of the fund that the sentence or the heading is about."""
    of_heading = topic.heading.partition(".")[0]
    fund = topic.fund or (of_heading if of_heading in funding().apart else "")
    return funding().generic[metric].format(fund) if fund and metric in funding().generic else metric


def scoped(topic: Topic, metric: str, entry: Metric | None) -> Topic:
    """The topic about `metric`, which may open a scope for the metrics below it or stand in one."""
    if entry is not None and entry.scope:
        topic = replace(topic, scope=(entry.scope, metric))
    elif topic.scope and metric.startswith(topic.scope[0] + "."):
        metric = topic.scope[1] + metric.removeprefix(topic.scope[0])
    metric = _apart(topic, metric)
    return replace(topic, metrics=_served(metric), known=not metric.startswith(UNKNOWN))


def stated(topic: Topic, found: Found, item: bool) -> Topic:
    """The topic about the metric that was found; a part of a subject, or `item`, is still about the subject."""
    total = part_of(found.id) or topic.total
    whole = topic.wholes[-1] if topic.wholes else None
    if item:
        base = topic
    elif whole is not None and whole.label:
        base = replace(topic, code=whole.code, label=whole.label, named=whole.named)
    else:
        base = topic.without_subject()
    if found.id in funding().generic:
        base = replace(base, fund=named_fund(found.before) or base.fund)
    now = scoped(base, found.id, found.metric)
    return replace(now, total=(part_of(now.metric) or total) if now.metric != found.id else total)


def about_subject(topic: Topic, names: Names, start: int, subjects: SubjectNames) -> Topic:
    """The topic about the subject that `names` (at `start`) name."""
    named = (start + names.start, start + names.end)
    return replace(
        topic,
        metrics=(topic.total,),
        code=names.code(subjects) or _inside(topic, names, subjects),
        label=names.label,
        named=named,
        known=True,
        item=True,
    )


def _inside(topic: Topic, names: Names, subjects: SubjectNames) -> str | None:
    """The code of an item that stands without its group, below the subject whose parts are being named."""
    whole = topic.wholes[-1] if topic.wholes else None
    if whole is None or not whole.code or names.group_name or not names.item_name or names.printed:
        return None
    groups = (
        subjects.resolve(None, whole.label, names.item_name),
        subjects.resolve(whole.label, None, names.item_name),
    )
    return next((code for code in groups if code and code.startswith(whole.code)), None)


def heading_class(titles: tuple[str, ...]) -> str | None:
    """The class of subjects that the headings name."""
    found = (read_names(title) for title in titles)
    return next((names.class_name for names in found if names and names.class_name), None)


def _headed(topic: Topic, text: str) -> Topic:
    """The topic of a list item that begins with a heading and a colon: income: all that came in."""
    head, colon, _ = text.partition(":")
    metric = heading_metric((head,)) if colon and len(head) <= LONGEST_HEAD else None
    if metric is None:
        return topic
    return replace(topic, metrics=(metric,), known=True, total=part_of(metric) or topic.total)


def passed(topic: Topic, text: str, start: int, subjects: SubjectNames) -> Topic:
    """The topic after a stretch without numbers: its subjects and totals hold for what follows."""
    marker = read_marker(text)
    if marker is not None:
        topic = _headed(topic.without_subject(), text[marker.end :])
    names = read_names(text, heading_class(topic.titles))
    if names is not None:
        return about_subject(topic, names, start, subjects)
    sentence = text.rstrip(_ENDS)
    found = find_metric(sentence, "\n".join((text, *topic.titles)), topic.metric)
    if found is None or found.metric is None or found.weak:
        return topic
    if not (found.back or found.listed or leftover(found.before) or leftover(found.rest)):
        topic = scoped(topic.without_subject(), found.id, found.metric)
    return replace(topic, total=part_of(found.id) or topic.total)


def announcing(topic: Topic, text: str) -> Topic | None:
    """The topic that a sentence without numbers names last, for the parts of it that the next one tells."""
    found = find_metric(text.rstrip(_ENDS), "\n".join((text, *topic.titles)), topic.metric)
    if (
        found is None
        or found.metric is None
        or found.weak
        or found.back
        or found.listed
        or leftover(found.rest)
    ):
        return None
    return scoped(topic.without_subject(), found.id, found.metric)
