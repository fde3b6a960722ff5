"""Statements about funds kept apart, what is planned, what is counted behind a use, and parts announced without numbers."""

from __future__ import annotations

from extractors.narrative import extract_statements
from extractors.readers.text import read_text_export
from extractors.sections import outline
from schemas.codes import subject_book
from schemas.context import Facts
from schemas.records import StatementRow

FINAL = Facts("0" * 64, 2022, kinds=("department_final_accounts",))
BUDGET = Facts("0" * 64, 2023, kinds=("department_budget",))


def rows(text: str, facts: Facts = FINAL) -> list[StatementRow]:
    document = read_text_export(text.encode(), "0" * 64)
    found = extract_statements(
        document, outline(document, frozenset()), frozenset(), facts, subject_book()
    ).rows
    return [row.record for row in found if isinstance(row.record, StatementRow)]


def metrics(text: str, facts: Facts = FINAL) -> list[tuple[str, str]]:
    return [(row.value_raw, row.metric) for row in rows(text, facts)]


def test_bare_totals_below_the_heading_of_a_fund_are_those_of_the_fund() -> None:
    text = (
        "八、政府性基金预算财政拨款收入支出决算情况说明\n政府性基金预算财政拨款年初结转和结余0万元，本年收入100万元，本年支出90万元，"
        "其中：基本支出0万元，项目支出90万元，年末结转和结余10万元。具体情况为：\n"
        "农林水支出（类）大中型水库库区基金安排的支出（款）其他大中型水库库区基金支出（项）支出决算90万元。\n"
    )
    assert metrics(text) == [
        ("0", "gov_fund.balance.opening"),
        ("100", "revenue.gov_fund"),
        ("90", "gov_fund.expenditure"),
        ("0", "gov_fund.basic"),
        ("90", "gov_fund.project"),
        ("10", "gov_fund.balance.closing"),
        ("90", "gov_fund.expenditure"),
    ]
    assert {row.role for row in rows(text) if "balance" in row.metric} == {"balance"}


def test_a_fund_that_a_sentence_names_holds_for_its_bare_totals_only() -> None:
    text = "四、财政拨款收支情况说明\n政府性基金年初结转和结余1万元，本年收入5万元。本年支出合计80万元。\n"
    assert [metric for _, metric in metrics(text)] == [
        "gov_fund.balance.opening",
        "revenue.gov_fund",
        "expenditure_total",
    ]


def test_a_fund_that_a_purpose_involves_is_no_income() -> None:
    text = "九、预算绩效情况说明\n2023年本部门绩效目标管理全覆盖，涉及其他国有资本经营预算拨款30万元。\n"
    assert [metric.split(".")[0] for _, metric in metrics(text, BUDGET)] == ["within"]


def test_appropriations_of_a_fund_are_those_of_that_fund() -> None:
    text = "三、收入情况\n收入合计9万元，其中：国有资本经营收益财政拨款4万元，政府性基金5万元。\n"
    assert metrics(text, BUDGET)[1:] == [("4", "revenue.state_capital"), ("5", "revenue.gov_fund")]


def test_what_is_planned_is_not_held() -> None:
    text = (
        "七、国有资产占用情况说明\n共有车辆3辆，单价50万元以上通用设备2台。2023年拟新增配置公务用车1辆；"
        "新增配备单位价值60万元以上通用设备4台，单位价值100万元以上专用设备5台。\n"
    )
    found = [row for row in metrics(text, BUDGET) if row[0] in {"1", "2", "3", "4", "5"}]
    assert found == [
        ("3", "vehicles"),
        ("2", "equipment.large_general"),
        ("1", "vehicles.planned"),
        ("4", "equipment.planned.large_general"),
        ("5", "equipment.planned.large_special"),
    ]


def test_what_was_bought_in_the_year_is_not_all_that_is_held() -> None:
    text = "三、国有资产占用情况说明\n年末单价50万元以上的设备7台；当年购置单价60万元以上的设备1台。\n"
    found = [row for row in metrics(text) if row[0] in {"1", "7"}]
    assert found == [("7", "equipment.large"), ("1", "equipment.purchased.large")]


def test_visits_behind_a_use_are_those_that_were_paid_for() -> None:
    text = "二、三公经费支出情况说明\n公务接待费支出3万元，主要用于接待上级检查12批次、86人次。主要原因是接待减少5批次。\n"
    found = metrics(text)
    assert found[1:3] == [
        ("12", "three_public.reception.visits"),
        ("86", "three_public.reception.people"),
    ]
    assert found[-1][1].startswith("within.")


def test_what_is_counted_has_a_value_at_a_date() -> None:
    found = rows("三、国有资产占用情况说明\n截至2022年底，车辆6辆，价值98万元；房屋20平方米，价值5万元。\n")
    assert [(row.metric, row.role) for row in found][1::2] == [
        ("vehicles.value", "balance"),
        ("assets.office_space.value", "balance"),
    ]


def test_parts_of_what_a_sentence_without_numbers_announces() -> None:
    text = "十、预算绩效情况说明\n组织对2022年度一般公共预算项目支出全面开展绩效自评。其中，一级项目3个，二级项目8个，共涉及资金400万元。\n"
    assert metrics(text) == [
        ("3", "project_self_review.first_level"),
        ("8", "project_self_review.second_level"),
        ("400", "project_self_review.funds"),
    ]


def test_each_of_several_counts_has_its_noun_behind_it() -> None:
    text = "（一）三公经费的单位范围情况说明\n公务用车购置和运行维护费开支单位包括1个行政单位、2个参公事业单位、10个公益一类事业单位。\n"
    assert metrics(text, BUDGET) == [
        ("1", "units_in_scope.administrative"),
        ("2", "units_in_scope.reference"),
        ("10", "units_in_scope.institution"),
    ]


def test_another_year_s_budget_is_one_where_this_year_s_says_so() -> None:
    text = "一、收入预算情况说明\n2023年收入预算21万元，比2022年20万元增加1万元。其中：财政拨款收入20万元，比2022年19万元增加1万元。\n"
    document = read_text_export(text.encode(), "0" * 64)
    found = extract_statements(document, outline(document, frozenset()), frozenset(), BUDGET, subject_book())
    assert not found.findings
    assert [row.role for row in rows(text, BUDGET)].count("prior_budget") == 2


def test_a_noun_that_is_part_of_project_spending_is_no_subject_as_a_whole() -> None:
    text = "四、支出情况说明\n项目支出50万元，其中：农村供水支出30万元。\n"
    assert metrics(text, BUDGET)[1] == ("30", "within.expenditure.project")


def test_a_percentage_of_the_amount_before_it_is_its_completion() -> None:
    text = "六、三公经费支出情况说明\n公务接待费支出决算为2.30万元，完成全年预算6.00万元的38.33%，比上年增加1万元。\n"
    assert [(row.role, row.metric) for row in rows(text)] == [
        ("final", "three_public.reception"),
        ("adjusted_budget", "three_public.reception"),
        ("completion_ratio", "three_public.reception"),
        ("change_amount", "three_public.reception"),
    ]


def test_money_behind_a_score_is_no_score() -> None:
    text = "十、预算绩效情况说明\n“养老服务”项目自评得分95.20分，项目全年预算数为1,200.00万元。\n"
    assert [metric for _, metric in metrics(text)] == ["project_self_review.score", "within.narrative"]


def test_a_wording_that_goes_on_is_another_name() -> None:
    text = "四、三公经费说明\n三公经费9万元，公务用车购置及保管费减少0.50万元。\n"
    assert metrics(text, BUDGET)[1] == ("0.50", "within.three_public")


def test_spending_repeats_no_income() -> None:
    text = "一、收支总体情况说明\n收入总计9万元，支出总计9万元。收入与上年决算相比增加2万元；支出与上年决算相比增加2万元。\n"
    assert [metric for _, metric in metrics(text)[2:]] == ["revenue_total", "expenditure_total"]


def test_a_heading_about_another_thing_is_not_about_all_spending() -> None:
    assert metrics("八、公务交通运转支出情况说明\n2022年度公务交通运转支出420.50万元。\n") == [
        ("420.50", "within.narrative")
    ]


def test_what_is_evaluated_has_no_spending_by_fund() -> None:
    text = "十、预算绩效情况说明\n对项目支出全面开展绩效自评，共涉及资金9万元。其中，一般公共预算项目支出8万元。\n"
    assert metrics(text)[1] == ("8", "within.project_self_review.funds")
