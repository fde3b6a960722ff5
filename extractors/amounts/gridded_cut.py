"""Rows that a page cuts in two: the rest of a label, a code or a number stands on the next page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from extractors.amounts.header_split import is_number, is_words, known_of
from extractors.amounts.rulers import is_ruler
from extractors.amounts.words import label_key
from extractors.grids.exact import ExactCell, ExactRow, width_of
from schemas.characters import key
from schemas.forms import Form
from schemas.spans import Text, join
from schemas.values import parse_value

MARKED_SHARE = 0.8
_PIECE = regex.compile(r"[-¥]?[\d,.]+")
_INTEGER = regex.compile(r"\d{1,7}")
_CODE = regex.compile(r"\d{3}(?:\d{2}){0,2}")


@dataclass(frozen=True, slots=True)
class _Habits:
    """What the rows of a grid share: columns that nearly all fill with codes or row numbers, decimals, words, known labels."""

    marks: frozenset[int]
    decimals: int
    labelled: bool
    labels: frozenset[str]


def joined_cuts(rows: Sequence[ExactRow], form: Form | None = None) -> list[ExactRow]:
    """The rows of one grid, those that a page cuts made one; headers that are printed again stay where they are."""
    out = list(rows)
    pages = [_page(row) for row in out]
    habits: _Habits | None = None
    at = 0
    while at + 1 < len(out):
        if pages[at] != pages[at + 1]:
            below = at + 1 + _repeated(out, at + 1)
            habits = habits or _habits(rows, form)
            cut = at == 0 and below == 1 and _is_cut_header(out[0], out[1])
            if below < len(out) and (cut or _is_cut(out[at], out[below], habits)):
                out[at] = _joined(out[at], out[below])
                del out[below], pages[below]
                pages[at] = _page(out[at])
        at += 1
    return out


def _page(row: ExactRow) -> int | None:
    return next((cell.text.first.page for cell in row.filled), None)


def _repeated(rows: Sequence[ExactRow], start: int) -> int:
    """How many rows from one on repeat the first rows of the grid."""
    count = 0
    while start + count < len(rows) and count < start and _words(rows[count]) == _words(rows[start + count]):
        count += 1
    return count


def _words(row: ExactRow) -> list[tuple[int, str]]:
    return [(cell.column, key(str(cell.text))) for cell in row.filled]


def _habits(rows: Sequence[ExactRow], form: Form | None) -> _Habits:
    body = _body(rows)
    whole = Counter(cell.column for row in body for cell in row.filled if _is(_INTEGER, cell.text))
    marks = frozenset(column for column, count in whole.items() if count >= MARKED_SHARE * len(body))
    numbers = [
        parse_value(str(cell.text)) for row in body for cell in row.filled if not _is(_INTEGER, cell.text)
    ]
    places = Counter(number.decimals for number in numbers if number is not None and number.value is not None)
    decimals, count = places.most_common(1)[0] if places else (0, 0)
    firm = count >= MARKED_SHARE * sum(places.values())
    worded = sum(any(is_words(cell.text) for cell in row.filled) for row in body)
    return _Habits(marks, decimals if firm else 0, worded >= MARKED_SHARE * len(body), known_of(form).labels)


def _body(rows: Sequence[ExactRow]) -> list[ExactRow]:
    """The rows from the first on that begins with a number, then words, or holds one where none does; prints of headers once."""
    found: dict[tuple[tuple[int, str], ...], ExactRow] = {}
    for row in rows:
        if row.filled:
            found.setdefault(tuple(_words(row)), row)
    body = list(found.values())
    begun = next((at for at, row in enumerate(body) if _is_numbered(row)), None)
    if begun is None:
        numbered = (at for at, row in enumerate(body) if any(is_number(cell.text) for cell in row.filled))
        begun = next(numbered, 0)
    return body[begun:]


def _is_numbered(row: ExactRow) -> bool:
    """Whether a row begins with a number or a code and prints words behind it."""
    return is_number(row.filled[0].text) and any(is_words(cell.text) for cell in row.filled)


def _is(pattern: regex.Pattern[str], text: Text) -> bool:
    return pattern.fullmatch(key(str(text))) is not None


def _is_cut(first: ExactRow, second: ExactRow, habits: _Habits) -> bool:
    """Whether two rows are one: numbers or codes that only make sense together, or the rest of labels."""
    words = [cell for cell in second.filled if is_words(cell.text) and not _is(_PIECE, cell.text)]
    above = {cell.column: label_key(str(cell.text)) for cell in first.filled}
    known = any(above.get(cell.column) and label_key(str(cell.text)) in habits.labels for cell in words)
    if known or _rules(first) or any(cell.column not in above for cell in words):
        return False
    pairs = _pairs(first, second)
    numbers = [pair for pair in pairs if _is(_PIECE, pair[1].text)]
    alone = not words and habits.labelled and len(numbers) == len(second.filled)
    if not all(_goes_on(upper, lower, habits, alone) for upper, lower in numbers):
        return False
    return bool(numbers) or _is_rest(first, second, habits)


def _rules(row: ExactRow) -> bool:
    return is_ruler(row.texts(width_of([row])))


def _is_cut_header(first: ExactRow, second: ExactRow) -> bool:
    """Whether two rows are the headings of one cell each: nothing but words, the lower ones below words, no cell wider."""
    above = {cell.column for cell in first.filled}
    cells = (*first.filled, *second.filled)
    words = all(is_words(cell.text) and cell.column_span == cell.row_span == 1 for cell in cells)
    return words and len(second.filled) > 0 and all(cell.column in above for cell in second.filled)


def _pairs(first: ExactRow, second: ExactRow) -> list[tuple[ExactCell, ExactCell]]:
    """The cells of one column that print something in both rows."""
    above = {cell.column: cell for cell in first.filled}
    return [(above[cell.column], cell) for cell in second.filled if cell.column in above]


def _goes_on(above: ExactCell, below: ExactCell, habits: _Habits, alone: bool) -> bool:
    """Whether the print below is the rest of a number or a code; `alone`: its row has nothing but such rests."""
    whole = join((above.text, below.text))
    if above.column in habits.marks:
        return _is(_INTEGER, above.text) and _is(_CODE, whole) and not _is(_CODE, below.text)
    parted = alone or not _complete(above.text, habits)
    return _is(_PIECE, above.text) and parted and _complete(whole, habits)


def _complete(text: Text, habits: _Habits) -> bool:
    parsed = parse_value(str(text))
    if parsed is None or parsed.value is None:
        return False
    return not habits.decimals or parsed.decimals == habits.decimals


def _is_rest(first: ExactRow, second: ExactRow, habits: _Habits) -> bool:
    """Whether the lower row has but the rest of labels: no code or number of its own, and amounts in one row only."""
    labels = [(a, b) for a, b in _pairs(first, second) if is_words(a.text) and is_words(b.text)]
    if not labels:
        return False
    amounts = [
        any(is_number(cell.text) and cell.column not in habits.marks for cell in row.filled)
        for row in (first, second)
    ]
    if all(amounts):
        return False
    if any(label_key(str(join((a.text, b.text)))) in habits.labels for a, b in labels):
        return True
    marked = any(cell.column in habits.marks and _is(_INTEGER, cell.text) for cell in first.filled)
    return marked and not any(cell.column in habits.marks for cell in second.filled)


def _joined(first: ExactRow, second: ExactRow) -> ExactRow:
    cells = []
    for cell in first.cells:
        other = second.at(cell.column)
        text = other.text if other is not None and other.column == cell.column else None
        cells.append(replace(cell, text=join((cell.text, text))) if text and text.strip() else cell)
    taken = {cell.column for cell in cells}
    cells += [cell for cell in second.filled if cell.column not in taken]
    return ExactRow(tuple(sorted(cells, key=lambda cell: cell.column)), first.over, first.grid, first.method)
