"""One performance table: its grid and its projects, indicators, goals and amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.grids.exact import ExactCell, exact_rows, is_exact
from extractors.grids.rows import (
    celled,
    cellwise_rows,
    is_cellwise,
    is_listed,
    is_streamed,
    listed_cells,
    tab_rows,
)
from extractors.performance.funds import fund_lines
from extractors.performance.goals import goal_rows
from extractors.performance.indicators import indicator_rows
from extractors.performance.listed import listed_projects
from extractors.performance.listed_rows import list_of_projects
from extractors.performance.misfits import misfits
from extractors.performance.prints import GridRow, Prints, Row
from extractors.performance.projects import project_row, unplaced_amounts
from extractors.performance.reading import read_rows
from extractors.performance.sequence import sequence_rows
from extractors.performance.undecided import meets, undecided
from extractors.performance.unglued import unglued
from schemas.context import Facts
from schemas.document import Furniture, Line
from schemas.forms import Form
from schemas.grids import Cell, Grid, Region
from schemas.harvest import Finding, Harvest, Sourced, merge
from schemas.performance import is_prompt
from schemas.records import DATASETS, ID_COLUMNS, Record
from schemas.spans import Text, join
from schemas.values import parse_value

CELLED_SHARE = 0.3
MOST_SHOWN = 160
FLOWING = "wraps"
_ID_OF = {DATASETS[name]: column for name, column in ID_COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Performance:
    """What a performance table gives."""

    grid: Grid
    harvest: Harvest


@dataclass(frozen=True, slots=True)
class _Rows:
    rows: list[Row]
    method: str
    furniture: tuple[Furniture, ...] = ()
    doubts: tuple[Text, ...] = ()
    left: tuple[Text, ...] = ()


def _rows(lines: Sequence[Line]) -> _Rows:
    filled = [line for line in lines if not line.blank]
    if is_exact(lines):
        return _Rows([GridRow(row) for part in exact_rows(lines) for row in part], "grid")
    if is_cellwise(lines):
        return _Rows(cellwise_rows(lines), "cells")
    if is_streamed(lines) or is_listed(lines):
        found = sequence_rows(listed_cells(lines))
        return _Rows(found.rows, "cells", (), tuple(found.doubts), tuple(found.left))
    if sum(map(celled, filled)) >= CELLED_SHARE * len(filled):
        return _Rows(tab_rows(lines), "cells")
    from extractors.grids.performance_flow import flow_rows

    cells, doubts = unglued(lines)
    flowing = flow_rows(cells)
    return _Rows(flowing.rows, FLOWING, flowing.furniture, (*flowing.doubts, *doubts))


def _answered(rows: _Rows) -> _Rows:
    """The rows with cells blank that hold nothing but what the template asks for."""
    asked = [cell for row in rows.rows for cell in row if is_prompt(str(cell))]
    asked += [text for text in rows.left if is_prompt(str(text))]
    if not asked:
        return rows
    for row in rows.rows:
        row[:] = [Text() if is_prompt(str(cell)) else cell for cell in row]
    left = tuple(text for text in rows.left if not is_prompt(str(text)))
    return replace(
        rows, left=left, furniture=(*rows.furniture, *(Furniture(text, "prompt") for text in asked))
    )


def _grid(rows: _Rows, parts: Sequence[Prints]) -> Grid:
    labels = {text.pieces for prints in parts for text in prints.labels}
    labels |= {item.label.pieces for prints in parts for item in prints.fields}
    cells = []
    for index, row in enumerate(rows.rows):
        plain = [ExactCell(column, cell.strip() or cell) for column, cell in enumerate(row)]
        for cell in row.exact.cells if isinstance(row, GridRow) else plain:
            role = "label" if cell.text.pieces in labels else "value"
            cells.append(Cell(index, cell.column, cell.text, cell.row_span, cell.column_span, role))
    width = max((len(row) for row in rows.rows), default=0)
    return Grid(tuple(cells), len(rows.rows), width, rows.method, rows.furniture)


def _left(prints: Prints) -> list[Finding]:
    """Print that no field claims: a finding each where it holds a number, one for all other words together."""
    left = [text for text in prints.left if str(text).strip()]
    words = [text for text in left if not any(map(str.isdigit, str(text)))]
    found = [Finding("cell.unclaimed", at=text, found=str(text)[:80]) for text in left if text not in words]
    if words:
        shown = " | ".join("".join(str(text).split()) for text in words)
        found.append(Finding("cell.unclaimed", at=join(words), found=shown[:MOST_SHOWN]))
    for item in prints.fields:
        if item.kind == "none":
            found += [
                Finding("field.not_published", at=text, found=str(text)[:80])
                for text in item.values
                if parse_value(str(text)) is not None or any(character.isdigit() for character in str(text))
            ]
    return found


def _named(prints: Prints) -> bool:
    """Whether the table is that of one project."""
    return any(item.field in ("project_name", "project_code") and item.values for item in prints.fields)


def extract_performance(region: Region, form: Form, facts: Facts, table_id: str) -> Performance:
    """Rows and findings of one region whose title claims a performance form."""
    rows = _answered(_rows([line for block in region.blocks for line in block.body]))
    parts = listed_projects(rows.rows) or list_of_projects(rows.rows) or [read_rows(rows.rows)]
    parts[0].left.extend(rows.left)
    harvests = [_harvest(part, region, form, facts, table_id) for part in parts]
    found = undecided(merge(harvests), rows.doubts)
    doubts = tuple(
        Finding("cell.doubtful", at=text, found=str(text)[:80], row_ids=_rows_with(text, found))
        for text in rows.doubts
    )
    strange = misfits(found, region.body, doubts) if rows.method == FLOWING else Harvest()
    return Performance(_grid(rows, parts), merge([Harvest((), doubts), found, strange]))


def _rows_with(text: Text, harvest: Harvest) -> tuple[str, ...]:
    """The ids of the rows that were read from a print."""
    ids = {
        str(getattr(row.record, _ID_OF[type(row.record)])): None
        for row in harvest.rows
        if any(meets(piece, own) for _, source in row.sources for own in source for piece in text)
    }
    return tuple(ids)


def _harvest(prints: Prints, region: Region, form: Form, facts: Facts, table_id: str) -> Harvest:
    """Rows and findings of what is printed of one project, or of a department."""
    records: list[Sourced[Record]] = []
    findings = _left(prints)
    project_id: str | None = None
    if _named(prints) and form.raw.get("subject") == "project":
        project, more = project_row(prints, region, facts, table_id)
        project_id = project.record.project_id
        records.append(project)
        findings += more
    indicators, more = indicator_rows(prints, facts, table_id, project_id, form.raw["subject"])
    prints.funds.extend(unplaced_amounts(prints, project_id is not None))
    lines, unread = fund_lines(prints, region, form, facts, table_id)
    records += [*indicators, *goal_rows(prints, facts, table_id), *lines]
    return Harvest(tuple(records), (*findings, *more, *unread))
