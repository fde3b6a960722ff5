"""Labels that begin something of its own in a performance table without marks between its cells."""

from __future__ import annotations

from functools import cache

from extractors.grids.performance_flow_words import Lexicon, lexicon
from schemas.performance import amount_rows, key_fields, words


@cache
def openings() -> Lexicon:
    """Labels of blocks of amounts."""
    return lexicon(words("amounts", "opening"))


@cache
def goals() -> Lexicon:
    """Labels of goals."""
    return lexicon(words("goals", "overall"))


@cache
def tasks() -> Lexicon:
    """Labels of tasks."""
    return lexicon(words("goals", "tasks"))


@cache
def starters() -> Lexicon:
    """Labels that begin something of its own at the start of a line."""
    named = words("organisation", "labels") | words("furniture", "labels") | words("amounts", "opening")
    goals = words("goals", "duty") | words("goals", "overall") | words("goals", "tasks")
    return lexicon(named | goals | key_fields().keys())


@cache
def beside_amounts() -> Lexicon:
    """Labels that end a block of amounts."""
    return lexicon(starters().words - amount_rows().keys() - {
        label for label, known in key_fields().items() if known.kind in ("amount", "none")
    })  # fmt: skip


@cache
def spread() -> Lexicon:
    """Labels of merged cells that may be printed in the middle of what they stand beside."""
    return lexicon(goals().words | tasks().words | openings().words)
