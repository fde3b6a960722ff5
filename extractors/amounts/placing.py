"""Where the amounts of a row may stand when its blank cells vanished: order and forced columns, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb

from extractors.amounts.collapsed_header import Header
from extractors.amounts.printed import PrintedAmount
from extractors.amounts.tokens import Token

MOST_COMBINATIONS = 20_000


def place(values: Sequence[Token], columns: Sequence[int], header: Header) -> list[PrintedAmount] | None:
    """Amounts in strictly rising columns, forced columns filled; None when there are more amounts than columns."""
    count, width = len(values), len(columns)
    if not values:
        return []
    if count > width:
        return None
    forced = {i for i, column in enumerate(columns) if _forced(header, column)}
    choices = [set[int]() for _ in values]
    if comb(width, count) <= MOST_COMBINATIONS:
        for chosen in combinations(range(width), count):
            if forced <= set(chosen) or count < len(forced):
                for place_set, column in zip(choices, chosen, strict=True):
                    place_set.add(column)
    else:
        choices = [set(range(j, width - count + j + 1)) for j in range(count)]
    return [
        _amount(value, [columns[c] for c in sorted(found)], header)
        for value, found in zip(values, choices, strict=True)
    ]


def _forced(header: Header, column: int) -> bool:
    known = header.headings[column].column
    return known is not None and known.forced


def _amount(value: Token, candidates: list[int], header: Header) -> PrintedAmount:
    marks = ("glue",) if value.glued else ()
    if not header.certain:
        candidates = list(header.of_side(header.headings[candidates[0]].side))
        if len(candidates) > 1:
            return PrintedAmount(value.text, tuple(candidates), "ambiguous", marks)
    if len(candidates) > 1:
        return PrintedAmount(value.text, tuple(candidates), "ambiguous", marks)
    return PrintedAmount(value.text, tuple(candidates), "printed", marks)
