"""Labels of levels printed at the middle of the rows they cover, in a text whose lines follow the page from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from extractors.grids.performance_flow_groups import (
    CLEAR,
    Cost,
    best_cut,
    cut,
    extents,
    height_of,
    off_middle,
)
from extractors.grids.performance_flow_tokens import Token
from extractors.grids.performance_flow_words import Lexicon, lexicon
from schemas.characters import key
from schemas.performance import data, words

NEAR = 3
MOST_LEADING = 2
STRANGE = 2.0
AS_GOOD = 0.4

Line = tuple[Token, ...]


@cache
def level_words() -> tuple[frozenset[str], frozenset[str]]:
    """Keys of all labels of the first and of the second level."""
    first = {key(text) for entry in data()["level1"] for text in (entry["text"], *entry.get("aliases", ()))}
    second = {key(text) for entry in data()["level1"] for text in entry["level2"]}
    return frozenset(first), frozenset(second)


@cache
def _parents() -> dict[str, frozenset[str]]:
    """Labels of the first level by a label of the second that some form prints below them."""
    found: dict[str, set[str]] = {}
    for entry in data()["level1"]:
        for text in entry["level2"]:
            found.setdefault(key(text), set()).add(key(entry["text"]))
    return {word: frozenset(parents) for word, parents in found.items()}


@cache
def _known() -> Lexicon:
    first, second = level_words()
    return lexicon(first | second)


@dataclass(slots=True)
class Label:
    """A label of a level, its pieces and its level (0 until all labels are known)."""

    key: str
    tokens: tuple[Token, ...]
    level: int = 0


@dataclass(slots=True)
class Peeled:
    """Lines without what stands before the names: labels of levels, and pieces of a cell beside the whole table."""

    lines: list[Line] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    beside: list[Token] = field(default_factory=list)


def peeled(lines: Sequence[Line], near: int = NEAR) -> Peeled:
    """Take the labels of levels from the heads of the lines; pieces that make no whole label stay.

    `near`: how many lines below each other the pieces of a label may stand.
    """
    found = Peeled()
    taken: dict[Token, Label | None] = {}
    for line in lines:
        leading = 0
        for at, token in enumerate(line):
            behind = line[at + 1] if at + 1 < len(line) else None
            label = _label(found.labels, token, behind, near) if leading < MOST_LEADING else None
            if label is None and token.key in words("furniture", "labels"):
                taken[token] = None
                continue
            if label is None:
                break
            taken[token] = label
            leading += 1
    whole = {id(label) for label in found.labels if label.key in _known().words}
    found.labels = [label for label in found.labels if id(label) in whole]
    for line in lines:
        own = tuple(t for t in line if t not in taken or (taken[t] is not None and id(taken[t]) not in whole))
        found.beside += [t for t in line if t in taken and taken[t] is None]
        if own:
            found.lines.append(own)
    _tell_levels(found.labels)
    return found


def _label(labels: list[Label], token: Token, behind: Token | None, near: int) -> Label | None:
    """The label that the piece goes on with or begins; a whole label leaves going on to a piece `behind` it that can."""
    known = _known()
    open_ = [label for label in labels if 0 < token.row - label.tokens[-1].row <= near]
    for label in sorted(
        open_, key=lambda item: (item.key in known.words, abs(item.tokens[-1].order - token.order))
    ):
        longer = label.key + token.key
        if token.key in known.words and behind is not None and _continues(label.key + behind.key):
            continue
        if _continues(longer):
            label.key, label.tokens = longer, (*label.tokens, token)
            return label
    if token.key in known.words or (len(token.key) > 1 and token.key in known.prefixes):
        labels.append(Label(token.key, (token,)))
        return labels[-1]
    return None


def _continues(longer: str) -> bool:
    return longer in _known().words or longer in _known().prefixes


def _tell_levels(labels: Sequence[Label]) -> None:
    first, second = level_words()
    printed = [label.key for label in labels]
    for label in labels:
        word = label.key
        if word not in second or word not in first:
            label.level = 1 if word in first else 2
            continue
        twin = next((other for other in labels if other is not label and other.key == word), None)
        if twin is not None:
            label.level = 1 if label.tokens[0].order < twin.tokens[0].order else 2
            continue
        children = {child for child, parents in _parents().items() if word in parents and child != word}
        above = _parents()[word] - {word}
        label.level = 1 if children & set(printed) or not above & set(printed) else 2


def is_centred(found: Peeled) -> bool:
    """Whether labels stand at the middle of their rows: some label of the second level comes before the one above it."""
    above: set[str] = set()
    first = [label for label in found.labels if label.level == 1]
    for label in sorted(found.labels, key=lambda item: item.tokens[0].place):
        if label.level == 1:
            above.add(label.key)
            continue
        later = {other.key for other in first} & _parents().get(label.key, frozenset())
        if later and not later & above:
            return True
    return False


def label_rows(rows: list[list[Line]], found: Peeled, columns: tuple[int, int], doubts: list[Line]) -> None:
    """Put each label into the first of the rows it covers; the names of rows that it may not cover are doubtful."""
    tall, heights = extents(rows)
    places = {id(label): height_of(label.tokens, heights, tall[-1].bottom) for label in found.labels}

    def misplaced(labels: Sequence[Label]) -> list[Cost]:
        return [off_middle([places[id(label)] for label in labels], tall)]

    labels = sorted(found.labels, key=lambda label: places[id(label)])
    put_labels(rows, labels, columns, misplaced, doubts)


def put_labels(
    rows: list[list[Line]],
    known: Sequence[Label],
    columns: Sequence[int],
    misplaced: Callable[[Sequence[Label]], list[Cost]],
    doubts: list[Line],
    decided: bool = False,
) -> None:
    """Put each label into the first of the rows it covers, the inner ones first; `columns`: those of the levels, from the
    first on; `misplaced`: what speaks against the rows a label covers, in each of the ways in which its text may have been
    printed. The names of rows that a label may not cover are doubtful; `decided`: not where no other may stand above those
    below it."""
    starts = list(range(len(rows)))
    inner: list[tuple[int, Label]] = []
    for level in range(len(columns), 0, -1):
        labels = [label for label in known if label.level == level]
        if not labels:
            continue
        ways = [_with_parents(cost, labels, inner) for cost in misplaced(labels)]
        borders = best_cut(
            [cut(len(labels), len(rows), starts, cost, AS_GOOD if decided else CLEAR) for cost in ways]
        )
        for label, first in zip(labels, borders.firsts, strict=False):
            rows[first][columns[level - 1]] = (*label.tokens, *rows[first][columns[level - 1]])
        named = columns[-1] + 1
        unsure = borders.unsure
        if decided:
            unsure -= _decided(labels, borders.firsts, inner, len(rows))
        doubts += [rows[at][named] for at in sorted(unsure) if rows[at][named]]
        starts = list(borders.firsts)
        inner = list(zip(borders.firsts, labels, strict=False))


def _decided(
    labels: Sequence[Label], firsts: Sequence[int], inner: Sequence[tuple[int, Label]], rows: int
) -> set[int]:
    """Rows below a label that all forms print below the one above it, and below none of the others."""
    keys = {label.key for label in labels}
    found: set[int] = set()
    ends = [*(first for first, _ in inner[1:]), rows]
    for (start, label), end in zip(inner, ends, strict=False):
        above = max((at for at, first in enumerate(firsts) if first <= start), default=None)
        if above is not None and _parents().get(label.key, frozenset()) & keys == {labels[above].key}:
            found.update(range(start, end))
    return found


def _with_parents(cost: Cost, labels: Sequence[Label], inner: Sequence[tuple[int, Label]]) -> Cost:
    """The cost with what speaks against a label standing above those of the level below."""
    if not inner:
        return cost
    return lambda at, first, end: cost(at, first, end) + _strange(labels, inner, at, first, end)


def _strange(
    labels: Sequence[Label], inner: Sequence[tuple[int, Label]], at: int, first: int, end: int
) -> float:
    """How many labels of the second level stand below one of the first that no form prints them below."""
    above = labels[at].key
    below = [label.key for start, label in inner if first <= start < end]
    return STRANGE * sum(bool(_parents().get(word)) and above not in _parents()[word] for word in below)
