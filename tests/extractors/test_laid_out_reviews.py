"""Self-reviews as converters of PDF lay them out with blanks: narrow columns, cells half a line apart on one line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipeline.extract import Extract, Options
from pipeline.process import process

TOP = """                    项目支出绩效自评表
                        （2022年度）
项目名                    渠首闸门设备维护项目
 称
主管部门        云岭市水务局                实施单位 云岭市水务局
                 年初预算数 全年预算    数
                                    全年执行 分 执行 得分
                                      数 值 率
项目资金 年度资金总额       1,250.00 1,250.00 80.12 10 6.4%    10
（万元） 其中：当年财政拨 1,250.00 1,250.00 80.12 — 6.4%         —
         款
        其他资金         0         0      0 — 0          —
               预期目标
年度总体目 保障全年各项工作正常运转，完成年初确定的任                实际完成情况
  标                                 已按计划完成全年各项工作任务，运
                务。                          转正常。
"""
ROWS = """     一级指 二级指标    三级指标       年度指标 实际完成 分 得分 偏差原因分析
      标                        值      值 值          及改进措施
               开展渠道巡查检修 ≥20座 20座 19.5 19.5
          数量指标     查次数
               维修改造闸门座数 12座 12座 10.5 8.5
     产出指 质量指标 维护人员考核合格
                     率       ≥100% 100% 19.5 19.5
      标                     12月31日 按期完成 10.5 10.5
绩效指标      时效指标  任务完成时间         前                     无
          成本指标 年度运行维护经费     =0.8万元 0.8万元 9.5 9.5
     效益指 经济效益指 减少灌溉用水支出 ≥1200万 1200万元 10 8.5
      标 标                     元
     满意度 服务对象满 用水户投诉的比率 ≤1% 0% 10.5 10
      指标 意度指标
                总分                        100 96.5
"""
STACKED = TOP.replace(
    "项目资金 年度资金总额       1,250.00 1,250.00 80.12 10 6.4%    10",
    "项目资金 年度资金总额       1,250.00 80.12    10",
)


def _read(text: str) -> Extract:
    return process(f"云岭市水务局2022年度部门决算公开\n{text}".encode(), Options())


def _rows(extract: Extract, dataset: str) -> list[Any]:
    return list(extract.rows[dataset])


def test_pieces_stand_in_columns_by_order_print_and_place() -> None:
    found = _rows(_read(TOP + ROWS), "indicators")
    assert [(r.level3, r.target_raw, r.actual_raw, r.weight, r.score) for r in found] == [
        ("开展渠道巡查检修查次数", "≥20座", "20座", Decimal("19.5"), Decimal("19.5")),
        ("维修改造闸门座数", "12座", "12座", Decimal("10.5"), Decimal("8.5")),
        ("维护人员考核合格率", "≥100%", "100%", Decimal("19.5"), Decimal("19.5")),
        ("任务完成时间", "12月31日前", "按期完成", Decimal("10.5"), Decimal("10.5")),
        ("年度运行维护经费", "=0.8万元", "0.8万元", Decimal("9.5"), Decimal("9.5")),
        ("减少灌溉用水支出", "≥1200万元", "1200万元", Decimal(10), Decimal("8.5")),
        ("用水户投诉的比率", "≤1%", "0%", Decimal("10.5"), Decimal(10)),
    ]


def test_labels_beside_their_rows_are_put_together_whatever_column_their_pieces_stand_in() -> None:
    found = _rows(_read(TOP + ROWS), "indicators")
    assert [(r.level1, r.level2) for r in found] == [
        ("产出指标", "数量指标"),
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("产出指标", "时效指标"),
        ("产出指标", "成本指标"),
        ("效益指标", "经济效益指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]


def test_a_goal_and_its_result_beside_each_other_are_two_texts() -> None:
    goal = next(row for row in _rows(_read(TOP + ROWS), "goals") if row.result_text)
    assert goal.text == "保障全年各项工作正常运转，完成年初确定的任务。"
    assert goal.result_text == "已按计划完成全年各项工作任务，运转正常。"


def test_headings_over_amounts_are_put_together_and_a_label_at_the_heads_of_two_lines_is_one() -> None:
    extract = _read(TOP + ROWS)
    assert [row.project_name for row in _rows(extract, "projects")] == ["渠首闸门设备维护项目"]
    executed = [row for row in _rows(extract, "budget_lines") if row.measure == "executed"]
    assert [str(row.amount_raw) for row in executed] == ["80.12", "80.12", "0"]


def test_amounts_that_are_too_few_for_their_headings_have_no_column() -> None:
    lines = [row for row in _rows(_read(STACKED + ROWS), "budget_lines") if row.row_label == "年度资金总额"]
    assert {(row.measure, row.column_evidence) for row in lines} == {(None, "ambiguous")}
    assert all("executed" in (row.candidates or ()) for row in lines)


def test_a_text_with_the_same_blanks_before_every_line_keeps_no_places() -> None:
    flowing = "\n".join("    " + " ".join(line.split()) for line in (TOP + ROWS).splitlines())
    found = _rows(_read(flowing), "indicators")
    assert all(row.level3 for row in found)
