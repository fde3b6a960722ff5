"""Narrative and tables: which cell a number of the running text restates, as instances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from extractors.reconcile.board import TICKS, Board, Number
from extractors.reconcile.cells import certain_value
from extractors.reconcile.instances import Family, Instance, outside
from extractors.reconcile.references import rows_of
from extractors.reconcile.slots import Slot
from schemas.identities import Certainty
from schemas.identity_terms import Term
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


def _rows(board: Board, table: int, address: Address, code: str | None) -> tuple[Sequence[int], str]:
    """The row of an address and the measure of its column (`amount` where the row carries the measure)."""
    rows = board.tables[table].rows
    if address.row == SUBJECT:
        found = _of_code(board, table).get(code or "", ())
        return (found if len(found) == 1 else ()), address.measure
    if address.row == RECORD:
        if address.measure not in board.measures(table):
            own = board.row_measures[table]
            named = [r for r, row in enumerate(rows) if own[r] == address.measure and row.amounts]
            return named[:1], "amount"
        filled = [r for r, row in enumerate(rows) if row.amounts]
        return (filled if len(filled) == 1 else []), address.measure
    named = rows_of(board, table, _named(address.row, address.side), None)
    return (named if len(named) == 1 else []), address.measure


def _of_code(board: Board, table: int) -> Mapping[str, Sequence[int]]:
    """Rows with amounts by code, whatever side they stand on."""
    if (wanted := (table, SUBJECT)) not in board.subjects:
        rows, found = board.tables[table].rows, dict[str, list[int]]()
        for index, code in enumerate(board.row_codes[table]):
            if code and rows[index].amounts:
                found.setdefault(code, []).append(index)
        board.subjects[wanted] = found
    by_code: Mapping[str, Sequence[int]] = board.subjects[wanted]
    return by_code


@cache
def _named(row: str, side: str | None) -> Term:
    return Term(1, None, row, side=side)


@dataclass(slots=True, eq=False)
class _Places:
    """Where statements may stand in the tables of one document; look-ups are remembered."""

    board: Board
    restatements: Restatements
    tables: dict[tuple[str, bool], list[tuple[Address, int]]] = field(default_factory=dict)
    columns: dict[tuple[int, str, str | None, str], int | None] = field(default_factory=dict)

    def of(self, statement: StatementRow) -> list[Slot]:
        """The places of a statement in the order of its metric's addresses."""
        code, role, slots = statement.subject_code, statement.role, []
        for address, table in self._addressed(statement.metric, code is not None):
            rows, measure = _rows(self.board, table, address, code)
            for row in rows:
                wanted = (table, measure, self.board.tables[table].rows[row].side, role)
                if wanted not in self.columns:
                    self.columns[wanted] = _column(self.board, *wanted[:3], self.restatements.roles[role])
                column = self.columns[wanted]
                if column is not None:
                    slots.append((table, row, column))
        return slots

    def _addressed(self, metric: str, coded: bool) -> list[tuple[Address, int]]:
        """The addresses of a metric whose form stands once in the document, in a known unit."""
        if (metric, coded) not in self.tables:
            addresses = self.restatements.addresses.get((metric, coded), ())
            tables = [(address, self.board.by_form.get(address.form, ())) for address in addresses]
            once = [(address, found[0]) for address, found in tables if len(found) == 1]
            self.tables[metric, coded] = [(a, table) for a, table in once if self.board.has_unit(table)]
        return self.tables[metric, coded]


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
    known = _Places(board, restatements)
    families: dict[tuple[str, str, Certainty], Family] = {}
    for statement in statements:
        if statement.role not in restatements.roles or statement.amount is None:
            continue
        places = known.of(statement)
        number = statement_number(statement) if places else None
        if number is None:
            continue
        slot = _choose(board, number, places)
        certainty: Certainty = "hard" if len(places) == 1 and slot not in seen else "usual"
        seen.add(slot)
        named = (statement.metric, statement.role, certainty)
        if named not in families:
            name = f"narrative.{statement.metric}.{statement.role}"
            families[named] = Family(board, name, certainty, apart=True)
        near = _near(board, number, slot)
        yield Restated(statement, outside(families[named], ((slot, -1),), ((number, 1),), (near, near)))


def _choose(board: Board, number: Number, places: list[Slot]) -> Slot:
    for slot in places if len(places) > 1 else ():
        value = certain_value(board, [slot])
        if value is not None and abs(value - number.ticks) <= _near(board, number, slot):
            return slot
    return places[0]
