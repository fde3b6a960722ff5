"""From numbers to statements: sentence by sentence, each number with its topic and its role."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from extractors.narrative.changes import Direction
from extractors.narrative.explanations import explains
from extractors.narrative.families import family
from extractors.narrative.figures import Number
from extractors.narrative.reasons import resumes
from extractors.narrative.referents import STATED, exceeds, ratio_behind, referent, told_by_ratio
from extractors.narrative.roles import (
    DERIVED,
    Around,
    Reading,
    Role,
    blanked,
    opening_role,
    opens_part,
    read_role,
)
from extractors.narrative.scopes import Bearing, Scopes, open_brackets
from extractors.narrative.series import Place, bracketed, of_row, places, read_in, row_of
from extractors.narrative.stocks import balanced
from extractors.narrative.surroundings import LONGEST_AFTER, LONGEST_VIEW, around_of
from extractors.narrative.telling import topic_of
from extractors.narrative.topics import Topic, announcing, passed, unknown
from schemas.phrases import base
from schemas.prose import Prose
from schemas.sections import read_marker
from schemas.subjects import SubjectNames

MOST_BRACKETED = 40
PRIOR = ("prior_budget", "prior_final")
_SENTENCE = regex.compile("[\u3002!?]")


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
    """Where sentences begin: after their ends, at paragraphs, and at printed lines that open with numbering."""
    starts = {0, *prose.paragraphs} | {match.end() for match in _SENTENCE.finditer(prose.plain)}
    starts |= {match.end() for match in base("announces").finditer(prose.plain)}
    starts |= {match.start() for match in base("item").finditer(prose.plain)}
    for start in prose.starts:
        if read_marker(prose.plain[start : start + 12]) is not None:
            starts.add(start)
    return sorted(starts)


def read_statements(
    prose: Prose,
    numbers: Sequence[Number],
    topic: Topic,
    default: Role | None,
    fiscal_year: int,
    subjects: SubjectNames,
) -> list[Statement]:
    """Statements of one stream in reading order; `default` is the role of amounts that name none (None: not known)."""
    reader = _Reader(prose, numbers, topic, default, fiscal_year, subjects)
    return [reader.read(at) for at in range(len(numbers))]


class _Reader:
    """Reads the numbers of one stream one after the other, with what those before left."""

    def __init__(
        self,
        prose: Prose,
        numbers: Sequence[Number],
        topic: Topic,
        default: Role | None,
        fiscal_year: int,
        subjects: SubjectNames,
    ) -> None:
        self._prose, self._numbers, self._default = prose, numbers, default
        self._year, self._subjects = fiscal_year, subjects
        self._starts, self._spots, self._lines = (
            _sentence_starts(prose),
            places(prose, numbers),
            set(prose.starts),
        )
        self._bearing, self._scopes, self._topic = Bearing(topic, default), Scopes(), topic
        self._told: list[Statement] = []
        self._sentence, self._since, self._paragraph, self._resumed = -1, 0, 0, 0
        self._budgets = False  # whether this year's budget was held against another year's

    def _enter(self, begin: int) -> None:
        """What a new sentence goes on with."""
        prose, starts = self._prose, self._starts
        left = self._scopes.leave(self._bearing)
        entered = _entered(prose, left.topic, starts, self._sentence, begin, self._subjects)
        self._topic = replace(entered, scope=None, fund="")
        opening = prose.plain[begin : begin + LONGEST_AFTER]
        bearing = _opened(left, self._topic, self._default, opening)
        announced = self._announced(begin) if opens_part(opening) else None
        if announced is not None:
            bearing = replace(bearing, topic=announced, parted=announced, amount=announced)
        elif not _follows(prose, starts, self._sentence, begin):
            bearing = replace(bearing, parted=None, amount=None)
        elif bearing.parted is not None and _several(self._told[self._since :]):
            bearing = replace(bearing, topic=unknown(self._topic))
        if begin in self._lines:
            bearing = replace(bearing, loose=_loose(bearing, self._told[self._paragraph :]))
            self._paragraph = len(self._told)
        self._bearing, self._sentence, self._since = bearing, begin, len(self._told)

    def _announced(self, begin: int) -> Topic | None:
        """The topic of a sentence without numbers right before the one at `begin`, which names its parts."""
        before = self._starts[max(bisect_right(self._starts, begin) - 2, 0)]
        if before <= self._sentence:
            return None
        text = self._prose.plain[max(before, begin - LONGEST_VIEW) : begin]
        return None if explains(text) else announcing(self._topic, text)

    def _role(self, number: Number, around: Around, place: Place) -> Reading:
        bearing = self._bearing
        if bearing.role in PRIOR and base("parts").search(blanked(around.lead)):
            bearing = replace(bearing, stated=bearing.role)
        if base("of_year").search(around.lead):
            bearing = replace(bearing, stated=self._default)
        bearing = replace(bearing, stated=opening_role(around.lead, self._year) or bearing.stated)
        reading = read_in(bearing.row, read_role(number, around, self._year, bearing.stated), place)
        if self._told:
            reading = bracketed(reading, around, bearing.role, self._told[-1].direction)
        reading = self._of_a_budget(reading)
        row = row_of(around, reading, self._topic.titles, bearing.row, place)
        self._bearing = replace(bearing, row=row)
        return reading

    def _of_a_budget(self, reading: Reading) -> Reading:
        """The reading of another year's amount: a budget where what is held against it says that it is one."""
        if reading.role == "prior_budget" and not reading.sure and self._told:
            last = self._told[-1]
            self._budgets |= last.told and last.role == "budget"
            return replace(reading, sure=self._budgets)
        return reading

    def read(self, at: int) -> Statement:
        """The statement of a number; those before it have been read."""
        prose, number, place = self._prose, self._numbers[at], self._spots[at]
        following = self._numbers[at + 1] if at + 1 < len(self._numbers) else None
        begin = self._starts[bisect_right(self._starts, number.start) - 1]
        if begin != self._sentence:
            self._enter(begin)
        earlier = self._numbers[max(at - MOST_BRACKETED, 0) : at]
        around = around_of(prose, number, earlier, following, begin, self._resumed)
        opens = open_brackets(around.said, number.start - len(around.said))
        self._bearing = self._scopes.enter(opens, self._bearing)
        reading = self._role(number, around, place)
        ratio = ratio_behind(prose.plain, number, following)
        reading = told_by_ratio(number, reading, ratio, around.lead, self._told, prose.plain)
        told = resumes(number, reading, around, self._bearing.topic) if around.explained else None
        if told is not None:
            self._resumed, around = told, replace(around, explained=False)
        statement = _statement(number, around, self._bearing, reading, place, self._subjects)
        if not around.explained:
            topic = referent(number, reading, ratio, statement.topic, self._told, prose.plain)
            over = exceeds(topic, statement.role, number, self._told)
            statement = replace(statement, topic=unknown(topic) if over else topic)
        last = self._told[-1].topic if self._told else None
        changed = not statement.topic.known or _identity(statement.topic) != _identity(last)
        self._told.append(replace(statement, opens=around.first or changed))
        self._bearing = _after(self._bearing, statement, around.explained)
        return self._told[-1]


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
    role = balanced(now.metric, reading)
    sure = reading.sure or role != reading.role
    return Statement(number, now, role, reading.direction, False, sure, reading.explicit)


def _identity(topic: Topic | None) -> tuple[str, str | None, str] | None:
    return (family(topic.metric), topic.code, topic.label) if topic else None


def _entered(
    prose: Prose, topic: Topic, starts: Sequence[int], last: int, begin: int, subjects: SubjectNames
) -> Topic:
    """The topic at the start of the sentence at `begin`, after the sentences since the one at `last`."""
    between = starts[bisect_right(starts, last) : bisect_right(starts, begin)]
    for start, end in pairwise(between):
        seen = max(start, end - LONGEST_VIEW)
        topic = passed(topic, prose.plain[seen:end], seen, subjects)
    return topic.without_subject() if read_marker(prose.plain[begin : begin + 12]) is not None else topic
