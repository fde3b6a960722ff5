"""Statements against the forms: which line is restated, and whether the two agree."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.narrative import restate
from schemas.harvest import Harvest, Sourced
from schemas.records import BudgetLine, StatementRow
from schemas.spans import Span, Text
from schemas.subjects import NoSubjects, observed_subjects


def statement(
    value: str, role: str = "final", metric: str = "general_budget.expenditure", code: str | None = None
) -> Harvest:
    at = Text((Span(1, 7, 0, len(value), value),))
    row = StatementRow(
        doc_id="0" * 64,
        fiscal_year=2022,
        statement_id="s1",
        group_id="g1",
        metric=metric,
        subject_code=code,
        role=role,  # type: ignore[arg-type]
        value_raw=value,
        amount=Decimal(value) * 10000,
        unit="万元",
        agreement="no_counterpart",
    )
    return Harvest((Sourced(row, (("value_raw", at),)),))


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


def agreement(found: Harvest, *lines: BudgetLine) -> tuple[str, str | None]:
    row = restate(found, lines).rows[0].record
    assert isinstance(row, StatementRow)
    return row.agreement, row.restates_line_id


@pytest.mark.parametrize(
    ("said", "printed", "expected"),
    [
        ("418.81", "418.81", "agrees"),
        ("418.8", "418.81", "agrees"),
        ("418.82", "418.81", "rounding"),
        ("418.9", "418.81", "rounding"),
        ("350.42", "305.42", "disagrees"),
    ],
)
def test_values_are_compared_at_the_coarser_printed_precision(said: str, printed: str, expected: str) -> None:
    assert agreement(statement(said), line(printed)) == (expected, f"l{printed}")


def test_units_do_not_matter_for_agreement() -> None:
    printed = line("4188100", amount=Decimal("4188100"), unit="元")
    assert agreement(statement("418.81"), printed)[0] == "agrees"


def test_a_subject_restates_the_line_of_its_code() -> None:
    part = line("24.47", row_label="行政运行", subject_code="2010301", is_total=False)
    assert agreement(statement("24.47", code="2010301"), line("418.81"), part) == ("agrees", "l24.47")
    assert agreement(statement("24.47", code="2010302"), line("418.81"), part) == ("no_counterpart", None)


def test_a_budget_does_not_restate_an_executed_value() -> None:
    assert agreement(statement("418.81", role="budget"), line("418.81")) == ("no_counterpart", None)
    assert agreement(statement("4.00", role="budget"), line("4.00", phase="approved"))[0] == "agrees"


def test_a_line_whose_column_is_ambiguous_is_no_counterpart() -> None:
    assert agreement(statement("418.81"), line("418.81", measure=None))[0] == "no_counterpart"


def test_shares_and_changes_restate_nothing() -> None:
    assert agreement(statement("418.81", role="change_amount"), line("418.81"))[0] == "no_counterpart"


def test_lines_that_differ_are_no_counterpart() -> None:
    assert agreement(statement("418.81"), line("418.81"), line("410.00"))[0] == "no_counterpart"


def test_a_disagreement_is_a_finding_that_names_both() -> None:
    found = restate(
        statement("350.42", code="2150517"), (line("305.42", subject_code="2150517", is_total=False),)
    )
    assert [(f.rule, f.found, f.expected, f.residual, f.row_ids) for f in found.findings] == [
        ("statement.disagrees", "350.42 万元", "305.42 万元", Decimal("450000.00"), ("s1", "l305.42"))
    ]


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
