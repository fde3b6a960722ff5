"""Labels of levels in texts laid out with blanks: at the middle of their rows, half a line printed upwards, or at their top."""

from __future__ import annotations

from pipeline.extract import Options
from pipeline.process import process

HEAD = """云岭市档案馆2023年度部门预算公开
                项目支出绩效目标表
                   （2023年度）
项目名称                        档案库房改造
"""
HEADINGS = "一级指标     二级指标          三级指标              指标值\n"
TOP = """产出指标     数量指标          改造库房间数            ≥4间
                          修复案卷数              ≥20卷
                          添置档案柜              ≥6个
             质量指标          验收合格率              ≥95%
                          差错率                 ≤1%
             时效指标          完成时间               年底前
效益指标     社会效益指标        查阅便利程度            明显提升
满意度指标    服务对象满意度指标     查档群众满意度           ≥90%
"""
MIDDLE = """                          改造库房间数            ≥4间
             数量指标          修复案卷数              ≥20卷
产出指标                      添置档案柜              ≥6个
             质量指标          验收合格率              ≥95%
                          差错率                 ≤1%
             时效指标          完成时间               年底前
效益指标     社会效益指标        查阅便利程度            明显提升
满意度指标    服务对象满意度指标     查档群众满意度           ≥90%
"""
LEVELS = [
    ("产出指标", "数量指标", "改造库房间数"),
    ("产出指标", "数量指标", "修复案卷数"),
    ("产出指标", "数量指标", "添置档案柜"),
    ("产出指标", "质量指标", "验收合格率"),
    ("产出指标", "质量指标", "差错率"),
    ("产出指标", "时效指标", "完成时间"),
    ("效益指标", "社会效益指标", "查阅便利程度"),
    ("满意度指标", "服务对象满意度指标", "查档群众满意度"),
]


def _levels(body: str) -> list[tuple[str | None, str | None, str | None]]:
    extract = process((HEAD + HEADINGS + body).encode(), Options())
    return [(row.level1, row.level2, row.level3) for row in extract.rows["indicators"]]


def test_labels_at_the_top_of_their_rows() -> None:
    assert _levels(TOP) == LEVELS


def test_labels_at_the_middle_of_their_rows_half_a_line_upwards() -> None:
    assert _levels(MIDDLE) == LEVELS
