"""What a table prints and no value came of: numbers under no heading, headings that no column explains."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.amounts.header_split import Row, is_garbled, is_number, is_words
from extractors.amounts.printed import Heading, PrintedRow
from extractors.amounts.words import heading_key
from schemas.harvest import Finding

MOST_SHOWN = 80


def strays(rows: Sequence[Row], roles: Sequence[str], printed: Sequence[PrintedRow]) -> list[Finding]:
    """Numbers of the table that became no value: in a header, under no heading, or digits that are no number."""
    taken = _taken(printed)
    found = []
    for row_cells, role in zip(rows, roles, strict=True):
        if role == "ruler":
            continue
        for cell in row_cells:
            if is_number(cell) and (text := cell.strip()).first.place not in taken:
                rule = "header.value" if role == "header" else "value.unplaced"
                found.append(Finding(rule, at=text, found=str(text)))
            elif role == "body" and is_garbled(cell) and (text := cell.strip()).first.place not in taken:
                found.append(Finding("value.unread", at=text, found=str(text)[:MOST_SHOWN]))
    return found


def _taken(printed: Sequence[PrintedRow]) -> set[tuple[int, int, int]]:
    """The places of print that is an amount or tells which row it is of."""
    taken = {amount.text.first.place for row in printed for amount in row.amounts}
    for row in printed:
        for text in (row.code, row.number, row.unit_code, row.label):
            taken |= {piece.place for piece in text or ()}
    return taken


def unread(
    rows: Sequence[Row], places: Sequence[frozenset[int]], printed: Sequence[PrintedRow]
) -> list[Finding]:
    """Words at the places of values (columns of each row) that belong to no label."""
    taken = _taken(printed)
    found = []
    for row, columns in zip(rows, places, strict=True):
        for column in sorted(columns):
            if column < len(row) and is_words(row[column]):
                text = row[column].strip()
                if text.first.place not in taken:
                    found.append(Finding("value.unread", at=text, found=str(text)[:MOST_SHOWN]))
    return found


def unmapped(headings: Sequence[Heading], rows: Sequence[PrintedRow]) -> list[Finding]:
    """Headings over values that no column of the form explains."""
    found = []
    for index, heading in enumerate(headings):
        first = next((a for row in rows for a in row.amounts if index in a.candidates), None)
        if first is not None and heading.column is None:
            values = (("heading", heading.label or heading_key("")),)
            found.append(
                Finding("column.unmapped", at=first.text, found=heading.label or None, values=values)
            )
    return found
