"""Statements: where sentences, paragraphs and reasons end, and amounts that cannot be what stands before them."""

from __future__ import annotations

from decimal import Decimal

from extractors.narrative import extract_statements
from extractors.readers.text import read_text_export
from extractors.sections import outline
from schemas.codes import subject_book
from schemas.context import Facts
from schemas.harvest import Harvest
from schemas.records import StatementRow

FINAL = Facts("0" * 64, 2022, kinds=("department_final_accounts",))
BUDGET = Facts("0" * 64, 2024, kinds=("department_budget",))


def harvest(text: str, facts: Facts = FINAL) -> Harvest:
    document = read_text_export(text.encode(), "0" * 64)
    return extract_statements(document, outline(document, frozenset()), frozenset(), facts, subject_book())


def rows(text: str, facts: Facts = FINAL) -> list[StatementRow]:
    return [row.record for row in harvest(text, facts).rows if isinstance(row.record, StatementRow)]


def said(text: str, facts: Facts = FINAL) -> list[tuple[str, str, str]]:
    return [(row.value_raw, row.role, row.metric) for row in rows(text, facts)]


def test_an_indented_line_begins_a_sentence_where_wraps_are_not_indented() -> None:
    text = (
        "四、部门预算编制说明\n"
        "    2024年支出预算900万元，其中：财政拨款支出预算900万元，主要是日常\n运转和项目支出；国有资本经营预算拨款支出预算0万元。\n"
        "    支出增加的主要原因是增加了管网改造项目支出\n"
        "    财政拨款支出主要内容如下：\n"
        "    1.“城乡社区支出（类）城乡社区管理事务（款）行政运行（项）”524.10万元，主要用于机关在职人\n员工资。\n"
    )
    row = rows(text, BUDGET)[-1]
    assert (row.value_raw, row.metric, row.subject_code) == ("524.10", "fiscal.expenditure", "2120101")


def test_lines_that_are_all_indented_alike_tell_no_paragraphs() -> None:
    text = (
        "一、收入决算情况说明\n    本年收入合计418.81万元，其中：财政拨款\n    收入410.00万元，占97.90%。\n"
    )
    assert said(text)[1:] == [
        ("410.00", "final", "revenue.fiscal"),
        ("97.90", "share", "revenue.fiscal"),
    ]


def test_a_part_is_not_more_than_its_whole() -> None:
    text = "五、支出情况说明\n国有资本经营预算支出20万元。\n1.住房保障支出（类）住房改革支出（款）住房公积金（项）95.00万元。\n"
    assert said(text)[-1] == ("95.00", "final", "within.expenditure_total")


def test_a_thousands_mark_may_have_full_width() -> None:
    found = rows("八、机关运行经费支出情况说明\n机关运行经费支出3，518.85万元，比2021年增加12万元。\n")
    assert [(row.value_raw, row.amount) for row in found] == [
        ("3，518.85", Decimal("35188500.00")),
        ("12", Decimal("120000.00")),
    ]
    clauses = rows("八、政府采购支出情况说明\n2022年政府采购支出总额为2.5，518.85万元的部分另行公开。\n")
    assert clauses[-1].value_raw == "518.85"


def test_a_list_of_reasons_goes_on_behind_its_semicolon() -> None:
    text = (
        "一、收入决算情况说明\n本年收入合计900万元，比上年增加200万元，原因是：1、人员增加，拨款相应增加；2、本年增加了其他资金收入150万元。"
        "其中：财政拨款收入700万元；其他收入200万元。\n"
    )
    assert [(value, metric) for value, _, metric in said(text)[2:]] == [
        ("150", "within.revenue_total"),
        ("700", "revenue.fiscal"),
        ("200", "revenue.other"),
    ]


def test_a_percentage_tells_whether_an_amount_is_that_of_last_year_or_the_change() -> None:
    lost = rows("一、支出决算情况说明\n本年支出合计568.5万元，较2021年度决算数38.31万元，下降6.31%。\n")
    assert [(row.role, row.direction) for row in lost[1:]] == [
        ("change_amount", "decrease"),
        ("change_ratio", "decrease"),
    ]
    prior = rows("一、支出决算情况说明\n本年支出合计568.5万元，较2021年度决算数606.81万元，下降6.31%。\n")
    assert [(row.role, row.direction) for row in prior[1:]] == [
        ("prior_final", None),
        ("change_ratio", "decrease"),
    ]


def test_an_amount_that_no_arithmetic_explains_is_told() -> None:
    found = harvest("一、支出决算情况说明\n本年支出合计568.5万元，较2021年度决算数77万元，下降6.31%。\n")
    assert [finding.rule for finding in found.findings] == ["statement.role_unknown"]


def test_sentences_with_commas_are_no_cells() -> None:
    lines = [
        f"公共安全(类)司法(款)法律援助(项):支出决算为{amount}万元,完成预算100%,决算数与预算数持平。"
        for amount in (12, 13, 14, 15, 16, 17)
    ]
    text = "五、一般公共预算财政拨款支出决算情况说明\n" + "\n".join(lines) + "\n"
    assert [value for value, role, _ in said(text) if role == "final"] == ["12", "13", "14", "15", "16", "17"]


def test_a_part_behind_a_reason_keeps_its_name() -> None:
    text = (
        "三、三公经费支出情况说明\n三公经费支出5万元。其中，公务用车运行维护费比去年增加1万元，增长3%，原因主要是检测任务增加；"
        "公务接待费支出决算比预算无增减变化，比去年增加0.5万元，增长50%。\n"
    )
    assert said(text)[-2:] == [
        ("0.5", "change_amount", "three_public.reception"),
        ("50", "change_ratio", "three_public.reception"),
    ]


def test_a_slip_of_both_sides_is_told() -> None:
    text = (
        "八、政府性基金预算财政拨款收入支出决算情况说明\n政府性基金预算财政拨款收入20万元，支出收入20万元。\n"
    )
    assert said(text)[-1] == ("20", "final", "within.gov_fund.revenue_expenditure_total")


def test_a_line_that_lists_counts_with_their_units_is_no_row_of_a_table() -> None:
    text = (
        "十、国有资产占有使用情况说明\n共有车辆 9 辆，其中：部级领导干部用车 0 辆、主要领导干部用车\n"
        "0 辆、机要通信用车 0 辆、应急保障用车 1 辆、执法执勤用车 0\n辆、其他用车 8\n辆。\n"
    )
    assert [(value, metric.rpartition(".")[2]) for value, _, metric in said(text)] == [
        ("9", "vehicles"),
        ("0", "province_leaders"),
        ("0", "main_leaders"),
        ("0", "confidential"),
        ("1", "emergency"),
        ("0", "law_enforcement"),
        ("8", "other"),
    ]


def test_what_an_item_was_used_for_ends_before_its_budget() -> None:
    text = (
        "五、一般公共预算财政拨款支出决算情况说明\n14.节能环保支出（类）污染防治（款）大气（项），主要用于扬尘监管等项目支出，"
        "年初预算为 42.80 万元，支出决算为 37.96 万元，决算数小于预算数的主要原因：项目经费调减。\n"
    )
    assert [(row.role, row.metric, row.subject_code) for row in rows(text)] == [
        ("budget", "general_budget.expenditure", "2110301"),
        ("final", "general_budget.expenditure", "2110301"),
    ]


def test_a_section_with_scores_only_is_narrative_and_ranges_of_scores_are_limits() -> None:
    text = "三、自评结论\n部门整体支出绩效自评得分为96.5分，自评得分90分（含）以上的项目11个，80分（含）至90分的项目1个。\n"
    assert [(value, role) for value, role, _ in said(text)] == [
        ("96.5", "score"),
        ("90", "threshold"),
        ("11", "count"),
        ("80", "threshold"),
        ("90", "threshold"),
        ("1", "count"),
    ]
    assert all(metric.startswith("within.") for _, role, metric in said(text) if role == "count")


def test_names_of_funds_in_headings_tell_no_budget_and_reviews_are_about_what_was_spent() -> None:
    text = "一、一般公共预算收支情况\n1-5月，全县完成财政总收入434万元，占年初预算1000万元的43.4%，同比下降6.5%。其中：税收收入351万元，占年初预算846万元的41.5%。\n"
    untold = Facts("0" * 64, 2024, kinds=("other",))
    assert [(row.role, row.value_raw) for row in rows(text, untold)] == [
        ("final", "434"),
        ("budget", "1000"),
        ("completion_ratio", "43.4"),
        ("change_ratio", "6.5"),
        ("final", "351"),
        ("budget", "846"),
        ("completion_ratio", "41.5"),
    ]
    review = "二、一般公共预算支出情况\n基本支出86万元，其中人员经费42万元。\n"
    reviewed = Facts("0" * 64, 2023, kinds=("performance_review",))
    assert [row.role for row in rows(review, reviewed)] == ["final", "final"]


def test_a_text_that_tells_what_was_left_is_about_what_was_spent() -> None:
    text = "二、学校财务整体情况\n学校总预算以收定支。2020年总收入175元，其中财政拨款收入146元，总支出166元，其中财政拨款支出138元，结余9元。\n"
    untold = Facts("0" * 64, 0, kinds=("other",))
    assert [(row.role, row.metric) for row in rows(text, untold)[:4]] == [
        ("final", "revenue_grand_total"),
        ("final", "revenue.fiscal"),
        ("final", "expenditure_grand_total"),
        ("final", "fiscal.expenditure"),
    ]


def test_what_a_year_came_to_has_no_role_from_the_budget_before_it() -> None:
    text = "一、部门整体支出规模说明\n2023年年初部门预算收入286万元，年中调整追加120万元，全年收入合计406万元，其中：财政拨款400万元。\n"
    assert [(row.role, row.direction) for row in rows(text)] == [
        ("budget", None),
        ("change_amount", "increase"),
        ("final", None),
        ("final", None),
    ]


def test_units_of_many_digits_and_approximate_numbers_are_read() -> None:
    text = "一、资产情况说明\n国有资产总额33.5万亿元，在校学生共5600多人，水库12座，按照30条要求执行。\n"
    assert [(row.value_raw, row.unit, row.amount or row.count) for row in rows(text)] == [
        ("33.5", "万亿元", Decimal("33500000000000.00")),
        ("5600", "人", Decimal(5600)),
        ("12", "座", Decimal(12)),
    ]


def test_the_words_before_a_count_tell_the_role_of_the_amount_right_behind_it() -> None:
    text = "一、项目情况说明\n年初批复预算8个项目985万元，实际支出12个项目334万元。\n"
    assert [(row.value_raw, row.role) for row in rows(text) if row.amount] == [
        ("985", "budget"),
        ("334", "final"),
    ]


def test_seats_visits_hotlines_days_and_times_are_no_statements() -> None:
    text = "二、支出决算情况说明\n购置7座商务车2辆，办理12345热线工单36件，开展3·15活动，10:35发布，浏览次数：1024次，建成桥梁3座。\n"
    assert [value for value, _, _ in said(text)] == ["2", "36", "3"]
    assert not [one for one in harvest(text).findings if one.rule == "statement.number_unread"]


def test_what_was_approved_is_a_budget() -> None:
    text = "一、项目资金情况说明\n财政局批复我局专项资金412.60万元，其中中央资金230.00万元；实际支付387.95万元。\n"
    assert [row.role for row in rows(text)] == ["budget", "budget", "final"]
