"""Words that compare two numbers of one sentence, against these numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from extractors.promises.vocabulary import pattern, vocabulary
from schemas.harvest import Finding
from schemas.prose import Prose
from schemas.values import unit_factors

ROUGHLY = Decimal("0.1")
SIGNS = {1: ">", 0: "=", -1: "<"}


def wrong_comparisons(prose: Prose) -> Iterator[Finding]:
    """Sentences in which the accounts are said to be larger, smaller or equal, and are not."""
    words = vocabulary()["comparison"]
    for match in pattern("comparison", "word").finditer(prose.plain):
        yield from _judged(prose, match, match[1])
    for match in pattern("comparison", "alike").finditer(prose.plain):
        yield from _judged(prose, match, match[1] or words["equal"][0])


def _judged(prose: Prose, match: regex.Match[str], word: str) -> Iterator[Finding]:
    low = max(0, match.start() - vocabulary()["comparison"]["reach"])
    before = prose.plain[low : match.start()]
    final = _last(before, "final", len(before))
    budget = _last(before, "budget", final[1]) if final else None
    if final is None or budget is None:
        return
    if not _holds(word, budget[0], final[0]):
        sign = SIGNS[(final[0] > budget[0]) - (final[0] < budget[0])]
        yield Finding(
            "comparison.wrong",
            at=prose.cut(match.start(), match.end()),
            expected=f"{final[2]} {sign} {budget[2]}",
            found=match[0],
        )


def _last(text: str, name: str, end: int) -> tuple[Decimal, int, str] | None:
    """The last number behind a word before a place: in yuan, where the word begins, as printed."""
    number = pattern("comparison", "number")
    for match in reversed(list(pattern("comparison", name).finditer(text, 0, end))):
        found = number.match(text, match.end())
        if found is not None:
            value = Decimal(found[1].replace(",", "")) * unit_factors()[found[2]]
            return value, match.start(), found[0]
    return None


def _holds(word: str, budget: Decimal, final: Decimal) -> bool:
    words = vocabulary()["comparison"]
    if word in words["greater"]:
        return final > budget
    if word in words["less"]:
        return final < budget
    if word in words["roughly"]:
        return abs(final - budget) <= ROUGHLY * max(abs(budget), abs(final))
    return final == budget
