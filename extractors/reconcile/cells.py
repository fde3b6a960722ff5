"""Cells of a document's tables: where a measure's column is, where a term stands, and what is printed there."""

from __future__ import annotations

from extractors.reconcile.board import Board, Group
from extractors.reconcile.references import rows_of
from extractors.reconcile.slots import Slot
from schemas.identity_terms import Term


def column_of(board: Board, table: int, term: Term, side: str | None, group: Group | None) -> int | None:
    """The column of a term's measure on one side; `group` is the scope's phase and year, None for the form's own."""
    wanted = (table, term.measures, term.tag, side, group)
    if wanted not in board.columns:
        board.columns[wanted] = _look_up(board, table, term, side, group)
    return board.columns[wanted]


def _look_up(board: Board, table: int, term: Term, side: str | None, group: Group | None) -> int | None:
    for measure in term.measures:
        for candidate in _groups(board, table, measure, side, term.tag, group):
            columns = board.groups[table].get(candidate, {})
            for name in ((side, measure), (None, measure)):
                if name in columns:
                    return columns[name]
    return None


def _groups(
    board: Board, table: int, measure: str, side: str | None, tag: str | None, group: Group | None
) -> list[Group]:
    main = board.main_group(table, measure, side)
    if tag is None:
        chosen = group or main
        return [chosen] if chosen else []
    year = main[1] if main else board.facts.fiscal_year
    if tag == "prior":
        return [g for g in board.groups[table] if year and g[1] == year - 1]
    return [g for g in board.groups[table] if g[0] == tag and g[1] in (None, year)]


def side_of(board: Board, table: int, row: int) -> str | None:
    """The side a row stands on."""
    return board.tables[table].rows[row].side


def cell_slots(board: Board, table: int, term: Term, side: str | None) -> list[Slot] | None:
    """Where a `row / measure` term stands in a table; None when the table lacks the row or the column."""
    slots = []
    for row in rows_of(board, table, term, side):
        column = column_of(board, table, term, side_of(board, table, row), None)
        if column is not None:
            slots.append((table, row, column))
    return slots or None


def certain_value(board: Board, slots: list[Slot]) -> int | None:
    """Sum in ticks of slots whose amounts have one possible place; None while one is open or nothing is printed."""
    total, printed = 0, False
    if board.known is not None:
        amounts, cell = board.known.amounts, board.layout.cell
        found = [amounts[c][1] for c in map(cell, slots) if c in amounts]
        return sum(found) if found else None
    for table, row, column in slots:
        for amount in board.tables[table].rows[row].amounts:
            if column not in amount.candidates:
                continue
            if len(amount.candidates) > 1:
                return None
            total, printed = total + board.ticks(table, amount), True
    return total if printed else None
