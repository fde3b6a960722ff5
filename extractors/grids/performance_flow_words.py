"""Known words of performance tables put together from their printed pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractors.grids.performance_flow_tokens import Flow, Token
from schemas.characters import key
from schemas.resources import read_toml

MOST_STEPS = 4000
MOST_LINES = 24
GAP = 2
NEAR = 3

Place = tuple[int, int]


@cache
def vocabulary() -> dict[str, Any]:
    """The content of `performance.toml`."""
    return read_toml("performance.toml")


@dataclass(frozen=True, slots=True)
class Word:
    """A known word and its printed pieces."""

    tokens: tuple[Token, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words as keys, and everything that one of them begins with."""

    words: frozenset[str]
    prefixes: frozenset[str]


def lexicon(wordings: Iterable[str]) -> Lexicon:
    """The wordings as a lexicon."""
    words = frozenset(map(key, wordings))
    return Lexicon(words, frozenset(word[:end] for word in words for end in range(1, len(word))))


@cache
def _groups() -> frozenset[str]:
    """Labels that stand beside a whole table: of readings with as many words the one that keeps them whole is better."""
    return frozenset(map(key, vocabulary()["furniture"]["labels"]))


@dataclass(slots=True)
class _Search:
    flow: Flow
    known: Lexicon
    whole_lines: bool
    steps: int = 0
    best: tuple[tuple[int, ...], tuple[Word, ...]] = ((0, 0, 0, 0), ())
    limit: int = 0

    def visit(self, place: Place, done: tuple[Word, ...]) -> None:
        """Place the piece at `place` in every way: goes on with an open word, is one, or opens one."""
        row, order = place
        while row < len(self.flow) and order == len(self.flow[row]):
            place = row, order = row + 1, 0
        self.steps += 1
        if all(word.key in self.known.words for word in done) and (order == 0 or not self.whole_lines):
            rank = (row, order, -len(done), sum(word.key in _groups() for word in done))
            if done and rank > self.best[0]:
                self.best = (rank, done)
        if row >= min(self.limit, len(self.flow)) or self.steps > MOST_STEPS:
            return
        token = self.flow[row][order]
        for index, word in reversed(list(enumerate(done))):
            longer = word.key + token.key
            going_on = longer in self.known.words or longer in self.known.prefixes
            if going_on and self._may_go_on(word, token) and not _crosses(done, word, row):
                grown = Word((*word.tokens, token), longer)
                self.visit((row, order + 1), (*done[:index], grown, *done[index + 1 :]))
        if token.key in self.known.words or token.key in self.known.prefixes:
            self.visit((row, order + 1), (*done, Word((token,), token.key)))

    def _may_go_on(self, word: Word, token: Token) -> bool:
        """Whether a piece stands below the last one of a word, or behind it: pages laid out with blanks print lines that are
        half a line apart as one."""
        last = word.tokens[-1]
        if last.row != token.row:
            return last.row < token.row
        apart = token.start - last.end >= GAP
        own = token.key in self.known.words or token.key in self.known.prefixes
        return last.order + 1 == token.order and (apart or not own or word.key not in self.known.words)


def _crosses(done: Sequence[Word], word: Word, row: int) -> bool:
    """Whether a word that stands further right on the line of the word's last piece already goes on with this line."""
    last = word.tokens[-1]
    before = (other.tokens[-2] for other in done if len(other.tokens) > 1 and other.tokens[-1].row == row)
    return any(token.row == last.row and token.order > last.order for token in before)


def read_words(
    flow: Flow, place: Place, known: Lexicon, whole_lines: bool = False
) -> tuple[tuple[Word, ...], Place]:
    """Known words from `place` on, as far as every piece belongs to one, and the place after them."""
    search = _Search(flow, known, whole_lines, limit=place[0] + MOST_LINES)
    search.visit(place, ())
    (row, order, *_), words = search.best
    return (words, (row, order)) if words else ((), place)


def read_label(flow: Flow, place: Place, known: Lexicon) -> Word | None:
    """The longest known word whose pieces follow each other from `place`; each but the last ends its line."""
    row, order = place
    taken: list[Token] = []
    text, found = "", None
    while row < len(flow) and order < len(flow[row]):
        token = flow[row][order]
        text += token.key
        taken.append(token)
        if text in known.words:
            found = Word(tuple(taken), text)
        if text not in known.prefixes:
            break
        row, order = (row, order + 1) if order + 1 < len(flow[row]) else (row + 1, 0)
    return found


def read_spread_label(flow: Flow, row: int, known: Lexicon) -> Word | None:
    """A known word printed in pieces at the heads of lines that hold values beside it; None when one line holds it."""
    taken: list[Token] = []
    text = ""
    for line in flow[row : row + MOST_LINES]:
        longer = text + line[0].key
        if longer in known.words and len(taken) > 0:
            return Word((*taken, line[0]), longer)
        if longer in known.prefixes:
            taken.append(line[0])
            text = longer
        elif not taken:
            return None
    return None


def read_any_label(flow: Flow, row: int, known: Lexicon) -> Word | None:
    """A known word at the head of a line, or in pieces at the heads of lines that hold values beside it."""
    return read_spread_label(flow, row, known) or read_label(flow, (row, 0), known)


def gone_on(flow: Flow, word: Word, known: Lexicon) -> Word:
    """The word with what the head of one of the lines below adds to it, if that is known as well."""
    row = word.tokens[-1].row
    for line in flow[row + 1 : row + 1 + NEAR]:
        if line and word.key + line[0].key in known.words:
            return Word((*word.tokens, line[0]), word.key + line[0].key)
    return word


def after(flow: Flow, token: Token) -> Place:
    """The place after a piece."""
    return (token.row, token.order + 1) if token.order + 1 < len(flow[token.row]) else (token.row + 1, 0)
