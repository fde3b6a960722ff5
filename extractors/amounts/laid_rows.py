"""Rows of a laid out page: where one begins, and which lines above and below go on with its cells."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.amounts.collapsed_body import row_labels
from extractors.amounts.collapsed_coded import is_total
from extractors.amounts.tokens import Token
from extractors.amounts.words import label_key
from schemas.codes import kind_of, subject_book
from schemas.document import Line
from schemas.forms import Form
from schemas.values import parse_value

if TYPE_CHECKING:
    from extractors.amounts.laid_columns import Drift

MOSTLY = 0.8
LEAST_INDEXES = 3
SHORTEST_CODE = 3
CODED = ("coded", "blocks")

Rows = list[list["LaidLine"]]


@dataclass(frozen=True, slots=True)
class LaidLine:
    """A printed line with its tokens."""

    line: Line
    tokens: tuple[Token, ...]


def rows_of_page(lines: Sequence[LaidLine], columns: Drift, form: Form, shape: str) -> Rows | None:
    """The rows of a page by the reading that knows most labels; None where most are unknown in each."""
    printed = [line for line in lines if line.tokens]
    if shape == "single_row":
        return _one_row(printed, columns)
    anchors = _anchors(printed, columns, shape)
    starts = [_starts(line, columns, anchors, shape) for line in printed]
    readings = [_from_starts(printed, starts), _around(printed, starts), _blocks(lines)]
    best, share = None, MOSTLY
    for rows in readings:
        known = _known(rows, columns, form) if rows else 0.0
        if rows and (known > share or (best is None and known >= share)):
            best, share = rows, known
    return best


def _anchors(lines: Sequence[LaidLine], columns: Drift, shape: str) -> frozenset[int]:
    """The columns that hold nothing but codes or row numbers: a row begins where one is printed."""
    found: dict[int, list[Token]] = {}
    for line in lines:
        for token in line.tokens:
            if not is_total(token):
                found.setdefault(columns.of(token)[0], []).append(token)
    coded = shape in CODED
    return frozenset(
        column
        for column, own in found.items()
        if (_are_codes(own) if coded and column == 0 else not coded and _count(own))
    )


def _are_codes(tokens: Sequence[Token]) -> bool:
    return sum(token.word.isdigit() for token in tokens) >= MOSTLY * len(tokens)


def _count(tokens: Sequence[Token]) -> bool:
    """Whether tokens number the rows."""
    integers = [token.integer for token in tokens if token.integer is not None]
    rising = all(a < b for a, b in itertools.pairwise(integers))
    return len(integers) == len(tokens) >= LEAST_INDEXES and rising


def _starts(line: LaidLine, columns: Drift, anchors: frozenset[int], shape: str) -> bool:
    """Whether a row begins with a line: a number or code in an anchor (not the rest of a code), or a total."""
    least = SHORTEST_CODE if shape in CODED else 1
    return is_total(line.tokens[0]) or any(
        columns.of(token)[0] in anchors and len(token.word) >= least for token in line.tokens
    )


def _from_starts(lines: Sequence[LaidLine], starts: Sequence[bool]) -> Rows | None:
    """Rows that begin with their first line, as where cells are set at their top."""
    if not any(starts):
        return None
    rows: Rows = [] if starts[0] else [[]]
    for line, start in zip(lines, starts, strict=True):
        if start:
            rows.append([line])
        else:
            rows[-1].append(line)
    return rows


def _around(lines: Sequence[LaidLine], starts: Sequence[bool]) -> Rows | None:
    """Rows whose lines stand above and below the one with their number, as where cells are set in the middle."""
    places = [at for at, start in enumerate(starts) if start]
    if not places:
        return None
    above, borders = places[0], [0]
    for before, after in itertools.pairwise(places):
        between = after - before - 1
        below = min(above, between)
        borders.append(before + 1 + below)
        above = between - below
    if len(lines) - 1 - places[-1] != above:
        return None
    return [list(lines[a:b]) for a, b in itertools.pairwise([*borders, len(lines)])]


def _blocks(lines: Sequence[LaidLine]) -> Rows | None:
    """Rows that blank lines part."""
    runs = [list(run) for blank, run in itertools.groupby(lines, lambda line: not line.tokens) if not blank]
    return runs if len(runs) > 1 else None


def _known(rows: Rows, columns: Drift, form: Form) -> float:
    """The share of rows whose label is known whole: one of the form, or the name of its code."""
    labels = row_labels(form)
    good = count = 0
    for row in rows:
        code: str | None = None
        for _, text in sorted(_texts(row, columns).items()):
            code = text if kind_of(text) is not None else code
            if label_key(text) and not any(character.isdigit() for character in text):
                count += 1
                good += label_key(text) in labels or _named(code, text)
    return good / count if count else 0.0


def _texts(row: Sequence[LaidLine], columns: Drift) -> dict[int, str]:
    """What a row prints in each column."""
    cells: dict[int, str] = {}
    for line in row:
        for token in line.tokens:
            place = columns.of(token)[0]
            cells[place] = cells.get(place, "") + str(token.text)
    return cells


def _one_row(lines: list[LaidLine], columns: Drift) -> Rows | None:
    """All lines as one row of numbers."""
    values = [parse_value(text) for text in _texts(lines, columns).values()]
    return (
        [lines] if values and all(value is not None and value.value is not None for value in values) else None
    )


def _named(code: str | None, text: str) -> bool:
    kind = kind_of(code) if code else None
    return bool(code and kind and subject_book(kind).agrees(code, text) is not False)
