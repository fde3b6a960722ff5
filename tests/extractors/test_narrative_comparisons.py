"""What a number is held against, rows of names, and words of the print that name nothing by themselves."""

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
UNTOLD = Facts("0" * 64, 0, kinds=("other",))


def harvest(text: str, facts: Facts) -> Harvest:
    document = read_text_export(text.encode(), "0" * 64)
    return extract_statements(document, outline(document, frozenset()), frozenset(), facts, subject_book())


def rows(text: str, facts: Facts = FINAL) -> list[StatementRow]:
    found = [row.record for row in harvest(text, facts).rows]
    return [row for row in found if isinstance(row, StatementRow)]


def metrics(text: str, facts: Facts = FINAL) -> list[tuple[str, str]]:
    return [(row.value_raw, row.metric) for row in rows(text, facts)]


def roles(text: str, facts: Facts = FINAL) -> list[tuple[str, str, str | None]]:
    return [(row.value_raw, row.role, row.direction) for row in rows(text, facts)]


def said(text: str, facts: Facts = FINAL) -> list[tuple[str, str, str]]:
    return [(row.value_raw, row.role, row.metric) for row in rows(text, facts)]


def test_numbers_in_a_row_belong_to_as_many_names_in_a_row() -> None:
    text = "一、政府采购情况说明\n货物、工程、服务采购规模分别为7万元、2万元和1万元，较上年下降3%、2%和1%。\n"
    names = ["procurement.goods", "procurement.works", "procurement.services"]
    assert [row.metric for row in rows(text)] == names * 2
    assert [row.role for row in rows(text)] == ["final"] * 3 + ["change_ratio"] * 3
    assert [row.direction for row in rows(text)][3:] == ["decrease"] * 3


def test_income_and_spending_in_one_name_are_two() -> None:
    text = "一、总体情况说明\n与2018年度相比，收入、支出总计各增加8万元、6万元，增长4%、3%。\n"
    sides = ["revenue_grand_total", "expenditure_grand_total"]
    assert [row.metric for row in rows(text)] == sides * 2
    assert [row.role for row in rows(text)] == ["change_amount"] * 2 + ["change_ratio"] * 2


def test_one_number_for_each_of_two_names_is_that_of_both() -> None:
    text = "一、总体情况说明\n2019年度收、支总计均为30万元。与上年度相比，收、支总计各减少8万元。\n"
    assert {row.metric for row in rows(text)} == {"revenue_expenditure_total"}


def test_numbers_in_a_row_without_as_many_names_are_open() -> None:
    text = "一、政府采购情况说明\n货物、工程采购规模分别为7万元、2万元和1万元。采购支出增加5万元、4万元。\n"
    assert {row.metric for row in rows(text)} == {"within.procurement.total"}


def test_a_masked_name_is_a_name() -> None:
    text = "一、支出说明\n本年支出合计90万元，其中：****支出50万元，××支出40万元。\n"
    assert metrics(text)[1:] == [("50", "within.expenditure_total"), ("40", "within.expenditure_total")]


def test_what_a_number_is_compared_with_may_name_it() -> None:
    text = "一、收入说明\n2019年总收入70万元，其中：上级补助收入70万元。2019年较2018年总收入增加6万元。\n"
    assert metrics(text)[-1] == ("6", "revenue_grand_total")


@pytest.mark.parametrize("facts, role", [(FINAL, "prior_final"), (BUDGET, "prior_budget")])
def test_the_amount_of_another_year_stands_behind_its_year(facts: Facts, role: str) -> None:
    text = "一、三公经费说明\n“三公”经费合计9万元，较2018年的“三公”经费合计7万元增加2万元。\n"
    assert [row.role for row in rows(text, facts)][1:] == [role, "change_amount"]
    assert {row.metric for row in rows(text, facts)} == {"three_public"}


def test_this_year_behind_a_comparison_leaves_the_role_open() -> None:
    text = "一、三公经费说明\n“三公”经费合计9万元，较2019年的7万元增加2万元。\n"
    found = harvest(text, FINAL).findings
    assert [finding.rule for finding in found] == ["statement.role_unknown"]


@pytest.mark.parametrize("printed", ["（减少）3万元，（减）幅20%", "减少3万元，减幅20%"])
def test_a_word_for_a_change_may_stand_in_brackets(printed: str) -> None:
    text = f"一、基本支出说明\n工资福利支出较上年{printed}。\n"
    assert roles(text) == [("3", "change_amount", "decrease"), ("20", "change_ratio", "decrease")]
    assert {row.metric for row in rows(text)} == {"economic.wages"}


def test_both_words_for_a_change_are_none() -> None:
    text = "一、三公经费说明\n公务接待费0元，比上年增（减）0元，同比增长（下降）0%。\n"
    assert [row.direction for row in rows(text)] == [None, "none", "none"]


def test_what_a_share_is_of_names_no_other_number() -> None:
    text = "一、基本支出说明\n商品和服务支出7万元，占基本支出预算%，同比增加2万元，增长40%。\n"
    assert {row.metric for row in rows(text)} == {"economic.goods_services"}


def test_a_share_without_its_own_name_passes_nothing_on() -> None:
    text = "一、预算说明\n支出总预算的95%，同比减少4万元。\n"
    assert all(row.metric.startswith("within.") for row in rows(text))


def test_a_part_of_what_is_listed_is_another_thing() -> None:
    text = "一、资产说明\n资产总额90万元，其中：流动资产20万元、固定资产70万元。其他固定资产5万元。\n"
    assert metrics(text) == [
        ("90", "assets.total"),
        ("20", "assets.current"),
        ("70", "assets.fixed"),
        ("5", "within.narrative"),
    ]


def test_a_noun_behind_a_count_is_another_thing() -> None:
    text = "一、概况说明\n本委设13个内设机构，1个派驻机构。\n"
    assert metrics(text) == [("13", "internal_offices"), ("1", "within.narrative")]


def test_staff_that_is_told_for_each_kind_of_post_is_no_total() -> None:
    apart = "二、人员情况说明\n行政编制36人，实有人数34人；事业编制5人，实有人数3人。\n"
    assert metrics(apart)[1::2] == [("34", "within.narrative"), ("3", "within.narrative")]
    assert metrics("二、人员情况说明\n行政编制36人，实有人数34人。\n")[1] == ("34", "staff.actual")


def test_a_paragraph_after_several_things_goes_on_about_none() -> None:
    told = "本年收入合计60万元，本年支出合计50万元，结转结余10万元。\n"
    text = f"一、其他说明\n{told}2019年预算数40万元，决算数60万元，增加20万元。\n"
    assert {metric for _, metric in metrics(text)[3:]} == {"within.narrative"}


def test_a_total_behind_the_name_of_a_fund_is_that_of_the_fund() -> None:
    text = "一、收支说明\n财政拨款本年收入合计5万元。财政拨款总收支较上年下降3%。\n"
    assert metrics(text) == [("5", "revenue.fiscal"), ("3", "fiscal.revenue_expenditure_total")]


def test_a_fund_under_a_heading_of_both_sides_is_neither() -> None:
    text = "一、政府性基金预算收支决算情况说明\n政府性基金预算3万元。\n"
    assert metrics(text) == [("3", "within.gov_fund.revenue_expenditure_total")]


def test_subjects_with_the_word_for_their_level() -> None:
    text = "一、支出预算说明\n（一）教育支出类科目7元，占支出总预算70%。\n（二）住房保障支出类科目3元。\n"
    assert [(row.metric, row.subject_code) for row in rows(text, BUDGET)] == [
        ("expenditure_total", "205"),
        ("expenditure_total", "205"),
        ("expenditure_total", "221"),
    ]


def test_a_section_lists_what_the_one_before_announced() -> None:
    text = (
        "（二）财政拨款（补助）支出情况\n2021年财政拨款（补助）预算数9万元，安排情况如下：\n"
        "一、按支出功能分类说明\n1、教育支出6万元。（包含住房补贴1万元、项目支出2万元）\n2、住房保障支出3万元。\n"
    )
    found = [(row.value_raw, row.metric, row.subject_code) for row in rows(text, BUDGET)]
    assert found == [
        ("9", "fiscal.expenditure", None),
        ("6", "fiscal.expenditure", "205"),
        ("1", "within.fiscal.expenditure", "205"),
        ("2", "expenditure.project", "205"),
        ("3", "fiscal.expenditure", "221"),
    ]


def test_parts_follow_the_reason_for_their_whole() -> None:
    text = "一、支出说明\n本年支出合计90万元，比上年增加5万元。主要原因是人员增加。其中：按经济分类，工资福利支出50万元，购房补贴40万元。\n"
    assert metrics(text)[2:] == [("50", "economic.wages"), ("40", "within.expenditure_total")]


def test_a_name_that_a_code_had_long_ago_is_none_of_it() -> None:
    book = subject_book()
    assert book.resolve(None, None, "残疾人就业保障金") == "2081107"
    text = "一、支出说明\n社会保障和就业支出8万元，其中：残疾人就业保障金2万元。\n"
    assert metrics(text)[1] == ("2", "within.expenditure_total")


def test_the_amount_of_something_bought_is_its_own() -> None:
    text = "一、政府采购说明\n采购礼堂座椅，金额2万元。\n"
    assert metrics(text) == [("2", "within.procurement.total")]


def test_the_year_of_the_text_is_unknown() -> None:
    text = "一、三公经费说明\n“三公”经费合计9万元，较2018年的7万元增加2万元。\n"
    assert "statement.role_unknown" in {finding.rule for finding in harvest(text, UNTOLD).findings}


def test_a_bare_word_behind_its_own_noun_is_that_noun_also_in_a_change() -> None:
    text = "一、支出说明\n总支出较上年增加6万元。其中，医疗补助支出增加4万元，管理费用减少1万元。\n"
    assert metrics(text)[1:] == [
        ("4", "within.expenditure_grand_total"),
        ("1", "within.expenditure_grand_total"),
    ]


def test_the_rest_of_a_list_is_a_subject_only_among_subjects() -> None:
    apart = "一、支出说明\n基本支出80万元。基本支出中医疗业务支出50万元，管理费用20万元，其他支出10万元。\n"
    assert {row.subject_code for row in rows(apart)} == {None}
    listed = "一、支出说明\n本年支出合计80万元，其中：教育支出70万元，其他支出10万元。\n"
    assert [row.subject_code for row in rows(listed)] == [None, "205", "229"]


def test_a_bracket_that_names_one_thing_otherwise_leaves_its_name() -> None:
    text = "一、基本支出说明\n基本支出9万元，其中工资福利支出（人员支出）6万元，商品和服务支出（公用支出）3万元。\n"
    assert metrics(text)[1:] == [("6", "economic.wages"), ("3", "economic.goods_services")]


def test_a_use_ends_where_a_clause_compares() -> None:
    text = "二、三公经费说明\n公务用车运行费9万元，主要用于燃油、维修等方面支出，年末公务用车保有量4辆，与2018年相比，公务用车运行费减少2万元，下降18%。\n"
    assert metrics(text)[1:] == [
        ("4", "three_public.vehicles_held"),
        ("2", "three_public.vehicle_operation"),
        ("18", "three_public.vehicle_operation"),
    ]
    told = "二、三公经费说明\n公务用车运行费9万元，主要用于巡查项目6万元，比上年增加1万元。\n"
    assert metrics(told)[2] == ("1", "within.three_public.vehicle_operation")


def test_what_the_whole_is_told_to_be_its_parts_are() -> None:
    text = "一、三公经费说明\n2019年“三公经费”预算数具体包括：因公出国（境）费3万元，公务接待费2万元。\n"
    assert [row.role for row in rows(text, UNTOLD)] == ["budget", "budget"]


@pytest.mark.parametrize(
    "text, metric",
    [
        ("1、代表外出培训费2万元。", "within.narrative"),
        ("1、2019年培训费2万元。", "training"),
        ("核定编制9人，另有事业控制编制3人。", "within.narrative"),
        ("本院现有门诊科室3个。", "within.narrative"),
        ("离休人员1人，退休人员3人。", "staff.retired.other"),
        ("退休人员3人。", "staff.retired"),
    ],
)
def test_a_noun_right_before_a_general_word_makes_it_another_thing(text: str, metric: str) -> None:
    assert metrics(f"二、基本情况说明\n{text}\n")[-1][1] == metric


def test_people_fewer_than_last_year_are_still_those_people() -> None:
    text = "二、人员情况说明\n年末在职职工24人，比上年减少2人。\n"
    assert metrics(text) == [("24", "staff.actual"), ("2", "staff.actual")]
    assert roles(text)[1] == ("2", "change_amount", "decrease")


def test_a_clause_of_funds_under_a_heading_of_both_sides_is_no_total() -> None:
    text = "二、收入支出预算情况\n2021年区级专户拨款合计9万元。\n"
    assert metrics(text, BUDGET) == [("9", "within.revenue_expenditure_total")]
    told = "二、收入支出预算情况\n2021年区级财政预算拨款合计9万元，其中：一般公共预算拨款9万元。\n"
    assert metrics(told, BUDGET) == [("9", "revenue.fiscal"), ("9", "revenue.general_budget")]


def test_a_reason_goes_on_behind_its_semicolon() -> None:
    text = "一、总体情况说明\n收、支总计均为90万元，较上年减少8万元，主要原因是公用经费减少；项目压减，其中演出项目压减7万元。\n"
    assert metrics(text)[2] == ("7", "within.revenue_expenditure_total")


def test_a_change_of_something_named_is_its_own() -> None:
    text = "一、支出说明\n总支出90万元，较上年减少8万元，困难帮扶项目减少5万元。\n"
    assert metrics(text)[2] == ("5", "within.expenditure_total")


def test_people_behind_a_general_word_are_those_people() -> None:
    text = "二、人员情况说明\n实有行政人员4人，参公人员2人。现有在职教职工9人。\n"
    assert metrics(text) == [("4", "within.narrative"), ("2", "within.narrative"), ("9", "staff.actual")]


def test_what_is_counted_behind_a_list_is_named_behind_the_number() -> None:
    text = "二、机构设置情况\n本中心共设置6个科室（养护科、安全科）、1个办公室。\n"
    assert metrics(text) == [("6", "internal_offices"), ("1", "within.narrative")]


def test_parts_of_something_unnamed_are_no_subjects() -> None:
    text = "一、支出说明\n一般公共预算支出90万元。本级专项支出40万元，其中：政协会议支出30万元。\n"
    assert [row.subject_code for row in rows(text)] == [None] * 3
    assert all(metric.startswith("within.") for _, metric in metrics(text)[1:])


def test_what_a_fund_pays_for_is_not_the_spending_of_the_fund() -> None:
    text = "二、其他情况说明\n委员运行经费财政拨款预算12万元。\n"
    assert all(row.metric.startswith("within.") for row in rows(text, BUDGET))


def test_an_amount_for_each_is_no_total() -> None:
    text = "二、三公经费说明\n公务用车保有量3辆，全年车均运行维护费支出2万元。\n"
    assert metrics(text)[1][1].startswith("within.")


def test_income_behind_a_semicolon_is_income_again() -> None:
    text = "（一）收入预算说明\n年初预算数90万元，其中：事业收入80万元，上年结转资金10万元；收入较去年增加6万元。\n"
    assert metrics(text, BUDGET)[-1] == ("6", "revenue_total")


def test_a_count_of_something_else_is_none_of_the_count_before() -> None:
    text = "二、基本情况说明\n单位编制100人，预算人数77人。\n"
    assert metrics(text) == [("100", "staff.posts"), ("77", "within.narrative")]


def test_sentences_with_amounts_under_the_name_of_a_form_are_narrative() -> None:
    text = "一、财政拨款收支总表情况\n本单位财政拨款收支总预算9万元。支出包括：教育支出6万元、住房保障支出3万元。\n"
    assert [(row.metric, row.subject_code) for row in rows(text, BUDGET)] == [
        ("fiscal.revenue_expenditure_total", None),
        ("fiscal.expenditure", "205"),
        ("fiscal.expenditure", "221"),
    ]


def test_what_an_amount_went_down_to_is_no_change() -> None:
    text = "七、三公经费支出决算情况说明\n三公经费支出决算比2021年度增加5万元，增长40%；公务接待费支出决算减少为0.50万元，公务用车运行维护费比2021年度减少3万元。\n"
    assert said(text)[2:] == [
        ("0.50", "final", "three_public.reception"),
        ("3", "change_amount", "three_public.vehicle_operation"),
    ]


def test_a_share_of_an_adjusted_budget_behind_what_was_carried_out_is_its_completion() -> None:
    text = "一、预算执行情况\n2022年，一般公共预算收入预计完成810万元，占调整预算的98%，同比下降6.8%，项目资金到位率100%。\n"
    assert [(value, role) for value, role, _ in said(text)] == [
        ("810", "final"),
        ("98", "completion_ratio"),
        ("6.8", "change_ratio"),
        ("100", "completion_ratio"),
    ]


def test_limits_with_a_negation_are_no_changes_and_added_budgets_are() -> None:
    text = "一、项目情况说明\n年中追加预算180万元，比上年少支出20万元，群众满意度不低于90%。\n"
    assert [(row.value_raw, row.role, row.direction) for row in rows(text)] == [
        ("180", "change_amount", "increase"),
        ("20", "change_amount", "decrease"),
        ("90", "threshold", None),
    ]


def test_buildings_are_counted_apart_from_their_floor_space_and_stocks_have_a_balance() -> None:
    text = "九、国有资产情况说明\n占用房屋2处，共3150.6平方米；负债总额12万元，办公家具价值41.20万元。\n"
    assert [
        (value, role, metric) for value, role, metric in said(text) if not metric.startswith("within.")
    ] == [
        ("2", "count", "assets.buildings"),
        ("12", "balance", "assets.liabilities"),
        ("41.20", "balance", "assets.furniture"),
    ]


def test_an_amount_held_against_the_budget_before_it_is_a_change() -> None:
    text = "三、三公经费情况说明\n三公经费支出决算31.20万元，比预算68.00万元节约36.80万元，比2018年增加增加2.10万元。\n"
    assert roles(text) == [
        ("31.20", "final", None),
        ("68.00", "budget", None),
        ("36.80", "change_amount", "decrease"),
        ("2.10", "change_amount", "increase"),
    ]


def test_contracts_with_small_firms_have_their_own_metrics() -> None:
    text = "四、政府采购情况说明\n授予中小微企业合同金额20万元，授予小微企业合同金额8万元，目标值≥98%。\n"
    assert said(text) == [
        ("20", "final", "procurement.sme"),
        ("8", "final", "procurement.small_micro"),
        ("98", "threshold", "within.procurement.total"),
    ]
