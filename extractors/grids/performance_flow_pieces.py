"""What speaks against a printed piece being of a cell in a column, whether it begins the cell or goes on with it."""

from __future__ import annotations

from functools import cache

from extractors.grids.performance_flow_columns import Column
from extractors.grids.performance_flow_looks import (
    ends_class,
    is_class,
    is_number,
    is_operator,
    is_sign,
    is_unit,
    is_value,
    is_value_word,
)
from extractors.grids.performance_flow_peeled import level_words
from extractors.grids.performance_flow_tokens import Token

NEVER = 8.0
LONG_VALUE, LONG_UNIT, LONG_LEVEL = 12.0, 4.0, 7.0
SHORT = 1.0
MISSED = {"name": 1.0, "value": 2.0, "number": 3.0, "sign": 2.0, "unit": 1.0}


@cache
def in_label(key: str, level: int) -> bool:
    """Whether the letters are a piece of a known label of the level, of any where it is 0."""
    first, second = level_words()
    return any(key in word for word in (first | second if not level else first if level == 1 else second))


def piece_cost(column: Column, token: Token) -> float:
    """What speaks against a piece in a column by what is printed."""
    printed, kind = token.printed, column.kind
    number = is_number(printed)
    if kind == "number":
        return (1.0 if printed.endswith(("%", "％")) else 0.0) if number else NEVER
    if kind == "sign":
        return 0.0 if is_sign(printed) else NEVER
    if kind == "unit":
        return (0.5 if token.width <= LONG_UNIT else 4.0) if is_unit(printed) else NEVER
    if kind == "class":
        return 0.0 if is_class(printed, whole=False) or ends_class(printed) else NEVER
    if kind == "level":
        return 0.0 if in_label(token.key, column.level) else 4.0 + max(0.0, token.width - LONG_LEVEL)
    if kind == "value":
        return _value(column, token)
    if is_operator(printed):
        return NEVER
    if kind in ("name", "detail"):
        return 6.0 if number else 4.0 if is_value(printed) else 1.0 if is_value_word(printed) else 0.0
    if number and printed[0].isdigit():
        return 6.0
    return 0.5 if token.width > SHORT or is_value_word(printed) else 1.5


def _value(column: Column, token: Token) -> float:
    if "sign" in column.beside and is_sign(token.printed):
        return NEVER
    if is_value(token.printed) or is_value_word(token.printed):
        return 0.0
    return 1.0 if token.width <= LONG_VALUE else 3.0
