"""Rows of collapsed tables that begin with a subject code or a total, one block or several side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import regex

from extractors.amounts.tokens import Token
from extractors.amounts.words import label_key, total_words
from schemas.characters import key
from schemas.spans import Text, join

_CODE = regex.compile(r"\d{3}|\d{5}|\d{7}")
_PART = regex.compile(r"\d{2}")
_UNIT = regex.compile(r"\d{3,12}")
LONGEST_PART = 3
_DECIMALS = regex.compile(r"-?[\d,]+\.\d\d")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row being read: its code, the pieces of its label and its values so far; `total` rows have no code.

    `pane` is the heading that its values stand under, where a side has labels for each of its headings; `outer` are the
    labels of cells before its own.
    """

    ordinal: int
    code: tuple[Text, ...] = ()
    label: tuple[Text, ...] = ()
    values: tuple[Token, ...] = ()
    marks: tuple[Token, ...] = ()
    number: Text | None = None
    side: str | None = None
    pane: int | None = None
    unit_code: Text | None = None
    late: tuple[Text, ...] = field(default=())
    outer: tuple[Text, ...] = ()

    @property
    def name(self) -> Text | None:
        """The label, joined over its pieces."""
        return join((*self.label, *self.late)) if self.label or self.late else None

    @property
    def digits(self) -> str:
        """The code's digits."""
        return "".join(key(str(text)) for text in self.code)


def is_total(token: Token) -> bool:
    """Whether a token is the label of a total."""
    return token.kind == "words" and _is_total_label(token.text)


def _is_total_label(label: Text | None) -> bool:
    printed = str(label or "")
    return label_key(printed) in total_words() or key(printed) in total_words()


def _is_code(found: Sequence[Token], index: int, accepts: Callable[[str], bool]) -> int:
    """How many tokens from `index` on make a code: one of 3, 5 or 7 digits, or 3 digits with parts of 2; 0 for none."""
    word = found[index].word
    if index == 0 and _misprinted(found):
        return 3
    if not _CODE.fullmatch(word) or not accepts(word):
        return 0
    if len(word) > 3:
        return 1
    count = 1
    while count < 3 and index + count < len(found) and _PART.fullmatch(found[index + count].word):
        count += 1
    return count if count == 1 or _parts_end(found, index, count) else 1


def _unit(found: Sequence[Token], index: int) -> bool:
    """Whether the code of an organisation stands at `index`, between a subject's code and its name."""
    return (
        0 < index < len(found) - 1
        and bool(_UNIT.fullmatch(found[index].word))
        and found[index + 1].kind == "words"
        and all(token.kind == "number" for token in found[:index])
    )


def _parts_end(found: Sequence[Token], index: int, count: int) -> bool:
    """Whether parts of a code are no amounts: a name follows, or nothing or amounts that are longer than a part."""
    if index + count < len(found):
        after = found[index + count]
        if index == 0 and _unit(found, count):
            return True
        longer = index == 0 and after.kind == "number" and len(after.word) > LONGEST_PART
        return after.kind == "words" or longer
    parts = [found[at].word for at in range(index + 1, index + count)]
    return index == 0 and any(word.startswith("0") for word in parts)


def _misprinted(found: Sequence[Token]) -> bool:
    """Whether a line begins with a code in three parts whose first is cut short: no amount stands before a label."""
    return (
        len(found) > 3
        and found[3].kind == "words"
        and len(found[0].word) < 3
        and found[0].word.isdecimal()
        and all(_PART.fullmatch(token.word) for token in found[1:3])
    )


def starts_row(found: Sequence[Token], accepts: Callable[[str], bool]) -> bool:
    """Whether a line begins a row: with a code (before exact amounts without its name), or with a total that has a number."""
    if not found:
        return False
    if _is_code(found, 0, accepts):
        return (
            len(found) == 1
            or found[1].kind == "words"
            or bool(_PART.fullmatch(found[1].word))
            or _unit(found, 1)
            or (len(found[0].word) > LONGEST_PART and bool(_DECIMALS.fullmatch(found[1].word)))
        )
    return is_total(found[0]) and (len(found) == 1 or found[1].kind != "words")


def read_drafts(
    lines: Sequence[Sequence[Token]], accepts: Callable[[str], bool], blocks: bool, first: int = 0
) -> Iterator[Draft]:
    """Rows of the body; a row goes on over lines until the next code or total begins one.

    With `blocks`, every code or total in a line begins a row of its own (codes stand side by side).
    """
    open_rows: list[Draft] = []
    for ordinal, found in enumerate(lines, first):
        begins = [i for i in range(len(found)) if _begins(found, i, accepts, blocks)]
        lead = found[: begins[0]] if begins else found
        if lead and open_rows and not blocks and _named_again(open_rows[-1], lead):
            yield from open_rows
            open_rows = [_extend(Draft(ordinal), lead)]
        elif lead and open_rows:
            last = _continued(open_rows)
            open_rows[last] = _extend(open_rows[last], lead)
        elif lead:
            open_rows = [_extend(Draft(ordinal), lead)]
        if begins:
            yield from open_rows
            ends = [*begins[1:], len(found)]
            open_rows = [_draft(found[a:b], ordinal, accepts) for a, b in zip(begins, ends, strict=True)]
    yield from open_rows


def _named_again(total: Draft, found: Sequence[Token]) -> bool:
    """Whether a line prints a name and amounts below a total that has its own: an organisation's, whose total it is."""
    named = found[0].kind == "words" and found[-1].kind == "number"
    return named and not total.code and bool(total.values) and _is_total_label(total.name)


def _begins(found: Sequence[Token], index: int, accepts: Callable[[str], bool], blocks: bool) -> bool:
    if is_total(found[index]):
        return index == 0 or blocks or (found[index - 1].kind != "words" and index + 1 < len(found))
    count = _is_code(found, index, accepts)
    if not count:
        return False
    following = index + count
    named = following < len(found) and (found[following].kind == "words" or _unit(found, following))
    if index and not blocks:
        return named and found[index - 1].kind != "words"
    if following == len(found):  # behind a label it is the amount
        return index == 0 or found[index - 1].kind != "words"
    return named or (index == 0 and not blocks)


def _draft(found: Sequence[Token], ordinal: int, accepts: Callable[[str], bool]) -> Draft:
    count = _is_code(found, 0, accepts)
    code = tuple(token.text for token in found[:count])
    unit = found[count].text if count and _unit(found, count) else None
    return _extend(Draft(ordinal, code=code, unit_code=unit), found[count + (unit is not None) :])


def _extend(draft: Draft, found: Sequence[Token]) -> Draft:
    for token in found:
        if token.kind == "number":
            draft = replace(draft, values=(*draft.values, token))
        elif token.kind == "mark":
            draft = replace(draft, marks=(*draft.marks, token))
        elif draft.values:
            draft = replace(draft, late=(*draft.late, token.text))
        else:
            draft = replace(draft, label=(*draft.label, token.text))
    return draft


def _continued(rows: Sequence[Draft]) -> int:
    """Which row of a line goes on in the next line: the one that has no label yet, else the last without values."""
    for index in range(len(rows) - 1, -1, -1):
        if rows[index].code and not rows[index].label:
            return index
    for index in range(len(rows) - 1, -1, -1):
        if not rows[index].values:
            return index
    return len(rows) - 1
