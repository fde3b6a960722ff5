"""Record types: one frozen dataclass per published dataset; everything published derives from them."""

from __future__ import annotations

from schemas.records.budget_lines import BudgetLine
from schemas.records.catalogue import DecisionRow, HeadlineRow, OrganisationRow, SubjectRow
from schemas.records.documents import DocumentRow, SectionRow
from schemas.records.evidence import CheckRow, ContactRow, FindingRow, ProvenanceRow
from schemas.records.kinds import CheckMember, ScheduleEntry
from schemas.records.narrative import StatementRow
from schemas.records.performance import GoalRow, IndicatorRow, ProjectRow
from schemas.records.tables import CellRow, TableRow

Record = (
    DocumentRow
    | SectionRow
    | TableRow
    | CellRow
    | BudgetLine
    | ProjectRow
    | IndicatorRow
    | GoalRow
    | StatementRow
    | FindingRow
    | CheckRow
    | ProvenanceRow
    | ContactRow
    | SubjectRow
    | OrganisationRow
    | HeadlineRow
    | DecisionRow
)

DATASETS: dict[str, type[Record]] = {
    "documents": DocumentRow,
    "sections": SectionRow,
    "tables": TableRow,
    "cells": CellRow,
    "budget_lines": BudgetLine,
    "projects": ProjectRow,
    "indicators": IndicatorRow,
    "goals": GoalRow,
    "statements": StatementRow,
    "findings": FindingRow,
    "checks": CheckRow,
    "provenance": ProvenanceRow,
    "contacts": ContactRow,
    "subjects": SubjectRow,
    "organisations": OrganisationRow,
    "headline": HeadlineRow,
    "decisions": DecisionRow,
}

ID_COLUMNS: dict[str, str] = {
    "sections": "section_id",
    "tables": "table_id",
    "budget_lines": "line_id",
    "projects": "project_id",
    "indicators": "indicator_id",
    "goals": "goal_id",
    "statements": "statement_id",
    "findings": "finding_id",
    "checks": "check_id",
    "contacts": "contact_id",
}

__all__ = [
    "DATASETS",
    "ID_COLUMNS",
    "BudgetLine",
    "CellRow",
    "CheckMember",
    "CheckRow",
    "ContactRow",
    "DecisionRow",
    "DocumentRow",
    "FindingRow",
    "GoalRow",
    "HeadlineRow",
    "IndicatorRow",
    "OrganisationRow",
    "ProjectRow",
    "ProvenanceRow",
    "Record",
    "ScheduleEntry",
    "SectionRow",
    "StatementRow",
    "SubjectRow",
    "TableRow",
]
