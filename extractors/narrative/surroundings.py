"""The text around a number: what leads to it, what follows, and what of it is a reason."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractors.narrative.explanations import explains, goes_on
from extractors.narrative.figures import Number
from extractors.narrative.roles import Around
from schemas.prose import Prose

LONGEST_VIEW = 800
LONGEST_AFTER = 12
_SENTENCE = regex.compile("[\u3002!?]")
_PART = regex.compile("[\u3002!?;]")
_STOP = regex.compile("[\uff0c\u3002;:!?\u3001)(]")


def around_of(
    prose: Prose,
    number: Number,
    before: Sequence[Number],
    following: Number | None,
    sentence: int,
    resumed: int,
) -> Around:
    """The text around a number; `before` are the numbers of the stream before it, `resumed`: where a reason ended."""
    previous = before[-1] if before else None
    outside = _outside(prose, number, before, sentence)
    stream = prose.plain
    floor, ceiling = max(sentence, number.start - LONGEST_VIEW), number.stop + LONGEST_VIEW
    start = max(floor, outside.stop if outside else 0)
    stop = _STOP.search(stream, number.stop, ceiling)
    end = min(stop.start() if stop else ceiling, following.start if following else ceiling)
    said = stream[floor : number.start]
    ends = _part_ends(said)
    part = max(ends[-1], resumed - floor)
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
        reasoned=part > max(start, resumed) - floor and explains(said[ends[-2] : part]),
    )


def _part_ends(said: str) -> list[int]:
    """Where the parts of a text begin, two zeros first: a semicolon between the reasons of a list ends none."""
    ends = [0, 0]
    for match in _PART.finditer(said):
        if match[0] != ";" or not goes_on(said[ends[-1] : match.start()], said[match.end() :]):
            ends.append(match.end())
    return ends


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
