"""Subjects that a document's own forms print."""

from __future__ import annotations

from decimal import Decimal

from schemas.records import BudgetLine
from schemas.subjects import NoSubjects, observed_subjects


def line(value: str, form: str = "final.general_expenditure", **changes: object) -> BudgetLine:
    fields: dict[str, object] = {
        "doc_id": "0" * 64,
        "fiscal_year": 2022,
        "line_id": f"l{value}",
        "table_id": "t1",
        "form_id": form,
        "form_title": "表",
        "row_label": "合计",
        "is_total": True,
        "measure": "total",
        "phase": "executed",
        "value_year": 2022,
        "value_kind": "money",
        "amount": Decimal(value) * 10000,
        "amount_raw": value,
        "unit": "万元",
        "column_evidence": "printed",
        "proof": "unchecked",
        "checks_passed": 0,
        "checks_failed": 0,
    }
    return BudgetLine(**{**fields, **changes})  # type: ignore[arg-type]


def test_names_of_the_documents_own_forms_tell_codes_before_any_book() -> None:
    lines = [
        line("1", row_label="一般公共服务支出", subject_code="201"),
        line("2", row_label="政府办公厅（室）及机关机构事务", subject_code="20103"),
        line("3", row_label="行政运行", subject_code="2010301"),
        line("4", row_label="行政运行", subject_code="2150501"),
    ]
    names = observed_subjects(lines, NoSubjects())
    assert names.resolve("一般公共服务", None, None) == "201"
    assert names.resolve("一般公共服务支出", "政府办公厅（室）及相关机构事务", "行政运行") == "2010301"
    assert names.resolve(None, None, "行政运行") is None
    assert names.resolve("教育支出", "普通教育", "行政运行") is None
