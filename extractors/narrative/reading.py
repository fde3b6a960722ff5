"""From numbers to statements: sentence by sentence, each number with its topic and its role."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from extractors.narrative.figures import Number
from extractors.narrative.metrics import family
from extractors.narrative.roles import DERIVED, Around, Direction, Reading, Role, explains, read_role
from extractors.narrative.topics import Topic, passed, topic_of
from schemas.phrases import metrics
from schemas.prose import Prose
from schemas.sections import read_marker
from schemas.subjects import SubjectNames

LONGEST_VIEW = 800
LONGEST_AFTER = 12
_SENTENCE = regex.compile("[\u3002!?]")
_PART = regex.compile("[\u3002!?;]")
_STOP = regex.compile("[\uff0c\u3002;:!?\u3001)(]")


@dataclass(frozen=True, slots=True)
class Statement:
    """A number with its topic and role; `opens` a group; `sure`: a word told the role of a percentage."""

    number: Number
    topic: Topic
    role: Role
    direction: Direction | None
    opens: bool
    sure: bool


def _sentence_starts(prose: Prose) -> list[int]:
    """Where sentences begin: after their ends, and at printed lines that open with numbering."""
    starts = {0} | {match.end() for match in _SENTENCE.finditer(prose.plain)}
    for start in prose.starts:
        if read_marker(prose.plain[start : start + 12]) is not None:
            starts.add(start)
    return sorted(starts)


def _around(
    prose: Prose, number: Number, previous: Number | None, following: Number | None, sentence: int
) -> Around:
    stream = prose.plain
    floor, ceiling = max(sentence, number.start - LONGEST_VIEW), number.stop + LONGEST_VIEW
    start = max(floor, previous.stop if previous else 0)
    stop = _STOP.search(stream, number.stop, ceiling)
    end = min(stop.start() if stop else ceiling, following.start if following else ceiling)
    said = stream[floor : number.start]
    part = max((match.end() for match in _PART.finditer(said)), default=0)
    finish = _SENTENCE.search(stream, number.stop, ceiling)
    return Around(
        start=start,
        lead=stream[start : number.start],
        said=said,
        tail=stream[number.stop : end],
        after=stream[number.stop : number.stop + LONGEST_AFTER],
        sentence=stream[floor : finish.start() if finish else ceiling],
        first=previous is None or previous.stop <= sentence,
        explained=explains(said[part:]),
    )


def read_statements(
    prose: Prose,
    numbers: Sequence[Number],
    topic: Topic,
    default: Role,
    fiscal_year: int,
    subjects: SubjectNames,
) -> list[Statement]:
    """Statements of one stream in reading order; `default` is the role of amounts that name none."""
    starts = _sentence_starts(prose)
    statements: list[Statement] = []
    stated: Role = default
    sentence = -1
    for at, number in enumerate(numbers):
        previous = numbers[at - 1] if at else None
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        begin = starts[bisect_right(starts, number.start) - 1]
        if begin != sentence:
            topic = _entered(prose, topic, starts, sentence, begin, subjects)
            sentence, stated, topic = begin, default, replace(topic, scope=None)
        around = _around(prose, number, previous, following, sentence)
        reading = read_role(number, around, fiscal_year, stated)
        context = around.sentence + "".join(topic.titles)
        if statements and not around.first and reading.role in DERIVED and not statements[-1].topic.known:
            topic = replace(statements[-1].topic, total=topic.total)
        now = topic_of(number, reading, topic, around, context, subjects)
        role = _balanced(now, reading)
        opens = around.first or not now.known or _identity(now) != _identity(statements[-1].topic)
        sure = number.kind != "percent" or reading.explicit
        statements.append(Statement(number, now, role, reading.direction, opens, sure))
        if reading.explicit and role in ("budget", "adjusted_budget", "final"):
            stated = role
        topic = now if now.known else topic
    return statements


def _identity(topic: Topic) -> tuple[str, str | None, str]:
    return (family(topic.metric), topic.code, topic.label)


def _balanced(topic: Topic, reading: Reading) -> Role:
    special = next((entry.role for entry in metrics() if entry.id == topic.metric and entry.role), None)
    if special and not reading.explicit and reading.role not in DERIVED:
        return special  # type: ignore[return-value]
    return reading.role


def _entered(
    prose: Prose, topic: Topic, starts: Sequence[int], last: int, begin: int, subjects: SubjectNames
) -> Topic:
    """The topic at the start of the sentence at `begin`, after the sentences since the one at `last`."""
    between = starts[bisect_right(starts, last) : bisect_right(starts, begin)]
    for start, end in pairwise(between):
        seen = max(start, end - LONGEST_VIEW)
        topic = passed(topic, prose.plain[seen:end], seen, subjects)
    return topic.without_subject() if read_marker(prose.plain[begin : begin + 12]) is not None else topic
