"""What a draft form says of the rows of an unknown table: sums that hold in it, and its labels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractors.amounts.headings import HeaderColumn, side_of
from schemas.forms import load_forms
from schemas.grids import Cell, Grid
from schemas.labels import LabelBook
from schemas.values import parse_value

LEAST_SHARED = 2
MOST_ROWS = 60


def identities(grid: Grid, headings: Sequence[tuple[int, str]], shape: str, seen: str) -> Iterator[str]:
    """Arithmetic that holds in every row of this table, for columns with their measures: a draft, until others show it, too."""
    rows = [_amounts(row) for row in grid.rows()]
    for number, (index, total) in enumerate(headings):
        others = headings[number + 1 :]
        if count := _holding(rows, index, [other for other, _ in others]):
            parts = ", ".join(f'"{written}?"' for _, written in others)
            yield from ("", f"# holds in all {count} rows of this table", "[[identity]]", 'id = "columns"')
            yield from ('scope = "row"', f'total = "{total}"', f"parts = [{parts}]", f"seen = {quoted(seen)}")
            break
    if shape == "coded":
        yield from ("", "# a class is the sum of its groups, a group of its items, the total of the classes")
        yield from ("[[identity]]", 'id = "subjects"', 'scope = "tree"', f"seen = {quoted(seen)}")


def _holding(rows: Sequence[dict[int, Decimal]], total: int, parts: Sequence[int]) -> int:
    """The rows in which a column is the sum of others; 0 when one of them breaks it, or they are too few to tell."""
    told = [row for row in rows if total in row and any(part in row for part in parts)]
    holds = [sum(row.get(part, Decimal(0)) for part in parts) == row[total] for row in told]
    return len(holds) if len(parts) >= LEAST_SHARED <= len(holds) and all(holds) else 0


def _amounts(row: Sequence[Cell]) -> dict[int, Decimal]:
    parsed = {cell.column: parse_value(str(cell.text)) for cell in row if cell.role == "value"}
    return {column: found.value for column, found in parsed.items() if found and found.value is not None}


def label_rows(grid: Grid, columns: Sequence[HeaderColumn], shape: str, seen: str) -> Iterator[str]:
    """The row labels of a table whose rows are known by their wording."""
    forms = load_forms().values()
    book: LabelBook[str] = LabelBook([(label.texts[0], label.texts) for form in forms for label in form.rows])
    sides = {column.index: side_of(column.path) for column in columns}
    labels = [cell for cell in grid.cells if cell.role == "label" and parse_value(str(cell.text)) is None]
    written: set[tuple[str, str | None]] = set()
    for cell in labels[:MOST_ROWS]:
        text, side = str(cell.text).strip(), sides.get(cell.column)
        if not text or (text, side) in written:
            continue
        written.add((text, side))
        match = book.match(text, scored=False)
        yield ""
        yield "# matched: a row of other forms" if match else "# NOT matched: a new row label"
        yield from ("[[row]]", f"text = {quoted(text)}")
        if shape == "sided" and side:
            yield f'side = "{side}"'
        yield f"seen = {quoted(seen)}"


def quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)
