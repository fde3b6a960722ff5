"""What a number is about: brackets, parts, lists, nouns that no metric names, subjects without marks."""

from __future__ import annotations

import pytest

from extractors.narrative import extract_statements
from extractors.readers.text import read_text_export
from extractors.sections import outline
from schemas.codes import subject_book
from schemas.context import Facts
from schemas.harvest import Harvest
from schemas.records import StatementRow

FINAL = Facts("0" * 64, 2019, kinds=("department_final_accounts",))
BUDGET = Facts("0" * 64, 2021, kinds=("department_budget",))
UNTOLD = Facts("0" * 64, 2019, kinds=("other",))


def harvest(text: str, facts: Facts) -> Harvest:
    document = read_text_export(text.encode(), "0" * 64)
    return extract_statements(document, outline(document, frozenset()), frozenset(), facts, subject_book())


def rows(text: str, facts: Facts = FINAL) -> list[StatementRow]:
    found = [row.record for row in harvest(text, facts).rows]
    return [row for row in found if isinstance(row, StatementRow)]


def metrics(text: str, facts: Facts = FINAL) -> list[tuple[str, str]]:
    return [(row.value_raw, row.metric) for row in rows(text, facts)]


def test_what_stood_before_a_bracket_holds_again_behind_it() -> None:
    text = (
        "2019年公务用车购置及运行维护费30万元（其中：购置费0万元，公务用车运行维护费30万元），比预算数减少4万元。"
        "国内公务接待20批次（其中外事接待0批次），88人次。"
    )
    assert metrics("一、三公经费情况说明\n" + text) == [
        ("30", "three_public.vehicles"),
        ("0", "three_public.vehicle_purchase"),
        ("30", "three_public.vehicle_operation"),
        ("4", "three_public.vehicles"),
        ("20", "three_public.reception.domestic.visits"),
        ("0", "three_public.reception.foreign.visits"),
        ("88", "three_public.reception.domestic.people"),
    ]


def test_parts_in_a_sentence_of_their_own_have_the_role_of_their_whole() -> None:
    text = "2019年“三公”经费预算为9万元，决算为5万元。其中公务接待费为4万元，占80%；公务用车运行维护费为1万元，占20%。\n"
    assert [row.role for row in rows(text, UNTOLD)] == ["budget", "final", "final", "share", "final", "share"]


def test_a_noun_that_no_metric_names_ends_what_was_said_before() -> None:
    text = "二、基本情况说明\n本园为事业单位，场所面积约700平米，在园幼儿315名。核定编制20人，门卫保安3人。\n"
    assert metrics(text) == [
        ("700", "within.narrative"),
        ("315", "within.narrative"),
        ("20", "staff.posts"),
        ("3", "within.narrative"),
    ]


def test_a_part_is_within_its_whole_only_where_the_text_says_so() -> None:
    text = "三、支出说明\n项目支出包括演出服装经费6万元，舞台租赁经费1万元。今年购书款2万元。\n"
    assert metrics(text) == [
        ("6", "within.expenditure.project"),
        ("1", "within.expenditure.project"),
        ("2", "within.expenditure_total"),
    ]


def test_a_part_is_never_its_whole() -> None:
    text = "二、人员情况说明\n现有在职职工40人，其中在编职工22人。\n"
    assert metrics(text) == [("40", "staff.actual"), ("22", "within.staff.actual")]


def test_what_is_counted_is_no_amount_of_money() -> None:
    text = "二、支出预算说明\n支出包括机关事业单位基本养老保险缴费支出10万元，公务车辆购入款3万元。\n"
    assert [(row.metric, row.subject_code) for row in rows(text, BUDGET)] == [
        ("expenditure_total", "2080505"),
        ("within.expenditure_total", None),
    ]


def test_subjects_without_marks_have_codes_where_their_names_are_certain() -> None:
    text = (
        "五、一般公共预算支出情况说明\n机构运行9万元，其中：基本支出9万元，项目支出0元。\n"
        "住房公积金4万元，其中：基本支出4万元，项目支出0元。\n1. 教育支出7万元，主要用于教学。\n"
    )
    assert [(row.value_raw, row.metric, row.subject_code) for row in rows(text, BUDGET)] == [
        ("9", "within.general_budget.expenditure", None),
        ("9", "within.general_budget.expenditure", None),
        ("0", "within.general_budget.expenditure", None),
        ("4", "general_budget.expenditure", "2210201"),
        ("4", "expenditure.basic", "2210201"),
        ("0", "expenditure.project", "2210201"),
        ("7", "general_budget.expenditure", "205"),
    ]


def test_the_items_of_a_class_are_looked_for_below_it() -> None:
    text = "三、支出预算说明\n支出包括：社会保障和就业支出15万元，其中机关事业单位职业年金缴费支出5万元；其他支出1万元。\n"
    assert [row.subject_code for row in rows(text, BUDGET)] == ["208", "2080506", "229"]


def test_one_number_for_a_list_is_none_of_its_members() -> None:
    assert metrics("一、情况说明\n公务接待费、会议费共计3万元。\n") == [("3", "within.narrative")]
    text = "一、情况说明\n因公出国（境）费、公务接待费、公车购置费（“三公”经费）决算总额3万元，下降2%。\n"
    assert metrics(text) == [("3", "three_public"), ("2", "three_public")]


def test_words_for_totals_belong_to_the_metric_before_them() -> None:
    text = "四、情况说明\n2019年财政拨款收入决算总计70万元。三公经费支出决算汇总数为1万元。\n"
    assert metrics(text) == [("70", "revenue.fiscal"), ("1", "three_public")]


def test_funds_are_revenue_only_where_money_comes_in() -> None:
    text = (
        "一、收支说明\n收入预算5万元，其中：一般公共预算拨款5万元。支出预算5万元，其中：一般公共预算拨款5万元。\n"
        "二、政府采购情况说明\n政府采购预算2万元。按资金类型划分，一般公共预算拨款2万元，上年结转资金0元。\n"
    )
    assert metrics(text, BUDGET) == [
        ("5", "revenue_total"),
        ("5", "revenue.general_budget"),
        ("5", "expenditure_total"),
        ("5", "general_budget.expenditure"),
        ("2", "procurement.total"),
        ("2", "within.procurement.total"),
        ("0", "within.procurement.total"),
    ]


def test_an_organisation_before_a_bare_word_is_no_other_noun() -> None:
    text = "一、说明\n青石县文化馆2021年收入预算8万元。演出票款收入2万元。\n"
    assert metrics(text, BUDGET) == [("8", "revenue_total"), ("2", "within.narrative")]


@pytest.mark.parametrize(
    ("text", "role", "told"),
    [
        ("全区“三公”经费12万元，比预算数减少3万元。\n", "final", True),
        ("全区“三公”经费12万元。\n", "final", False),
        ("全区安排“三公”经费预算。“三公”经费12万元。\n", "budget", True),
    ],
)
def test_a_role_that_nothing_tells_is_a_finding(text: str, role: str, told: bool) -> None:
    found = harvest(text, UNTOLD)
    assert rows(text, UNTOLD)[0].role == role
    assert ("statement.role_unknown" in {finding.rule for finding in found.findings}) is not told


def test_a_comparison_whose_word_for_the_change_is_lost_is_no_amount_of_the_year() -> None:
    found = harvest("二、收入说明\n财政拨款收入17万元，与2018年相比2万元，增加14%。\n", FINAL)
    rows_ = [row.record for row in found.rows if isinstance(row.record, StatementRow)]
    assert [(row.role, row.direction) for row in rows_] == [
        ("final", None),
        ("change_amount", None),
        ("change_ratio", "increase"),
    ]
    assert [finding.row_ids for finding in found.findings] == [(rows_[1].statement_id,)]


def test_a_heading_like_sentence_tells_what_follows() -> None:
    text = "七、三公经费情况说明\n1.因公出国（境）费。2021年预算数2万元。\n2.公务接待费。2021年预算数5万元，减少1万元。\n"
    assert metrics(text, BUDGET) == [
        ("2", "three_public.abroad"),
        ("5", "three_public.reception"),
        ("1", "three_public.reception"),
    ]


def test_a_number_alone_on_its_line_is_never_glued_to_the_next() -> None:
    text = "5\n1154.5元、卫生健康支出76.1元。\n会议费支出3\n元，培训费支出\n60\n4元。"
    found = harvest(text, BUDGET)
    stated = [row.record for row in found.rows if isinstance(row.record, StatementRow)]
    assert [row.value_raw for row in stated] == ["1154.5", "76.1", "3", "4"]
    assert [str(piece.text) for piece in found.furniture if piece.kind == "page_number"] == ["5"]
    assert [finding.found for finding in found.findings if finding.rule == "statement.number_unread"] == [
        "60"
    ]


def test_the_print_of_a_performance_table_states_nothing() -> None:
    text = (
        "2021年项目支出3万元，均已完成。附件：项目支出绩效自评表 项目名称 老旧楼改造 年度资金总额：8 8 8 本年预算8万元。"
        "绩效指标 一级指标 二级指标 三级指标 产出指标 数量指标 楼栋数 ≥5栋 5 10 9\n"
    )
    found = harvest(text, FINAL)
    assert [row.record.value_raw for row in found.rows if isinstance(row.record, StatementRow)] == ["3"]
    unread = [finding for finding in found.findings if finding.rule == "statement.table_unread"]
    assert [str(finding.at)[:2] for finding in unread] == ["绩效"]


def test_money_behind_counts_is_about_what_they_count() -> None:
    text = "二、公务接待费说明\n国内公务接待20批次，88人，共计支出4万元。核定编制9名，每年5万元。\n"
    assert metrics(text) == [
        ("20", "three_public.reception.domestic.visits"),
        ("88", "three_public.reception.domestic.people"),
        ("4", "three_public.reception.domestic"),
        ("9", "staff.posts"),
        ("5", "within.three_public.reception"),
    ]


def test_parts_by_another_order_are_parts_of_the_whole_and_not_of_the_last_subject() -> None:
    text = (
        "三、支出预算说明\n2021年支出预算7万元。\n按支出功能分类科目：教育支出5万元，住房保障支出2万元。\n"
        "按支出经济分类科目：工资福利支出6万元，商品和服务支出1万元。\n（二）按支出用途分类，包括人员支出6万元。\n"
    )
    assert [(row.metric, row.subject_code) for row in rows(text, BUDGET)] == [
        ("expenditure_total", None),
        ("expenditure_total", "205"),
        ("expenditure_total", "221"),
        ("economic.wages", None),
        ("economic.goods_services", None),
        ("basic.personnel", None),
    ]


def test_after_several_parts_a_sentence_without_a_noun_is_open() -> None:
    text = "“三公”经费预算4万元，其中：因公出国（境）费1万元，公务接待费3万元。与2020年预算相比增长6%。\n"
    assert metrics(text, BUDGET)[-1] == ("6", "within.three_public")


def test_the_amount_of_another_year_is_not_that_of_this_year() -> None:
    found = rows("一、收入预算说明\n2021年收入预算8万元，比上年7万元增长14%。\n", BUDGET)
    assert [row.role for row in found] == ["budget", "prior_budget", "change_ratio"]


def test_what_a_budget_says_of_the_year_behind_it_was_spent() -> None:
    text = "一、2021年预算执行情况\n2021年一般公共预算收入完成9万元，为调整预算的90%。收入合计12万元。\n"
    facts = Facts("0" * 64, 2022, kinds=("department_budget",))
    assert [row.role for row in rows(text, facts)] == ["prior_final", "completion_ratio", "final"]


def test_appropriations_below_spending_are_spending() -> None:
    text = "五、一般公共预算财政拨款支出决算情况说明\n与2018年相比，一般公共预算财政拨款增加2万元。\n"
    assert metrics(text) == [("2", "general_budget.expenditure")]
    text = "四、财政拨款收支预算总表的说明\n财政拨款收支预算3万元。支出包括：卫生健康支出（类）3万元。\n"
    assert metrics(text, BUDGET) == [("3", "fiscal.revenue_expenditure_total"), ("3", "fiscal.expenditure")]


def test_amounts_that_another_is_held_against_tell_no_role_of_what_follows() -> None:
    text = (
        "2019年本级“三公”经费决算情况公开如下：\n2019年，“三公”经费决算11万元，较上年14万元减少3万元，较预算数12万元减少1万元。"
        "其中：公务接待费为2万元，比上年累计支出3万元下降1万元。\n"
    )
    assert [(row.value_raw, row.metric, row.role) for row in rows(text)] == [
        ("11", "three_public", "final"),
        ("14", "three_public", "prior_final"),
        ("3", "three_public", "change_amount"),
        ("12", "three_public", "budget"),
        ("1", "three_public", "change_amount"),
        ("2", "three_public.reception", "final"),
        ("3", "three_public.reception", "prior_final"),
        ("1", "three_public.reception", "change_amount"),
    ]


def test_parts_of_another_year_are_of_that_year() -> None:
    text = "2020年度“三公”经费合计支出9万元，其中：公务接待费4万元，公务用车运行费5万元。\n"
    assert [row.role for row in rows(text, BUDGET)] == ["prior_budget", "prior_budget", "prior_budget"]


def test_funds_that_pay_for_something_are_not_what_is_paid() -> None:
    text = "一、说明\n“三公”经费公共预算财政拨款支出7万元。因公出国（境）费支出数3万元，预算数4万元，会议费支出数2万元。\n"
    assert [(row.metric, row.role) for row in rows(text)] == [
        ("three_public", "final"),
        ("three_public.abroad", "final"),
        ("three_public.abroad", "budget"),
        ("meetings", "final"),
    ]


def test_limits_of_grades_are_thresholds() -> None:
    text = "一、绩效情况说明\n选取7个项目开展重点评价，等级为优良（80分以上）的项目有4个，等级为中（70-80分）的项目有3个。\n"
    assert [(row.value_raw, row.metric, row.role) for row in rows(text)] == [
        ("7", "key_evaluation", "count"),
        ("80", "project_self_review.grade.excellent_good", "threshold"),
        ("4", "project_self_review.grade.excellent_good", "count"),
        ("80", "project_self_review.grade.fair", "threshold"),
        ("3", "project_self_review.grade.fair", "count"),
    ]


def test_what_stands_before_a_colon_names_a_number_without_a_noun() -> None:
    text = "二、部门收支总体情况\n（一）收入预算：2021年年初预算数5万元，其中：其他收入5万元。\n（二）支出预算：2021年年初预算数5万元。\n"
    assert metrics(text, BUDGET) == [
        ("5", "revenue_total"),
        ("5", "revenue.other"),
        ("5", "expenditure_total"),
    ]


def test_people_received_belong_to_the_visits_before_them() -> None:
    text = "一、三公经费情况说明\n国内公务接待批次40个，接待人次300人；国（境）外公务接待批次2个，接待人次9人。\n"
    assert metrics(text) == [
        ("40", "three_public.reception.domestic.visits"),
        ("300", "three_public.reception.domestic.people"),
        ("2", "three_public.reception.foreign.visits"),
        ("9", "three_public.reception.foreign.people"),
    ]
