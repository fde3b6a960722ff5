"""Targets of projects as text without marks: explanations between name and value, values and labels over two lines."""

from __future__ import annotations

from typing import Any

from pipeline.extract import Extract, Options
from pipeline.process import process

TOP = """项目支出绩效目标表
（2023年度）
单位：万元
"""
FIRST = """项目名称 档案库房改造
主管部门 云岭市档案馆 实施单位 云岭市档案馆
年度总体目标 完成库房改造
一级指标 二级指标 三级指标 指标说明 指标值
产出指标
数量指标
改造库房 改造库房间数 ≥4 间
改造费用 改造工程费用
≥100 万
元
质量指标 验收合格率 工程验收合格比例 ≥95%
时效指标 按时完工 年底前
成本指标 费用控制率
(%)
费用控制率 (%) ≤100%
满意度指标
服务对象满意度指
标
查档群众满意度
查档群众满意数量占总数的比
例。
≥90%
"""
SECOND = """项目名
称
档案数字化
主管部门 云岭市档案馆 实施单位 云岭市档案馆
一级指标 二级指标 三级指标 指标说明 指标值
产出指标
数量指标
扫描卷数 完成扫描的卷数 ≥2000 卷
质量指标 图像合格率 抽检合格的比例 ≥99%
"""


def _read(text: str) -> Extract:
    return process(f"云岭市档案馆2023年度部门预算\n{text}".encode(), Options())


def _indicators(extract: Extract) -> list[Any]:
    return list(extract.rows["indicators"])


def test_an_explanation_before_the_value_is_a_cell_of_its_own() -> None:
    found = {row.level3: (row.description, row.target_raw) for row in _indicators(_read(TOP + FIRST))}
    assert found["改造库房"] == ("改造库房间数", "≥4 间")
    assert found["验收合格率"] == ("工程验收合格比例", "≥95%")
    assert found["查档群众满意度"] == ("查档群众满意数量占总数的比例。", "≥90%")


def test_the_end_of_a_value_and_a_unit_in_brackets_go_on_with_what_they_belong_to() -> None:
    found = {row.level3: (row.description, row.target_raw) for row in _indicators(_read(TOP + FIRST))}
    assert found["改造费用"] == ("改造工程费用", "≥100 万元")
    assert found["费用控制率(%)"][1] == "≤100%"


def test_words_that_may_be_explanation_or_value_are_told_with_their_row() -> None:
    extract = _read(TOP + FIRST)
    row = next(row for row in _indicators(extract) if row.level3 == "按时完工")
    told: list[Any] = [item for item in extract.rows["findings"] if item.rule == "cell.doubtful"]  # type: ignore[attr-defined]
    assert row.description is None
    assert [item.row_ids for item in told] == [(row.indicator_id,)]


def test_a_title_above_a_label_over_two_lines_begins_a_table_of_its_own() -> None:
    extract = _read(TOP + FIRST + TOP + SECOND)
    projects: list[Any] = list(extract.rows["projects"])
    assert [row.project_name for row in projects] == ["档案库房改造", "档案数字化"]
    own = [row.level3 for row in _indicators(extract) if row.project_id == projects[1].project_id]
    assert own == ["扫描卷数", "图像合格率"]


REVIEW = """项目支出绩效自评表
（2023年度）
项目名称 档案库房改造
主管部门 云岭市档案馆 实施单位 云岭市档案馆
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
产出指标 数量指标 改造库房 ≥4 间 4 间 20 20
产出指标 数量指标 购置密集架 ≥20 组 18 组 20 18
年中调减预
算
产出指标 质量指标 验收合格率 ≥95% 90% 30 28
部分工程未
按期验收，
下年加强督
促
效益指标 社会效益指标 查档条件 改善 改善 20 20
满意度指标 服务对象满意度指标 群众满意度 完成 10 10
总分 100 96
"""


def test_a_note_over_several_lines_behind_the_numbers_is_one_cell() -> None:
    found = {row.level3: row for row in _indicators(_read(REVIEW))}
    assert list(found) == ["改造库房", "购置密集架", "验收合格率", "查档条件", "群众满意度"]
    assert found["购置密集架"].deviation_reason == "年中调减预算"
    assert found["验收合格率"].deviation_reason == "部分工程未按期验收，下年加强督促"
    assert [str(row.score) for row in found.values()][:4] == ["20", "18", "28", "20"]


def test_a_row_that_lacks_a_cell_is_told() -> None:
    extract = _read(REVIEW)
    row = next(row for row in _indicators(extract) if row.level3 == "群众满意度")
    told: list[Any] = [item for item in extract.rows["findings"] if item.rule == "cell.doubtful"]  # type: ignore[attr-defined]
    assert any(row.indicator_id in item.row_ids for item in told)


def test_a_table_of_a_project_that_ends_before_its_indicators_is_cut() -> None:
    cut = _read(TOP + FIRST[: FIRST.index("一级指标")])
    assert (cut.document.status, cut.document.status_reason) == ("partial", "document.cut")
    assert _read(TOP + FIRST).document.status == "complete"


WRAPPED_LABELS = """一级指标 二级指标 三级指标 指标值
产出指标 数量指标 改造库房间数 ≥4间
修复案卷数 ≥20卷
生态环境成本指 施工噪声投诉件 ≤3件
标 数
满意度指标 服务对象满意度指 查档群众及其家属 ≥90%
标 满意度
来访群众满意率 ≥95%
"""


def test_pieces_of_labels_at_the_heads_of_lines_of_names_belong_to_the_labels() -> None:
    text = TOP + "项目名称 档案库房改造\n" + WRAPPED_LABELS
    found = [row.level2 for row in _indicators(_read(text))]
    assert found == ["数量指标", "数量指标", "生态环境成本指标", "服务对象满意度指标", "服务对象满意度指标"]
