"""What speaks against a reading of printed pieces as cells: the evidence of the wrap model, as costs."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.grids.performance_flow_columns import Column
from extractors.grids.performance_flow_looks import (
    atom,
    begins_value_word,
    completes_value,
    ends_class,
    expects_number,
    hangs,
    is_class,
    is_number,
    is_operator,
    is_sign,
    is_unit,
    is_value,
    is_value_word,
    left_open,
    signs,
)
from extractors.grids.performance_flow_tokens import Token

NARROW = 12.0
LONG = 25.0
SLACK = 1.3
SLACK_MOST = 4.0
SLACK_TEXT = 7.0
EXCEEDED = 3.0
FULL = 0.26
REWARD = 1.0
WRONG = 6.0
ROW = 0.3
UNKNOWN_WIDTH = 0.0
AFTER_VALUE = 2.5
USUAL = {"name": 10, "value": 24}
LONGEST = 1.0
LONGER = {"name": 0.2, "value": 0.1}
VALUE_APART = {"name": 2.0, "level": 2.0, "detail": 2.0, "value": 1.6}
OPERATOR_APART = 4.0
UNIT_FIRST = 1.0
WORD_UNIT = 2.0
HALF_WORD = 2.0
NOTE_LATE = 0.8
SHORT_NAMES = (3.0, 3.0, 1.5)  # a name of one, two or three characters
REST = 3.0
NUMBER_APART = 3.0
PROSE = ("text", "note")


def start_cost(column: Column, token: Token, beside: bool, sequential: bool = False) -> float:
    """What speaks against a cell of the column that begins with the piece; `beside`: a note may begin here, `sequential`:
    also where it begins a line."""
    printed, kind = token.printed, column.kind
    if "class" in column.beside and kind not in ("class", "sign") and ends_class(printed):
        return WRONG
    hanging = WRONG if hangs(printed) and not is_number(printed) else 0.0
    if kind == "number":
        return 0.0 if is_number(printed) else 7.0
    if kind == "sign":
        return 0.0 if is_sign(printed) else WRONG
    if kind == "class":
        return (
            (0.0 if beside else 1.0)
            if is_class(printed, whole=False)
            else REST
            if ends_class(printed)
            else WRONG
        )
    if kind == "unit":
        return _unit_cost(printed) + (0.0 if beside else UNIT_FIRST)
    if kind == "value":
        moved = WRONG if "sign" in column.beside and is_sign(printed) else 0.0
        return hanging + moved + _value_cost(column, token)
    if kind in ("name", "level", "detail", "note") and is_operator(printed):
        return WRONG
    if kind in ("name", "level"):
        long = WRONG if token.width > LONG and column.beside_text else 0.0
        level = _level_cost(token) if kind == "level" else 0.0
        return hanging + long + level + (5.0 if is_value(printed) else 0.0)
    if kind == "detail":
        return hanging + (3.0 if is_value(printed) else 0.0)
    if kind == "note":
        return (
            hanging
            + (4.0 if is_number(printed) else 0.0)
            + (0.0 if beside else NOTE_LATE if sequential else 2.0)
        )
    short = 2.5 if kind == "text" and token.width < NARROW else 0.0
    return hanging + short + (3.0 if is_value(printed) else 0.0)


def _unit_cost(printed: str) -> float:
    if not is_unit(printed):
        return WRONG
    return WORD_UNIT if is_value_word(printed) or begins_value_word(printed) else 0.0


def _value_cost(column: Column, token: Token) -> float:
    if is_number(token.printed) and not token.key.endswith("%"):
        return 0.0
    if rewarded(token):
        return -REWARD
    if is_operator(token.printed):
        return 0.0
    return 4.0 if token.width > LONG and column.beside_text else 0.0


def rewarded(token: Token) -> bool:
    """Whether a piece looks so much like a value that a column of values is the better for it."""
    return is_value(token.printed) or is_value_word(token.printed)


def _level_cost(token: Token) -> float:
    named = any(token.printed.endswith(end) for end in signs()["level_ends"])
    return (2.0 if named else 5.0) + (3.0 if token.width > NARROW else 0.0)


def _blank_cost(column: Column, before: Token, token: Token) -> float:
    """What speaks against a blank inside a cell, where the export kept blanks between cells and no line ends."""
    if before.row + 1 != token.row or not (column.wraps or column.kind == "class"):
        return 8.0
    if column.kind == "value" and before.printed in signs()["operators"]:
        return 0.0
    if hangs(token.printed) or (column.kind == "value" and completes_value(before.printed, token.printed)):
        return 0.5
    if is_value(token.printed) and column.kind in VALUE_APART:
        return WRONG
    return 1.5 if column.kind in (*PROSE, "prose") else 4.0


def wrap_cost(column: Column, wide: float, before: Token, token: Token) -> float:
    """What speaks against the piece going on with a cell whose last piece is `before`, in a column so wide."""
    if token.alone:
        return _blank_cost(column, before, token)
    if column.kind != "class" and "class" in column.beside and ends_class(token.printed):
        return WRONG
    if column.kind == "value" and (
        completes_value(before.printed, token.printed) or before.printed in signs()["operators"]
    ):
        return WRONG if "unit" in column.beside and is_unit(token.printed) and token.order else 0.0
    if column.kind == "class":
        return 0.0 if is_class(before.printed + token.printed) else WRONG
    if before.row == token.row:
        adjacent = before.order + 1 == token.order
        return (0.4 if column.kind in (*PROSE, "prose") else 2.5) if adjacent else WRONG
    if not column.wraps:
        return 8.0
    if hangs(token.printed):
        return 0.0 if before.row + 1 == token.row or wide == UNKNOWN_WIDTH else WRONG
    slack = wide - before.width - atom(token.printed) + 0.5 if wide != UNKNOWN_WIDTH else 0.0
    if column.kind == "text" and token.printed[0] in signs()["operators_first"]:
        slack -= 3.0
    free = 0.0 if wide <= NARROW else 1.0
    cost = min(
        SLACK_TEXT if column.kind == "text" else SLACK_MOST,
        max(0.0, slack - free) * SLACK * min(1.0, NARROW / max(1.0, wide)),
    )
    ended = before.printed[-1] in signs()["sentence_ends"]
    if is_value(token.printed) and column.kind in VALUE_APART and not expects_number(before.printed):
        cost += VALUE_APART[column.kind] + (NUMBER_APART if is_number(token.printed) else 0.0)
    if column.kind in ("name", "level", "detail") and is_operator(token.printed):
        cost += OPERATOR_APART
    if column.kind == "name" and before.printed.endswith(signs()["level_ends"][0]):
        cost += 1.5
    return (
        cost + (1.0 if ended else 0.0) + (0.3 if column.kind in ("name", "value", "level", "detail") else 0.0)
    )


def behind_value(column: Column, before: Token, token: Token) -> float:
    """What speaks against words that go on with a value that is complete."""
    if column.kind != "value" or not rewarded(before) or completes_value(before.printed, token.printed):
        return 0.0
    return AFTER_VALUE


def width_cost(wide: float, token: Token) -> float:
    """What speaks against a piece in a column that is narrower than it."""
    return EXCEEDED * max(0.0, token.width - wide - FULL) if wide != UNKNOWN_WIDTH else 0.0


def ending_cost(column: Column, cell: Sequence[Token]) -> float:
    """What speaks against the cell being complete, whatever the width of its column."""
    last, text = cell[-1], "".join(token.printed for token in cell)
    cost = 0.0
    if len(text) > 1 and last.printed[-1] in signs()["weak_ends"] + signs()["non_enders"]:
        cost += 3.0
    if left_open(text):
        cost += 3.0
    if column.kind == "class" and is_class(text) and is_class(text + signs()["level_ends"][0]):
        cost += 1.5
    if len(text) == 1 and column.kind in ("name", "value", "level") and not _stands_alone(column, text):
        cost += 4.0
    if column.kind == "value" and begins_value_word(text):
        cost += HALF_WORD
    if column.kind == "name":
        if len(text) <= len(SHORT_NAMES) and column.beside & {"number", "class"}:
            cost += SHORT_NAMES[len(text) - 1]
        ended = len(cell) == 1 and text[-1] in signs()["sentence_ends"]
        cost += 1.5 if ended else 0.0
        cost += 1.0 if len(cell) > 1 and expects_number(last.printed) else 0.0
    if column.kind in USUAL:
        cost += min(LONGEST, LONGER[column.kind] * max(0, len(text) - USUAL[column.kind]))
    if column.kind == "prose" and last.printed[-1] not in signs()["sentence_ends"]:
        cost += 1.0
    return cost


def full_cost(column: Column, cell: Sequence[Token]) -> float:
    """What speaks against a cell ending with a line that fills its column and no end of a sentence."""
    if cell[-1].printed[-1] in signs()["sentence_ends"] or (column.kind == "value" and len(cell) == 1):
        return 0.0
    return 2.0 if column.kind in (*PROSE, "prose") else 0.7


def _stands_alone(column: Column, text: str) -> bool:
    return column.kind == "value" and (is_value_word(text) or is_value(text))


def row_cost(columns: Sequence[Column], cells: Sequence[Sequence[Token]]) -> float:
    """What speaks against the cells being one row: cells that are missing, neighbours that should share a line."""
    cost = ROW
    for index, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        if not cell:
            cost += column.missing
            continue
        before = cells[index - 1] if index and columns[index - 1].kind == "name" else ()
        apart = len(before) == len(cell) == 1 and before[0].row != cell[0].row and not cell[0].alone
        if apart and column.kind == "value":
            cost += 2.5
    return cost
