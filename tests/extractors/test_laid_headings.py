"""Headings of laid out texts whose pieces stand above or below where they are read, and words cut between two columns."""

from __future__ import annotations

from typing import Any

from pipeline.extract import Options
from pipeline.process import process

HEAD = """云岭市档案馆2023年度部门决算公开
                             项目支出绩效自评表
                                 （2023年度）
项目名称                     档案库房改造
"""
STACKED = """一级指标    二级指标       三级指标      分值 指标性质 年度指
                                        标值 位
                                              计量单     实际完成值     得分   偏差原因
                                                                      分析
产出指标    数量指标      改造库房间数     20    ≥    4   间         4       20
                修复案卷数      20    ≥    20  卷         21      20
        质量指标    验收合格率      20    ≥    95  %         96      20
        时效指标    完成时间       20   定性   11月底 前        12月     18 施工延误
满意度指标   服务对象满意度指标 查档群众满意度    20    ≥    90  %         92      20
"""
SHORT = """一级指标   二级指标    三级指标     分 指标方向 年度指标 计量单位 实际完成值               得分 偏差原因分
                        值 性        值                            析
产出指标   数量指标    改造库房间数   40 正向     4      间   4              40
       质量指标    验收合格率    30 正向      95     %   96             30
满意度指标  服务对象满意度指标 查档群众满意度  30 正向      90     %   92             30
"""


def _rows(body: str) -> list[tuple[Any, ...]]:
    extract = process((HEAD + body).encode(), Options())
    rows = extract.rows["indicators"]
    return [(r.level3, r.target_raw, r.actual_raw, int(r.weight or 0), int(r.score or 0)) for r in rows]


def test_pieces_of_headings_above_those_they_go_on_with() -> None:
    assert _rows(STACKED) == [
        ("改造库房间数", "4", "4", 20, 20),
        ("修复案卷数", "20", "21", 20, 20),
        ("验收合格率", "95", "96", 20, 20),
        ("完成时间", "11月底 前", "12月", 20, 18),
        ("查档群众满意度", "90", "92", 20, 20),
    ]


def test_the_same_piece_below_two_headings_belongs_to_the_nearer_one() -> None:
    assert _rows(SHORT) == [
        ("改造库房间数", "4", "4", 40, 40),
        ("验收合格率", "95", "96", 30, 30),
        ("查档群众满意度", "90", "92", 30, 30),
    ]
