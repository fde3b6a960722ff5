"""Rows that an identity names: by label, code or selector."""

from __future__ import annotations

from typing import get_args

from extractors.reconcile.board import Board
from schemas.characters import key
from schemas.codes import Kind, subject_book
from schemas.identity_terms import SIDES, Term


def top_rows(board: Board, table: int, side: str | None) -> list[int]:
    """The outermost coded rows of a side: those whose code has no printed beginning that is a code too."""
    codes = {
        code: row
        for (row_side, code), rows in board.codes[table].items()
        for row in rows[:1]
        if side is None or row_side == side
    }
    return sorted(
        row for code, row in codes.items() if not any(code[:n] in codes for n in range(2, len(code)))
    )


def _whole(board: Board, table: int) -> list[int]:
    """The outermost rows in place of a total that is not printed: only where every row has a code of its own."""
    filled = [index for index, row in enumerate(board.tables[table].rows) if row.amounts]
    roles = {board.tables[table].rows[index].role for index in filled}
    codes = [board.row_codes[table][index] for index in filled]
    if roles != {"subject"} or len(set(codes)) < len(codes) or not board.tables[table].complete:
        return []
    return [row for row in top_rows(board, table, None) if row in filled]


def _coded(board: Board, table: int, code: str, side: str | None) -> list[int]:
    """The row of a code; with `!` only where it has that code's name: some publishers number by themselves."""
    named = code.endswith("!")
    code = code.removesuffix("!")
    rows = [
        row
        for wanted in ([side] if side is not None else [None, *SIDES])
        for row in board.codes[table].get((wanted, code), ())
    ]
    form = board.forms.get(board.tables[table].form_id)
    kind = form.subject_kind if form else None
    if named and kind in get_args(Kind):
        book = subject_book(kind)
        rows = [row for row in rows if book.agrees(code, board.tables[table].rows[row].label) is not False]
    return sorted(rows)[:1]


def rows_of(board: Board, table: int, term: Term, side: str | None) -> list[int]:
    """The rows that a row reference means in one table; several are summed, none count as 0."""
    wanted = (table, term.row, term.above, term.side, side)
    if wanted not in board.rows:
        board.rows[wanted] = _look_up(board, table, term, side)
    return board.rows[wanted]


def _look_up(board: Board, table: int, term: Term, side: str | None) -> list[int]:
    reference = term.row or ""
    if reference == "@total":
        total = board.grand_total(table)
        return _whole(board, table) if total is None else [total]
    if reference == "@row":
        filled = [index for index, row in enumerate(board.tables[table].rows) if row.amounts]
        return filled if len(filled) == 1 else []
    if reference == "@top":
        return top_rows(board, table, term.side or side)
    side = term.side or side
    if reference.startswith("#"):
        return _coded(board, table, reference[1:], side)
    index, name = board.labels[table], key(reference)
    sides = [side] if side is not None else [None, *SIDES]
    found = sorted({row for wanted in sides for row in index.get((wanted, name), ())})
    if term.above is not None:
        above = [row for wanted in sides for row in board.labels[table].get((wanted, key(term.above)), ())]
        found = [row for row in found if above and row > min(above)]
    return found[:1]
