"""Trees of subject codes: classes, groups and items by their codes, organisations above them, the grand total on top."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.reconcile.board import Board
from extractors.reconcile.instances import Instance, build_instance
from schemas.amounts import AmountTable
from schemas.identities import Identity

Children = dict[int, list[int]]


def _parent_code(code: str, codes: dict[str, int]) -> int | None:
    """The row of the longest printed code that this code begins with."""
    for length in range(len(code) - 1, 1, -1):
        if code[:length] in codes:
            return codes[code[:length]]
    return None


def _subjects(rows: list[tuple[int, str]], children: Children) -> list[int]:
    """Link coded rows of one stretch below their parents and return the outermost."""
    codes: dict[str, int] = {}
    for row, code in rows:
        codes.setdefault(code, row)
    outermost = []
    for row, code in rows:
        parent = _parent_code(code, codes)
        if parent is None or parent == row:
            outermost.append(row)
        else:
            children.setdefault(parent, []).append(row)
    return outermost


def _stretches(table: AmountTable) -> list[tuple[int | None, list[tuple[int, str]]]]:
    """Coded rows with amounts below each group row; the first stretch has none."""
    stretches: list[tuple[int | None, list[tuple[int, str]]]] = [(None, [])]
    for index, row in enumerate(table.rows):
        if not row.amounts:
            continue
        if row.role == "group":
            stretches.append((index, []))
        elif row.role == "subject" and row.code:
            stretches[-1][1].append((index, row.code))
    return stretches


def children_of(table: AmountTable, total: int | None) -> Children:
    """Rows and the printed rows that add up to them; a group without subjects heads the groups after it."""
    children: Children = {}
    tops: list[int] = []
    head: int | None = None
    for group, rows in _stretches(table):
        outermost = _subjects(rows, children)
        if group is None:
            tops += outermost
        elif not rows:
            head = group
            tops.append(group)
        else:
            children.setdefault(group, []).extend(outermost)
            children.setdefault(head, []).append(group) if head is not None else tops.append(group)
    if total is not None and tops:
        children[total] = tops
    return children


def _open_ended(table: AmountTable, children: Children, total: int | None) -> set[int]:
    """Parents that may have a row without a code among their parts: those of the rows around it."""
    above = {row: parent for parent, rows in children.items() for row in rows}
    found: set[int] = set()
    last: int | None = None
    for index, row in enumerate(table.rows):
        if row.role in ("subject", "group") and row.amounts:
            last = index
        elif row.role == "free" and row.amounts:
            found |= {total} if total is not None else set()
            at = last
            while at is not None:
                found.add(at)
                at = above.get(at)
    return found


def tree_instances(identity: Identity, board: Board, table: int) -> Iterator[Instance | None]:
    """Every parent is the sum of its printed children, in every column of money."""
    amounts = board.tables[table]
    certainty = identity.certainty if amounts.complete else "usual"
    columns = sorted(column for group in board.groups[table].values() for column in group.values())
    places, total = board.places[table], board.grand_total(table)
    children = children_of(amounts, total)
    open_ended = _open_ended(amounts, children, total)
    for parent, rows in sorted(children.items()):
        loose = parent in open_ended
        possible = places[parent].union(*[places[row] for row in rows])
        for column in columns:
            if column not in possible:
                continue
            signed = (((table, parent, column), 1), *[((table, row, column), -1) for row in rows])
            yield build_instance(
                board,
                identity.name,
                signed,
                (),
                "usual" if loose else certainty,
                "=",
                (table, parent),
                loose,
                axis="column",
            )
