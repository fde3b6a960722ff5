"""What makes a whole collapsed table doubtful: headings that cannot be told apart, amounts that stand between rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import regex

from extractors.amounts.collapsed_coded import starts_row
from extractors.amounts.collapsed_header import Header
from extractors.amounts.header_split import is_garbled
from extractors.amounts.printed import PrintedRow
from extractors.amounts.rulers import is_ruler
from extractors.amounts.tokens import Token
from extractors.amounts.words import form_words, heading_key
from schemas.forms import Form
from schemas.harvest import Finding
from schemas.spans import Text

_YEAR = regex.compile(r"(?:19|20)\d\d")


def amounts_apart(body: Sequence[Sequence[Token]], accepts: Callable[[str], bool]) -> Text | None:
    """The first amount on a line of its own behind a row that has amounts: printed higher, it may be the next row's."""
    valued = False
    for found in body:
        numbers = [token for token in found if token.kind == "number"]
        if starts_row(found, accepts):
            valued = len(numbers) > 1 or bool(
                numbers and found[-1].kind == "number" and "." in found[-1].word
            )
        elif valued and len(numbers) == len(found):
            return numbers[0].text
    return None


def prints_headings(body: Sequence[Sequence[Token]], form: Form) -> bool:
    """Whether headings stand among or below the values of a table of one row, so that their order tells nothing."""
    known = form_words(form)
    return any(heading_key(token.word) in known for found in body for token in found if token.kind == "words")


def breaks_digits(body: Sequence[Sequence[Token]]) -> bool:
    """Whether a line of a table of one row may hold the last digits of the amounts above it: whole numbers below exact ones."""
    rows = [[token.word for token in found if token.kind == "number"] for found in body]
    rows = [row for row in rows if row]
    exact = bool(rows) and any("." in word for word in rows[0])
    return exact and any(all(word.isdigit() for word in row) for row in rows[1:])


def numbers_later_columns(header: Sequence[Sequence[Token]]) -> bool:
    """Whether a line of a header numbers columns from a later one on: those before stand on another page."""
    for row in header:
        numbers = [token.integer for token in row if token.integer is not None]
        counts = all(after == before + 1 for before, after in pairwise(numbers))
        if len(numbers) == len(row) > 1 and counts and numbers[0] > 1:
            return True
    return False


def amounts_above(header: Sequence[Sequence[Token]]) -> list[Text]:
    """Amounts in what was taken for a header: numbers that number no column and are no year."""
    sure: list[Text] = []
    single: list[Text] = []
    for row in header:
        numbers = [token for token in row if token.kind == "number"]
        if is_ruler([token.text for token in row]) or all(_YEAR.fullmatch(token.word) for token in numbers):
            continue
        if len(numbers) > 1 or not numbers[0].word.isdigit():
            sure += [token.text for token in numbers]
        elif len(row) > 1:
            single.append(numbers[0].text)
    return sure + single if sure or len(single) > 1 else []


def doubts(header: Header, apart: Text | None, rows: Sequence[PrintedRow]) -> list[Finding]:
    """Why the amounts of a table are published as ambiguous, where they are."""
    first = next((amount.text for row in rows for amount in row.amounts), None)
    if header.certain or first is None:
        return []
    if apart is not None:
        return [Finding("row.apart", at=apart, found=str(apart))]
    return [Finding("header.unclear", at=first, found=header.rest[:60] or None)]


def garbled(rows: Sequence[Sequence[Token]], first: int) -> dict[int, list[Text]]:
    """Digits with decimals that are no number, by the ordinal of their row: an amount of that row is lost in them."""
    found = {
        ordinal: [token.text for token in row if "." in token.word and is_garbled(token.text)]
        for ordinal, row in enumerate(rows, first)
    }
    return {ordinal: texts for ordinal, texts in found.items() if texts}
