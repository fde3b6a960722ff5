"""Numbers that no column can hold cost neither the document nor the row they stand in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.extract import Options
from pipeline.fitting import fits
from pipeline.process import process
from pipeline.store import Store

TEXT = """云岭市档案馆2023年度部门决算
项目支出绩效自评表
（2023年度）
项目名称\t档案库房改造
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分
产出指标\t数量指标\t改造库房\t≥4间\t4间\t12345678901\t20
产出指标\t质量指标\t验收合格率\t≥95%\t98%\t20\t19.123456
"""


def test_a_number_with_more_digits_than_its_column_is_told_and_left_out(tmp_path: Path) -> None:
    extract = process(TEXT.encode(), Options())
    rows: list[Any] = list(extract.rows["indicators"])
    assert [(row.weight, row.score) for row in rows] == [(None, Decimal(20)), (Decimal(20), None)]
    told: list[Any] = [row for row in extract.rows["findings"] if row.rule == "value.unfit"]  # type: ignore[attr-defined]
    assert [(row.row_ids, row.line_start) for row in told] == [
        ((rows[0].indicator_id,), 6),
        ((rows[1].indicator_id,), 7),
    ]
    assert Store(tmp_path).write(extract, "0" * 16, Options()).status != "failed"


def test_digits_are_counted_on_both_sides_of_the_point() -> None:
    assert fits(Decimal("999999.9999"), (6, 4))
    assert fits(Decimal("0.1200000"), (6, 4))
    assert fits(Decimal("1E5"), (6, 4))
    assert fits(Decimal(0), (6, 4))
    assert not fits(Decimal("1000000"), (6, 4))
    assert not fits(Decimal("0.12345"), (6, 4))
    assert not fits(Decimal("NaN"), (6, 4))
