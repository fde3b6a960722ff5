"""Labels of rows of cells that stand on two lines, joined where form or code book know the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast, get_args

from extractors.amounts.header_split import Known
from extractors.amounts.printed import PrintedRow
from extractors.amounts.rowlabels import code_digits
from extractors.amounts.words import label_key
from schemas.codes import Kind, SubjectBook, subject_book
from schemas.forms import Form
from schemas.spans import Text, join


def join_wrapped(rows: Sequence[PrintedRow], known: Known, form: Form | None) -> list[PrintedRow]:
    """The rows with wrapped labels joined; the amounts may stand beside either piece."""
    kind = form.subject_kind if form is not None else None
    book = subject_book(cast("Kind", kind)) if kind in get_args(Kind) else None
    out: list[PrintedRow] = []
    for row in rows:
        above = _above(out, row)
        joined = _joined(above, row, known, book) if above is not None else None
        if joined is None:
            out.append(row)
        else:
            out = [joined if item is above else item for item in out]
    return out


def _above(out: Sequence[PrintedRow], row: PrintedRow) -> PrintedRow | None:
    """The row of the same side and group on the line before."""
    for other in reversed(out):
        if other.ordinal < row.ordinal - 1:
            return None
        same = other.side == row.side and (other.room or (0, 0))[0] == (row.room or (0, 0))[0]
        if other.ordinal == row.ordinal - 1 and same:
            return other
    return None


def _joined(above: PrintedRow, row: PrintedRow, known: Known, book: SubjectBook | None) -> PrintedRow | None:
    if above.label is None or row.label is None or row.code or row.number or row.unit_code:
        return None
    if above.amounts and row.amounts:
        return None
    whole, code = join((above.label, row.label)), code_digits(above)
    alone = _knows(above.label, code, known, book) and label_key(str(row.label)) in known.labels
    if alone or not _knows(whole, code, known, book):
        return None
    if above.amounts or not row.amounts:
        return replace(above, label=whole)
    return replace(row, label=whole, code=above.code, number=above.number, unit_code=above.unit_code)


def _knows(label: Text, code: str | None, known: Known, book: SubjectBook | None) -> bool:
    if label_key(str(label)) in known.labels:
        return True
    return bool(code and book is not None and book.agrees(code, str(label)))
