"""Record types: documents, sections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from schemas.quickly import quickly_made
from schemas.records.kinds import Int64, Strings, unit_column


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One disclosure, one row per source."""

    doc_id: str
    fiscal_year: int
    source_name: str
    source_names: Strings
    source_url: str | None = None
    retrieved_at: datetime | None = None
    bytes: Int64
    media_type: str
    reader: Literal["text", "pdf", "scan", "docx", "sheet", "html"]
    page_count: int | None = None
    kind: Literal[
        "department_budget", "department_final_accounts", "performance_targets", "performance_review", "other"
    ]
    kinds: Strings
    scope: Literal["department", "unit"] | None = None
    org_name: str | None = None
    org_code: str | None = None
    province: str | None = None
    region_code: str | None = None
    region_name: str | None = None
    is_draft: bool
    amount_unit: str | None = unit_column(default=None)
    status: Literal["complete", "partial", "unrecognised", "failed"]
    status_reason: str | None = None
    supersedes: str | None = None
    superseded_by: str | None = None
    version: str
    org_id: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    """One heading of the outline and the stretch below it."""

    doc_id: str
    fiscal_year: int
    section_id: str
    parent_id: str | None = None
    level: int
    ordinal: int
    title: str
    kind: (
        Literal["cover", "contents", "overview", "forms", "narrative", "glossary", "attachment", "other"]
        | None
    ) = None
    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None
