"""Listings without codes: rows below a head add up to it, by themselves or in groups that a row of their own heads.

Nothing printed tells which row heads others, so a listing is taken for nested only where the running sums close exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.reconcile.board import Board
from extractors.reconcile.cells import certain_value
from extractors.reconcile.instances import Instance, build_instance, family_of
from extractors.reconcile.references import rows_of
from schemas.identities import Identity

Groups = list[tuple[int, list[int]]]
LEAST = 2  # rows below a head: one alone repeats it and says nothing


def groups_of(values: Sequence[int]) -> Groups | None:
    """Heads with the rows that add up to each, so that every value is a head or below one; None where sums do not close.

    Amounts are positive: the rows below a head end where their sum reaches it.
    """
    groups: Groups = []
    at = 0
    while at < len(values):
        head, total, end = values[at], 0, at + 1
        while end < len(values) and total < head:
            total += values[end]
            end += 1
        if total != head:
            return None
        groups.append((at, list(range(at + 1, end))))
        at = end
    return groups


def parse(head: int, values: Sequence[int]) -> tuple[list[int], Groups] | None:
    """The rows that add up to a head, and the groups below them; None where no reading closes."""
    if len(values) < LEAST or min(values) <= 0:
        return None
    if sum(values) == head:
        return list(range(len(values))), []
    groups = groups_of(values)
    if groups is None or sum(values[at] for at, _ in groups) != head:
        return None
    return [at for at, _ in groups], groups


def _below(board: Board, table: int, head: int, heads: set[int]) -> list[int]:
    """Rows with amounts after a head up to the next one."""
    rows = board.tables[table].rows
    found = []
    for index in range(head + 1, len(rows)):
        if index in heads or rows[index].role == "total":
            break
        if rows[index].amounts:
            found.append(index)
    return found


def nested_instances(identity: Identity, board: Board, table: int) -> Iterator[Instance | None]:
    """Every head = Σ rows below it, with the groups among them, per column in which the running sums close."""
    heads = {row for term in identity.parts for row in rows_of(board, table, term, identity.side)}
    for head in sorted(heads):
        below = _below(board, table, head, heads)
        for columns in board.groups[table].values():
            for column in columns.values():
                yield from _of_head(identity, board, (table, head, column), below)


def _of_head(
    identity: Identity, board: Board, slot: tuple[int, int, int], below: Sequence[int]
) -> Iterator[Instance | None]:
    table, head, column = slot
    total = certain_value(board, [slot])
    values = {row: certain_value(board, [(table, row, column)]) for row in below}
    filled = [(row, value) for row, value in values.items() if value is not None]
    found = parse(total, [value for _, value in filled]) if total else None
    if found is None:
        return
    rows = [row for row, _ in filled]
    family = family_of(board, identity, axis="column", usual=True)
    for parent, children in [(head, found[0]), *((rows[at], below_it) for at, below_it in found[1])]:
        signed = [((table, parent, column), 1), *(((table, rows[child], column), -1) for child in children)]
        yield build_instance(family, signed, head=(table, parent))
