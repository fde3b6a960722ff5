"""Rows and columns of tables whose cells no rule encloses: what may stand elsewhere is flagged, not published for certain."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast, get_args

import regex

from extractors.amounts.header_split import Known, is_words, known_of
from extractors.amounts.heading_places import column_at, unsure_columns
from extractors.amounts.printed import Heading, PrintedAmount, PrintedRow
from extractors.amounts.rowlabels import code_digits
from extractors.amounts.words import label_key, numbering, plain_label, total_words
from extractors.grids.exact import ExactRow
from extractors.grids.methods import LOOSE, NEAREST, UNRULED
from schemas.characters import fold
from schemas.codes import Kind, SubjectBook, exact_name, kind_of, subject_book
from schemas.forms import Form

JOINED = "wrap"
LEAST_LABEL = 3
MOSTLY = 0.8
_CODE = regex.compile(r"[1235]\d{2}(?:\d{2}){0,2}")
_WHOLE_CODE = regex.compile(r"[1235]\d{4}(?:\d{2})?")
_BEHIND = regex.compile(r"[\p{Po}\p{Pe}]")
_NUMBER = regex.compile(r"\d\.\d\d|\p{Han}(?!20\d\d)\d\d")


def with_doubts(
    printed: Sequence[PrintedRow],
    grid: Sequence[ExactRow],
    roles: Sequence[str],
    headings: Sequence[Heading],
    form: Form | None,
    labels: Mapping[int | None, frozenset[int]],
) -> tuple[list[PrintedRow], bool]:
    """Printed rows, those of a grid without rules doubtful where their label may be cut or their heading is unknown.

    `labels` are the columns of labels by grid. Also whether the columns of a grid are guessed and one may be missing, so that
    arithmetic must not place amounts: one of them has a heading of no form, or two beside each other.
    """
    if form is None:
        return list(printed), False
    printed = _without_codes(printed, headings, form)
    if not any(row.method in LOOSE for row in grid):
        return list(printed), False
    known = known_of(form)
    filled = {row.ordinal for row in printed if row.amounts}
    beside = set(_beside_rests(printed, grid, roles, filled, known))
    unsure, exact = _unsure(grid, roles), _are_exact(printed)
    out, lost = [], False
    for row in printed:
        method = grid[row.ordinal].method
        if row.amounts and method in UNRULED:
            own = unsure.get(grid[row.ordinal].grid, frozenset())
            row = replace(row, amounts=tuple(_amounts(row, grid[row.ordinal], headings, own, exact)))
            lost |= method == NEAREST and any(len(amount.candidates) > 1 for amount in row.amounts)
        apart = row.ordinal in beside or _stands_apart(row, grid[row.ordinal], labels, known)
        if row.amounts and method in LOOSE and _is_doubtful(row, apart, known):
            marked = tuple(replace(a, marks=(*a.marks, JOINED)) for a in row.amounts)
            row = replace(row, amounts=marked, doubtful=True)
        out.append(row)
    return out, lost


def _without_codes(
    printed: Sequence[PrintedRow], headings: Sequence[Heading], form: Form
) -> list[PrintedRow]:
    """The rows, whole codes of the form among exact amounts open below every heading, their rows doubtful.

    The border between two columns was lost there, or a cell moved.
    """
    kind = form.subject_kind
    others = [[a for a in row.amounts if not _WHOLE_CODE.fullmatch(str(a.text).strip())] for row in printed]
    if kind not in get_args(Kind) or not _are_exact(
        [replace(row, amounts=tuple(left)) for row, left in zip(printed, others, strict=True)]
    ):
        return list(printed)
    book = subject_book(cast("Kind", kind))
    everywhere = tuple(range(len(headings)))
    found = [tuple(_opened(amount, everywhere, book) for amount in row.amounts) for row in printed]
    lost = {row.ordinal for row, amounts in zip(printed, found, strict=True) if amounts != row.amounts}
    return [
        replace(row, amounts=amounts, doubtful=row.doubtful or row.ordinal in lost)
        for row, amounts in zip(printed, found, strict=True)
    ]


def _opened(amount: PrintedAmount, headings: tuple[int, ...], book: SubjectBook) -> PrintedAmount:
    word = str(amount.text).strip()
    coded = _WHOLE_CODE.fullmatch(word) is not None and bool(book.names(word))
    return replace(amount, candidates=headings, evidence="ambiguous", placeable=False) if coded else amount


def _are_exact(printed: Sequence[PrintedRow]) -> bool:
    """Whether nearly all amounts of a table have decimals."""
    amounts = [str(amount.text) for row in printed for amount in row.amounts]
    return sum("." in text for text in amounts) >= MOSTLY * len(amounts)


def _unsure(grid: Sequence[ExactRow], roles: Sequence[str]) -> dict[int | None, frozenset[int]]:
    """By grid, the columns of those whose columns are guessed that may have another heading."""
    found: dict[int | None, frozenset[int]] = {}
    for number in dict.fromkeys(row.grid for row in grid if row.method == NEAREST):
        own = [(row, role) for row, role in zip(grid, roles, strict=True) if row.grid == number]
        header = [row for row, _ in itertools.takewhile(lambda pair: pair[1] != "body", own)]
        found[number] = unsure_columns(header, [row for row, role in own if role == "body"])
    return found


def _amounts(
    row: PrintedRow, cells: ExactRow, headings: Sequence[Heading], unsure: frozenset[int], exact: bool
) -> Iterator[PrintedAmount]:
    """Amounts of a row, those below any heading of their side whose own is unsure or none that the form knows.

    What no form knows may be cut or joined; a code among amounts with decimals (`exact`) stands in a wrong column.
    """
    for amount in row.amounts:
        own = headings[amount.candidates[0]]
        code = exact and _CODE.fullmatch(str(amount.text).strip()) is not None
        if len(amount.candidates) == 1 and (
            own.column is None or code or column_at(cells, amount.text) in unsure
        ):
            beside = [at for at, other in enumerate(headings) if other.side == own.side]
            amount = replace(amount, candidates=tuple(beside), evidence="ambiguous")
        yield amount


def _beside_rests(
    printed: Sequence[PrintedRow],
    grid: Sequence[ExactRow],
    roles: Sequence[str],
    filled: set[int],
    known: Known,
) -> Iterator[int]:
    """The rows beside a row that prints nothing but words that are no label: the rest of one of these."""
    whole = {row.ordinal for row in printed if _is_whole(row, known)}
    for at, (row, role) in enumerate(zip(grid, roles, strict=True)):
        if role != "body" or row.method not in LOOSE or at in filled or at in whole:
            continue
        texts = [str(cell.text) for cell in row.filled if is_words(cell.text)]
        if any(not _is_label(text, known) for text in texts):
            yield from (at - 1, at + 1)


def _is_label(text: str, known: Known) -> bool:
    """Whether words are a row of their own: numbered, a label of the form or a name of the code books."""
    label = label_key(text)
    if not label:
        return False
    named = label in known.labels or label.endswith(tuple(total_words()))
    return named or bool(numbering(fold(text).strip())) or subject_book().holds(text)


def _is_whole(row: PrintedRow, known: Known) -> bool:
    """Whether the label of a row is known to be whole: by its code, or by the form."""
    label = str(row.label) if row.label else ""
    digits = code_digits(row)
    kind = kind_of(digits) if digits else None
    if digits and kind and subject_book(kind).names(digits):
        return subject_book(kind).agrees(digits, label) is True
    named = label_key(label)
    return bool(named) and (named in known.labels or named.endswith(tuple(total_words())))


def _stands_apart(
    row: PrintedRow, cells: ExactRow, labels: Mapping[int | None, frozenset[int]], known: Known
) -> bool:
    """Whether another label than that of a row stands before one of its amounts, in no column of labels of its grid."""
    if row.label is None:
        return False
    words = [cell for cell in cells.filled if is_words(cell.text)]
    own = labels.get(cells.grid, frozenset())
    for amount in row.amounts:
        at = column_at(cells, amount.text)
        before = [cell for cell in words if cell.column < at]
        if not before or before[-1].column in own or before[-1].text.pieces == row.label.pieces:
            continue
        if _is_label(str(before[-1].text), known):
            return True
    return False


def _is_doubtful(row: PrintedRow, unsure: bool, known: Known) -> bool:
    if row.label is None:
        return row.code is not None
    label, digits = str(row.label), code_digits(row)
    if _is_whole(row, known):
        return _is_of_another_side(row, known) or (unsure and not digits)
    if unsure or not label_key(label) or _is_torn(plain_label(label)):
        return True
    kind = kind_of(digits) if digits else None
    if digits and kind:
        names = [exact_name(name.name) for name in subject_book(kind).names(digits)]
        return any(exact_name(label) in name for name in names)
    return any(_is_part(label_key(label), name) for name in known.labels)


def _is_torn(label: str) -> bool:
    """Whether a label holds numbers, another numbering, half a pair of brackets or begins behind its beginning."""
    text = fold(label)
    if _NUMBER.search(text) or _BEHIND.match(text) or text.count("(") != text.count(")"):
        return True
    return any(numbering(text[at:]) for at in range(LEAST_LABEL, len(text)))


def _is_part(label: str, name: str) -> bool:
    return len(label) < len(name) and (name.startswith(label) or name.endswith(label))


def _is_of_another_side(row: PrintedRow, known: Known) -> bool:
    """Whether a label that only rows of the other side have names amounts of this one."""
    if row.label is None or row.side is None:
        return False
    label = label_key(str(row.label))
    return any(label in labels for side, labels in known.sides.items() if side != row.side)
