"""Rows of indicators that no clean table prints so: cells of theirs were joined or parted in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.grids.performance_flow_columns import Column
from extractors.grids.performance_flow_looks import (
    begins_value_word,
    completes_value,
    expects_number,
    is_class,
    is_number,
    is_operator,
    is_value,
    signs,
)
from extractors.grids.performance_flow_tokens import Token
from extractors.grids.performance_laid import known_labels

LONG_PREFIX = 4

Row = Sequence[tuple[Token, ...]]


def suspicious(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[tuple[Token, ...]]:
    """Cells that hold what belongs into several, and the cells of rows without a name or with nothing but it."""
    names = [at for at, column in enumerate(columns) if column.kind == "name"]
    values = [at for at, column in enumerate(columns) if column.kind == "value"]
    notes = [at for at, column in enumerate(columns) if column.kind == "note"]
    told = [at for at, column in enumerate(columns) if column.kind in ("value", "number", "name")]
    yield from _unlabelled(rows, columns, names)
    for row in rows:
        yield from (row[at] for at in values if _several(row[at], columns[at]))
        yield from (row[at] for at in names if row[at] and _joined(row[at], columns[at]))
        yield from (row[at] for at in notes if any(_is_label(token) for token in row[at]))
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
    if cell and begins_value_word("".join(token.printed for token in cell)):
        return True
    return any(
        _complete(before) and not completes_value(before.printed, token.printed)
        for before, token in pairwise(cell)
    )


def _is_open(token: Token) -> bool:
    """Whether a number belongs behind a piece."""
    return token.printed in signs()["operators"] or expects_number(token.printed)


def _is_label(token: Token) -> bool:
    """Whether a piece is a label of a level, with the points that it is worth."""
    return token.has_points and token.key in known_labels().words


def _complete(token: Token) -> bool:
    printed = token.printed
    return is_number(printed) or (is_value(printed) and (is_operator(printed) or token.key.endswith("%")))


def _joined(cell: Sequence[Token], column: Column) -> bool:
    """Whether a name holds a number of its own or what belongs to a label or a class."""
    begun = "".join(token.key for token in cell[:-1])
    known = known_labels()
    label = len(begun) >= LONG_PREFIX and begun in known.prefixes and begun not in known.words
    half = signs()["level_ends"][0][0]
    label = label or any(token.key.endswith(half) and token.key in known.prefixes for token in cell)
    sorts = "class" in column.beside and any(is_class(token.printed, whole=False) for token in cell)
    return label or sorts or (len(cell) > 1 and any(is_number(token.printed) for token in cell))
