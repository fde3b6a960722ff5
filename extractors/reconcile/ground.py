"""Grounding: identities of the specifications become instances over the tables of one document."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.reconcile.board import Board
from extractors.reconcile.cells import cell_slots
from extractors.reconcile.instances import Instance, build_instance, family_of
from extractors.reconcile.nested import nested_instances
from extractors.reconcile.references import rows_of
from extractors.reconcile.rowwise import row_instances
from extractors.reconcile.slots import Slot
from extractors.reconcile.trees import tree_instances
from schemas.identities import Identities, Identity
from schemas.identity_terms import Term

Signed = tuple[tuple[Slot, int], ...]


def _applies(identity: Identity, board: Board, table: int) -> bool:
    variant = board.tables[table].variant
    if identity.variants and variant not in identity.variants:
        return False
    if variant in identity.except_variants:
        return False
    region = board.facts.region_code or ""
    return not identity.regions or any(region.startswith(prefix) for prefix in identity.regions)


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
    family = family_of(board, identity, loose, "column", usual=loose)
    for columns in board.groups[table].values():
        for (side, measure), column in columns.items():
            if side not in (None, identity.side) or (identity.measures and measure not in identity.measures):
                continue
            signed = [((table, row, column), sign) for row, sign in total + parts]
            yield build_instance(family, signed)


def table_instances(identities: Identities, board: Board) -> list[Instance]:
    """Instances of the identities that each table's own form declares."""
    found: list[Instance] = []
    for table, amounts in enumerate(board.tables):
        for identity in identities.forms.get(amounts.form_id, ()):
            if not _applies(identity, board, table):
                continue
            made: Iterator[Instance | None]
            if identity.scope == "row":
                made = row_instances(identity, board, table)
            elif identity.scope == "column":
                made = _column_instances(identity, board, table)
            elif identity.scope == "tree":
                made = tree_instances(identity, board, table)
            elif identity.scope == "nested":
                made = nested_instances(identity, board, table)
            else:
                made = _cell_instances(identity, board, {amounts.form_id: table}, amounts.form_id)
            found += [instance for instance in made if instance is not None]
    return found


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
        yield build_instance(family_of(board, identity), signed)
