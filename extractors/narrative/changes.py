"""Words for a change right before its number, and the direction they tell."""

from __future__ import annotations

from functools import cache
from typing import Literal

import regex

from schemas.phrases import compile_phrase, phrases, words

Direction = Literal["increase", "decrease", "none"]


@cache
def _every() -> str:
    return "|".join(
        regex.escape(word) for name in ("none", "increase", "decrease") for word in words("change", name)
    )


@cache
def _changes() -> regex.Pattern[str]:
    groups = [
        (name, "|".join(regex.escape(word) for word in words("change", name)))
        for name in ("none", "increase", "decrease")
    ]
    every = "|".join(alternatives for _, alternatives in groups)
    first = "|".join(f"(?P<{name}>{alternatives})" for name, alternatives in groups)
    fillers = "|".join(regex.escape(word) for word in words("change", "fillers"))
    between = phrases()["change"]["between"]
    return regex.compile(
        rf"(?<!{phrases()['change']['negation']})(?:{first})(?P<other>(?:\((?:{every})\)|{between}(?:{every}))?)(?:{fillers})?$"
    )


@cache
def _compared() -> regex.Pattern[str]:
    larger, smaller = ("|".join(words("change", name)) for name in ("larger", "smaller"))
    middle = phrases()["change"]["compared"]
    return compile_phrase(
        rf"(?<!{phrases()['change']['negation']})(?:(?P<increase>{larger})|(?P<decrease>{smaller})){middle}"
    )


@cache
def _adjusted() -> regex.Pattern[str]:
    return compile_phrase(phrases()["change"]["adjusted"])


@cache
def _wrapped() -> regex.Pattern[str]:
    return regex.compile(rf"(?<!{_every()})\((?P<word>{_every()})\)")


@cache
def _doubled() -> regex.Pattern[str]:
    return regex.compile(rf"(?P<word>{_every()})(?=(?P=word))")


def unwrapped(text: str) -> str:
    """Text in which a word for a change stands once and without brackets, but for one behind another such word."""
    return _doubled().sub("", _wrapped().sub(lambda match: match["word"], text))


def change_before(lead: str) -> tuple[Direction, str] | None:
    """Direction of the change that a number right after `lead` states, and what stands before it."""
    match = _changes().search(lead)
    if match is not None:
        if match["other"] or match["none"]:
            return "none", lead[: match.start()]
        return ("increase" if match["increase"] else "decrease"), lead[: match.start()]
    match = _compared().search(lead) or _adjusted().search(lead)
    if match is None:
        return None
    return ("increase" if match["increase"] else "decrease"), lead[: match.start()]


def levelled(lead: str) -> str:
    """The text before an amount without a verb that tells what something went up or down to."""
    match = compile_phrase(phrases()["change"]["level"]).search(lead)
    return lead if match is None else lead[: match.start("verb")]
