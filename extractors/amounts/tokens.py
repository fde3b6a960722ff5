"""Words and numbers of a line whose cells are parted by spaces, or not parted at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from extractors.amounts.words import numbering
from schemas.characters import fold, key
from schemas.document import Line
from schemas.spans import Text
from schemas.values import parse_value

Kind = Literal["number", "words", "mark"]

# 418.81<words>: a number with decimals, or any number before numbered words, glued to what follows.
_GLUED_BEFORE = regex.compile(r"^(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?)(?=[\p{Han}(])")
# <words>6.56: words glued to a number with decimals.
_GLUED_AFTER = regex.compile(r"(?<=[\p{Han})])(-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,2}%?)$")
_CODE_BEFORE = regex.compile(r"^(\d{3}(?:\d{2}){0,2})(?=\p{Han})")
_INTEGER = regex.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Token:
    """A run of characters without white space; `glued` when it was cut out of a longer run."""

    text: Text
    kind: Kind
    glued: bool = False

    @property
    def word(self) -> str:
        """The token as a key."""
        return key(str(self.text))

    @property
    def integer(self) -> int | None:
        """The token as a small integer (a row or column number), or None."""
        return int(self.word) if _INTEGER.fullmatch(self.word) else None


def _kind(text: Text) -> Kind:
    parsed = parse_value(str(text))
    if parsed is None:
        return "words"
    return "number" if parsed.value is not None else "mark"


def _number(text: Text) -> Token:
    return Token(text, _kind(text), True)


def _cut(text: Text, coded: bool, glued: bool = False) -> Iterator[Token]:
    folded = fold(str(text))
    before = _GLUED_BEFORE.match(folded)
    if before and ("." in before[1] or numbering(folded[before.end() :])):
        yield _number(text.cut(0, before.end()))
        yield from _cut(text.cut(before.end()), coded, True)
        return
    code = _CODE_BEFORE.match(folded) if coded else None
    if code:
        yield _number(text.cut(0, code.end()))
        yield from _cut(text.cut(code.end()), coded, True)
        return
    after = _GLUED_AFTER.search(folded)
    if after and after.start() > 0 and _kind(text) == "words":
        yield Token(text.cut(0, after.start()), "words", True)
        yield _number(text.cut(after.start()))
        return
    yield Token(text, _kind(text), glued)


def tokens(line: Line, coded: bool = False) -> list[Token]:
    """The tokens of a line; runs in which a number and words are glued are cut, codes before names too if `coded`."""
    return [
        token
        for match in regex.finditer(r"\S+", line.text)
        if (text := line.cut(match.start(), match.end()))
        for token in _cut(text, coded)
    ]


def cell_tokens(cell: Text, coded: bool = False) -> list[Token]:
    """The tokens of a cell, cut like those of a line."""
    return [
        token
        for match in regex.finditer(r"\S+", str(cell))
        for token in _cut(cell.cut(match.start(), match.end()), coded)
    ]
