"""A goal and its result beside each other, and labels beside their values, in a text that keeps the places of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from extractors.grids.performance_flow_tokens import Flow, Token, keeps_places
from extractors.grids.performance_flow_words import GAP, Lexicon, Word
from schemas.performance import words

HEAD_LINES = 4
UNSURE = 3.0
WIDE = 12.0
NEAR = 40

Line = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class LaidGoal:
    """The label of a goal, the headings over it and its result, their texts, and text that may be of the other."""

    label: Line
    headings: tuple[Token, Token]
    cells: tuple[Line, Line]
    doubts: tuple[Line, ...]


def goal_head(flow: Flow, row: int, labels: Lexicon) -> tuple[Token, Token] | None:
    """The headings of a goal and of its result that stand beside each other from a line on, nothing but a label on it."""
    expected, result = words("goals", "expected"), words("goals", "result")
    first = [token for token in flow[row] if token.key in expected | result]
    rest = [token for token in flow[row] if token not in first]
    if not first or any(token.key not in labels.words | labels.prefixes for token in rest):
        return None
    near = [token for line in flow[row : row + HEAD_LINES] for token in line]
    left = next((token for token in near if token.key in expected), None)
    right = next((token for token in near if token.key in result), None)
    if left is None or right is None or right.start <= left.end or not keeps_places(flow[row:]):
        return None
    return left, right


def laid_goal(
    flow: Flow, row: int, end: int, headings: tuple[Token, Token], labels: Lexicon
) -> LaidGoal | None:
    """The goal and its result in the lines `row:end`; None without a label beside them."""
    label, lines = _without_label([line for line in flow[row:end] if line], labels)
    lines = [tuple(token for token in line if token not in headings) for line in lines]
    if not label:
        return None
    border = _border(lines, headings)
    cells: tuple[list[Token], list[Token]] = ([], [])
    doubts: list[Line] = []
    for line in lines:
        cut = _cut(line, border)
        cells[0].extend(line[:cut])
        cells[1].extend(line[cut:])
        if len(line) == 1 and abs(line[0].start - border) < UNSURE:
            doubts.append(line)
    return LaidGoal(label, headings, (tuple(cells[0]), tuple(cells[1])), tuple(doubts))


def read_laid_label(flow: Flow, row: int, labels: Lexicon) -> Word | None:
    """A label at the heads of two lines, its value beside it on the first, in a text that keeps the places of the page."""
    if len(flow[row]) < 2 or row + 1 >= len(flow) or not flow[row + 1]:
        return None
    first, second = flow[row][0], flow[row + 1][0]
    whole = first.key + second.key
    if whole not in labels.words or flow[row][1].start - first.end < GAP or second.start > first.end:
        return None
    return Word((first, second), whole) if keeps_places(flow[row : row + NEAR]) else None


def _without_label(lines: Sequence[Line], labels: Lexicon) -> tuple[Line, list[Line]]:
    """The label printed in pieces at the heads of lines, and the lines without it."""
    taken: list[Token] = []
    text = ""
    for line in lines:
        longer = text + line[0].key
        if longer in labels.words or longer in labels.prefixes:
            taken.append(line[0])
            text = longer
    if text not in labels.words:
        return (), list(lines)
    return tuple(taken), [tuple(token for token in line if token not in taken) for line in lines]


def _border(lines: Sequence[Line], headings: tuple[Token, Token]) -> float:
    """Where a piece begins that is of the result: between the pieces of lines that have one of each."""
    pairs = [line for line in lines if len(line) == 2 and min(token.width for token in line) >= WIDE / 2]
    wide = [line for line in pairs if max(token.width for token in line) >= WIDE]
    if not wide:
        return mean((headings[0].end, headings[1].start))
    return mean((max(line[0].start for line in wide), max(line[1].start for line in wide)))


def _cut(line: Line, border: float) -> int:
    """How many pieces of the line are of the goal; the widest gap parts more than two."""
    if len(line) < 2:
        return sum(token.start < border for token in line)
    if all(token.start >= border for token in line):
        return 0
    gaps = [line[at].start - line[at - 1].end for at in range(1, len(line))]
    return gaps.index(max(gaps)) + 1
