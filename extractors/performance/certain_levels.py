"""Levels and cells of indicators where the source shows its cells: a merged label covers the rows that it covers."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.performance.levels import Levels, style_of
from extractors.performance.prints import GridRow, PrintedIndicator
from schemas.harvest import Finding
from schemas.performance import canonical, parent_of
from schemas.spans import Text, join

# A merged explanation holds for every row that it covers; a merged number does not.
REPEATED = frozenset({"description", "basis", "level1", "level2"})


def spread(row: Sequence[Text], fields: Sequence[str]) -> list[str]:
    """Fields of the columns, where a heading over several columns names all of them."""
    if not isinstance(row, GridRow):
        return list(fields)
    found = list(fields) + [""] * (len(row) - len(fields))
    for column, span in row.spans.items():
        found[column : column + span] = [found[column]] * span
    return found


def grid_indicator(row: GridRow, fields: Sequence[str], order: int) -> PrintedIndicator:
    """The row's cells by field, cells under one heading joined, and what cells above say of it."""
    cells: dict[str, Text] = {}
    over: dict[str, Text] = {}
    for column, name in enumerate(fields):
        if not name:
            continue
        text = row[column].strip() if column < len(row) else Text()
        if text:
            cells[name] = join((cells[name], text)) if name in cells else text
        elif column in row.over and row.over[column] and name in REPEATED:
            over[name] = row.over[column]
    over = {name: text for name, text in over.items() if name not in cells}
    cells |= {name: text for name, text in over.items() if not name.startswith("level")}
    return PrintedIndicator(cells, order, (), over)


def is_certain(rows: Sequence[PrintedIndicator]) -> bool:
    """Whether merged cells say which rows every level covers."""
    return any(row.over for row in rows)


def certain_levels(rows: Sequence[PrintedIndicator]) -> tuple[list[Levels], list[Finding]]:
    """Levels by the cells that cover each row; a table cut by a page goes on with the levels before it."""
    style = style_of(rows)
    first: Text | None = None
    second: Text | None = None
    out: list[Levels] = []
    findings: list[Finding] = []
    for row in rows:
        over = row.over or {}
        own1, own2 = row.cells.get("level1"), row.cells.get("level2")
        if own1:
            first, second = own1, None
        first, second = over.get("level1", first), own2 or over.get("level2", second)
        level1 = _named(first, 1, style)
        level2 = _named(second, 2, style)
        home = parent_of(level2, style) if level2 and style else None
        if home and level1 and home != level1 and canonical(str(first), 1, style) and second is not None:
            findings.append(Finding("level.moved", at=second, expected=home, found=level1))
        evidence = "printed" if own1 and own2 else "inherited"
        out.append(Levels(level1, level2, first, second, evidence, row.cells))  # type: ignore[arg-type]
        if (row.cells.get("level3") or row.cells.get("target")) and level1 is None and style is not None:
            at = row.cells.get("level3") or row.cells["target"]
            findings.append(Finding("level.unknown", at=at, found=str(at)))
    return out, findings


def _named(text: Text | None, level: int, style: str | None) -> str | None:
    return None if text is None else canonical(str(text), level, style) or "".join(str(text).split())
