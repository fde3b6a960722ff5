"""Numbers in a row and the names in a row that they belong to: income and spending are 5 and 6 respectively."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.narrative.changes import Direction
from extractors.narrative.figures import Number
from extractors.narrative.metrics import listed_metrics
from extractors.narrative.roles import Around, Reading, Role, last_clause, without_remarks
from extractors.narrative.topics import Topic, scoped, unknown
from schemas.phrases import base, phrases
from schemas.prose import Prose

LONGEST_JOINT = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands in its row: position from 0, and how many there are."""

    at: int = 0
    of: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """The names that the numbers of a row belong to, and what its first number was read as."""

    names: tuple[str, ...] = ()
    reading: Reading | None = None


NO_ROW = Row()


def _joined(stream: str, number: Number, following: Number) -> bool:
    between = stream[number.stop : following.start]
    return (
        (number.kind, number.unit) == (following.kind, following.unit)
        and len(between) <= LONGEST_JOINT
        and base("row" if number.lent else "joint").fullmatch(between) is not None
    )


def places(prose: Prose, numbers: Sequence[Number]) -> list[Place]:
    """The place of every number in its row; a number by itself is the only one of it."""
    found: list[Place] = []
    start = 0
    for end in range(1, len(numbers) + 1):
        if end < len(numbers) and _joined(prose.plain, numbers[end - 1], numbers[end]):
            continue
        found += [Place(at, end - start) for at in range(end - start)]
        start = end
    return found


def _names(around: Around, titles: tuple[str, ...], money: bool) -> tuple[str, ...] | None:
    """The names listed before a word like respectively, None without such a word."""
    lead = without_remarks(around.lead).rstrip(":")
    clause = last_clause(lead)
    each = base("respectively").search(clause)
    if each is None:
        return None
    before = clause[: each.start()] or last_clause(lead[: len(lead) - len(clause)][:-1])
    if not before and not around.first:
        return None
    names = listed_metrics(before, "\n".join((around.sentence, *titles)), money)
    if len(names) == 1:
        names = tuple(phrases()["sides"].get(names[0], ()))
    return names


def row_of(around: Around, reading: Reading, titles: tuple[str, ...], left: Row, place: Place) -> Row:
    """The row of a number; names that an earlier row of the sentence was given still hold."""
    if place.of == 1:
        return NO_ROW
    if place.at:
        return left
    names = _names(around, titles, money=reading.role != "count")
    return Row(left.names if names is None else names, reading)


def read_in(row: Row, reading: Reading, place: Place) -> Reading:
    """The reading of a number: the one of the first of its row."""
    first = row.reading
    if not place.at or first is None:
        return reading
    return replace(
        reading, role=first.role, direction=first.direction, explicit=first.explicit, sure=first.sure
    )


def bracketed(reading: Reading, around: Around, role: Role | None, direction: Direction | None) -> Reading:
    """The reading of a percentage: in brackets right behind the amount of a change it is that change."""
    inside = base("bracketed").search(around.lead) is not None and around.after.startswith(")")
    if reading.role != "share" or reading.sure or not inside or role != "change_amount":
        return reading
    return replace(reading, role="change_ratio", direction=direction, explicit=True, sure=True)


def of_row(topic: Topic, row: Row, place: Place) -> Topic:
    """The topic of a number in a row of several: by its place among as many names, else not known."""
    if len(row.names) != place.of:
        return unknown(topic)
    return scoped(topic.without_subject(), row.names[place.at], None)
