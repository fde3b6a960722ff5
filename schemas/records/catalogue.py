"""Record types: subjects, organisations, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from schemas.records.kinds import Strings


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRow:
    """One classification code as printed in one year."""

    subject_kind: str
    code: str
    name: str
    fiscal_year: int
    documents: int
    evidence: Literal["printed", "listed", "unverified"]


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
