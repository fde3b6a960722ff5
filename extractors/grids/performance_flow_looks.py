"""What printed pieces of a performance table look like: values, words, operators, units, and what hangs on a line before."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import regex

from schemas.characters import fold, key
from schemas.performance import without_points
from schemas.resources import read_toml

FULL_WIDTH = ("W", "F", "A")
LONGEST_END = 2
LONGEST_WORD_END = 3


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


@cache
def is_points(printed: str) -> bool:
    """Whether the piece is nothing but the points that a label is worth."""
    return printed[0] in signs()["opens"] and not without_points(key(printed))


@cache
def is_template(printed: str) -> bool:
    """Whether a line is what a template prints where no indicator was filled in."""
    return _pattern("template").match(fold(printed.strip())) is not None


@cache
def is_value(printed: str) -> bool:
    """Whether the piece is a number with its operator, percent sign or unit, or a date."""
    folded = fold(printed)
    return _pattern("value").match(folded) is not None or is_date(printed)


@cache
def is_date(printed: str) -> bool:
    """Whether the piece is a year, a month or a day."""
    return _pattern("date").match(fold(printed)) is not None


@cache
def is_value_word(printed: str) -> bool:
    """Whether the piece is a word that stands for a value, or one with a word before it that says how."""
    word = key(printed)
    if word in _value_words():
        return True
    adverb = next((adverb for adverb in signs()["value_adverbs"] if word.startswith(adverb)), "")
    return bool(adverb) and word[len(adverb) :] in _value_words()


@cache
def begins_value_word(printed: str) -> bool:
    """Whether the piece is no word for a value, but all such words that begin with it go on."""
    word = key(printed)
    if not word or is_value_word(printed):
        return False
    adverbs = [adverb for adverb in signs()["value_adverbs"] if word.startswith(adverb) and word != adverb]
    rests = [word, *(word[len(adverb) :] for adverb in adverbs)]
    return any(known.startswith(rest) for rest in rests for known in _value_words())


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
    if is_date(before + printed):
        return True
    if len(printed) <= LONGEST_WORD_END and not is_value_word(before) and is_value_word(before + printed):
        return True
    if is_value(printed) or is_value_word(before):
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


@cache
def hinted(name: str) -> frozenset[str]:
    """What the labels begin with below which an indicator of this name usually stands."""
    known: dict[str, list[str]] = signs()["names"]
    return frozenset(label for label, words in known.items() if any(word in name for word in words))
