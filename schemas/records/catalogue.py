"""Record types: subjects, organisations, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from schemas.quickly import quickly_made
from schemas.records.kinds import Money, Strings


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRow:
    """One classification code as printed in one year."""

    subject_kind: str
    code: str
    name: str
    fiscal_year: int
    documents: int
    evidence: Literal["printed", "listed", "unverified"]
    listed_name: str | None = None
    parent_code: str | None = None
    level: Literal["class", "group", "item"] | None = None


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    """One organisation across years and name variants."""

    org_id: str
    name: str
    names: Strings
    region_code: str | None = None
    first_year: int
    last_year: int
    evidence: str
    org_codes: Strings
    documents: int
    linked_ids: Strings
    linked_by: Strings


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineRow:
    """One figure per organisation, year, scope, phase and measure."""

    headline_id: str
    org_id: str
    org_name: str
    region_code: str | None = None
    fiscal_year: int
    scope: Literal["department", "unit"] | None = None
    phase: Literal["proposed", "approved", "adjusted", "executed"]
    measure: str
    side: Literal["revenue", "expenditure"]
    amount: Money | None = None
    state: Literal["single", "agrees", "disagrees", "undecided"]
    proof: Literal["proved", "consistent", "unchecked", "contradicted"]
    is_draft: bool
    line_id: str
    doc_id: str
    form_id: str
    other_line_ids: Strings


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One human decision about one row, beside the print."""

    decision_id: str
    doc_id: str
    row_id: str | None = None
    field: str | None = None
    action: Literal["accept", "correct", "dismiss"]
    printed: str | None = None
    decided: str | None = None
    reason: str
    by: str
    at: datetime
    state: Literal["applied", "orphaned"]
    dataset: str
    place: str
