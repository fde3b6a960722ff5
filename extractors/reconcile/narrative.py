"""Narrative and tables: which cell a number of the running text restates, as instances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from extractors.reconcile.board import TICKS, Board, Number
from extractors.reconcile.cells import certain_value
from extractors.reconcile.instances import Family, Instance, outside
from extractors.reconcile.references import rows_of
from extractors.reconcile.slots import Slot
from schemas.identities import Certainty
from schemas.identity_terms import SIDES, Term
from schemas.records import StatementRow
from schemas.restatements import RECORD, SUBJECT, Address, Restatements, Told
from schemas.values import parse_value, unit_factors


class Restated(NamedTuple):
    """A statement and the instance that compares it with its cell."""

    statement: StatementRow
    instance: Instance


def statement_number(statement: StatementRow) -> Number | None:
    """The amount of a statement with its last printed decimal; None when it is no amount."""
    parsed = parse_value(statement.value_raw)
    factor = _ticks_of(statement.unit or "")
    if statement.amount is None or parsed is None or parsed.value is None or factor is None:
        return None
    quantum = max(factor // 10**parsed.decimals, 1)
    printed = f"{statement.value_raw}{statement.unit}"
    ticks = int(statement.amount * TICKS)
    return Number(statement.statement_id, ticks, quantum, printed, statement.unit or "", factor)


@cache
def _ticks_of(unit: str) -> int | None:
    factor = unit_factors().get(unit)
    return int(factor * TICKS) if factor is not None else None


def _column(board: Board, table: int, measure: str, side: str | None, told: Told) -> int | None:
    """The column of a measure in the phase and year that a role speaks of."""
    fiscal = board.facts.fiscal_year
    for phase in (*told.phases, None):
        for (own, year), columns in board.groups[table].items():
            if own != phase or (fiscal and year not in (None, fiscal + told.year)):
                continue
            if year is None and told.year:
                continue
            for name in ((side, measure), (None, measure)):
                if name in columns:
                    return columns[name]
    return None


def _rows(board: Board, table: int, address: Address, code: str | None) -> tuple[list[int], str]:
    """The row of an address and the measure of its column (`amount` where the row carries the measure)."""
    rows = board.tables[table].rows
    if address.row == SUBJECT:
        named = [r for side in (None, *SIDES) for r in board.codes[table].get((side, code or ""), ())]
        found = [r for r in named if rows[r].amounts]
        return (found if len(found) == 1 else []), address.measure
    if address.row == RECORD:
        if address.measure not in board.measures(table):
            own = board.row_measures[table]
            named = [r for r, row in enumerate(rows) if own[r] == address.measure and row.amounts]
            return named[:1], "amount"
        filled = [r for r, row in enumerate(rows) if row.amounts]
        return (filled if len(filled) == 1 else []), address.measure
    named = rows_of(board, table, _named(address.row, address.side), None)
    return (named if len(named) == 1 else []), address.measure


@cache
def _named(row: str, side: str | None) -> Term:
    return Term(1, None, row, side=side)


def _places(board: Board, addresses: Iterable[Address], told: Told, code: str | None) -> Iterator[Slot]:
    for address in addresses:
        tables = board.by_form.get(address.form, ())
        if len(tables) != 1 or not board.has_unit(tables[0]):
            continue
        rows, measure = _rows(board, tables[0], address, code)
        for row in rows:
            column = _column(board, tables[0], measure, board.tables[tables[0]].rows[row].side, told)
            if column is not None:
                yield tables[0], row, column


def _near(board: Board, number: Number, slot: Slot) -> int:
    """A text may print fewer decimals: half of its last unit is rounding."""
    return max(board.quanta[slot[0]], number.quantum // 2)


def restated(
    board: Board, restatements: Restatements, statements: Iterable[StatementRow]
) -> Iterator[Restated]:
    """Statements with the cell they restate: of several places the one that agrees, else the first printed.

    The first statement of a cell may help to place amounts; those after it may be about something narrower.
    """
    seen: set[Slot] = set()
    for statement in statements:
        number = statement_number(statement)
        told = restatements.roles.get(statement.role)
        addresses = restatements.addresses.get((statement.metric, statement.subject_code is not None), ())
        if number is None or told is None:
            continue
        places = list(_places(board, addresses, told, statement.subject_code))
        if not places:
            continue
        slot = _choose(board, number, places)
        certainty: Certainty = "hard" if len(places) == 1 and slot not in seen else "usual"
        seen.add(slot)
        near = _near(board, number, slot)
        name = f"narrative.{statement.metric}.{statement.role}"
        family = Family(board, name, certainty, apart=True)
        yield Restated(statement, outside(family, ((slot, -1),), ((number, 1),), (near, near)))


def _choose(board: Board, number: Number, places: list[Slot]) -> Slot:
    for slot in places:
        value = certain_value(board, [slot])
        if value is not None and abs(value - number.ticks) <= _near(board, number, slot):
            return slot
    return places[0]
