"""Where the rows of a collapsed table begin, and which digits and labels they begin with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import regex

from extractors.amounts.collapsed_coded import starts_row
from extractors.amounts.collapsed_sided import known_labels
from extractors.amounts.rulers import is_ruler
from extractors.amounts.tokens import Token
from extractors.amounts.words import label_key, numbering
from schemas.codes import kind_of
from schemas.forms import Form

_ECONOMIC = regex.compile(r"[35]\d{2}(?:\d{2})?")
TokenRows = list[list[Token]]


def accepts(form: Form) -> Callable[[str], bool]:
    """Which digits are a code of the form's classification and not an amount without decimals."""
    economic = (form.subject_kind or "").startswith("economic")
    if economic:
        return lambda word: bool(_ECONOMIC.fullmatch(word))
    return lambda word: kind_of(word) == "functional" or len(word) in (5, 7)


def row_labels(form: Form) -> frozenset[str]:
    """Keys of all row labels of a form."""
    return frozenset().union(*known_labels(form).values()) | frozenset(
        label_key(text) for row in form.rows for text in row.texts
    )


def _begins(found: Sequence[Token], shape: str, form: Form, codes: Callable[[str], bool]) -> bool:
    if not found or is_ruler([token.text for token in found]):
        return False
    if shape in ("coded", "blocks"):
        return starts_row(found, codes)
    if shape == "single_row":
        return all(token.kind in ("number", "mark") for token in found)
    words = [token for token in found if token.kind == "words"]
    known = row_labels(form)
    numbers = any(token.kind == "number" for token in found)
    if words and numbering(words[0].word):
        return True
    if numbers and any(label_key(str(token.text)) in known for token in words):
        return True
    return bool(words) and any(token.kind == "number" for token in found) and (len(found) > 1)


def split_body(rows: TokenRows, shape: str, form: Form) -> int:
    """Index of the first row of the body; the ruler row, where there is one, ends the header."""
    codes = accepts(form)
    for index, found in enumerate(rows):
        if is_ruler([token.text for token in found]) and len(found) > 1:
            return index + 1
    return next((i for i, found in enumerate(rows) if _begins(found, shape, form, codes)), len(rows))
