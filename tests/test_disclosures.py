"""The five real disclosures, by counts and by sums that must close; they are no part of the repository."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract import Extract
from samples.regenerate import extract_of

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "disclosures"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the real disclosures (../shared/disclosures) are not here"
)

FUNING = "funing-2020-project-targets"
JIAOZUO = "jiaozuo-2022-final-accounts"
BUDGET = "jiyuan-2021-budget"
TARGETS = "jiyuan-2021-department-targets"
ZUNHUA = "zunhua-2022-project-targets"
ALL = (FUNING, JIAOZUO, BUDGET, TARGETS, ZUNHUA)


@cache
def extract(name: str) -> Extract:
    return extract_of(FOLDER / f"{name}.txt")


def rows(name: str, dataset: str) -> list[Any]:
    return list(extract(name).rows.get(dataset, ()))


def amounts(name: str) -> list[Any]:
    return [line for line in rows(name, "budget_lines") if not line.form_id.startswith("performance.")]


@pytest.mark.parametrize(
    ("name", "count"), [(TARGETS, 33), (BUDGET, 501), (JIAOZUO, 26), (FUNING, 61), (ZUNHUA, 37)]
)
def test_indicators_are_all_found_and_no_template_row(name: str, count: int) -> None:
    found = rows(name, "indicators")
    assert len(found) == count
    assert [row.line_start for row in found if not (row.level3 or row.target_raw)] == []


@pytest.mark.parametrize(("name", "count"), [(BUDGET, 25), (FUNING, 8), (ZUNHUA, 4)])
def test_projects_are_all_found(name: str, count: int) -> None:
    assert len(rows(name, "projects")) == count


@pytest.mark.parametrize(("name", "count"), [(BUDGET, 225), (JIAOZUO, 164)])
def test_printed_amounts_of_the_budget_forms_are_all_found(name: str, count: int) -> None:
    assert len(amounts(name)) == count


@pytest.mark.parametrize(
    ("name", "count"), [(BUDGET, 35), (JIAOZUO, 10), (FUNING, 8), (ZUNHUA, 4), (TARGETS, 1)]
)
def test_tables_are_all_found_and_claimed_by_a_form(name: str, count: int) -> None:
    tables = rows(name, "tables")
    assert len(tables) == count
    assert [table.title for table in tables if table.form_id is None] == []


def test_tables_without_a_body_and_tables_declared_empty_have_their_state() -> None:
    assert Counter(t.state for t in rows(BUDGET, "tables")) == {
        "has_data": 31,
        "no_body": 3,
        "declared_empty": 1,
    }
    assert Counter(t.state for t in rows(JIAOZUO, "tables")) == {"has_data": 8, "declared_empty": 2}


PAGES = (1, 4, 33, 34, 78, 107, 152, 161, 210, 215, 264, 305, 336, 355, 412, 438, 465, 489, 538, 539, 584)
PAGES = (*PAGES, 631, 678, 725, 770, 823, 866, 909, 910, 990, 1037)


def test_pages_start_where_the_marks_stand() -> None:
    from extractors.readers.text import read_text_export

    lines = read_text_export((FOLDER / f"{JIAOZUO}.txt").read_bytes(), "x").lines
    first: dict[int, int] = {}
    for line in lines:
        if not line.blank:
            first.setdefault(line.page, line.number)
    assert tuple(first.values()) == PAGES


def test_a_mark_at_the_end_of_the_file_opens_no_page() -> None:
    assert extract(JIAOZUO).document.page_count == len(PAGES)


def test_a_number_inside_a_header_is_a_finding_and_no_amount() -> None:
    assert [line.amount_raw for line in rows(BUDGET, "budget_lines") if line.line_start == 82] == []
    assert [finding.rule for finding in rows(BUDGET, "findings") if finding.line_start == 82]


def test_the_statements_of_the_narrative_part_are_found() -> None:
    assert 122 <= len(rows(JIAOZUO, "statements")) <= 132


def _by_column(lines: list[Any]) -> dict[str, dict[str, Decimal]]:
    """Per column: the printed total and the sum of the lines with a code of seven digits."""
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: {"total": Decimal(0), "items": Decimal(0)})
    for line in lines:
        if len(line.subject_code or "") == 7:
            sums[line.column_label]["items"] += line.amount
        elif line.row_label == "合计":
            sums[line.column_label]["total"] += line.amount
    return sums


@pytest.mark.parametrize("form", ["budget.expenditure", "budget.general_expenditure"])
def test_items_add_up_to_the_printed_total_in_every_column(form: str) -> None:
    sums = _by_column([line for line in amounts(BUDGET) if line.form_id == form])
    assert len(sums) == 8
    assert {column: both for column, both in sums.items() if abs(both["total"] - both["items"]) > 1000} == {}


def test_the_projects_of_the_year_add_up_to_the_project_expenditure_of_the_form() -> None:
    (total,) = [
        line.amount
        for line in amounts(BUDGET)
        if line.form_id == "budget.general_expenditure"
        and line.row_label == "合计"
        and line.column_label == "项目支出/小计"
    ]
    assert sum(project.amount_year for project in rows(BUDGET, "projects")) == total == Decimal("32198000.00")


def _items(form: str, length: int) -> Decimal:
    lines = [x for x in amounts(JIAOZUO) if x.form_id == form and len(x.subject_code or "") == length]
    first: dict[tuple[int, str], Any] = {}
    for line in lines:
        first.setdefault((line.line_start, line.subject_code), line)
    return sum((line.amount for line in first.values()), Decimal(0))


@pytest.mark.parametrize("form", ["final.revenue", "final.expenditure", "final.general_expenditure"])
@pytest.mark.parametrize("length", [3, 5, 7])
def test_classes_groups_and_items_each_add_up_to_the_total(form: str, length: int) -> None:
    assert abs(_items(form, length) - Decimal("4188100.00")) <= 200


def test_economic_subjects_add_up_to_their_class() -> None:
    lines = [line for line in amounts(JIAOZUO) if line.form_id == "final.basic" and line.subject_code]
    classes = {line.subject_code: line.amount for line in lines if len(line.subject_code) == 3}
    sums: Counter[str] = Counter()
    for line in lines:
        if len(line.subject_code) == 5:
            sums[line.subject_code[:3]] += line.amount
    assert classes == {"301": Decimal("1031800.00"), "302": Decimal("102100.00")}
    assert {code: total for code, total in sums.items() if abs(total - classes[code]) > 200} == {}


def test_columns_that_nothing_settles_are_ambiguous_and_never_certain() -> None:
    lines = [line for line in amounts(JIAOZUO) if line.line_start == 533]
    assert [line.amount_raw for line in lines] == ["4.00", "4.00", "3.00", "1.00"]
    assert sum(line.column_evidence == "ambiguous" for line in lines) >= 3
    assert all(line.candidates for line in lines if line.column_evidence == "ambiguous")


@pytest.mark.parametrize("name", [FUNING, ZUNHUA])
def test_fiscal_and_other_funds_add_up_to_the_budget_of_each_project(name: str) -> None:
    for project in rows(name, "projects"):
        funds = (project.amount_fiscal_funds or 0) + (project.amount_other_funds or 0)
        assert project.amount_budget == funds, project.project_name


def test_a_lost_schedule_column_is_absent_and_a_finding() -> None:
    schedules = [[entry.month for entry in project.schedule or ()] for project in rows(FUNING, "projects")]
    assert schedules[2] == [3, 6, 10, 12]
    assert [months for months in schedules[:2] + schedules[3:] if 12 in months] == []


def test_codes_are_joined_over_spaces() -> None:
    assert rows(FUNING, "projects")[0].project_code == "471-0602-YBN-G1UW"


@pytest.mark.parametrize("name", ALL)
def test_provenance_is_the_print_at_its_place(name: str) -> None:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    wrong = []
    for row in rows(name, "provenance"):
        printed = lines[row.line_start - 1][row.char_start : row.char_end]
        if len(printed) != len(row.source_text) or any(
            a != b and b != "█" for a, b in zip(printed, row.source_text, strict=True)
        ):
            wrong.append((row.dataset, row.field, row.line_start))
    assert rows(name, "provenance")
    assert wrong == []


def test_no_telephone_number_stands_in_any_row() -> None:
    telephones = {
        field
        for line in (FOLDER / f"{BUDGET}.txt").read_text(encoding="utf-8").splitlines()
        if line.startswith("联系电话\t")
        for field in line.split("\t")[1:]
        if field.strip()
    }
    everything = repr(extract(BUDGET))
    assert telephones and [number for number in telephones if number in everything] == []


@pytest.mark.parametrize("name", ALL)
def test_a_real_disclosure_is_read_completely(name: str) -> None:
    document = extract(name).document
    assert document.status == "complete"
    assert str(document.fiscal_year) in name
    assert "number.unclaimed" not in {finding.rule for finding in extract(name).rows.get("findings", ())}
