"""Labels of levels taken from the heads of printed lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from extractors.grids.performance_flow_tokens import Flow, Token
from extractors.grids.performance_flow_words import Lexicon, lexicon
from schemas.characters import key
from schemas.performance import data, words

NEAR = 3
MOST_LEADING = 2

Line = tuple[Token, ...]


@cache
def level_words() -> tuple[frozenset[str], frozenset[str]]:
    """Keys of all labels of the first and of the second level."""
    first = {key(text) for entry in data()["level1"] for text in (entry["text"], *entry.get("aliases", ()))}
    second = {key(text) for entry in data()["level1"] for text in entry["level2"]}
    return frozenset(first), frozenset(second)


@cache
def parents_of_labels() -> dict[str, frozenset[str]]:
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
        children = {
            child for child, parents in parents_of_labels().items() if word in parents and child != word
        }
        above = parents_of_labels()[word] - {word}
        label.level = 1 if children & set(printed) or not above & set(printed) else 2


def is_centred(found: Peeled) -> bool:
    """Whether labels stand at the middle of their rows: some label of the second level comes before the one above it."""
    above: set[str] = set()
    first = [label for label in found.labels if label.level == 1]
    for label in sorted(found.labels, key=lambda item: item.tokens[0].place):
        if label.level == 1:
            above.add(label.key)
            continue
        later = {other.key for other in first} & parents_of_labels().get(label.key, frozenset())
        if later and not later & above:
            return True
    return False


def _is_name(label: Label, flow: Flow) -> bool:
    """Whether the first piece may be the end of a name: it is a label without the word that labels end with, which stands on
    a line of its own."""
    rest = label.tokens[1:]
    ended = "".join(token.key for token in rest) in words("level_suffixes", "words")
    return ended and all(len(flow[token.row]) == 1 for token in rest)


def _interleaved(label: Label, flow: Flow, taken: set[Token]) -> bool:
    """Whether something that is of no label stands among the pieces."""
    first, last = label.tokens[0].place, label.tokens[-1].place
    lines = flow[first[0] : last[0] + 1]
    return any(first < token.place < last and token not in taken for line in lines for token in line)


def hoisted(flow: Flow, start: int) -> Flow:
    """The lines, pieces of labels of levels from line `start` on that stand at the heads of lines of names moved up behind
    the pieces that they go on with; lines and pieces are numbered anew."""
    labels = peeled(flow[start:]).labels
    taken = {token for label in labels for token in label.tokens}
    wrapped = [
        label for label in labels if label.tokens[-1].row > label.tokens[0].row and not _is_name(label, flow)
    ]
    if not any(_interleaved(label, flow, taken) for label in wrapped):
        return flow
    moved = {
        token: label.tokens[0]
        for label in wrapped
        for token in label.tokens
        if token.row > label.tokens[0].row
    }
    lines: list[Line] = []
    for line in flow:
        own = [token for token in line if token not in moved]
        for first in dict.fromkeys(moved.values()):
            if first in own:
                at = own.index(first) + 1
                own[at:at] = [token for token, above in moved.items() if above is first]
        if own:
            row = len(lines)
            lines.append(tuple(replace(token, row=row, order=order) for order, token in enumerate(own)))
    return lines
