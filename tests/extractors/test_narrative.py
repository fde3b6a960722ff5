"""Statements: every number of running text with its metric, subject, role and place."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
import regex

from extractors.narrative import extract_statements
from extractors.readers.text import read_text_export
from extractors.sections import extract_sections, outline
from schemas.codes import subject_book
from schemas.context import Facts
from schemas.document import Document
from schemas.harvest import Harvest
from schemas.records import StatementRow

SHARED = Path(__file__).resolve().parents[3] / "shared" / "disclosures"
JIAOZUO = SHARED / "jiaozuo-2022-final-accounts.txt"
real = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real disclosures (../shared/disclosures) are not here"
)
NOTHING: frozenset[tuple[int, int]] = frozenset()
FINAL = Facts("0" * 64, 2022, kinds=("department_final_accounts",))
BUDGET = Facts("0" * 64, 2024, kinds=("department_budget",))


def harvest(document: Document, facts: Facts, taken: frozenset[tuple[int, int]] = NOTHING) -> Harvest:
    return extract_statements(document, outline(document, taken), taken, facts, subject_book())


def rows(text: str, facts: Facts = FINAL) -> list[StatementRow]:
    found = harvest(read_text_export(text.encode(), "0" * 64), facts)
    return [row.record for row in found.rows if isinstance(row.record, StatementRow)]


def said(text: str, facts: Facts = FINAL) -> list[tuple[str, str, str]]:
    return [(row.value_raw, row.role, row.metric) for row in rows(text, facts)]


def test_one_number_for_two_totals_is_one_row_and_a_change_has_a_direction() -> None:
    text = "一、收入支出决算总体情况说明\n2022年度收、支总计均为418.81万元。与上年度相比，收、\n\n支总计各减少211.38万元，下降33.54%。\n"
    found = rows(text)
    assert [(row.role, row.direction) for row in found] == [
        ("final", None),
        ("change_amount", "decrease"),
        ("change_ratio", "decrease"),
    ]
    assert [row.amount for row in found] == [Decimal("4188100.00"), Decimal("2113800.00"), None]
    assert found[2].ratio == Decimal("33.54")
    assert found[0].group_id != found[1].group_id == found[2].group_id


def test_a_subject_named_as_a_path_in_quotation_marks_has_its_code() -> None:
    text = (
        "2025年部门预算编制说明\n支出预算90.00万元，其中：财政拨款支出预算90.00万元。\n财政拨款支出主要内容如下：\n"
        "1. “一般公共服务支出-政府办公厅（室）及相关机构事务-行政运行”科目60.50万元，主要用于行政单位的基本支出。\n"
        "2. “住房保障支出-住房改革支出-住房公积金”科目29.50万元，主要用于缴纳的住房公积金。\n"
    )
    found = [(row.value_raw, row.metric, row.subject_code) for row in rows(text, BUDGET)]
    assert found[-2:] == [
        ("60.50", "fiscal.expenditure", "2010301"),
        ("29.50", "fiscal.expenditure", "2210201"),
    ]


def test_a_number_cut_by_a_line_keeps_both_places() -> None:
    text = "一、机关运行经费支出情况说明\n2022年度机关运行经费支出1,0\n\n10.21万\n\n元。\n"
    document = read_text_export(text.encode(), "0" * 64)
    row = harvest(document, FINAL).rows[0]
    assert isinstance(row.record, StatementRow)
    assert row.record.amount == Decimal("10102100.00")
    assert [(piece.line, piece.text) for piece in dict(row.sources)["value_raw"]] == [
        (2, "1,0"),
        (4, "10.21"),
    ]


def test_budget_final_and_completion_are_told_apart() -> None:
    text = "十、机关运行经费支出情况说明\n2022年度机关运行经费年初预算为14.50万元，支出决算为10.21万元，完成年初预算的70.41%。\n"
    assert said(text) == [
        ("14.50", "budget", "operating_cost"),
        ("10.21", "final", "operating_cost"),
        ("70.41", "completion_ratio", "operating_cost"),
    ]


def test_shares_are_about_the_part_and_not_the_whole() -> None:
    text = "三、支出决算情况说明\n支出合计418.81万元，其中：基本支出113.39万元，占支出合计的27.07%；项目支出305.42万元，占72.93%。\n"
    assert said(text)[1:] == [
        ("113.39", "final", "expenditure.basic"),
        ("27.07", "share", "expenditure.basic"),
        ("305.42", "final", "expenditure.project"),
        ("72.93", "share", "expenditure.project"),
    ]


def test_a_subject_named_before_the_sentence_resolves_to_its_code() -> None:
    text = (
        "五、一般公共预算财政拨款支出决算情况说明\n（三）具体情况。\n"
        "1．卫生健康支出（类）行政事业单位医疗（款\n\n）行政单位医疗（项）。年初预算为0.80万元，支出决算为0.69万元。\n"
        "2．住房保障支出（类）住房改革支出（款）住房公积金（项）。主要用于缴存。支出决算为6.56万元。\n"
    )
    assert [(row.value_raw, row.subject_code, row.metric) for row in rows(text)] == [
        ("0.80", "2101101", "general_budget.expenditure"),
        ("0.69", "2101101", "general_budget.expenditure"),
        ("6.56", "2210201", "general_budget.expenditure"),
    ]


def test_classes_without_their_mark_resolve_too() -> None:
    text = (
        "五、一般公共预算财政拨款支出决算情况说明\n一般公共预算财政拨款支出9.85万元，主要用于以下方面："
        "外交（类）支出0.00万元，占0.00%；社会保障和就业支出支出6.67万元，占67.72%；卫生健康支出3.18万元，占32.28%。\n"
    )
    assert [row.subject_code for row in rows(text)] == [None, "202", "202", "208", "208", "210", "210"]


def test_a_subject_without_a_certain_code_does_not_read_like_the_whole() -> None:
    text = "五、一般公共预算财政拨款支出决算情况说明\n1．奇异事务支出（类）奇异管理（款）奇异运行（项）。支出决算为5万元。\n"
    assert [(row.metric, row.subject_code) for row in rows(text)] == [
        ("within.general_budget.expenditure", None)
    ]
    found = harvest(read_text_export(text.encode(), "0" * 64), FINAL)
    assert [(finding.rule, finding.found) for finding in found.findings] == [
        ("statement.subject_unknown", "奇异运行")
    ]


def test_years_dates_document_and_list_numbers_are_no_statements() -> None:
    text = (
        "一、其他重要事项的情况说明\n1．根据《关于批复的函》（青财预〔2022〕13号），截至2022年12月31日，"
        "详见公开01表和第五部分附件2。\n（2）“2+X”产业和5G项目执行3年。\n"
    )
    found = harvest(read_text_export(text.encode(), "0" * 64), FINAL)
    assert found.rows == ()
    assert {"list_number", "document_number", "year", "form_number", "designation", "duration"} <= {
        piece.kind for piece in found.furniture
    }
    assert [finding.found for finding in found.findings] == ["2"]


def test_a_year_right_after_a_list_number_is_a_year() -> None:
    text = "六、年度预算安排情况说明\n1.2019年改制费用预算5万元。\n2．2020年预算6万元。\n"
    found = harvest(read_text_export(text.encode(), "0" * 64), BUDGET)
    assert [(str(piece.text), piece.kind) for piece in found.furniture] == [
        ("1.", "list_number"),
        ("2019年", "year"),
        ("2．", "list_number"),
        ("2020年", "year"),
    ]
    assert [row.record.value_raw for row in found.rows if isinstance(row.record, StatementRow)] == ["5", "6"]


def test_counts_take_their_unit_and_belong_to_what_stands_before_or_after() -> None:
    text = (
        "九、“三公”经费支出决算情况说明\n1．因公出国（境）费支出决算为0.00万元。全年因公出国（境）团组2个，累计7人次。\n"
        "2.公务用车购置支出为0.00万元，购置车辆0台。2022年期末，公务用车保有量为3辆。\n"
        "3.国内公务接待支出6.1万元。国内公务接待30批次，300人次（不包括陪同人员）。\n"
    )
    counts = [(row.count, row.unit, row.metric) for row in rows(text) if row.role == "count"]
    assert counts == [
        (Decimal(2), "个", "three_public.abroad.groups"),
        (Decimal(7), "人次", "three_public.abroad.people"),
        (Decimal(0), "台", "three_public.vehicle_purchase.vehicles"),
        (Decimal(3), "辆", "three_public.vehicles_held"),
        (Decimal(30), "批次", "three_public.reception.domestic.visits"),
        (Decimal(300), "人次", "three_public.reception.domestic.people"),
    ]


def test_a_value_that_only_limits_a_count_is_a_threshold() -> None:
    text = "十二、国有资产占用情况说明\n共有车辆1辆，其中：其他用车1辆；单价100万元（含)以上设备（不含车辆）2台（套）。\n"
    assert said(text) == [
        ("1", "count", "vehicles"),
        ("1", "count", "vehicles.other"),
        ("100", "threshold", "equipment.large"),
        ("2", "count", "equipment.large"),
    ]
    assert rows(text)[3].unit == "台（套）"


def test_planned_purchases_are_not_the_vehicles_that_exist() -> None:
    text = "五、国有资产占用情况说明\n预算安排购置车辆1辆，其中：其他用车1辆。\n"
    assert [row.metric for row in rows(text, BUDGET)] == ["vehicles.planned", "vehicles.planned.other"]


def test_scores_and_their_projects_belong_to_one_review() -> None:
    text = (
        "十、预算绩效情况说明\n对项目支出进行全面自评，涵盖项目4个，涉及预算资金5.00万元。"
        "2022年度2个项目支出绩效自评中，1个项目自评等级为优，1个项目自评等级为良。部门整体支出绩效自评结果为98.5分。\n"
    )
    assert said(text) == [
        ("4", "count", "project_self_review.projects"),
        ("5.00", "budget", "project_self_review.funds"),
        ("2", "count", "project_self_review"),
        ("1", "count", "project_self_review.grade.excellent"),
        ("1", "count", "project_self_review.grade.good"),
        ("98.5", "score", "department_self_review.score"),
    ]


def test_budget_explanations_compare_with_the_year_before() -> None:
    text = (
        "二、收入预算情况说明\n2024年收入预算4,041.95万元，其中：财政拨款收入4,000.00万元，比上年预算增加45.91万元，"
        "主要原因是人员增加3人；其他收入41.95万元，与上年持平。\n"
        "三、其他说明\n1.“社会保障和就业支出（类）社会福利（款）社会福利事业单位（项）”73.66万元。"
        "2023年当年预算执行数为71.34万元，2024年预算安排73.66万元，比2023年预算执行数增加3.25%。\n"
    )
    assert said(text, BUDGET) == [
        ("4,041.95", "budget", "revenue_total"),
        ("4,000.00", "budget", "revenue.fiscal"),
        ("45.91", "change_amount", "revenue.fiscal"),
        ("3", "count", "within.revenue.fiscal"),
        ("41.95", "budget", "revenue.other"),
        ("73.66", "budget", "expenditure_total"),
        ("71.34", "prior_final", "expenditure_total"),
        ("73.66", "budget", "expenditure_total"),
        ("3.25", "change_ratio", "expenditure_total"),
    ]
    assert {row.subject_code for row in rows(text, BUDGET)[5:]} == {"2081005"}


@pytest.mark.parametrize(
    ("print_", "direction"),
    [
        ("增加5万元", "increase"),
        ("减少5万元", "decrease"),
        ("增加（减少）5万元", "none"),
        ("小于上年预算数5万元", "decrease"),
        ("增长了5万元", "increase"),
    ],
)
def test_changes_in_their_wordings(print_: str, direction: str) -> None:
    found = rows(f"一、机关运行经费情况说明\n机关运行经费预算30万元，与上年相比{print_}。\n", BUDGET)
    assert [(row.role, row.direction) for row in found[1:]] == [("change_amount", direction)]


def test_a_name_that_ends_like_a_change_is_none_without_a_comparison() -> None:
    found = rows("六、年度预算安排情况说明\n项目总预算40万元，其中支持外贸增长30万元。\n", BUDGET)
    assert [row.role for row in found] == ["budget", "budget"]


@pytest.mark.parametrize(
    ("print_", "amount"),
    [
        ("1200元", "1200.00"),
        ("１２.5万元", "125000.00"),
        ("3亿元", "300000000.00"),
        ("17.5万", "175000.00"),
        ("-2.5万元", "-25000.00"),
    ],
)
def test_units_of_money_become_yuan(print_: str, amount: str) -> None:
    assert [row.amount for row in rows(f"一、会议费情况说明\n会议费支出{print_}。\n")] == [Decimal(amount)]


def test_thousands_are_joined_and_two_amounts_at_a_comma_are_not() -> None:
    found = rows("一、收入决算情况说明\n收入合计1,234.50万元，300万元为其他收入。\n")
    assert [row.value_raw for row in found] == ["1,234.50", "300"]


def test_numbers_of_an_unknown_thing_are_marked_and_reported() -> None:
    text = "一、项目经费情况说明\n机关运行经费5万元，主要原因是新增阅览室经费2万元，改造经费3万元。\n"
    found = harvest(read_text_export(text.encode(), "0" * 64), BUDGET)
    records = [row.record for row in found.rows if isinstance(row.record, StatementRow)]
    assert [row.metric for row in records] == [
        "operating_cost",
        "within.operating_cost",
        "within.operating_cost",
    ]
    assert [(finding.rule, finding.row_ids) for finding in found.findings] == [
        ("statement.metric_unknown", tuple(row.statement_id for row in records[1:]))
    ]


def test_glossaries_and_forms_state_nothing() -> None:
    text = "第三部分 名词解释\n一、其他收入：指5万元以下的收入。\n第二部分 决算表\n合计 5 万元\n"
    assert rows(text) == []


def test_rows_of_an_unclaimed_table_are_not_read_as_prose() -> None:
    text = "三、收支情况说明\n基本支出5万元。\n201 一般公共服务支出 96.98 96.98\n合计\t5\t7\n住房公积金 6.56 6.56\n"
    assert [row.value_raw for row in rows(text)] == ["5"]


def test_ids_differ_and_every_value_can_be_found_in_its_line() -> None:
    text = "二、收入决算情况说明\n收入合计5.00万元，其中：事业收入5.00万元，占100.00％。\n"
    document = read_text_export(text.encode(), "0" * 64)
    found = harvest(document, FINAL)
    ids = [row.record.statement_id for row in found.rows if isinstance(row.record, StatementRow)]
    assert len(set(ids)) == len(ids) == 3
    for row in found.rows:
        for _, printed in row.sources:
            for piece in printed:
                assert document.lines[piece.line - 1].text[piece.start : piece.end] == piece.text


def test_masked_characters_break_nothing() -> None:
    assert rows("一、其他情况说明\n联系人███，电话████████，经费5万元。\n")[0].value_raw == "5"


def taken_of(document: Document) -> frozenset[tuple[int, int]]:
    """The forms of the real file, whose lines tables claim."""
    return frozenset(
        (line.page, line.number) for line in document.lines if 33 < line.number < 538 or line.number > 909
    )


@real
def test_statements_of_a_real_narrative_by_role() -> None:
    document = read_text_export(JIAOZUO.read_bytes(), "0" * 64)
    found = [row.record for row in harvest(document, FINAL, taken_of(document)).rows]
    roles = Counter(row.role for row in found if isinstance(row, StatementRow))
    assert roles == {
        "final": 48,
        "budget": 16,
        "completion_ratio": 15,
        "share": 17,
        "change_amount": 3,
        "change_ratio": 3,
        "count": 26,
        "score": 1,
        "threshold": 1,
    }
    assert 72 <= len({row.group_id for row in found if isinstance(row, StatementRow)}) <= 80
    assert not [row for row in found if isinstance(row, StatementRow) and row.metric.startswith("within.")]


@real
def test_every_number_of_a_real_narrative_is_a_statement_or_deliberately_none() -> None:
    document = read_text_export(JIAOZUO.read_bytes(), "0" * 64)
    taken = taken_of(document)
    found = harvest(document, FINAL, taken)
    titles = extract_sections(document, outline(document, taken), FINAL)
    covered = {
        (piece.line, at)
        for text in [
            *(printed for row in (*found.rows, *titles.rows) for _, printed in row.sources),
            *(piece.text for piece in found.furniture),
        ]
        for piece in text
        for at in range(piece.start, piece.end)
    }
    left = [
        (line.number, match[0])
        for line in document.lines
        if line.number < 909 and (line.page, line.number) not in taken
        for match in regex.finditer(r"\d+", line.text)
        if not covered.issuperset((line.number, at) for at in range(*match.span()))
    ]
    assert left == []
    assert {piece.kind for piece in found.furniture} <= {"year", "list_number", "prose"}
    assert found.findings == ()


@real
def test_parts_of_a_real_narrative_add_up() -> None:
    document = read_text_export(JIAOZUO.read_bytes(), "0" * 64)
    found = [row.record for row in harvest(document, FINAL, taken_of(document)).rows]
    parts = [row for row in found if isinstance(row, StatementRow) and len(row.subject_code or "") == 3]
    assert sum(row.amount or 0 for row in parts) == Decimal("4188100.00")
    assert abs(sum(row.ratio or 0 for row in parts) - 100) < Decimal("0.05")
