"""Narrative and tables: which cell a number of the running text restates, as instances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.reconcile.across import certain_value
from extractors.reconcile.board import TICKS, Board, Number, Slot
from extractors.reconcile.ground import cell_slots, column_of
from extractors.reconcile.instances import Instance
from schemas.identities import Certainty, Restatement, Term
from schemas.records import StatementRow
from schemas.values import parse_value, unit_factors


@dataclass(frozen=True, slots=True)
class Restated:
    """A statement and the instance that compares it with its cell."""

    statement: StatementRow
    instance: Instance


def statement_number(statement: StatementRow) -> Number | None:
    """The amount of a statement with its last printed decimal; None when it is no amount."""
    parsed = parse_value(statement.value_raw)
    factor = unit_factors().get(statement.unit or "")
    if statement.amount is None or parsed is None or parsed.value is None or factor is None:
        return None
    quantum = max(int(factor * TICKS) // 10**parsed.decimals, 1)
    printed = f"{statement.value_raw}{statement.unit}"
    ticks = int(statement.amount * TICKS)
    return Number(statement.statement_id, ticks, quantum, printed, statement.unit or "", int(factor * TICKS))


def _record_slots(board: Board, table: int, term: Term) -> list[Slot]:
    """A measure in a table of one row, or in the row that carries it."""
    rows = board.tables[table].rows
    measures = board.row_measures[table]
    named = [r for r, row in enumerate(rows) if row.amounts and measures[r] in term.measures]
    filled = [r for r, row in enumerate(rows) if row.amounts]
    if named:
        amount = Term(1, None, None, ("amount",), tag=term.tag)
        column = column_of(board, table, amount, rows[named[0]].side, None)
        return [] if column is None else [(table, named[0], column)]
    column = column_of(board, table, term, rows[filled[0]].side, None) if len(filled) == 1 else None
    return [] if column is None else [(table, filled[0], column)]


def _subject_slots(board: Board, table: int, term: Term, code: str) -> list[Slot]:
    rows = [
        r
        for r, found in enumerate(board.row_codes[table])
        if found == code and board.tables[table].rows[r].amounts
    ]
    if len(rows) != 1:
        return []
    column = column_of(board, table, term, board.tables[table].rows[rows[0]].side, None)
    return [] if column is None else [(table, rows[0], column)]


def _places(board: Board, restatement: Restatement, code: str | None) -> Iterator[list[Slot]]:
    for term in restatement.cells:
        tables = board.by_form.get(term.form or "", ())
        if len(tables) != 1 or not board.has_unit(tables[0]):
            continue
        if restatement.by_subject:
            slots = _subject_slots(board, tables[0], term, code or "")
        elif term.row is None:
            slots = _record_slots(board, tables[0], term)
        else:
            slots = cell_slots(board, tables[0], term, None) or []
        if slots:
            yield slots


def _instance(
    board: Board, restatement: Restatement, number: Number, slots: list[Slot], certainty: Certainty
) -> Instance:
    quantum = max(board.quanta[slot[0]] for slot in slots)
    near = max(quantum, number.quantum // 2)
    terms = tuple((slot, -1) for slot in slots)
    return Instance(restatement.name, certainty, "=", terms, ((number, 1),), near, near)


def restated(
    board: Board, restatements: Sequence[Restatement], statements: Iterable[StatementRow]
) -> Iterator[Restated]:
    """Statements with the cell they restate: of several alternatives the one that agrees, else the first printed.

    The first statement of a cell may help to place amounts; those after it may be about something narrower.
    """
    rules: dict[tuple[str, str, bool], list[Restatement]] = {}
    for restatement in restatements:
        rules.setdefault((restatement.metric, restatement.role, restatement.by_subject), []).append(
            restatement
        )
    seen: set[tuple[Slot, ...]] = set()
    for statement in statements:
        number = statement_number(statement)
        found = rules.get((statement.metric, statement.role, bool(statement.subject_code)), [])
        if number is None:
            continue
        places = [(rule, slots) for rule in found for slots in _places(board, rule, statement.subject_code)]
        if not places:
            continue
        rule, slots = _choose(board, number, places)
        alone = len(places) == 1 and tuple(slots) not in seen
        seen.add(tuple(slots))
        yield Restated(statement, _instance(board, rule, number, slots, rule.certainty if alone else "usual"))


def _choose(
    board: Board, number: Number, places: list[tuple[Restatement, list[Slot]]]
) -> tuple[Restatement, list[Slot]]:
    for rule, slots in places:
        value = certain_value(board, slots)
        quantum = max(board.quanta[slot[0]] for slot in slots)
        if value is not None and abs(value - number.ticks) <= max(quantum, number.quantum // 2):
            return rule, slots
    return places[0]
