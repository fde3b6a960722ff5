"""Statements: what arithmetic and print beside a number tell of it: rows, brackets, codes, reasons that end."""

from __future__ import annotations

from extractors.narrative import extract_statements
from extractors.readers.text import read_text_export
from extractors.sections import outline
from schemas.codes import subject_book
from schemas.context import Facts
from schemas.harvest import Harvest
from schemas.records import StatementRow

FINAL = Facts("0" * 64, 2022, kinds=("department_final_accounts",))
BUDGET = Facts("0" * 64, 2023, kinds=("department_budget",))


def harvest(text: str, facts: Facts) -> Harvest:
    document = read_text_export(text.encode(), "0" * 64)
    return extract_statements(document, outline(document, frozenset()), frozenset(), facts, subject_book())


def rows(text: str, facts: Facts = FINAL) -> list[StatementRow]:
    found = [row.record for row in harvest(text, facts).rows]
    return [row for row in found if isinstance(row, StatementRow)]


def metrics(text: str, facts: Facts = FINAL) -> list[tuple[str, str]]:
    return [(row.value_raw, row.metric) for row in rows(text, facts)]


def test_a_unit_behind_the_last_number_of_a_row_is_that_of_all() -> None:
    found = rows(
        "一、收入支出决算总体情况说明\n2022年度收、支总计各是41.25，43.91万元。与2021年相比，各下降2.5%、3.5%。\n"
    )
    assert [(row.value_raw, row.metric, row.unit) for row in found] == [
        ("41.25", "revenue_grand_total", "万元"),
        ("43.91", "expenditure_grand_total", "万元"),
        ("2.5", "within.revenue_expenditure_total", "%"),
        ("3.5", "within.revenue_expenditure_total", "%"),
    ]
    assert found[0].amount is not None and str(found[0].amount) == "412500.00"


def test_a_percentage_in_brackets_behind_a_change_is_that_change() -> None:
    found = rows("一、三公经费说明\n公务接待费8万元，较上年减少2万元（20%）。公务接待费占比（20%）。\n")
    assert [(row.value_raw, row.role, row.direction) for row in found[:3]] == [
        ("8", "final", None),
        ("2", "change_amount", "decrease"),
        ("20", "change_ratio", "decrease"),
    ]
    assert found[3].role == "share"


CHANGED = "一、收支说明\n2022年财政拨款收入90.00万元，其中一般公共预算拨款收入80.00万元、政府性基金拨款收入10.00万元，较上年增加"


def test_a_change_behind_several_parts_is_of_what_its_ratio_fits() -> None:
    assert metrics(f"{CHANGED}8.00万元，增长9.76%。\n")[3:] == [
        ("8.00", "revenue.fiscal"),
        ("9.76", "revenue.fiscal"),
    ]
    assert metrics(f"{CHANGED}5.00万元，增长100%。\n")[3] == ("5.00", "revenue.gov_fund")


def test_a_change_behind_several_parts_is_of_no_part_that_is_smaller() -> None:
    assert metrics(f"{CHANGED}30万元。\n")[3] == ("30", "revenue.fiscal")
    assert metrics(f"{CHANGED}3万元。\n")[3][1].startswith("within.")


def test_a_total_with_the_department_before_it_is_none_of_a_part() -> None:
    text = (
        "一、收支预算总体情况\n2023年本部门预算收入9万元，其中一般公共预算拨款收入9万元、政府性基金拨款收入0万元，"
        "2023年本部门预算收入较上年减少1万元；2023年本部门预算支出8万元。\n"
    )
    assert metrics(text, BUDGET)[3:] == [("1", "revenue_total"), ("8", "expenditure_total")]


def test_a_code_beside_a_name_is_its_own_or_none() -> None:
    text = (
        "一、一般公共预算拨款支出情况\n2023年一般公共预算拨款支出30万元，包括：\n（一）2013201-行政运行12万元。主要用于人员。\n"
        "（二）住房公积金（2210201）9万元，较上年增加1万元；\n（三）2080505-住房公积金9万元。\n"
    )
    found = [(row.value_raw, row.subject_code) for row in rows(text, BUDGET)]
    assert found == [("30", None), ("12", "2013201"), ("9", "2210201"), ("1", "2210201"), ("9", None)]
    assert {finding.rule for finding in harvest(text, BUDGET).findings} == {"statement.subject_unknown"}


def test_seven_digits_with_a_unit_are_no_code() -> None:
    assert metrics("一、政府采购说明\n政府采购支出总额2092210元。\n") == [("2092210", "procurement.total")]


def test_names_of_subjects_with_the_words_of_their_role() -> None:
    text = "一、财政拨款支出说明\n财政拨款支出100万元。其中：\n（一）教育支出年初预算数为80万元，决算数为90万元。\n"
    found = [(row.role, row.subject_code) for row in rows(text)]
    assert found == [("final", None), ("budget", "205"), ("final", "205")]


def test_a_reason_ends_where_a_sister_of_the_metric_is_told() -> None:
    text = "一、三公经费说明\n公务用车运行维护费15万元，主要原因是严控用车，新购车辆20万元，公务接待费7万元，预算数8万元。\n"
    assert metrics(text) == [
        ("15", "three_public.vehicle_operation"),
        ("20", "within.three_public.vehicle_operation"),
        ("7", "three_public.reception"),
        ("8", "three_public.reception"),
    ]


def test_an_item_with_a_heading_and_a_colon_is_about_it() -> None:
    text = "一、收支总体情况\n（一）收入预算：包括财政拨款和单位资金。2023年年初预算数16万元。\n"
    assert metrics(text, BUDGET) == [("16", "revenue_total")]


def test_an_amount_of_a_fund_is_of_what_it_pays_for() -> None:
    text = "一、其他说明\n机关运行经费：2023年机关运行经费当年一般公共预算拨款18万元，下降3%。\n"
    assert {metric for _, metric in metrics(text, BUDGET)} == {"operating_cost"}


def test_contracts_of_one_kind_are_no_share_of_all() -> None:
    text = "一、政府采购说明\n授予中小企业合同金额8万元，货物采购授予中小企业合同金额占货物支出金额的90%。\n"
    assert metrics(text)[1] == ("90", "procurement.goods.sme")


def test_a_heading_of_a_fund_speaks_of_spending_unless_it_names_income() -> None:
    text = "{}\n一般公共预算当年拨款30万元，比2022年执行数增加2万元。\n1.教育支出（类）普通教育（款）小学教育（项）2023年预算数为9万元。\n"
    spent = rows(text.format("五、一般公共预算当年拨款情况说明"), BUDGET)
    assert {row.metric for row in spent} == {"general_budget.expenditure"}
    assert spent[-1].subject_code == "2050202"
    income = metrics("（一）一般公共预算拨款收入情况\n一般公共预算拨款30万元。\n", BUDGET)
    assert income == [("30", "revenue.general_budget")]


def test_a_code_cut_in_three_is_one() -> None:
    text = "一、财政拨款支出说明\n1.教育支出（205）普通教育（02）初中教育（03）：2023年预算数为12万元，较上年减少3万元。\n"
    found = [(row.value_raw, row.subject_code) for row in rows(text, BUDGET)]
    assert found == [("12", "2050203"), ("3", "2050203")]


def test_what_money_was_used_for_is_no_subject_of_a_change() -> None:
    text = (
        "一、一般公共预算拨款支出说明\n1.教育支出（类）普通教育（款）初中教育（项）12万元，主要用于人员经费和日常公用支出，"
        "比上年增加2万元。\n"
    )
    found = [(row.value_raw, row.metric, row.subject_code) for row in rows(text, BUDGET)]
    assert found == [
        ("12", "general_budget.expenditure", "2050203"),
        ("2", "general_budget.expenditure", "2050203"),
    ]


def test_more_than_the_budget_is_a_change() -> None:
    found = rows(
        "一、三公经费说明\n公务接待费8万元，比年初预算多支出1万元。公务用车运行维护费3万元，较预算节约2万元。\n"
    )
    assert [(row.role, row.direction) for row in found] == [
        ("final", None),
        ("change_amount", "increase"),
        ("final", None),
        ("change_amount", "decrease"),
    ]


def test_an_item_without_its_group_is_one_of_the_group_before() -> None:
    text = "一、支出说明\n公共安全支出（类）法院（款）支出58万元。其中：行政运行（项）38万元；案件审判（项）15万元，较上年减少5万元。\n"
    found = [(row.value_raw, row.subject_code) for row in rows(text)]
    assert found == [("58", "20405"), ("38", "2040501"), ("15", "2040504"), ("5", "2040504")]


def test_an_amount_that_another_is_held_against_is_of_its_year() -> None:
    text = "一、三公经费说明\n三公经费支出88万元，与2021年度决算数95万元相比，减少7万元。\n"
    assert [row.role for row in rows(text)] == ["final", "prior_final", "change_amount"]


def test_funds_of_projects_are_none_of_the_department() -> None:
    text = "一、绩效目标情况说明\n本部门实行绩效目标管理的项目3个，涉及一般公共预算当年拨款9万元，政府性基金预算当年拨款1万元。\n"
    found = metrics(text, BUDGET)
    assert found[:2] == [("3", "performance_targets"), ("9", "performance_targets.funds")]
    assert found[2][1].startswith("within.")


def test_what_left_the_stock_is_no_stock() -> None:
    text = "一、国有资产占用情况说明\n共有车辆4辆。处置车辆1辆。\n"
    assert metrics(text) == [("4", "vehicles"), ("1", "within.narrative")]


def test_a_change_behind_what_pays_for_a_whole_may_be_of_both() -> None:
    text = "一、支出预算说明\n支出预算总额90万元，其中财政拨款收入60万元，较上年减少3万元。\n"
    assert metrics(text, BUDGET)[-1][1].startswith("within.")


def test_parts_behind_what_money_was_used_for_are_parts() -> None:
    text = "一、支出说明\n基本支出15万元，主要是为保障机构运转发生的各项支出，其中：工资福利支出12万元，商品和服务支出3万元。\n"
    assert metrics(text) == [
        ("15", "expenditure.basic"),
        ("12", "economic.wages"),
        ("3", "economic.goods_services"),
    ]


def test_what_pays_for_a_part_is_not_the_whole() -> None:
    text = "一、项目支出说明\n项目支出预算共安排12万元。其中：本年财政拨款安排9万元，财政拨款结转结余安排3万元。\n"
    assert metrics(text, BUDGET)[0] == ("12", "expenditure.project")
    assert all(metric.startswith("within.") for _, metric in metrics(text, BUDGET)[1:])


def test_an_amount_for_each_is_no_amount_of_all() -> None:
    text = "一、三公经费说明\n因公出国（境）经费7万元，预算费用3.5万元/人。\n"
    assert metrics(text, BUDGET)[1][1].startswith("within.")


def test_a_use_that_names_a_subject_with_its_marks_tells_its_amount() -> None:
    text = (
        "一、政府性基金预算支出说明\n政府性基金预算支出8万元，主要用于：城乡社区支出（类）国有土地使用权出让收入安排的支出（款）"
        "农村基础设施建设支出（项）8万元。\n"
    )
    assert [row.subject_code for row in rows(text, BUDGET)] == [None, "2120804"]


def test_a_total_behind_that_of_a_fund_is_of_the_fund() -> None:
    text = (
        "一、财政拨款收支情况\n财政拨款收入总计56.5万元，支出总计55.5万元，比上年各增加8.5万元，增长1.4%。\n"
    )
    assert metrics(text)[:2] == [("56.5", "revenue.fiscal"), ("55.5", "fiscal.expenditure")]
    assert all(metric.startswith("within.") for _, metric in metrics(text)[2:])


def test_a_subject_as_a_path_right_before_its_amount() -> None:
    text = "一、一般公共预算支出说明\n1.卫生健康支出-行政事业单位医疗-行政单位医疗40万元，占13%。\n"
    assert [row.subject_code for row in rows(text, BUDGET)] == ["2101101", "2101101"]
