"""Texts of web pages and previews: one cell per line with its bar, cells as paragraphs, a whole sheet on one line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipeline.extract import Extract, Options
from pipeline.process import process

REVIEW = """部门预算项目支出绩效自评表(2023年度) |
项目名称 |
档案库房改造 |
主管部门 |
云岭市档案局 |
实施单位 (盖章) |
云岭市档案馆 |
项目基本情况 |
1.项目年度目标完成情况 |
项目年度目标 |
年度目标完成情况 |
改造库房四间,购置密集架二十组。 |
改造库房三间。 |
2.项目实施内容及过程概述 |
|
预算执行情况(10分) |
年度预算数(万元) |
年初预算 |
调整后预算数 |
预算执行数 |
预算执行率 |
权重 |
得分 |
原因 |
总额 |
80.00 |
64.50 |
60.00 |
93.02% |
10 |
|
|
其中:财政资金 |
80.00 |
64.50 |
60.00 |
93.02% |
/ |
/ |
其他资金 |
|
|
|
|
/ |
/ |
绩效指标(90分) |
一级指标 |
二级指标 |
三级指标 |
指标性质 |
指标值 |
度量单位 |
完成值 |
权重 |
得分 |
未完成原因分析 |
产出指标(60分) |
数量指标 |
改造库房 |
≥ |
4 |
间 |
3 |
30 |
|
一间延期 |
购置密集架 |
= |
20 |
组 |
|
30 |
|
|
效益指标(30分) |
社会效益指标 |
查档平均用时 |
≤ |
10 |
分钟 |
8 |
30 |
|
|
合计 |
100 |
|
|
"""
PARAGRAPHS = """项目支出绩效目标表

2023年度)

项目名称

档案库房改造

实施单位

云岭市档案馆

总体目标

中期目标

年度目标

三年内改造全部库房

改造库房四间

绩效项目指标表

一级指标

二级指标(年度)

三级指标(年度)

指标值(年度)

产出指标

数量指标

改造库房间数

≥4间

质量指标

验收合格率

100%

满意度指标

服务对象满意度指标

查档群众满意度

≥90%

附件:

[打印] [关闭]
"""
SHORT = """项目支出绩效自评表
(2022年度)
项目名称 档案库房改造
主管部门 实施单位 云岭市档案馆
项目资金
(万元)
年初预算数 全年预算数(A) 全年执行数(B) 分值 执行率(B/A) 得分
年度资金总额: 80 80 80 10 10
年度绩效指标完成情况 一级
指标
二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
(50分)
数量指标 指标1:改造库房间数 4 4 30 30
指标2:
……
质量指标 指标1:工程质量合格 20 20
指标2:
……
满意度指标
(40分)
服务对象
满意度指标
指标1:查档群众满意度 90% 95% 40 40
总分 100 100
"""
ONE_LINE = (
    "lenovo 2 2022-01-05 False 附件: 项目支出绩效自评表 (2022年度) 项目名称 档案库房改造 主管部门 云岭市档案局 实施单位 云岭市档案馆 "
    "项目资金 (万元) 年初预算数 全年预算数 全年执行数 分值 执行率 得分 年度资金总额: 80 64.5 60 10 93.02% 9.3 其中:本年财政拨款 80 64.5 60 "
    "上年结转资金 其他资金 年度总体目标 预期目标 实际完成情况 改造库房四间,购置密集架二十组。 改造库房三间。 "
    "绩效指标 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施 "
    "产出指标(50分) 数量指标 改造库房间数 ≥4间 3间 30 22.5 购置密集架数量 ≥20组 20组 20 20 "
    "效益指标(30分) 社会效益指标 查档平均用时 ≤10分钟 8分钟 30 30 经济效益指标 "
    "满意度指标(10分) 满意度指标 查档群众满意度 ≥90% 92% 10 10 总分 100 91.8"
)
BY_FUND = """2019年云岭市档案局一般公共预算安排的行政经费及“三公”经费预算表
|
|
单位:万元
|
|
项 目
|
合计
|
一般公共
预算
|
政府性基金
预算
|
|
“三公”经费
|
29.00
|
28.00
|
1.00
|
|
公务用车运行维护费
|
28.00
|
28.00
|
0.00
|
|
公务接待费
|
1.00
|
0.00
|
1.00
|
"""


def _read(text: str) -> Extract:
    return process(text.encode(), Options())


def _rows(extract: Extract, name: str) -> list[Any]:
    return list(extract.rows.get(name, ()))


def _flagged(extract: Extract, row_id: str) -> set[str]:
    return {item.rule for item in _rows(extract, "findings") if row_id in item.row_ids}


def _indicators(extract: Extract) -> dict[str, tuple[Any, ...]]:
    return {
        row.level3: (row.level1, row.level2, row.target_raw, row.actual_raw, row.weight, row.score)
        for row in _rows(extract, "indicators")
    }


def test_cells_with_a_bar_each_make_rows_by_their_headings() -> None:
    extract = _read(REVIEW)
    assert _indicators(extract) == {
        "改造库房": ("产出指标", "数量指标", "4", "3", 30, None),
        "购置密集架": ("产出指标", "数量指标", "20", None, 30, None),
        "查档平均用时": ("效益指标", "社会效益指标", "10", "8", 30, None),
    }
    assert [row.operator for row in _rows(extract, "indicators")] == [">=", "=", "<="]
    assert [row.target_unit for row in _rows(extract, "indicators")] == ["间", "组", "分钟"]
    assert _rows(extract, "indicators")[0].deviation_reason == "一间延期"


def test_amounts_among_such_cells_stand_under_their_headings_and_blanks_stay_blank() -> None:
    lines = {(row.row_label, row.measure): row.amount_raw for row in _rows(_read(REVIEW), "budget_lines")}
    assert lines[("总额", "budget.initial")] == "80.00"
    assert lines[("总额", "executed")] == "60.00"
    assert lines[("财政资金", "budget.adjusted")] == "64.50"
    assert ("总额", "score") not in lines
    assert not any(label == "其他资金" for label, _ in lines)
    assert lines[("合计", "weight")] == "100"


def test_goal_and_result_stand_side_by_side_in_such_cells() -> None:
    (goal,) = _rows(_read(REVIEW), "goals")
    assert (goal.text, goal.result_text) == ("改造库房四间,购置密集架二十组。", "改造库房三间。")


def test_a_cell_too_few_is_told() -> None:
    extract = _read(REVIEW.replace("购置密集架 |\n= |\n", "购置密集架 |\n"))
    assert [row.target_raw for row in _rows(extract, "indicators")][::2] == ["4", "10"]
    assert all("cell.doubtful" in _flagged(extract, row.indicator_id) for row in _rows(extract, "indicators"))


def test_cells_as_paragraphs_give_the_same_rows() -> None:
    extract = _read(PARAGRAPHS)
    assert {name: row[:3] for name, row in _indicators(extract).items()} == {
        "改造库房间数": ("产出指标", "数量指标", "≥4间"),
        "验收合格率": ("产出指标", "质量指标", "100%"),
        "查档群众满意度": ("满意度指标", "服务对象满意度指标", "≥90%"),
    }
    (project,) = _rows(extract, "projects")
    assert project.goal_total == "三年内改造全部库房"
    assert project.goal_year == "改造库房四间"


def test_totals_tell_that_two_numbers_of_a_row_are_its_points() -> None:
    extract = _read(SHORT)
    assert _indicators(extract) == {
        "指标1:改造库房间数": ("产出指标", "数量指标", "4", "4", 30, 30),
        "指标1:工程质量合格": ("产出指标", "质量指标", None, None, 20, 20),
        "指标1:查档群众满意度": ("满意度指标", "服务对象满意度指标", "90%", "95%", 40, 40),
    }


def test_numbers_that_no_total_settles_are_told() -> None:
    extract = _read(SHORT.replace("总分 100 100", "总分 88 88"))
    row = next(row for row in _rows(extract, "indicators") if "质量合格" in row.level3)
    assert "cell.doubtful" in _flagged(extract, row.indicator_id)


def test_a_sheet_on_one_line_is_read_by_its_pieces() -> None:
    extract = _read(ONE_LINE)
    assert _indicators(extract) == {
        "改造库房间数": ("产出指标", "数量指标", "≥4间", "3间", 30, Decimal("22.5")),
        "购置密集架数量": ("产出指标", "数量指标", "≥20组", "20组", 20, 20),
        "查档平均用时": ("效益指标", "社会效益指标", "≤10分钟", "8分钟", 30, 30),
        "查档群众满意度": ("满意度指标", "满意度指标", "≥90%", "92%", 10, 10),
    }
    assert not _rows(extract, "statements")
    lines = {(row.row_label, row.measure): row.amount_raw for row in _rows(extract, "budget_lines")}
    assert lines[("年度资金总额", "executed")] == "60"
    assert lines[("年度资金总额", "score")] == "9.3"


def test_every_value_of_one_line_points_at_its_characters() -> None:
    extract = _read(ONE_LINE)
    names = [row for row in _rows(extract, "provenance") if row.field == "level3"]
    printed = [ONE_LINE[row.char_start : row.char_end] for row in names if row.line_start == 1]
    assert sorted(printed) == sorted(_indicators(extract))


def test_what_stands_around_the_table_of_one_line_is_read_as_text() -> None:
    extract = _read(f"云岭市档案馆2022年度部门决算情况说明 2022年度收入总计120.50万元。 {ONE_LINE}")
    assert [row.value_raw for row in _rows(extract, "statements")] == ["120.50"]


def test_rows_of_cells_on_lines_of_their_own_are_told_by_their_likeness() -> None:
    lines = _rows(_read(BY_FUND), "budget_lines")
    assert [(row.row_label, row.column_label, row.amount_raw) for row in lines][:4] == [
        ("“三公”经费", "合计", "29.00"),
        ("“三公”经费", "一般公共预算", "28.00"),
        ("“三公”经费", "政府性基金预算", "1.00"),
        ("公务用车运行维护费", "合计", "28.00"),
    ]
    assert {row.measure for row in lines if row.column_label == "政府性基金预算"} == {"fund"}


def test_what_a_template_asks_for_is_no_answer() -> None:
    extract = _read(REVIEW.replace("改造库房三间。", "对照年度目标,说明完成情况(100字以内)"))
    (goal,) = _rows(extract, "goals")
    assert goal.text == "改造库房四间,购置密集架二十组。"
    assert not goal.result_text


WORDED = """部门整体支出绩效目标申报表

(2017年度)

部门名称

云岭市档案馆

年度预算申请
(万元)

资金总额:704

按收入性质分

公共财政拨款:683

政府性基金拨款:

纳入专户管理的非税收入拨款:21

其他资金:

按支出性质分

基本支出:622

项目支出:82

部门职能职责概述

保管全市档案,提供查档服务。

整体绩效目标

目标1:改造库房四间。
目标2:全年开放查档。

部门整体支出

年度绩效指标

产出指标

质量指标:验收合格率达100%

时效指标:12月底前完成

效益指标

社会效益指标:查档更加方便
"""


def test_amounts_and_indicators_behind_a_colon_are_read() -> None:
    extract = _read(WORDED)
    lines = {
        row.measure: (row.row_label, row.amount_raw, row.proof) for row in _rows(extract, "budget_lines")
    }
    assert lines["total"] == ("资金总额", "704", "proved")
    assert lines["source.fiscal"][:2] == ("公共财政拨款", "683")
    assert lines["source.special_account"][:2] == ("纳入专户管理的非税收入拨款", "21")
    assert "source.fund" not in lines
    assert [(row.level1, row.level2, row.level3) for row in _rows(extract, "indicators")] == [
        ("产出指标", "质量指标", "验收合格率达100%"),
        ("产出指标", "时效指标", "12月底前完成"),
        ("效益指标", "社会效益指标", "查档更加方便"),
    ]


def test_duties_and_the_goal_below_their_labels_are_goals() -> None:
    goals = {row.kind: row.text for row in _rows(_read(WORDED), "goals")}
    assert goals == {
        "duty": "保管全市档案,提供查档服务。",
        "overall": "目标1:改造库房四间。目标2:全年开放查档。",
    }


GLUED = """绩效目标表
(2020年度)
项目名称档案库房改造
项目主管部门云岭市档案局项目执行单位云岭市档案馆
资金情况
(万元)
年度资金总额:16
总体目标年度目标
改造库房四间,全年开放查档。
绩效指标一级指标二级指标指标内容指标值
产出指标数量指标改造库房间数≥4间
质量指标工程验收合格率100%
时效指标查档条件逐步改善
效益指标社会效益指标查档平均用时≤10分钟
满意度指标查档群众满意度≥90%
"""


def test_cells_printed_together_are_cut_at_known_words_and_told() -> None:
    extract = _read(GLUED)
    rows = {row.level3: row for row in _rows(extract, "indicators")}
    assert {name: row.target_raw for name, row in rows.items()} == {
        "改造库房间数": "≥4间",
        "工程验收合格率": "100%",
        "查档条件逐步改善": None,
        "查档平均用时": "≤10分钟",
        "查档群众满意度": "≥90%",
    }
    assert all("cell.doubtful" in _flagged(extract, row.indicator_id) for row in rows.values())
    (project,) = _rows(extract, "projects")
    assert (project.project_name, project.org_name) == ("档案库房改造", "云岭市档案馆")


def test_texts_with_cells_apart_are_not_cut_at_known_words() -> None:
    text = PARAGRAPHS.replace("改造库房间数", "数量指标完成情况")
    assert "数量指标完成情况" in _indicators(_read(text))


def test_a_template_on_one_line_gives_nothing() -> None:
    blank = (
        "云岭市部门预算项目支出绩效目标表 (     年度) 填报单位(盖章) 项目名称 主管部门 项目属性 新增项目□ 延续项目□ 项目起止时间 年 月 日 至 年 月 日 "
        "项目资金(万元) 年度资金总额: 其中:财政拨款 其他资金 总体目标 年度目标 绩效指标 一级指标 二级指标 三级指标 指标值 产出指标 数量指标 1. 2. 3. …… "
        "质量指标 1. 2. 3. …… 效益指标 社会效益指标 1. 2. 3. …… 满意度指标 服务对象满意度指标 1. 2. 3. …… 财政主管业务科 审核意见 负责人(签字) 年 月 日 "
    )
    extract = _read(blank + "填报人 联系电话 填报日期 单位负责人 " * 3)
    assert not _rows(extract, "indicators")
    assert not _rows(extract, "budget_lines")
    assert not _rows(extract, "statements")


def test_two_tables_on_one_line_end_at_their_totals() -> None:
    extract = _read(f"{ONE_LINE} 第 1 页,共 2 页 {ONE_LINE.replace('档案库房改造', '展厅更新')}")
    assert [row.project_name for row in _rows(extract, "projects")] == ["档案库房改造", "展厅更新"]
    assert len(_rows(extract, "indicators")) == 8
    totals = [row for row in _rows(extract, "budget_lines") if row.row_label == "总分"]
    assert [(row.measure, row.amount_raw) for row in totals] == [("weight", "100"), ("score", "91.8")] * 2


def test_rows_of_numbers_under_no_known_title_are_kept_and_told() -> None:
    text = """云岭市档案局2023年部门预算

展陈经费分配表（按季度分）
单位：万元
第一季度 12.50 10.00
第二季度 11.25 9.75
第三季度 8.00 8.00
"""
    extract = _read(text)
    assert "table.unrecognised" in {item.rule for item in _rows(extract, "findings")}
    kept = " ".join(cell.text for cell in _rows(extract, "cells"))
    assert all(number in kept for number in ("12.50", "9.75", "8.00"))


def test_a_title_with_a_coded_organisation_below_it_is_found_among_cells_with_bars() -> None:
    text = REVIEW.replace("项目名称 |", "|\n471002 云岭市档案局 |\n单位:万元 |\n项目名称 |", 1)
    extract = _read(text.replace("部门预算项目支出绩效自评表", "1、档案库房改造项目支出绩效自评表"))
    assert len(_indicators(extract)) == 3
    assert _rows(extract, "tables")[0].unit == "万元"


def test_a_blank_cell_before_every_row_moves_no_column() -> None:
    head, block = REVIEW.split("一级指标 |\n")
    for row in ("产出指标(60分) |", "效益指标(30分) |"):
        block = block.replace(row, f"|\n{row}")
    block = block.replace("购置密集架 |", "|\n|\n|\n购置密集架 |")
    assert set(_indicators(_read(f"{head}|\n一级指标 |\n{block}"))) == {
        "改造库房",
        "购置密集架",
        "查档平均用时",
    }
