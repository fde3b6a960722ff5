"""Record types: tables, cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.quickly import quickly_made
from schemas.records.kinds import Float32, Integers, unit_column


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One reconstructed table, over all pages it stands on."""

    doc_id: str
    fiscal_year: int
    table_id: str
    section_id: str | None = None
    form_id: str | None = None
    form_number: str | None = None
    title: str | None = None
    unit: str | None = unit_column("unknown", default=None)
    state: Literal["has_data", "declared_empty", "no_body"]
    n_rows: int
    n_columns: int
    pages: Integers
    method: str
    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """One cell of a table as printed."""

    doc_id: str
    fiscal_year: int
    table_id: str
    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    state: Literal["value", "zero", "blank", "dash", "not_applicable", "unreadable"]
    role: Literal["title", "header", "label", "value", "note"]
    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None
    x0: Float32 | None = None
    top: Float32 | None = None
    x1: Float32 | None = None
    bottom: Float32 | None = None
