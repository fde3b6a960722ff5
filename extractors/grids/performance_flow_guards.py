"""Rows of indicators that no clean table prints so: cells of theirs were joined or parted in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.grids.performance_flow_columns import Column
from extractors.grids.performance_flow_looks import (
    begins_value_word,
    completes_value,
    expects_number,
    hinted,
    is_class,
    is_date,
    is_number,
    is_operator,
    is_value,
    is_value_word,
    signs,
)
from extractors.grids.performance_flow_tokens import Token
from extractors.grids.performance_laid import known_labels
from schemas.characters import key

LONG_PREFIX = 4
LEAST_BEGUN = 3
HALF_NAME = 6

Row = Sequence[tuple[Token, ...]]


def suspicious(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[tuple[Token, ...]]:
    """Cells that hold what belongs into several, those of rows without a name or with nothing but it, and the names beside
    such cells: what is torn from one row is mostly in the next."""
    names = [at for at, column in enumerate(columns) if column.kind == "name"]
    values = [at for at, column in enumerate(columns) if column.kind == "value"]
    torn = [
        any(map(_torn, (row[at] for at in values)))
        or any(_of_several(row[at]) or _ends_with_value(row[at]) for at in names)
        for row in rows
    ]
    yield from _unlabelled(rows, columns, names)
    for at, row in enumerate(rows):
        yield from _strange(row, columns, names)
        if not torn[at] and any(torn[max(0, at - 1) : at + 2]):
            yield from (row[name] for name in names if row[name])


def _strange(row: Row, columns: Sequence[Column], names: Sequence[int]) -> Iterator[tuple[Token, ...]]:
    """Cells of a row that hold what belongs into several; all where it has no name or nothing but it."""
    names = [at for at, column in enumerate(columns) if column.kind == "name"]
    values = [at for at, column in enumerate(columns) if column.kind == "value"]
    notes = [at for at, column in enumerate(columns) if column.kind == "note"]
    told = [at for at, column in enumerate(columns) if column.kind in ("value", "number", "name")]
    yield from (row[at] for at in values if _several(row[at], columns[at]))
    yield from (row[at] for at in names if row[at] and _joined(row[at], columns[at]))
    yield from (row[at] for at in notes if row[at] and _is_no_note(row[at]))
    named = any(row[at] for at in names)
    if named != any(row[at] for at in told if at not in names):
        yield from (row[at] for at in told if row[at])


def _unlabelled(
    rows: Sequence[Row], columns: Sequence[Column], names: Sequence[int]
) -> Iterator[tuple[Token, ...]]:
    """Names above the first label of a level, in a table that has columns of levels."""
    levels = [at for at, column in enumerate(columns) if column.level]
    for row in rows if levels else ():
        if any(row[at] for at in levels):
            return
        yield from (row[at] for at in names if row[at])


def _several(cell: Sequence[Token], column: Column) -> bool:
    """Whether a value goes on behind a number that is complete, holds an operator that has a column, or is half a word."""
    if "sign" in column.beside and any(token.printed in signs()["operators"] for token in cell):
        return True
    if any(is_number(token.printed) and not _is_open(before) for before, token in pairwise(cell)):
        return True
    if _torn(cell) or ("unit" in column.beside and len(cell) > 1 and not _is_words(cell)):
        return True
    if cell and begins_value_word("".join(token.printed for token in cell)):
        return True
    return any(
        _complete(before)
        and not (
            completes_value(before.printed, token.printed) and _may_follow(before.printed, token.printed)
        )
        for before, token in pairwise(cell)
    )


def _text(cell: Sequence[Token]) -> str:
    return "".join(token.printed for token in cell)


def _is_words(cell: Sequence[Token]) -> bool:
    """Whether nothing in a value counts anything."""
    return not any(is_value(token.printed) for token in cell) or is_date(_text(cell))


def _torn(cell: Sequence[Token]) -> bool:
    """Whether a value is hardly a word, half a date, words of several values, or words apart on one line."""
    text = _text(cell)
    if is_date(text):
        return text[-1].isdigit()
    if is_value(text) or is_value_word(text) or is_number(text):
        return False
    if len(text) == 1 or (text and is_date(signs()["day"] + text)):
        return True
    words = [is_value_word(token.printed) for token in cell]
    words.append(len(cell) > 1 and is_value_word(_text(cell[:-1])))
    apart = any(before.row == token.row for before, token in pairwise(cell))
    counts = any(is_value(token.printed) or is_operator(token.printed) for token in cell)
    return any(words[1:]) or (apart and not counts) or any(begins_value_word(t.printed) for t in cell[:-1])


def _is_no_note(cell: Sequence[Token]) -> bool:
    """Whether an explanation holds the label of a level, or is a value, alone or before more words."""
    first = cell[0].printed
    return any(map(_is_label, cell)) or is_value(first) or (len(cell) > 1 and is_value_word(first))


def _is_open(token: Token) -> bool:
    """Whether a number belongs behind a piece."""
    return token.printed in signs()["operators"] or expects_number(token.printed)


def _may_follow(before: str, printed: str) -> bool:
    """Whether what completes a value makes a date of one that is the beginning of one, and says how a percentage counts."""
    if is_date(before):
        return is_date(before + printed)
    if key(printed) in signs()["before_numbers"]:
        return False
    return not before.endswith(("%", "％")) or printed.startswith(tuple(signs()["behind_percent"]))


def _is_label(token: Token) -> bool:
    """Whether a piece is a label of a level, with the points that it is worth."""
    return token.has_points and token.key in known_labels().words


def _complete(token: Token) -> bool:
    printed = token.printed
    return is_number(printed) or (is_value(printed) and (is_operator(printed) or token.key.endswith("%")))


def _of_several(cell: Sequence[Token]) -> bool:
    """Whether the lines of a name are names below different labels."""
    told = [own for token in cell if len(token.key) > HALF_NAME and (own := hinted(token.key))]
    return any(not (one & other) for one, other in pairwise(told))


def _ends_with_value(cell: Sequence[Token]) -> bool:
    """Whether a name holds the beginning of a word that stands for a value."""
    return any(len(token.printed) >= LEAST_BEGUN and begins_value_word(token.printed) for token in cell[1:])


def _joined(cell: Sequence[Token], column: Column) -> bool:
    """Whether a name holds a number of its own or what belongs to a label or a class."""
    begun = "".join(token.key for token in cell[:-1])
    known = known_labels()
    label = len(begun) >= LONG_PREFIX and begun in known.prefixes and begun not in known.words
    half = signs()["level_ends"][0][0]
    label = label or any(token.key.endswith(half) and token.key in known.prefixes for token in cell)
    label = label or _ends_with_value(cell)
    sorts = "class" in column.beside and any(is_class(token.printed, whole=False) for token in cell)
    text = _text(cell)
    words = is_value_word(text) or is_value(text) or _of_several(cell)
    return label or sorts or words or (len(cell) > 1 and any(is_number(token.printed) for token in cell))
