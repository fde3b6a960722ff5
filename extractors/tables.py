"""Published tables: one row per region, its cells, and the furniture around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import regex

from extractors.endings import declares
from schemas.context import Facts
from schemas.document import Furniture, Line
from schemas.grids import Cell, Grid, Region
from schemas.harvest import Finding, Harvest, Sourced
from schemas.records import CellRow, Record, TableRow
from schemas.spans import Span, Text, join, row_id
from schemas.values import parse_value

MOST_SHOWN = 40
MOST_LOST = 50
_AMOUNT = regex.compile(r"\d\.\d{2}(?!\d)")
TAIL_LINES = 4


def anchor(region: Region) -> Text:
    """The print that a table's id hangs on: its title, else its first line, as in further copies below a title."""
    if region.opening:
        return region.opening
    if region.title:
        return region.title
    return next(line.strip() for line in region.lines() if not line.blank)


def table_id(region: Region, facts: Facts) -> str:
    """Id of the table in a region."""
    return row_id(facts.doc_id, "tables", anchor(region))


def state_of(region: Region, values: int) -> str:
    """has_data, declared_empty (a note says so) or no_body (nothing but headings)."""
    if values:
        return "has_data"
    tail = [line for line in region.body if not line.blank][-TAIL_LINES:]
    return "declared_empty" if any(map(declares, (*region.notes, *tail))) else "no_body"


def region_furniture(region: Region) -> list[Furniture]:
    """Titles, captions and notes of a region."""
    found = [Furniture(line.strip(), "title") for block in region.blocks for line in block.title]
    found += [Furniture(line.strip(), "caption") for block in region.blocks for line in block.caption]
    found += [Furniture(line.strip(), "note") for line in region.notes]
    return [piece for piece in found if piece.text]


def _state(printed: str) -> str:
    parsed = parse_value(printed)
    return "value" if parsed is None else parsed.state


def _cell(cell: Cell, facts: Facts, owner: str) -> CellRow:
    pieces: Sequence[Span] = cell.text.pieces
    if len(pieces) > 1:
        pieces = [piece for piece in pieces if piece.text.strip()] or pieces
    first = pieces[0] if pieces else None
    printed = str(cell.text)
    return CellRow(
        doc_id=facts.doc_id,
        fiscal_year=facts.fiscal_year,
        table_id=owner,
        row=cell.row,
        column=cell.column,
        row_span=cell.row_span,
        column_span=cell.column_span,
        text=printed.strip(),
        state=_state(printed),  # type: ignore[arg-type]
        role=cell.role,  # type: ignore[arg-type]
        page=first.page if first else None,
        line_start=first.line if first else None,
        line_end=max(piece.place for piece in pieces)[1] if pieces else None,
    )


def _pages(lines: Iterable[Line]) -> tuple[int, ...]:
    return tuple(sorted({line.page for line in lines if not line.blank and line.page}))


def publish_table(
    region: Region, grid: Grid, facts: Facts, section_id: str | None, values: int, claimed: str | None
) -> Harvest:
    """The table row with its cells; `values` counts what was read out of it, `claimed` is the form that claims it."""
    owner = table_id(region, facts)
    lines = list(region.lines())
    title = region.title or None
    state = state_of(region, values)
    shown = [line for line in lines if not line.blank]
    record = TableRow(
        doc_id=facts.doc_id,
        fiscal_year=facts.fiscal_year,
        table_id=owner,
        section_id=section_id,
        form_id=claimed,
        form_number="".join(str(region.number).split()) if region.number else None,
        title="".join(str(title).split()) if title else None,
        unit=region.unit or "unknown",
        state=state,  # type: ignore[arg-type]
        n_rows=grid.n_rows,
        n_columns=grid.n_columns,
        pages=_pages(lines),
        method=next((line.method for line in lines if line.method), grid.method),
        page=shown[0].page or None,
        line_start=shown[0].number,
        line_end=max(line.number for line in shown if line.page == shown[-1].page),
    )
    sources = [("title", title), ("form_number", region.number), ("unit", region.unit_text)]
    sources += [("title", line.strip()) for block in region.blocks[1:] for line in block.title]
    merged: dict[str, Text] = {}
    for name, text in sources:
        if text:
            merged[name] = join((merged[name], text)) if name in merged else text
    rows: tuple[Sourced[Record], ...] = (
        Sourced(record, tuple(merged.items())),
        *(Sourced(_cell(cell, facts, owner)) for cell in grid.cells),
    )
    findings = tuple(_findings(region, state, claimed, owner, grid))
    return Harvest(rows, findings, (*grid.furniture, *region_furniture(region)))


def _findings(region: Region, state: str, claimed: str | None, owner: str, grid: Grid) -> list[Finding]:
    at, title = anchor(region), "".join(str(region.title).split())
    values = (("title", title),)
    if claimed is None:
        first = next((text for cell in grid.cells if (text := "".join(str(cell.text).split()))), "")
        shown = (("title", title or f"{first[:MOST_SHOWN]}…"),)
        return [Finding("table.unrecognised", at=at, row_ids=(owner,), found=title or None, values=shown)]
    if state == "no_body":
        return [Finding("table.no_body", at=at, row_ids=(owner,), values=values), *_lost(grid)]
    if state == "declared_empty":
        return [Finding("table.declared_empty", at=at, row_ids=(owner,), values=values)]
    if region.unit is None and not claimed.startswith("performance."):
        return [Finding("unit.unknown", at=at, row_ids=(owner,), values=values)]
    return []


def _lost(grid: Grid) -> list[Finding]:
    """The first cells with amounts of a table that gave none."""
    found = (cell for cell in grid.cells if cell.role != "title" and _AMOUNT.search(str(cell.text)))
    return [
        Finding("value.unplaced", at=cell.text, found=str(cell.text)[:80])
        for cell in islice(found, MOST_LOST)
    ]
