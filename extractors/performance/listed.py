"""Tables that list projects row by row: a column for each key of a project beside the columns of its indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.performance.alignment import header_fields
from extractors.performance.certain_levels import grid_indicator, spread
from extractors.performance.prints import GridRow, PrintedField, Prints, Row
from extractors.performance.rows import filled, label_key
from schemas.performance import KeyField, key_fields
from schemas.spans import Text

NAMED = "project_name"
TOLD = frozenset({"level3", "target"})


@dataclass(frozen=True, slots=True)
class _Header:
    """Keys of projects by column, fields of indicators by column."""

    keys: dict[int, tuple[KeyField, Text]]
    fields: list[str]

    @property
    def name(self) -> int | None:
        """The column of the names of projects."""
        return next((column for column, (known, _) in self.keys.items() if known.field == NAMED), None)


def listed_projects(rows: Sequence[Row]) -> list[Prints]:
    """What is printed of each project of a list, in order; empty where the table is no such list."""
    found: list[Prints] = []
    header: _Header | None = None
    before = Prints()
    name: Text | None = None
    for row in rows:
        again = _header(row)
        if again is not None:
            header = again
            before.labels.extend(filled(row))
            continue
        if not isinstance(row, GridRow) or header is None or header.name is None:
            before.labels.extend(filled(row))
            continue
        own = _covering(row, header.name)
        if not found or (own and str(own) != str(name)):
            name = own
            found.append(_project(row, header))
        _add(row, header, found[-1])
    if not found or any(not prints.fields for prints in found):
        return []
    found[0].labels.extend(before.labels)
    return found


def _header(row: Row) -> _Header | None:
    if not isinstance(row, GridRow):
        return None
    cells = [_covering(row, column) or Text() for column in range(len(row))]
    fields = header_fields(cells)
    if fields is None or not TOLD & set(fields):
        return None
    found = {column: (key_fields().get(label_key(cell)), cell) for column, cell in enumerate(cells)}
    keys = {column: (known, cell) for column, (known, cell) in found.items() if known is not None}
    fields = spread(row, fields)
    header = _Header(keys, ["" if column in keys else name for column, name in enumerate(fields)])
    return header if header.name is not None else None


def _covering(row: GridRow, column: int) -> Text | None:
    text = row[column].strip() if column < len(row) else None
    return text or row.over.get(column) or None


def _project(row: GridRow, header: _Header) -> Prints:
    """The keys of a project, from its first row."""
    prints = Prints()
    prints.header = header.fields
    for column, (known, label) in header.keys.items():
        value = _covering(row, column)
        if value is not None:
            prints.fields.append(PrintedField(known.field, known.kind, label, (value,)))
    return prints


def _add(row: GridRow, header: _Header, prints: Prints) -> None:
    """The indicator of a row; what stands in no column of the header is left."""
    printed = grid_indicator(row, header.fields, len(prints.indicators))
    if printed.cells:
        prints.indicators.append(printed)
    taken = {cell.pieces for cell in printed.cells.values()}
    taken |= {(piece,) for cell in printed.cells.values() for piece in cell}
    taken |= {value.pieces for item in prints.fields for value in item.values}
    prints.left.extend(
        cell for cell in filled(row) if cell.pieces not in taken and not _is_key(cell, row, header)
    )


def _is_key(cell: Text, row: GridRow, header: _Header) -> bool:
    """Whether a cell repeats a key of its project."""
    return any(row[column].strip().pieces == cell.pieces for column in header.keys if column < len(row))
