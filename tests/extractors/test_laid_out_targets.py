"""Performance tables as text that keeps the places of the page: cells centred beside each other, labels of merged cells."""

from __future__ import annotations

from typing import Any

from pipeline.extract import Extract, Options
from pipeline.process import process

TOP = """                     项目支出绩效目标表

（2023年度）

                                                单位：万元

项目名称       档案库房改造
主管部门       云岭市档案馆      实施单位      云岭市档案馆
一级指标       二级指标       三级指标      指标说明           指标值
"""
EACH = """产出指标       数量指标       改造库房      改造库房间数         ≥4间
                                               ≥100万
产出指标       数量指标       改造费用      改造工程费用
                                               元
                                工程验收合格的库房占改造
产出指标       质量指标       验收合格率                     ≥95%
                                库房的比例
           服务对象满意度指             群众满意数量占总数的比
满意度指标                 群众满意度                    ≥90%
           标                    例。
"""
MERGED = """                      改造库房      改造库房间数         ≥4间
           数量指标
产出指标                  购置密集架     密集架组数          ≥20组
           质量指标       验收合格率     验收合格比例         ≥95%
                      查档条件      查档环境           改善
效益指标       社会效益指标     查档速度      查档平均用时         ≤10分钟
                      开放时间      每周开放天数         ≥5天
"""
EXPECTED = {
    "改造库房": ("产出指标", "数量指标", "≥4间"),
    "改造费用": ("产出指标", "数量指标", "≥100万元"),
    "验收合格率": ("产出指标", "质量指标", "≥95%"),
    "群众满意度": ("满意度指标", "服务对象满意度指标", "≥90%"),
}


def _read(text: str) -> Extract:
    return process(f"云岭市档案馆2023年度部门预算\n\f{text}".encode(), Options())


def _indicators(extract: Extract) -> list[Any]:
    return list(extract.rows["indicators"])


def _levels(extract: Extract) -> dict[str, tuple[str, str, str]]:
    return {row.level3: (row.level1, row.level2, row.target_raw) for row in _indicators(extract)}


def test_pieces_above_and_below_a_row_belong_to_the_cells_they_are_centred_with() -> None:
    extract = _read(TOP + EACH)
    assert _levels(extract) == EXPECTED
    described = {row.level3: row.description for row in _indicators(extract)}
    assert described["验收合格率"] == "工程验收合格的库房占改造库房的比例"


def test_a_label_at_the_middle_of_its_rows_covers_all_of_them() -> None:
    found = _levels(_read(TOP + MERGED))
    assert [(name, *levels[:2]) for name, levels in found.items()] == [
        ("改造库房", "产出指标", "数量指标"),
        ("购置密集架", "产出指标", "数量指标"),
        ("验收合格率", "产出指标", "质量指标"),
        ("查档条件", "效益指标", "社会效益指标"),
        ("查档速度", "效益指标", "社会效益指标"),
        ("开放时间", "效益指标", "社会效益指标"),
    ]


def test_columns_stand_elsewhere_on_the_next_page() -> None:
    moved = """产出指标   数量指标   购置设备     购置扫描设备台数    ≥2台
产出指标   时效指标   完成时间     工程完成时间      年底前
"""
    found = _levels(_read(TOP + EACH + "\f" + moved))
    assert found["购置设备"] == ("产出指标", "数量指标", "≥2台")
    assert found["完成时间"] == ("产出指标", "时效指标", "年底前")


def test_a_label_that_stands_beside_no_middle_is_told() -> None:
    rows = [
        f"                      开放{name}      每周开放天数         ≥5天\n"
        for name in ("阅览室", "展厅", "库房", "窗口")
    ]
    off = MERGED + "".join(rows[:3]) + rows[3].replace("           ", "满意度指标      ", 1)
    extract = _read(TOP + off)
    told: list[Any] = [row for row in extract.rows["findings"] if row.rule.startswith(("cell.", "level."))]  # type: ignore[attr-defined]
    assert told


def test_a_value_over_three_lines_stands_above_and_below_its_label() -> None:
    named = """           关于提前下达2023年档案事业发展和档案库房改造专项资金的通
项目名称
           知
"""
    text = TOP.replace("项目名称       档案库房改造\n", named) + EACH
    projects: list[Any] = list(_read(text).rows["projects"])
    assert [row.project_name for row in projects] == [
        "关于提前下达2023年档案事业发展和档案库房改造专项资金的通知"
    ]
