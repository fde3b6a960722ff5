"""Columns of indicators that provinces print beside the usual ones: last year's values, second explanations, sources."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.extract import Extract, Options
from pipeline.process import process

HEAD = "云岭市档案馆2023年度部门预算公开\n项目支出绩效目标表\n（2023年度）\n项目名称{gap}档案库房改造\n"
PRIOR = [
    ["一级指标", "二级指标", "三级指标", "上年度指标值", "本年度指标值"],
    ["产出指标", "数量指标", "改造库房间数", "≥3间", "≥4间"],
    ["", "", "修复案卷数", "", "≥20卷"],
    ["", "质量指标", "验收合格率", "≥90%", "≥95%"],
    ["满意度指标", "服务对象满意度指标", "查档群众满意度", "≥88%", "≥90%"],
]
EXPLAINED = [
    ["一级指标", "二级指标", "三级指标", "指标值", "指标值说明", "评（扣）分标准", "备注"],
    [
        "产出指标",
        "数量指标",
        "改造库房间数",
        "≥4间",
        "本年改造完成并通过验收的库房间数",
        "每少改造一间扣2分，扣完为止",
        "",
    ],
    [
        "",
        "质量指标",
        "验收合格率",
        "≥95%",
        "一次验收合格的库房占全部库房的比例",
        "未达到目标值的一律不得分",
        "",
    ],
    [
        "满意度指标",
        "服务对象满意度指标",
        "查档群众满意度",
        "≥90%",
        "问卷调查中表示满意的查档群众占全部受访群众的比例。",
        "每低1个百分点扣1分，扣完为止",
        "",
    ],
]
WEIGHED = [
    ["一级指标", "二级指标", "三级指标", "指标权重", "计量单位", "指标性质", "指标值"],
    ["产出指标", "数量指标", "改造库房间数", "40", "间", "≥", "4"],
    ["", "质量指标", "验收合格率", "30", "%", "≥", "95"],
    ["满意度指标", "服务对象满意度指标", "查档群众满意度", "30", "%", "≥", "90"],
]


def _read(rows: list[list[str]], marks: bool) -> Extract:
    lines = ["\t".join(row) if marks else " ".join(cell for cell in row if cell) for row in rows]
    return process((HEAD.format(gap="\t" if marks else " ") + "\n".join(lines) + "\n").encode(), Options())


def _rows(extract: Extract) -> list[Any]:
    return list(extract.rows["indicators"])


@pytest.mark.parametrize("marks", [True, False])
def test_last_years_value_is_not_the_target(marks: bool) -> None:
    found = [(row.level3, row.target_raw) for row in _rows(_read(PRIOR, marks))]
    assert found == [(row[2], row[4]) for row in PRIOR[1:]]


@pytest.mark.parametrize("marks", [True, False])
def test_a_second_explanation_has_a_column_of_its_own(marks: bool) -> None:
    found = [(row.level3, row.target_raw, row.description) for row in _rows(_read(EXPLAINED, marks))]
    assert found == [(row[2], row[3], row[4]) for row in EXPLAINED[1:]]


@pytest.mark.parametrize("marks", [True, False])
def test_weights_before_their_targets(marks: bool) -> None:
    found = [
        (row.level2, row.level3, str(row.weight).split(".")[0], row.operator, row.target_unit)
        for row in _rows(_read(WEIGHED, marks))
    ]
    assert [row[1:3] for row in found] == [(row[2], row[3]) for row in WEIGHED[1:]]
    assert [row[3:] for row in found] == [(">=", "间"), (">=", "%"), (">=", "%")]
