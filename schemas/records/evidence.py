"""Record types: findings, checks, provenance, contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.quickly import quickly_made
from schemas.records.kinds import CheckMember, Float32, Strings, Value


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One thing about a document that a person should know."""

    doc_id: str
    fiscal_year: int
    finding_id: str
    rule: str
    severity: Literal["error", "warning", "info"]
    cause: Literal["disclosure", "rounding", "extraction", "unknown"]
    message: str
    message_zh: str
    expected: str | None = None
    found: str | None = None
    residual: Value | None = None
    row_ids: Strings
    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One identity applied to the values it names."""

    doc_id: str
    fiscal_year: int
    check_id: str
    identity: str
    state: Literal["passed", "rounding", "failed", "not_applicable"]
    residual: Value | None = None
    members: tuple[CheckMember, ...]


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenanceRow:
    """One contiguous piece of print behind one published field."""

    doc_id: str
    fiscal_year: int
    row_id: str
    dataset: str
    field: str
    part: int
    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None
    char_start: int | None = None
    char_end: int | None = None
    x0: Float32 | None = None
    top: Float32 | None = None
    x1: Float32 | None = None
    bottom: Float32 | None = None
    locator: str | None = None
    source_text: str
    reader: str


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One person or telephone cell; written on request only."""

    doc_id: str
    fiscal_year: int
    contact_id: str
    project_id: str | None = None
    role: Literal["responsible", "contact", "telephone"]
    value: str
    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None
