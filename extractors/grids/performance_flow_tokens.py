"""Printed pieces of a performance table without marks between its cells: their places, widths and looks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import regex

from schemas.characters import fold, key
from schemas.document import Line
from schemas.performance import amount_rows, heading_fields, without_points
from schemas.resources import read_toml
from schemas.spans import Text, join

FULL_WIDTH = ("W", "F", "A")
LONGEST_END = 2
FEWEST_HEADINGS, LEAST_BELOW = 3, 6
MANY = 8
LONGEST_WORD_END = 3
_PIECE = regex.compile(r"\S+")


@cache
def signs() -> dict[str, Any]:
    """The content of `performance_flow.toml`."""
    return read_toml("performance_flow.toml")


@cache
def _pattern(name: str) -> regex.Pattern[str]:
    return regex.compile(signs()[name])


@cache
def _value_words() -> frozenset[str]:
    return frozenset(map(key, signs()["value_words"]))


def width(text: str) -> float:
    """Printed width in full-width characters: ASCII counts one half."""
    return sum(1.0 if unicodedata.east_asian_width(character) in FULL_WIDTH else 0.5 for character in text)


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A piece of print between white space; `row` and `order` are its place among the printed lines.

    `alone`: the export kept no line ends, each piece counts as a line of its own.
    """

    source: Line
    row: int
    order: int
    start: int
    end: int
    printed: str
    width: float
    key: str
    alone: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """Printed line and order on it."""
        return (self.row, self.order)

    @property
    def has_points(self) -> bool:
        """Whether the points are printed behind it that it is worth."""
        return self.key != key(self.printed)


Flow = Sequence[tuple[Token, ...]]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where the pieces of a line stand; the label of an amount and the amount behind its colon are two."""
    for match in _PIECE.finditer(text):
        start, end = match.span()
        if is_points(match[0]):
            continue
        colon = fold(match[0]).find(":") + 1
        parted = 0 < colon < end - start and key(match[0][: colon - 1]) in amount_rows()
        if parted and is_value(match[0][colon:]):
            yield start, start + colon
            yield start + colon, end
        else:
            yield start, end


def tokens_of(lines: Sequence[Line]) -> list[tuple[Token, ...]]:
    """The pieces of every line that prints anything, in reading order; `set_aside` has what is left out."""
    flow: list[tuple[Token, ...]] = []
    for line in lines:
        if is_template(line.text):
            continue
        found = []
        for order, (start, end) in enumerate(_pieces(line.text)):
            printed = line.text[start:end]
            word = without_points(key(printed))
            found.append(Token(line, len(flow), order, start, end, printed, width(printed), word))
        if found:
            flow.append(tuple(found))
    places = {(line.page, line.number) for line in lines}
    unfolded = len(places) * MANY <= len(lines)
    return _parted(flow) if unfolded or any(map(_runs_together, flow)) else flow


def _runs_together(line: Sequence[Token]) -> bool:
    """Whether a line prints the headings of indicators and much of what stands below them."""
    run: list[str] = []
    for at, token in enumerate(line):
        field = heading_fields().get(token.key, "")
        if field:
            run.append(field)
        elif len(run) >= FEWEST_HEADINGS and {"level2", "level3"} & set(run):
            return len(line) - at >= LEAST_BELOW
        else:
            run.clear()
    return False


def _parted(flow: Flow) -> list[tuple[Token, ...]]:
    """Every piece as a line of its own."""
    return [
        (replace(token, row=row, order=0, alone=True),)
        for row, token in enumerate(token for line in flow for token in line)
    ]


@cache
def is_points(printed: str) -> bool:
    """Whether the piece is nothing but the points that a label is worth."""
    return printed[0] in signs()["opens"] and not without_points(key(printed))


@cache
def is_template(printed: str) -> bool:
    """Whether a line is what a template prints where no indicator was filled in."""
    return _pattern("template").match(fold(printed.strip())) is not None


def set_aside(lines: Sequence[Line]) -> list[Text]:
    """The print that `tokens_of` leaves out: points of labels, and lines of a template that nobody filled in."""
    found = [line.strip() for line in lines if is_template(line.text)]
    return found + [
        line.cut(m.start(), m.end()) for line in lines for m in _PIECE.finditer(line.text) if is_points(m[0])
    ]


def _beside(last: Token, token: Token) -> bool:
    """Whether nothing but white space stands between two pieces of a line."""
    if not token.alone:
        return last.order + 1 == token.order
    return last.end <= token.start and not last.source.text[last.end : token.start].strip()


def cell_text(tokens: Sequence[Token]) -> Text:
    """The pieces as the text of one cell; neighbours on one line keep the space between them."""
    runs: list[list[Token]] = []
    for token in tokens:
        last = runs[-1][-1] if runs else None
        if last is not None and last.source is token.source and _beside(last, token):
            runs[-1].append(token)
        else:
            runs.append([token])
    return join(run[0].source.cut(run[0].start, run[-1].end) for run in runs)


@cache
def is_value(printed: str) -> bool:
    """Whether the piece is a number with its operator, percent sign or unit, or a date."""
    folded = fold(printed)
    return _pattern("value").match(folded) is not None or _pattern("date").match(folded) is not None


@cache
def is_value_word(printed: str) -> bool:
    """Whether the piece is a word that stands for a value, or one with a word before it that says how."""
    word = key(printed)
    if word in _value_words():
        return True
    adverb = next((adverb for adverb in signs()["value_adverbs"] if word.startswith(adverb)), "")
    return bool(adverb) and word[len(adverb) :] in _value_words()


@cache
def is_number(printed: str) -> bool:
    """Whether the piece is a bare number, a percentage or a dash."""
    return _pattern("number").match(fold(printed)) is not None


@cache
def is_sign(printed: str) -> bool:
    """Whether the piece is an operator or the nature of an indicator."""
    return _pattern("sign").match(fold(printed)) is not None


@cache
def is_class(printed: str, whole: bool = True) -> bool:
    """Whether the piece is one of the few words that sort indicators; else whether one of these begins with it."""
    word = key(printed)
    return any(known == word or (not whole and known.startswith(word)) for known in signs()["classes"])


@cache
def ends_class(printed: str) -> bool:
    """Whether one of the words that sort indicators ends with the piece."""
    return any(known.endswith(key(printed)) for known in signs()["classes"])


@cache
def is_unit(printed: str) -> bool:
    """Whether the piece can be a unit of measurement."""
    return _pattern("unit").match(fold(printed)) is not None


@cache
def hangs(printed: str) -> bool:
    """Whether the piece begins with a character that no cell begins with, or is a unit in brackets."""
    return printed[0] in signs()["non_starters"] or _pattern("bracketed").match(fold(printed)) is not None


@cache
def atom(printed: str) -> float:
    """Width of what a line break would have to move: the first character, word or number with what hangs on it."""
    end = 1
    if printed[0].isascii() and printed[0].isalnum():
        while (
            end < len(printed)
            and printed[end].isascii()
            and (printed[end].isalnum() or printed[end] in ".%,")
        ):
            end += 1
    elif printed[0] in signs()["non_enders"] and len(printed) > 1:
        end = 2
    while end < len(printed) and printed[end] in signs()["non_starters"]:
        end += 1
    return width(printed[:end])


@cache
def is_operator(printed: str) -> bool:
    """Whether the piece begins with the operator of a value."""
    return fold(printed)[0] in signs()["operators"]


@cache
def completes_value(before: str, printed: str) -> bool:
    """Whether a short piece is the end of a value that begins on the line above: a unit parted from its number, the rest
    of a date or of a word."""
    if _pattern("date").match(fold(before + printed)):
        return True
    if len(printed) <= LONGEST_WORD_END and not is_value_word(before) and is_value_word(before + printed):
        return True
    if is_value(printed):
        return False
    if len(printed) > LONGEST_END:
        return False
    return is_value(before + printed) or (len(before) <= LONGEST_END and is_value(f"1{before}{printed}"))


def expects_number(printed: str) -> bool:
    """Whether the print ends with a word that a number follows."""
    return printed.endswith(tuple(signs()["before_numbers"]))


@cache
def left_open(printed: str) -> int:
    """How many brackets the text opens and does not close."""
    opened = sum(printed.count(mark) for mark in signs()["opens"])
    return opened - sum(printed.count(mark) for mark in signs()["closes"])
