"""Parts that the narrative lists item by item against the whole it states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.reconcile.board import Board, Number
from extractors.reconcile.instances import Family, Instance, outside, tolerances
from extractors.reconcile.narrative import statement_number
from schemas.records import StatementRow

ITEM = 7
ROLES = ("budget", "adjusted_budget", "final")


def _all_items(board: Board, form_id: str) -> set[str]:
    """Codes of the items that a form prints with amounts."""
    codes: set[str] = set()
    for table in board.by_form.get(form_id, ()):
        rows = board.tables[table].rows
        codes |= {
            c
            for c, row in zip(board.row_codes[table], rows, strict=True)
            if c and len(c) == ITEM and row.amounts
        }
    return codes


def _parts(statements: Sequence[StatementRow], whole: StatementRow) -> dict[str, StatementRow]:
    """Amounts by item code in the section of the whole, with its role; the statements are of its metric."""
    parts: dict[str, StatementRow] = {}
    for row in statements:
        if row.role == whole.role and row.section_id == whole.section_id and row.amount is not None:
            if row.subject_code and len(row.subject_code) == ITEM:
                parts.setdefault(row.subject_code, row)
    return parts


def listed_instances(
    board: Board, statements: Sequence[StatementRow], metric: str, form_id: str
) -> Iterator[Instance]:
    """Whole = Σ items, per role, where the narrative lists every item that the form prints."""
    statements = [row for row in statements if row.metric == metric]
    wholes = [row for row in statements if row.role in ROLES and not row.subject_code]
    items = _all_items(board, form_id) if wholes else set()
    seen: set[tuple[str | None, str]] = set()
    for whole in wholes:
        key = (whole.section_id, whole.role)
        if key in seen:
            continue
        parts = _parts(statements, whole) if items else {}
        if len(parts) < 2 or not items <= parts.keys():
            continue
        seen.add(key)
        numbers: list[tuple[Number, int]] = []
        for row, sign in [(whole, 1), *((part, -1) for part in parts.values())]:
            number = statement_number(row)
            if number is not None:
                numbers.append((number, sign))
        family = Family(board, f"narrative.items.{whole.role}", "usual")
        yield outside(family, (), tuple(numbers), tolerances(number.quantum for number, _ in numbers))
