"""Amounts of a row that stand under headings of another kind: blank cells before them left no trace."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.performance import AmountColumnWords
from schemas.spans import Text
from schemas.values import parse_value

PERCENT = "percent"
Columns = dict[int, tuple[AmountColumnWords, Text]]


def _is_percent(text: Text) -> bool:
    parsed = parse_value(str(text))
    return parsed is not None and parsed.percent


def is_displaced(placed: Sequence[tuple[Text, int]], columns: Columns) -> bool:
    """Whether a percentage stands under a heading of numbers while another heading is one of percentages."""
    wrong = any(_is_percent(text) and columns[place][0].kind != PERCENT for text, place in placed)
    return wrong and any(column.kind == PERCENT for column, _ in columns.values())


def put_back(placed: Sequence[tuple[Text, int]], columns: Columns) -> dict[int, Text] | None:
    """Values by the place of their heading: money in all columns of money before the percentage, which is in its own.

    None where that does not take all values.
    """
    order = sorted(columns)
    percent = next(place for place in order if columns[place][0].kind == PERCENT)
    at = next(index for index, (text, _) in enumerate(placed) if _is_percent(text))
    money = [place for place in order if place < percent and columns[place][0].kind == "money"]
    behind = [place for place in order if place > percent]
    rest = [text for text, _ in placed[at + 1 :]]
    if at != len(money) or len(rest) not in (0, len(behind)):
        return None
    found = dict(zip(money, (text for text, _ in placed), strict=False))
    return found | {percent: placed[at][0]} | dict(zip(behind, rest, strict=False))
