"""From numbers to statements: sentence by sentence, each number with its topic and its role."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import regex

from extractors.narrative.changes import Direction
from extractors.narrative.figures import Number
from extractors.narrative.metrics import family
from extractors.narrative.roles import (
    DERIVED,
    Around,
    Reading,
    Role,
    blanked,
    explains,
    opening_role,
    opens_part,
    read_role,
)
from extractors.narrative.scopes import Bearing, Scopes, open_brackets
from extractors.narrative.series import Place, of_row, places, read_in, row_of
from extractors.narrative.telling import topic_of
from extractors.narrative.topics import Topic, passed, unknown
from schemas.phrases import base, metrics
from schemas.prose import Prose
from schemas.sections import read_marker
from schemas.subjects import SubjectNames

LONGEST_VIEW = 800
LONGEST_AFTER = 12
MOST_BRACKETED = 40
PRIOR = ("prior_budget", "prior_final")
STATED = ("budget", "adjusted_budget", "final")
_SENTENCE = regex.compile("[\u3002!?]")
_PART = regex.compile("[\u3002!?;]")
_STOP = regex.compile("[\uff0c\u3002;:!?\u3001)(]")


@dataclass(frozen=True, slots=True)
class Statement:
    """A number with its topic and role; `opens` a group; `sure`: the role is no guess; `told`: by a word."""

    number: Number
    topic: Topic
    role: Role
    direction: Direction | None
    opens: bool
    sure: bool
    told: bool = False


def _sentence_starts(prose: Prose) -> list[int]:
    """Where sentences begin: after their ends, and at printed lines that open with numbering."""
    starts = {0} | {match.end() for match in _SENTENCE.finditer(prose.plain)}
    starts |= {match.end() for match in base("announces").finditer(prose.plain)}
    for start in prose.starts:
        if read_marker(prose.plain[start : start + 12]) is not None:
            starts.add(start)
    return sorted(starts)


def _around(
    prose: Prose, number: Number, before: Sequence[Number], following: Number | None, sentence: int
) -> Around:
    """The text around a number; `before` are the numbers of the stream before it."""
    previous = before[-1] if before else None
    outside = _outside(prose, number, before, sentence)
    stream = prose.plain
    floor, ceiling = max(sentence, number.start - LONGEST_VIEW), number.stop + LONGEST_VIEW
    start = max(floor, outside.stop if outside else 0)
    stop = _STOP.search(stream, number.stop, ceiling)
    end = min(stop.start() if stop else ceiling, following.start if following else ceiling)
    said = stream[floor : number.start]
    ends = [0, 0, *(match.end() for match in _PART.finditer(said))]
    part = ends[-1]
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
        reasoned=part > start - floor and explains(said[ends[-2] : part]),
    )


def _outside(prose: Prose, number: Number, before: Sequence[Number], sentence: int) -> Number | None:
    """The last number before one that no bracket closed since holds."""
    depth, at = 0, number.start
    for earlier in reversed(before):
        for character in reversed(prose.plain[earlier.stop : at]):
            depth = max(depth + (character == ")") - (character == "("), 0)
        at = earlier.start
        if depth == 0 or earlier.stop <= sentence:
            return earlier
    return before[-1] if before else None


def read_statements(
    prose: Prose,
    numbers: Sequence[Number],
    topic: Topic,
    default: Role | None,
    fiscal_year: int,
    subjects: SubjectNames,
) -> list[Statement]:
    """Statements of one stream in reading order; `default` is the role of amounts that name none (None: not known)."""
    starts, spots, lines = _sentence_starts(prose), places(prose, numbers), set(prose.starts)
    statements: list[Statement] = []
    bearing, scopes, sentence, since, paragraph = Bearing(topic, default), Scopes(), -1, 0, 0
    for at, number in enumerate(numbers):
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        begin = starts[bisect_right(starts, number.start) - 1]
        if begin != sentence:
            left = scopes.leave(bearing)
            topic = replace(_entered(prose, left.topic, starts, sentence, begin, subjects), scope=None)
            bearing = _opened(left, topic, default, prose.plain[begin : begin + LONGEST_AFTER])
            if not _follows(prose, starts, sentence, begin):
                bearing = replace(bearing, parted=None, amount=None)
            elif bearing.parted is not None and _several(statements[since:]):
                bearing = replace(bearing, topic=unknown(topic))
            if begin in lines:
                bearing = replace(bearing, loose=_loose(bearing, statements[paragraph:]))
                paragraph = len(statements)
            sentence, since = begin, len(statements)
        around = _around(prose, number, numbers[max(at - MOST_BRACKETED, 0) : at], following, sentence)
        bearing = scopes.enter(open_brackets(around.said, number.start - len(around.said)), bearing)
        if bearing.role in PRIOR and base("parts").search(blanked(around.lead)):
            bearing = replace(bearing, stated=bearing.role)
        bearing = replace(bearing, stated=opening_role(around.lead, fiscal_year) or bearing.stated)
        reading = read_in(bearing.row, read_role(number, around, fiscal_year, bearing.stated), spots[at])
        bearing = replace(bearing, row=row_of(around, reading, topic.titles, bearing.row, spots[at]))
        statement = _statement(number, around, bearing, reading, spots[at], subjects)
        last = statements[-1].topic if statements else None
        opens = around.first or not statement.topic.known or _identity(statement.topic) != _identity(last)
        statements.append(replace(statement, opens=opens))
        bearing = _after(bearing, statement, around.explained)
    return statements


def _opened(left: Bearing, topic: Topic, default: Role | None, opening: str) -> Bearing:
    """The bearing at the start of a sentence: one that goes on with parts keeps the role of their whole."""
    parted = None if read_marker(opening) is not None else left.parted
    if opens_part(opening):
        return Bearing(topic, left.stated, left.last, parted, left.role, amount=left.amount)
    return Bearing(topic, default, left.last, parted, left.role, amount=left.amount)


def _several(statements: Sequence[Statement]) -> bool:
    """Whether a sentence names several parts, so that one after it without a noun may mean any of them."""
    parts = [one for one in statements if one.topic.wholes and one.role not in DERIVED]
    return len({one.topic.metric for one in parts}) > 1


def _loose(bearing: Bearing, statements: Sequence[Statement]) -> bool:
    """Whether a paragraph spoke of several things, and only the last of them is there to go on about."""
    topic, last = bearing.topic, bearing.last
    carried = last is not None and last.metric == topic.metric and topic.metric != topic.heading
    told = {family(one.topic.metric) for one in statements if one.role not in DERIVED and one.role != "count"}
    return carried and not topic.item and len(told) > 1


def _follows(prose: Prose, starts: Sequence[int], sentence: int, begin: int) -> bool:
    """Whether the sentence at `begin` is the one after that at `sentence`, reasons between them aside."""
    first, last = bisect_right(starts, sentence), bisect_right(starts, begin) - 1
    between = pairwise(starts[first : last + 1])
    return sentence >= 0 and all(
        explains(prose.plain[max(start, end - LONGEST_VIEW) : end]) for start, end in between
    )


def _after(bearing: Bearing, statement: Statement, explained: bool) -> Bearing:
    """What a statement leaves to the next number; what it did not know leaves the topic before it."""
    now = statement.topic
    topic = now if now.known else replace(bearing.topic, wholes=now.wholes)
    told = statement.role if statement.role in STATED and statement.told else bearing.stated
    parted = bearing.parted if explained else now
    amount = bearing.amount if explained or statement.role == "count" else now
    return Bearing(topic, told, now, parted, statement.role, bearing.row, bearing.loose, amount)


def _statement(
    number: Number, around: Around, bearing: Bearing, reading: Reading, place: Place, subjects: SubjectNames
) -> Statement:
    """The statement of one number, as if it opened no group."""
    now = topic_of(number, reading, bearing, around, subjects)
    if place.of > 1 and not around.explained:
        now = of_row(now, bearing.row, place)
    role = _balanced(now, reading)
    sure = reading.sure or role != reading.role
    return Statement(number, now, role, reading.direction, False, sure, reading.explicit)


def _identity(topic: Topic | None) -> tuple[str, str | None, str] | None:
    return (family(topic.metric), topic.code, topic.label) if topic else None


@cache
def _special() -> dict[str, Role]:
    """Roles by the metrics that have one of their own."""
    return {entry.id: entry.role for entry in reversed(metrics()) if entry.role}  # type: ignore[misc]  # roles of the file


def _balanced(topic: Topic, reading: Reading) -> Role:
    special = _special().get(topic.metric)
    if special and not reading.explicit and reading.role not in DERIVED:
        return special
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
