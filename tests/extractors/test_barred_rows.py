"""Performance tables between bars: rows over several lines, headings on two rows, projects row by row."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipeline.extract import Extract, Options
from pipeline.process import process


def read(text: str) -> Extract:
    return process(text.encode(), Options())


def rows(extract: Extract, name: str) -> list[Any]:
    return list(extract.rows.get(name, ()))


def rules(extract: Extract) -> list[str]:
    return [finding.rule for finding in rows(extract, "findings")]


REVIEW = """| 2021年度项目支出绩效自评表 | ||||||||||
| 项目名称 |
路灯节能改造 |
|||||||||
| 主管部门 | 云岭市城管局 | 实施单位 | 云岭市路灯所 | |||||||
|
项目资金 (万元) |
年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 | ||||
| 年度资金总额 | 9.5 | 9.5 | 7.6 | 10.00 | 80% | 8.00 | ||||
| 其中:当年财政拨款 | 9.5 | 9.5 | 7.6 | 80% | ||||||
| 上年结转资金 | ||||||||||
|
年度 总体 目标 |
预期目标 | 实际完成情况 | ||||||||
| 更换路灯三百盏 | 更换二百四十盏 | |||||||||
| 绩效指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 | |||||
|
一级 指标 |
二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | |||||
| 产出指标 | 数量指标 | 更换路灯 | ≥ | 300 | 盏 | 240 | 40.00 | 32.00 | 灯具到货晚 | |
| 质量指标 | 验收合格率 | = | 100 | % | 100 | 20 | 20 | |||
| 满意度指标 | 服务对象满意度指标 | 满意度 | ≥ | 95 | % | 96 | 30.00 | 29.00 | ||
"""


def test_rows_over_several_lines_are_whole_by_their_bars() -> None:
    found = read(REVIEW)
    project = rows(found, "projects")[0]
    assert (project.project_name, project.org_name) == ("路灯节能改造", "云岭市路灯所")
    goal = rows(found, "goals")[0]
    assert (goal.text, goal.result_text) == ("更换路灯三百盏", "更换二百四十盏")
    assert not [rule for rule in rules(found) if rule == "cell.unclaimed"]


def test_headings_on_two_rows_name_targets_and_results() -> None:
    found = {row.level3: row for row in rows(read(REVIEW), "indicators")}
    lamps = found["更换路灯"]
    assert (lamps.level1, lamps.level2, lamps.target_unit) == ("产出指标", "数量指标", "盏")
    assert (lamps.target_value, lamps.actual_raw, lamps.weight, lamps.score) == (300, "240", 40, 32)
    assert lamps.deviation_reason == "灯具到货晚"
    assert (found["满意度"].level2, found["满意度"].weight) == ("服务对象满意度指标", 30)
    assert found["验收合格率"].level1 == "产出指标"


def test_a_percentage_behind_a_lost_cell_stands_under_the_percentages() -> None:
    found = {(row.row_label, row.measure): row.amount_raw for row in rows(read(REVIEW), "budget_lines")}
    assert found[("当年财政拨款", "execution_ratio")] == "80%"
    assert ("当年财政拨款", "weight") not in found
    assert found[("当年财政拨款", "executed")] == "7.6"


LIST = """| 部门预算项目绩效目标申报表(2023年度) | |||||||||||
| 金额单位:元 | |||||||||||
| 单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重 | 指标方向性 |
| 701001-云岭市白马镇人民政府 | 村道养护 | 330,000.00 | 养护村道 | 产出指标 | 数量指标 | 养护里程 | ≥ | 95 | 公里 | 60 | 正向指标 |
| 效益指标 | 社会效益指标 | 便利出行 | 定性 | 好 | 40 | 正向指标 | |||||
| 渠道清淤 | 66,000.50 | 清淤三条 | 产出指标 | 数量指标 | 清淤条数 | = | 3 | 条 | 50 | 正向指标 | |
| 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥ | 90 | % | 50 | 正向指标 | ||||
"""


def test_projects_listed_row_by_row_without_their_merged_cells() -> None:
    found = read(LIST)
    projects = {row.project_name: row for row in rows(found, "projects")}
    assert projects["村道养护"].amount_budget == Decimal("330000.00")
    assert projects["渠道清淤"].amount_budget == Decimal("66000.50")
    assert projects["渠道清淤"].org_name == "701001-云岭市白马镇人民政府"
    owner = {row.level3: row.project_id for row in rows(found, "indicators")}
    assert owner["便利出行"] == projects["村道养护"].project_id
    assert owner["群众满意度"] == projects["渠道清淤"].project_id
    assert "cell.unclaimed" not in rules(found)


def test_unknown_labels_are_no_part_of_the_name_before_them() -> None:
    text = """项目支出绩效目标表 | |||||||
(2021年度) | |||||||
项目名称 | 病虫防治 | 实施单位 | 云岭市农业服务中心 | ||||
甲乙科室 | 森防站 | 丙丁与否 | 是 | ||||
资金情况 (单位:万元) |
年度资金总额: | 179.9 | |||||
其中:财政拨款 | 179.9 | ||||||
当年绩效目标 | 防治五千亩 | ||||||
"""
    project = rows(read(text), "projects")[0]
    assert project.org_name == "云岭市农业服务中心"
    assert project.amount_year == Decimal("1799000.00")
    assert project.goal_year == "防治五千亩"


def test_what_a_web_page_says_of_itself_is_no_table() -> None:
    text = """[ 索引号 ] | 11500113/2021-00015 | [ 发文字号 ] | |
[ 主题分类 ] | 财政 | [ 体裁分类 ] | 规划计划 |
[ 发布机构 ] | 云岭市白马镇 | [ 有效性 ] | |
[ 成文日期 ] | 2021-06-21 | [ 发布日期 ] | 2021-06-21 |
"""
    assert not rows(read(text + REVIEW), "tables")[1:]


PACKED = """项目支出绩效自评表
(2022年度)
项目名称 | 路灯改造 ||||||||
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
产出指标 | 质量指标 | 维护里程 | 174次 | 174次 | 5 | 5 | 工期延误 ||
设备状况 | 较高 | 较高 | 15 | 15 | 工期延误 ||||
成本指标 | 改造成本 | 408元 | 408元 | 5 | 5 | 工期延误 |||
效益指标 | 社会效益指标 | 补助水平 | 显著 | 显著 | 15 | 15 | ||
发放情况 | 较高 | 较高 | 15 | 15 | ||||
"""


def test_rows_without_their_merged_levels_keep_names_targets_and_scores() -> None:
    found = {row.level3: row for row in rows(read(PACKED), "indicators")}
    assert list(found) == ["维护里程", "设备状况", "改造成本", "补助水平", "发放情况"]
    equipment, cost = found["设备状况"], found["改造成本"]
    assert (equipment.level2, equipment.target_raw, equipment.weight) == ("质量指标", "较高", 15)
    assert (cost.level1, cost.level2, cost.target_raw) == ("产出指标", "成本指标", "408元")
    assert found["发放情况"].level2 == "社会效益指标"
