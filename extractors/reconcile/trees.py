"""Trees of subject codes: classes, groups and items by their codes, organisations above them, the grand total on top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import eq, itemgetter

from extractors.reconcile.board import Board
from extractors.reconcile.cells import certain_value
from extractors.reconcile.instances import Instance, family_of
from extractors.reconcile.standing import added_up
from schemas.amounts import AmountTable
from schemas.identities import Identity

Children = dict[int, list[int]]
LEAST_SUMS = 3


def _parent_code(code: str, codes: dict[str, int]) -> int | None:
    """The row of the longest printed code that this code begins with."""
    for length in range(len(code) - 1, 1, -1):
        if code[:length] in codes:
            return codes[code[:length]]
    return None


@lru_cache(16)
def _parents(codes: tuple[str, ...]) -> tuple[int | None, ...]:
    """For each row of one stretch the last row of its parent's code; several tables of a document print the same codes."""
    first: dict[str, int] = {}
    for row, code in enumerate(codes):
        first.setdefault(code, row)
    last: dict[str, int] = {}
    parents = []
    for row, code in enumerate(codes):
        parent = _parent_code(code, last)
        parent = _parent_code(code, first) if parent is None else parent
        parents.append(None if parent == row else parent)
        last[code] = row
    return tuple(parents)


def _subjects(rows: list[tuple[int, str]], children: Children) -> list[int]:
    """Link coded rows of one stretch below their parents and return the outermost."""
    outermost = []
    for (row, _), parent in zip(rows, _parents(tuple([code for _, code in rows])), strict=True):
        if parent is None:
            outermost.append(row)
        else:
            children.setdefault(rows[parent][0], []).append(row)
    return outermost


def _details(table: AmountTable) -> set[int]:
    """Rows that repeat a code and together make up, in every column, the row that prints it first: its parts."""
    coded = [(i, r.code) for i, r in enumerate(table.rows) if r.code and r.amounts and r.role == "subject"]
    codes = [code for _, code in coded]
    if not any(map(eq, codes, codes[1:])):
        return set()
    found: set[int] = set()
    for _, run in groupby(coded, key=itemgetter(1)):
        first, *rest = [index for index, _ in run]
        if rest and _values(table, [first]) == _values(table, rest):
            found.update(rest)
    return found


def _values(table: AmountTable, rows: list[int]) -> dict[tuple[int, ...], Decimal]:
    """Sum of some rows by column."""
    sums: dict[tuple[int, ...], Decimal] = {}
    for row in rows:
        for amount in table.rows[row].amounts:
            sums[amount.candidates] = sums.get(amount.candidates, Decimal(0)) + amount.value
    return {column: value for column, value in sums.items() if value}


def _stretches(table: AmountTable, details: set[int]) -> list[tuple[int | None, list[tuple[int, str]]]]:
    """Coded rows with amounts below each group row; the first stretch has none."""
    stretches: list[tuple[int | None, list[tuple[int, str]]]] = [(None, [])]
    for index, row in enumerate(table.rows):
        if not row.amounts or index in details:
            continue
        if row.role == "group":
            stretches.append((index, []))
        elif row.role == "subject" and row.code:
            stretches[-1][1].append((index, row.code))
    return stretches


def children_of(table: AmountTable, total: int | None, details: set[int]) -> Children:
    """Rows and the printed rows that add up to them; a group without subjects heads the groups after it."""
    children: Children = {}
    tops: list[int] = []
    head: int | None = None
    for group, rows in _stretches(table, details):
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


def _open_ended(table: AmountTable, children: Children, total: int | None, details: set[int]) -> set[int]:
    """Parents that may have a row without a code, or one that repeats a code, among their parts: those around it."""
    above = {row: parent for parent, rows in children.items() for row in rows}
    found: set[int] = set()
    last: int | None = None
    if not details and "free" not in [row.role for row in table.rows if row.amounts]:
        return found
    for index, row in enumerate(table.rows):
        if row.role in ("subject", "group") and row.amounts and index not in details:
            last = index
        elif (row.role == "free" or index in details) and row.amounts:
            found |= {total} if total is not None else set()
            at = last
            while at is not None:
                found.add(at)
                at = above.get(at)
    return found


def _closes(board: Board, table: int, children: Children) -> bool:
    """Whether a table with open amounts lists all parts: one column has no open amount, and every sum in it closes exactly.

    Where rows are the sums of their columns, the sums of the others then close as well.
    """
    several = sum(len(rows) > 1 for rows in children.values())
    if board.known is not None or several < LEAST_SUMS:
        return False
    columns = sorted(column for group in board.groups[table].values() for column in group.values())
    return any(
        all(
            (whole := certain_value(board, [(table, parent, column)])) is not None
            and whole == certain_value(board, [(table, row, column) for row in rows])
            for parent, rows in children.items()
        )
        for column in columns
    )


def tree_instances(identity: Identity, board: Board, table: int) -> Iterator[Instance]:
    """Every parent is the sum of its printed children, in every column of money."""
    amounts = board.tables[table]
    columns = sorted(column for group in board.groups[table].values() for column in group.values())
    total = board.grand_total(table)
    printed = board.known.rows[table] if board.known else ()
    details = _details(amounts)
    children = children_of(amounts, total, details)
    open_ended = _open_ended(amounts, children, total, details)
    firm = family_of(board, identity, axis="column", usual=not amounts.complete)
    if firm.certainty == "usual" and amounts.complete and not open_ended and _closes(board, table, children):
        firm = replace(firm, certainty="hard")
    loose = family_of(board, identity, loose=True, axis="column", usual=True)
    first, width = board.layout.row(table, 0), board.layout.widths[table]
    for parent, rows in sorted(children.items()):
        family = loose if parent in open_ended else firm
        shared = tuple([first + row * width for row in (parent, *rows)])
        sums = added_up(printed, parent, rows) if printed else {}
        possible = sums or frozenset().union(*[board.places(table)[row] for row in (parent, *rows)])
        for column in columns:
            if column in possible:
                yield Instance(family, shared, column, None, (table, parent), sums.get(column))
