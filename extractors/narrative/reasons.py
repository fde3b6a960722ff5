"""Where a reason ends without a mark: a clause that names a sister of what was told, and its amount."""

from __future__ import annotations

from extractors.narrative.explanations import explains
from extractors.narrative.figures import Number
from extractors.narrative.metrics import find_metric
from extractors.narrative.names import read_names
from extractors.narrative.roles import (
    DERIVED,
    Around,
    Reading,
    blanked,
    last_clause,
    leftover,
    without_remarks,
)
from extractors.narrative.topics import Topic
from schemas.phrases import base


def resumes(number: Number, reading: Reading, around: Around, topic: Topic) -> int | None:
    """Where the clause begins whose number is told like those before its reason: less for so, receptions 3.

    It names nothing but a part, a metric beside that of `topic` or a subject with its marks, and its role is no
    change or share; else None.
    """
    if number.kind != "money" or reading.role in DERIVED or reading.role == "threshold":
        return None
    clause = last_clause(without_remarks(reading.about))
    context = "\n".join((around.sentence, *topic.titles))
    own = last_clause(blanked(around.lead))
    begin = number.start - len(own)
    names = read_names(last_clause(around.lead))
    if names is not None and names.item_name and names.class_name:
        return begin
    found = find_metric(clause, context, topic.metric, nearest=True, money=True)
    if found is None or found.metric is None or found.weak or found.listed or explains(clause):
        return None
    root, dot, _ = found.id.partition(".")
    sisters = bool(dot) and topic.metric.startswith(root) and found.id != topic.metric
    head = blanked(around.lead)[: len(around.lead) - len(own)]
    openers = [match.end() for match in base("parts").finditer(head)]
    parted = base("parts").match(own) is not None or openers[-1:] == [len(head)]
    if not (sisters or parted) or leftover(found.before) or leftover(found.rest):
        return None
    return begin
