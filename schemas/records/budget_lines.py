"""Record types: budget lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.quickly import quickly_made
from schemas.records.kinds import Confidence, Money, Strings, Value, unit_column


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """One printed value of a form."""

    doc_id: str
    fiscal_year: int
    line_id: str
    table_id: str
    form_id: str
    form_title: str
    org_name: str | None = None
    region_code: str | None = None
    side: Literal["revenue", "expenditure", "balance"] | None = None
    row_label: str | None = None
    row_label_raw: str | None = None
    row_number: int | None = None
    subject_kind: (
        Literal["functional", "economic_department", "economic_government", "revenue", "procurement"] | None
    ) = None
    subject_code: str | None = None
    subject_level: Literal["class", "group", "item"] | None = None
    parent_line_id: str | None = None
    is_total: bool
    measure: str | None = None
    column_label: str | None = None
    phase: Literal["proposed", "approved", "adjusted", "executed"] | None = None
    value_year: int | None = None
    value_kind: Literal["money", "percent", "count"]
    value: Value | None = None
    amount: Money | None = None
    amount_raw: str
    unit: str | None = unit_column("unknown", "other", default=None)
    column_evidence: Literal["printed", "geometry", "inferred", "ambiguous"]
    candidates: Strings | None = None
    proof: Literal["proved", "consistent", "unchecked", "contradicted"]
    checks_passed: int
    checks_failed: int
    confidence: Confidence | None = None
    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None
