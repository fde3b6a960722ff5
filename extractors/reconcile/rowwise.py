"""Row identities: a total and its parts under the columns of one row, or beside labels that carry the measures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from extractors.reconcile.board import Board, Group
from extractors.reconcile.cells import certain_value, column_of
from extractors.reconcile.instances import Instance, build_instance, family_of, signs_of
from extractors.reconcile.references import rows_of
from extractors.reconcile.slots import Slot
from extractors.reconcile.standing import along_row
from schemas.identities import Identity
from schemas.identity_terms import Term

# Columns and signs as instances keep them, and signs by column where the columns are in the order of the print.
Columns = tuple[tuple[int, ...], tuple[int, ...] | None, dict[int, int]]


def _carried(identity: Identity, board: Board, table: int) -> bool:
    """Whether the measures of a row identity stand in row labels, not over columns."""
    wanted = {measure for term in (*identity.total, *identity.parts) for measure in term.measures}
    return bool(wanted & set(board.row_measures[table])) and not wanted & board.measures(table)


def _row_terms(identity: Identity) -> list[tuple[Term, int]]:
    return [(term, 1) for term in identity.total] + [(term, -1) for term in identity.parts]


def _label_instances(identity: Identity, board: Board, table: int) -> Iterator[Instance | None]:
    """Where row labels carry the measures: once per column of money; rows that are not printed count as 0."""
    rows = board.tables[table].rows
    by_measure: dict[str | None, int] = {}
    for index, measure in enumerate(board.row_measures[table]):
        if rows[index].amounts:
            by_measure.setdefault(measure, index)
    found = [
        (by_measure[m], sign * term.sign)
        for term, sign in _row_terms(identity)
        for m in term.measures
        if m in by_measure
    ]
    if {sign for _, sign in found} != {1, -1}:
        return
    others = [index for index, row in enumerate(rows) if row.role == "free" and row.amounts]
    family = family_of(board, identity, usual=bool(others))
    for columns in board.groups[table].values():
        for column in columns.values():
            signed = [((table, row, column), sign) for row, sign in found]
            if not _explained(board, signed, [(table, row, column) for row in others]):
                yield build_instance(family, signed)


def _explained(board: Board, signed: list[tuple[Slot, int]], others: list[Slot]) -> bool:
    """Whether rows that the form does not know make up what is missing from a sum: one of them, or all together."""
    values = [certain_value(board, [slot]) or 0 for slot in others]
    gap = sum(sign * (certain_value(board, [slot]) or 0) for slot, sign in signed)
    return gap != 0 and gap in (*values, sum(values))


def _rows_meant(identity: Identity, board: Board, table: int) -> list[int]:
    """The rows that a row identity is applied to."""
    rows = board.tables[table].rows
    named = {
        row for name in identity.rows for row in rows_of(board, table, Term(1, None, name), identity.side)
    }
    return [
        index
        for index, row in enumerate(rows)
        if row.amounts and identity.side in (None, row.side) and (not identity.rows or index in named)
    ]


def row_instances(identity: Identity, board: Board, table: int) -> Iterator[Instance | None]:
    """A row identity in every row that it means; a breach says nothing where a column is filled that the form does not know."""
    if _carried(identity, board, table):
        yield from _label_instances(identity, board, table)
        return
    meant, rows = _rows_meant(identity, board, table), board.tables[table].rows
    unmapped, first, width = _unmapped(board, table), board.layout.row(table, 0), board.layout.widths[table]
    printed = board.here.rows[table] if board.here else ()
    firm = family_of(board, identity, axis="row")
    loose = family_of(board, identity, loose=True, axis="row", usual=True)
    for group in board.groups[table]:
        sides = dict.fromkeys([rows[row].side for row in meant])
        by_side = {side: _signed_columns(identity, board, table, side, group) for side in sides}
        for row in meant:
            columns, signs, signed = by_side[rows[row].side]
            total = along_row(printed[row], signed) if printed and signed else None
            if not total[0] if total else board.places(table)[row].isdisjoint(columns):
                continue
            family = loose if unmapped and not unmapped.isdisjoint(board.places(table)[row]) else firm
            yield Instance(family, columns, first + row * width, signs, None, total)


def _unmapped(board: Board, table: int) -> frozenset[int]:
    """Columns of money that the form does not know: what stands there may be a part of any sum over its row."""
    columns = board.tables[table].columns
    return frozenset([i for i, column in enumerate(columns) if column.kind == "money" and column.unmapped])


def _signed_columns(identity: Identity, board: Board, table: int, side: str | None, group: Group) -> Columns:
    """The columns of a row identity and their signs; none where the table lacks one that is needed."""
    columns: list[int] = []
    signs: list[int] = []
    for term, sign in _row_terms(identity):
        column = column_of(board, table, term, side, group)
        if column is not None:
            columns.append(column)
            signs.append(sign * term.sign)
        elif not term.optional:
            return (), None, {}
    if -1 not in signs:
        return (), None, {}
    in_order = all(left < right for left, right in pairwise(columns))
    return tuple(columns), signs_of(signs), dict(zip(columns, signs, strict=True)) if in_order else {}
