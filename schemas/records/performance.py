"""Record types: projects, indicators, goals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from schemas.quickly import quickly_made
from schemas.records.kinds import Money, ScheduleEntry, Score, Value


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """One project with its amounts and texts."""

    doc_id: str
    fiscal_year: int
    project_id: str
    table_id: str
    project_name: str
    project_code: str | None = None
    unit_code: str | None = None
    org_name: str | None = None
    amount_total: Money | None = None
    amount_year: Money | None = None
    amount_prior_total: Money | None = None
    amount_prior_year: Money | None = None
    amount_budget: Money | None = None
    amount_fiscal_funds: Money | None = None
    amount_other_funds: Money | None = None
    start_date: date | None = None
    end_date: date | None = None
    purpose: str | None = None
    schedule: tuple[ScheduleEntry, ...] | None = None
    overview: str | None = None
    basis: str | None = None
    necessity: str | None = None
    safeguards: str | None = None
    plan: str | None = None
    remark: str | None = None
    goal_total: str | None = None
    goal_year: str | None = None
    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """One performance indicator: levels, target and, in a self-review, the result."""

    doc_id: str
    fiscal_year: int
    indicator_id: str
    table_id: str
    project_id: str | None = None
    scope: Literal["department", "project"]
    level1: str | None = None
    level2: str | None = None
    level3: str | None = None
    description: str | None = None
    target_raw: str | None = None
    operator: Literal[">=", "<=", "=", ">", "<"] | None = None
    target_value: Value | None = None
    target_unit: str | None = None
    target_text: str | None = None
    basis: str | None = None
    actual_raw: str | None = None
    actual_value: Value | None = None
    weight: Score | None = None
    score: Score | None = None
    deviation: str | None = None
    deviation_reason: str | None = None
    level_evidence: Literal["printed", "inherited", "inferred"]
    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow:
    """One goal, duty, task or safeguard in words."""

    doc_id: str
    fiscal_year: int
    goal_id: str
    table_id: str | None = None
    section_id: str | None = None
    kind: Literal["overall", "duty", "task", "sub_goal", "safeguard"]
    name: str | None = None
    text: str
    result_text: str | None = None
    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None
