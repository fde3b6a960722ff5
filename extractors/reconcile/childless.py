"""Childless rows: a class or group without the rows below it that all others have; a row was lost, or never printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import attrgetter

from extractors.reconcile.board import Board
from extractors.reconcile.puzzle import RowKey

LEVELS = (3, 5)
OTHERS = 2  # rows of the level that do have rows below them
RARE = 10  # one childless row for this many others at most
_VALUE = attrgetter("value")

Coded = Mapping[str, int]


def _coded(board: Board, table: int) -> Coded:
    """Functional codes with an amount that is not zero, and their rows."""
    form = board.forms.get(board.tables[table].form_id)
    if form is None or form.subject_kind != "functional":
        return {}
    found: dict[str, int] = {}
    for index, row in enumerate(board.tables[table].rows):
        if row.role == "subject" and row.code and any(map(_VALUE, row.amounts)):
            found.setdefault(row.code, index)
    return found


def _parents(codes: Coded) -> set[str]:
    """Every class and group that a printed code begins with."""
    return {code[:length] for code in codes for length in LEVELS if length < len(code)}


def childless_rows(board: Board) -> Iterator[RowKey]:
    """Rows whose level is broken down everywhere else in their table, or whose code is in another table."""
    coded = [_coded(board, table) for table in range(len(board.tables))]
    parents = [_parents(codes) for codes in coded]
    for table, codes in enumerate(coded):
        for length in LEVELS:
            rows = [code for code in codes if len(code) == length]
            bare = [code for code in rows if code not in parents[table]]
            others = len(rows) - len(bare)
            if not others:
                continue
            known = set().union(*(parents[other] for other in range(len(coded)) if other != table))
            seldom = others >= OTHERS and len(bare) <= max(1, others // RARE)
            for code in bare:
                if seldom or (code in known and len(bare) <= others):
                    yield table, codes[code]
