"""Where a number stands in its sentence: inside which brackets, and what holds again when they close."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.narrative.roles import Role
from extractors.narrative.series import NO_ROW, Row
from extractors.narrative.topics import Topic


@dataclass(frozen=True, slots=True)
class Bearing:
    """What the numbers so far leave to the next: the topic and the role stated last (None: none is known).

    `last` and `role` are topic and role of the number just before, `row` its row; `parted` is the topic of the last
    number that a text may name the parts of: no reason and no use, in this sentence or the one before. `loose`: a
    number without a noun may mean any of several things. `amount` is `parted` of the last number that counts nothing.
    """

    topic: Topic
    stated: Role | None
    last: Topic | None = None
    parted: Topic | None = None
    role: Role | None = None
    row: Row = NO_ROW
    loose: bool = False
    amount: Topic | None = None


@dataclass(frozen=True, slots=True)
class _Bracket:
    at: int
    before: Bearing


def open_brackets(text: str, offset: int) -> tuple[int, ...]:
    """Places (from `offset`) of the brackets that are open at the end of a text."""
    found: list[int] = []
    for at, character in enumerate(text):
        if character == "(":
            found.append(offset + at)
        elif character == ")" and found:
            found.pop()
    return tuple(found)


class Scopes:
    """The brackets that are open around a number; what stood before one holds again behind it."""

    def __init__(self) -> None:
        self._open: list[_Bracket] = []

    def enter(self, opens: tuple[int, ...], bearing: Bearing) -> Bearing:
        """The bearing at a number inside the brackets `opens`, from that of the number before it."""
        while self._open and self._open[-1].at not in opens:
            bearing = self._open.pop().before
        known = {bracket.at for bracket in self._open}
        self._open += [_Bracket(at, bearing) for at in opens if at not in known]
        return bearing

    def leave(self, bearing: Bearing) -> Bearing:
        """The bearing at the start of a sentence: every bracket is closed."""
        return self.enter((), bearing)
