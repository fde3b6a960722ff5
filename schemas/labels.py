"""Printed labels matched to what they name: by wording, by alias, then by a score that is clearly best."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any, Generic, Literal, TypeVar

from schemas.characters import key
from schemas.resources import read_text, read_toml

T = TypeVar("T", bound=Hashable)
DICTIONARY = "fiscal_words.txt"


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """What a label names, the wording that it was matched with, how, and the score from 0 to 1."""

    value: T
    wording: str
    how: Literal["exact", "alias", "scored"]
    score: float = 1.0


@cache
def _rules() -> dict[str, Any]:
    return read_toml("labels.toml")


@cache
def _segmenter() -> Callable[[str], Sequence[str]]:
    """Cuts fiscal text into words by the project's dictionary alone; jieba is loaded here and only here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(BytesIO(read_text(DICTIONARY).encode()))
    tokenizer.initialized = True
    return lambda text: tuple(tokenizer.lcut(text, HMM=False))


@cache
def words(folded: str) -> tuple[str, ...]:
    """The words of a folded label."""
    return tuple(_segmenter()(folded))


def contrasting(left: str, right: str) -> bool:
    """Whether two folded labels hold different words of one group of contrasts, or different digits."""
    for group in _rules()["contrasts"]:
        held = [{word for word in group if word in label} for label in (left, right)]
        if held[0] != held[1]:
            return True
    digits = [[character for character in label if character.isdecimal()] for label in (left, right)]
    return digits[0] != digits[1]


def similarity(left: str, right: str) -> float:
    """How alike two folded labels are, from 0 to 1: by characters, or by words in any order."""
    from rapidfuzz import fuzz

    by_character = fuzz.ratio(left, right) / 100
    first, second = words(left), words(right)
    shared = sum((Counter(first) & Counter(second)).values())
    by_word = 2 * shared / (len(first) + len(second))
    return float(max(by_character, _rules()["reordered"] * by_word))


class LabelBook(Generic[T]):
    """Wordings of each value, the canonical first; wordings of several values match none of them by score."""

    def __init__(self, entries: Iterable[tuple[T, Sequence[str]]]) -> None:
        self._entries = [(value, tuple(map(key, wordings))) for value, wordings in entries]
        self._known: dict[str, list[tuple[T, bool]]] = {}
        for value, wordings in self._entries:
            for position, wording in enumerate(wordings):
                self._known.setdefault(wording, []).append((value, position == 0))

    def named(self, printed: str) -> tuple[T, ...]:
        """Every value that has exactly this wording, in order of the entries."""
        return tuple(dict.fromkeys(value for value, _ in self._known.get(key(printed), ())))

    def match(self, printed: str, scored: bool = True) -> Match[T] | None:
        """The one value that the label names; None when nothing fits, or several do."""
        folded = key(printed)
        found = self._known.get(folded, [])
        if found:
            canonical = {value for value, first in found if first}
            values = canonical or {value for value, _ in found}
            how: Literal["exact", "alias"] = "exact" if canonical else "alias"
            return Match(values.pop(), folded, how) if len(values) == 1 else None
        return self._scored(folded) if scored and len(folded) >= _rules()["shortest"] else None

    def _scored(self, folded: str) -> Match[T] | None:
        best: dict[T, tuple[float, str]] = {}
        for wording, owners in self._known.items():
            if len(wording) < _rules()["shortest"] or abs(len(wording) - len(folded)) > len(folded) // 2:
                continue
            score = similarity(folded, wording)
            for value, _ in owners:
                best[value] = max(best.get(value, (0.0, "")), (score, wording))
        ranked = sorted(best.items(), key=lambda item: -item[1][0])
        if not ranked:
            return None
        (value, (score, wording)), runner_up = ranked[0], ranked[1][1][0] if len(ranked) > 1 else 0.0
        certain = score >= _rules()["least"] and score - runner_up >= _rules()["margin"]
        return (
            Match(value, wording, "scored", round(score, 3))
            if certain and not contrasting(folded, wording)
            else None
        )
