"""Where the amounts of a row may stand when its blank cells vanished: order, forced columns, kinds, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from math import comb

from extractors.amounts.collapsed_header import Header
from extractors.amounts.printed import PrintedAmount
from extractors.amounts.tokens import Token
from schemas.amounts import Evidence

MOST_COMBINATIONS = 20_000
PERCENT = "percent"


def place(
    values: Sequence[Token], columns: Sequence[int], header: Header, percents: bool = False
) -> list[PrintedAmount] | None:
    """Amounts in strictly rising columns, forced columns filled; None when there are more amounts than columns.

    `percents`: the table prints percent signs, so that a number without one stands in no column of percentages.
    """
    if not values:
        return []
    if len(values) > len(columns):
        return None
    known = [header.headings[column].column for column in columns]
    forced = frozenset(i for i, column in enumerate(known) if column is not None and column.forced)
    percent_columns = tuple(column is not None and column.kind == PERCENT for column in known)
    signs = tuple(value.word.endswith("%") for value in values)
    if not any(percent_columns):
        signs = (False,) * len(values)
    choices = _choices(signs, percent_columns, forced, percents)
    return [
        _amount(value, [columns[c] for c in found], header)
        for value, found in zip(values, choices, strict=True)
    ]


@lru_cache(maxsize=4096)
def _choices(
    signs: tuple[bool, ...], percent_columns: tuple[bool, ...], forced: frozenset[int], percents: bool
) -> tuple[tuple[int, ...], ...]:
    """Per amount the positions that some assignment of all amounts allows; all in order when none fits."""
    count, width = len(signs), len(percent_columns)
    choices = [set[int]() for _ in signs]
    if comb(width, count) <= MOST_COMBINATIONS:
        for chosen in combinations(range(width), count):
            fits = all(
                percent_columns[c] if sign else not (percents and percent_columns[c])
                for sign, c in zip(signs, chosen, strict=True)
            )
            if fits and (forced <= set(chosen) or count < len(forced)):
                for places, column in zip(choices, chosen, strict=True):
                    places.add(column)
    if not all(choices):
        choices = [set(range(j, width - count + j + 1)) for j in range(count)]
    return tuple(tuple(sorted(found)) for found in choices)


def _amount(value: Token, candidates: list[int], header: Header) -> PrintedAmount:
    marks = ("glue",) if value.glued else ()
    if not header.certain:
        candidates = list(header.of_side(header.headings[candidates[0]].side))
    evidence: Evidence = "ambiguous" if len(candidates) > 1 or not header.certain else "printed"
    return PrintedAmount(value.text, tuple(candidates), evidence, marks)
