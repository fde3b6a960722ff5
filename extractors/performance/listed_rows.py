"""Lists of projects between bars or tabs whose merged cells left nothing: rows placed by their label of the first level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.performance.alignment import align, header_fields
from extractors.performance.prints import GridRow, PrintedField, PrintedIndicator, Prints, Row
from extractors.performance.rows import filled, label_key
from schemas.performance import KeyField, canonical, key_fields
from schemas.spans import Text

NAMED, FIRST = "project_name", "level1"


@dataclass(frozen=True, slots=True)
class _Heads:
    """Keys of projects by column, and the fields of indicators from the column of the first level on."""

    keys: dict[int, tuple[KeyField, Text]]
    level: int
    fields: list[str]

    @property
    def name(self) -> int:
        """The column of the names of projects."""
        return next(column for column, (known, _) in self.keys.items() if known.field == NAMED)


def list_of_projects(rows: Sequence[Row]) -> list[Prints]:
    """What is printed of each project of a list whose rows print no cells for what is merged; empty where it is none."""
    at = next((i for i, row in enumerate(rows) if _heads(row) is not None), len(rows))
    heads = _heads(rows[at]) if at < len(rows) else None
    if heads is None:
        return []
    found: list[Prints] = []
    before, values = Prints(), dict[int, Text]()
    before.labels.extend(cell for row in rows[: at + 1] for cell in filled(row))
    for row in rows[at + 1 :]:
        first = next((i for i, cell in enumerate(row[: heads.level + 1]) if _is_level(cell)), None)
        if first is None:
            (found[-1] if found else before).left.extend(filled(row))
            continue
        own = {heads.level - first + i: cell.strip() for i, cell in enumerate(row[:first]) if cell.strip()}
        named = own.get(heads.name)
        if named and str(named) != str(values.get(heads.name)):
            values = {column: text for column, text in values.items() if column < min(own)} | own
            found.append(_project(values, heads))
        if not found:
            return []
        _add(row[first:], heads, found[-1])
    if found:
        found[0].labels.extend(before.labels)
        found[0].left.extend(before.left)
    return found


def _heads(row: Row) -> _Heads | None:
    fields = header_fields(row) if not isinstance(row, GridRow) else None
    if fields is None or FIRST not in fields:
        return None
    level = fields.index(FIRST)
    known = {column: (key_fields().get(label_key(cell)), cell.strip()) for column, cell in enumerate(row)}
    keys = {
        column: (field, cell)
        for column, (field, cell) in known.items()
        if field is not None and column < level
    }
    named = any(field.field == NAMED for field, _ in keys.values())
    return _Heads(keys, level, fields[level:]) if named else None


def _is_level(cell: Text) -> bool:
    return bool(cell.strip()) and canonical(str(cell), 1, None) is not None


def _project(values: dict[int, Text], heads: _Heads) -> Prints:
    prints = Prints()
    prints.header = heads.fields
    for column, (known, label) in heads.keys.items():
        if column in values:
            prints.fields.append(PrintedField(known.field, known.kind, label, (values[column],)))
    return prints


def _add(cells: Sequence[Text], heads: _Heads, prints: Prints) -> None:
    """The indicator of a row; what stands in no column of the header is left."""
    placed, lost = align(cells, heads.fields)
    prints.indicators.append(PrintedIndicator(placed, len(prints.indicators), lost))
    taken = {cell.pieces for cell in placed.values()}
    prints.left.extend(cell for cell in filled(list(cells)) if cell.pieces not in taken)
