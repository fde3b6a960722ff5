"""Where the header of a table of cells ends and its body begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from extractors.amounts.rulers import is_ruler
from extractors.amounts.words import (
    form_words,
    heading_key,
    heading_kinds,
    kinds_of_heading,
    label_key,
    numbering,
    side_words,
    total_words,
)
from schemas.characters import key
from schemas.forms import Form
from schemas.spans import Text
from schemas.values import Parsed, parse_value

Row = Sequence[Text]
LEAST_COUNTED = 3
_GARBLED = regex.compile(r"[^\p{L}\d]*\d[^\p{L}]*(?<![.、)])|[^\p{L}\d]*\d[^\p{L}]*\d[^\p{L}]*")
CODE = regex.compile(r"(?:\d{3}(?:\d{2}){0,2}|\d{2})(?:\.0)?")


def _parsed(cell: Text) -> Parsed | None:
    return parse_value(str(cell))


def is_number(cell: Text) -> bool:
    """Whether a cell prints a number."""
    parsed = _parsed(cell)
    return parsed is not None and parsed.value is not None


def is_words(cell: Text) -> bool:
    """Whether a cell prints words (neither blank, number nor a mark, nor digits that are no number)."""
    return cell.printed and _parsed(cell) is None and not is_garbled(cell)


def is_garbled(cell: Text) -> bool:
    """Whether a cell prints digits and signs without any word that are no number: `12.5-`, `1.234,50`, `12..5`."""
    return _GARBLED.fullmatch(key(str(cell))) is not None and _parsed(cell) is None


@dataclass(frozen=True, slots=True)
class Known:
    """What the form lets us recognise in a row; `sides`: the labels that rows of one side only have."""

    headings: frozenset[str]
    labels: frozenset[str]
    sides: Mapping[str, frozenset[str]] = field(default_factory=dict)


def known_of(form: Form | None) -> Known:
    """What a form lets us recognise: headings of label and value columns, sides, and its row labels."""
    headings = set(heading_kinds()) | set(side_words())
    if form is None:
        return Known(frozenset(headings), frozenset())
    by_side: dict[str | None, set[str]] = {}
    for row in form.rows:
        by_side.setdefault(row.side, set()).update(map(label_key, row.texts))
    own = {
        side: frozenset(labels.difference(*(other for name, other in by_side.items() if name != side)))
        for side, labels in by_side.items()
        if side is not None
    }
    return Known(frozenset(headings | form_words(form)), frozenset().union(*by_side.values()), own)


def _is_data(row: Row, header: Sequence[Row], known: Known) -> bool:
    """Whether the first row of the body has come: a code, a known label, or words and a number beside them."""
    if is_ruler(row):
        return False
    if _blank_total(row, header):
        return True
    words = [(index, cell) for index, cell in enumerate(row) if is_words(cell)]
    numbers = [index for index, cell in enumerate(row) if is_number(cell)]
    if numbers and words and any(map(_counts, header)):
        return True
    first = next((cell for cell in row if cell.strip()), None)
    if (
        first is not None
        and numbers
        and CODE.fullmatch(key(str(first)))
        and len(key(str(first))) > 2
        and words
    ):
        return True
    for index, cell in words:
        printed = key(str(cell))
        is_heading = heading_key(str(cell)) in known.headings
        if label_key(str(cell)) in known.labels and (
            (numbers or _over_label(header, index))
            if not is_heading
            else numbers and _is_under(header, index)
        ):
            return True
        if not is_heading and ((numbers and index < numbers[-1]) or numbering(printed)):
            return True
        if is_heading and printed in total_words() and numbers and _over_label(header, index):
            return True
    return not words and bool(numbers) and bool(header) and _ruled(header)


def _counts(row: Row) -> bool:
    """Whether a row is the ruler that ends a header: it counts at least three columns."""
    return is_ruler(row) and sum(is_number(cell) for cell in row) >= LEAST_COUNTED


def _blank_total(row: Row, header: Sequence[Row]) -> bool:
    """Whether a row is that of a total that prints no amounts: its label alone, below the headings of labels."""
    filled = [index for index, cell in enumerate(row) if cell.strip()]
    if len(filled) != 1 or len(row) < 2 or label_key(str(row[filled[0]])) not in total_words():
        return False
    first = min((i for above in header for i, cell in enumerate(above) if cell.strip()), default=0)
    return _ruled(header) and all(_is_under(header, i) for i in range(min(first, filled[0]), filled[0] + 1))


def _over_label(header: Sequence[Row], index: int) -> bool:
    return index == 0 or _is_under(header, index)


def _is_under(header: Sequence[Row], index: int) -> bool:
    """Whether a heading of labels stands over a column."""
    over = [str(row[index]) for row in header if index < len(row) and row[index].strip()]
    return any(map(kinds_of_heading, over))


def _ruled(header: Sequence[Row]) -> bool:
    return any(sum(is_words(cell) for cell in row) >= 2 for row in header)


def split_header(rows: Iterable[Row], form: Form | None) -> int:
    """How many rows from the top are header rows."""
    known = known_of(form)
    header: list[Row] = []
    for row in rows:
        if _is_data(row, header, known):
            break
        header.append(row)
    return len(header)
