"""Rows of a printed table against the rows a form knows, and which row is part of which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractors.amounts.collapsed_header import outer_headings
from extractors.amounts.printed import PrintedRow
from extractors.amounts.short_codes import book_of, completed, is_heading
from extractors.amounts.words import label_key, numbering, plain_label, total_words
from schemas.amounts import Role
from schemas.characters import key
from schemas.codes import kind_of
from schemas.forms import Form, RowLabel

CLASS_DIGITS = 3
LEAST_BEGUN = 6  # characters
_NONE: frozenset[int] = frozenset()
PROCUREMENT = "procurement"
_DIGITS = regex.compile(r"\d+")
# Sheets store codes as numbers: 205.0
_FLOAT = regex.compile(r"\.0$")


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A printed row with what is known of it: the form's row, its code (joined digits) and the row it is part of."""

    row: PrintedRow
    known: RowLabel | None
    code: str | None
    printed_code: bool
    role: Role
    parent: int | None = None


def code_digits(row: PrintedRow) -> str | None:
    """The printed code as joined digits, or None."""
    if row.digits is not None:
        return row.digits
    digits = "".join(_DIGITS.findall(_FLOAT.sub("", key(str(row.code))))) if row.code else ""
    return digits or None


def subject_code(row: PrintedRow, form: Form | None) -> str | None:
    """The printed code where it has the shape of a subject code; a misprinted one is none, so that no sum uses it."""
    code = code_digits(row)
    if form is None or form.subject_kind is None or form.subject_kind == PROCUREMENT:
        return code
    if code is None or not kind_of(code):
        return None
    cut = row.code is not None and len(row.code.pieces) > 1 and len(key(row.code.first.text)) < CLASS_DIGITS
    return None if cut else code


def _label(row: PrintedRow) -> str:
    return label_key(str(row.label)) if row.label else ""


class _Known:
    """The rows of a form, found by the label or the whole print of any of their wordings."""

    def __init__(self, rows: Sequence[RowLabel]) -> None:
        self.rows = rows
        self._labels: dict[str, set[int]] = {}
        self._prints: dict[str, set[int]] = {}
        for index, row in enumerate(rows):
            for text in row.texts:
                self._labels.setdefault(label_key(text), set()).add(index)
                self._prints.setdefault(key(text), set()).add(index)

    def begun(self, label: str) -> list[int]:
        """The indexes of rows whose label goes on after this one, as a cell cuts it off."""
        if len(label) < LEAST_BEGUN:
            return []
        return sorted({at for whole, own in self._labels.items() if whole.startswith(label) for at in own})

    def worded(self, label: str, printed: str) -> list[int]:
        """The indexes of rows with this label or print, in order."""
        return sorted(self._labels.get(label, _NONE) | self._prints.get(printed, _NONE))


def _match(row: PrintedRow, known: _Known, after: int) -> int | None:
    """Index of the form's row that a printed row is: by row number and label, else the next one of that label."""
    label, rows = _label(row), known.rows
    if not label:
        return None
    hits = _of_side(known.worded(label, key(str(row.label))), row, rows)
    if not hits:
        begun = _of_side(known.begun(label), row, rows)
        return begun[0] if len(begun) == 1 else None
    number = _DIGITS.fullmatch(key(str(row.number))) if row.number else None
    if number:
        numbered = [i for i in hits if rows[i].number == int(number[0])]
        if numbered:
            return numbered[0]
    return next((i for i in hits if i > after), hits[0])


def _of_side(found: Sequence[int], row: PrintedRow, rows: Sequence[RowLabel]) -> list[int]:
    return [i for i in found if rows[i].side is None or row.side is None or rows[i].side == row.side]


def name_rows(rows: Sequence[PrintedRow], form: Form | None, variant: str) -> list[NamedRow]:
    """Every printed row with the form's row, its code and its role."""
    known = _Known([row for row in (form.rows if form else ()) if row.variant in ("", variant)])
    last: dict[str | None, int] = {}
    codes: dict[str | None, str] = {}
    book = book_of(form)
    named = []
    for row in rows:
        index = _match(row, known, last.get(row.side, -1))
        if index is not None:
            last[row.side] = index
        found = known.rows[index] if index is not None else None
        code = subject_code(row, form) or completed(
            code_digits(row), codes.get(row.side), plain_label(str(row.label or "")), book
        )
        if code is not None:
            codes[row.side] = code
        named.append(
            NamedRow(
                row, found, code or (found.code if found else None), code is not None, _role(row, found, code)
            )
        )
    return named


def _role(row: PrintedRow, known: RowLabel | None, code: str | None) -> Role:
    if code is not None:
        return "subject"
    if _label(row) in total_words() and (known is None or known.total):
        return "total"
    if known is not None:
        return "label"
    return "free"


def _block_totals(rows: Sequence[NamedRow], form: Form | None) -> dict[str, int]:
    """Index of the total of a block of codes by each class that it sums."""
    found: dict[str, int] = {}
    for outer in outer_headings(form) if form else ():
        at = next(
            (i for i, r in enumerate(rows) if not r.code and _label(r.row).startswith(outer.word)), None
        )
        if at is not None:
            found.update(dict.fromkeys(outer.classes, at))
    return found


def coded_parents(rows: Sequence[NamedRow], form: Form | None) -> list[NamedRow]:
    """Rows of a table of subjects with their parents: the longest code before it, an organisation's row, the total."""
    blocks = _block_totals(rows, form)
    seen: dict[str, int] = {}
    group: int | None = None
    total = next((i for i, row in enumerate(rows) if row.role == "total"), None)
    book = book_of(form)
    out: list[NamedRow] = []
    for index, row in enumerate(rows):
        parent: int | None = None
        role = row.role
        if row.printed_code and row.code is not None:
            prefixes = [row.code[:length] for length in (5, 3) if length < len(row.code)]
            whole = blocks.get(row.code[:3], group if group is not None else total)
            parent = next((seen[prefix] for prefix in prefixes if prefix in seen), whole)
            seen[row.code] = index
        elif (
            role in ("free", "label")
            and row.row.amounts
            and not (row.row.code or index in blocks.values())
            and (row.row.unit_code or is_heading(_name(row), _next_code(rows, index), frozenset(seen), book))
        ):
            role, parent, group, seen = "group", total, index, {}
        out.append(
            NamedRow(
                row.row, row.known, row.code, row.printed_code, role, parent if parent != index else None
            )
        )
    return out


def _name(row: NamedRow) -> str:
    return plain_label(str(row.row.label)) if row.row.label else ""


def _next_code(rows: Sequence[NamedRow], index: int) -> str | None:
    return next((row.code for row in rows[index + 1 :] if row.printed_code and row.row.amounts), None)


def _level(row: NamedRow) -> int:
    return row.known.level if row.known else 0


def sided_parents(rows: Sequence[NamedRow]) -> list[NamedRow]:
    """Rows of a sided table with their parents: the row above of a lower level, else the next total on the side."""
    out: list[NamedRow] = []
    for index, row in enumerate(rows):
        parent: int | None = None
        if row.known is not None:
            level = _level(row)
            above = [
                i for i in range(index) if rows[i].row.side == row.row.side and rows[i].known is not None
            ]
            if level > 0 and not _is_total(row):
                parent = next(
                    (i for i in reversed(above) if _level(rows[i]) < level and not _is_total(rows[i])), None
                )
            if parent is None:
                parent = next(
                    (
                        i
                        for i in range(index + 1, len(rows))
                        if rows[i].row.side == row.row.side
                        and _is_total(rows[i])
                        and _level(rows[i]) <= level
                    ),
                    None,
                )
        out.append(NamedRow(row.row, row.known, row.code, row.printed_code, row.role, parent))
    return out


def _is_total(row: NamedRow) -> bool:
    return row.known.total if row.known else row.role == "total"


def with_parents(rows: Sequence[NamedRow], form: Form | None, shape: str) -> list[NamedRow]:
    """Rows with the index of the row each is part of."""
    if shape in ("coded", "blocks") and any(row.printed_code for row in rows):
        return coded_parents(rows, form)
    return sided_parents(rows) if form is not None else list(rows)


def has_numbering(row: PrintedRow) -> bool:
    """Whether the printed label begins with numbering."""
    return row.label is not None and bool(numbering(key(str(row.label)))) and _label(row) not in total_words()
