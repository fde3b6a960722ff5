"""Grounding: identities of the specifications become instances over the tables of one document."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.reconcile.board import Board, Group, Slot
from extractors.reconcile.instances import Instance, build_instance
from extractors.reconcile.references import rows_of
from extractors.reconcile.trees import tree_instances
from schemas.identities import Identities, Identity
from schemas.identity_terms import Term

Signed = tuple[tuple[Slot, int], ...]


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


def _side(board: Board, table: int, row: int) -> str | None:
    return board.tables[table].rows[row].side


def cell_slots(board: Board, table: int, term: Term, side: str | None) -> list[Slot] | None:
    """Where a `row / measure` term stands in a table; None when the table lacks the row or the column."""
    slots = []
    for row in rows_of(board, table, term, side):
        column = column_of(board, table, term, _side(board, table, row), None)
        if column is not None:
            slots.append((table, row, column))
    return slots or None


def _applies(identity: Identity, board: Board, table: int) -> bool:
    variant = board.tables[table].variant
    if identity.variants and variant not in identity.variants:
        return False
    if variant in identity.except_variants:
        return False
    region = board.facts.region_code or ""
    return not identity.regions or any(region.startswith(prefix) for prefix in identity.regions)


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
    for columns in board.groups[table].values():
        for column in columns.values():
            signed = [((table, row, column), sign) for row, sign in found]
            yield build_instance(board, identity.name, signed, (), identity.certainty, identity.relation)


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


def _row_instances(identity: Identity, board: Board, table: int) -> Iterator[Instance | None]:
    if _carried(identity, board, table):
        yield from _label_instances(identity, board, table)
        return
    rows = _rows_meant(identity, board, table)
    sides = dict.fromkeys(_side(board, table, row) for row in rows)
    for group in board.groups[table]:
        by_side = {side: _signed_columns(identity, board, table, side, group) for side in sides}
        for row in rows:
            columns = by_side[_side(board, table, row)]
            if any(column in board.places[table][row] for column, _ in columns):
                signed = [((table, row, column), sign) for column, sign in columns]
                yield build_instance(
                    board, identity.name, signed, (), identity.certainty, identity.relation, axis="row"
                )


def _signed_columns(
    identity: Identity, board: Board, table: int, side: str | None, group: Group
) -> list[tuple[int, int]]:
    """The columns of a row identity with their signs; none where the table lacks one that is needed."""
    signed: list[tuple[int, int]] = []
    for term, sign in _row_terms(identity):
        column = column_of(board, table, term, side, group)
        if column is not None:
            signed.append((column, sign * term.sign))
        elif not term.optional:
            return []
    return signed if any(sign < 0 for _, sign in signed) else []


def _printed(board: Board, table: int, row: str, identity: Identity) -> bool:
    """Whether a table has an amount in a row."""
    found = rows_of(board, table, Term(1, None, row), identity.side)
    return any(board.tables[table].rows[index].amounts for index in found)


def _column_instances(identity: Identity, board: Board, table: int) -> Iterator[Instance | None]:
    total = [(row, t.sign) for t in identity.total for row in rows_of(board, table, t, identity.side)]
    parts = [(row, -t.sign) for t in identity.parts for row in rows_of(board, table, t, identity.side)]
    rows = board.tables[table].rows
    if not total or not any(rows[row].amounts for row, _ in total) or not parts:
        return
    if not all(_printed(board, table, row, identity) for row in identity.needs):
        return
    if any(_printed(board, table, row, identity) for row in identity.without):
        return
    loose = any(row.role == "free" and row.amounts and row.side == identity.side for row in rows)
    certainty = "usual" if loose else identity.certainty
    for columns in board.groups[table].values():
        for (side, measure), column in columns.items():
            if side not in (None, identity.side) or (identity.measures and measure not in identity.measures):
                continue
            signed = [((table, row, column), sign) for row, sign in total + parts]
            yield build_instance(
                board, identity.name, signed, (), certainty, identity.relation, loose=loose, axis="column"
            )


def table_instances(identities: Identities, board: Board) -> Iterator[Instance]:
    """Instances of the identities that each table's own form declares."""
    for table, amounts in enumerate(board.tables):
        for identity in identities.forms.get(amounts.form_id, ()):
            if not _applies(identity, board, table):
                continue
            made: Iterator[Instance | None]
            if identity.scope == "row":
                made = _row_instances(identity, board, table)
            elif identity.scope == "column":
                made = _column_instances(identity, board, table)
            elif identity.scope == "tree":
                made = tree_instances(identity, board, table)
            else:
                made = _cell_instances(identity, board, {amounts.form_id: table}, amounts.form_id)
            yield from (instance for instance in made if instance is not None)


def _signed(board: Board, found: dict[str, int], identity: Identity, own: str | None) -> Signed | None:
    """Signed slots of a cell identity; None when its total or all its parts are missing."""
    signed: list[tuple[Slot, int]] = []
    for terms, factor in ((identity.total, 1), (identity.parts, -1)):
        here = []
        for term in terms:
            table = found.get(term.form or own or "")
            slots = (
                cell_slots(board, table, term, identity.side if own else None) if table is not None else None
            )
            here += [(slot, factor * term.sign) for slot in slots or ()]
        if not here:
            return None
        signed += here
    return tuple(signed)


def _cell_instances(
    identity: Identity, board: Board, found: dict[str, int], own: str | None = None
) -> Iterator[Instance | None]:
    signed = _signed(board, found, identity, own)
    if signed is not None:
        yield build_instance(board, identity.name, signed, (), identity.certainty, identity.relation)
