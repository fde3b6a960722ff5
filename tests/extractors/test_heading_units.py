"""Units in headings go before the caption's; a year in place of a row's number is the year of its values."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.extract import Options
from pipeline.process import process
from schemas.records import BudgetLine


def page(title: str, unit: str, rows: Sequence[Sequence[str]]) -> list[BudgetLine]:
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    head = "".join(f"<p>{line}</p>" for line in ("青岭市公共资源中心2023年部门决算", title, unit))
    data = f"<html><body>{head}<table>{table}</table></body></html>".encode()
    return [row for row in process(data, Options()).rows["budget_lines"] if isinstance(row, BudgetLine)]


@pytest.mark.parametrize("caption", ["单位：万元", ""])
@pytest.mark.parametrize(("unit", "amount"), [("元", "30.00"), ("万元", "300000.00"), ("千元", "30000.00")])
def test_the_unit_of_a_heading_goes_before_that_of_the_caption(caption: str, unit: str, amount: str) -> None:
    headings = [
        "科目编码",
        "科目名称",
        *(f"{name}（{unit}）" for name in ("本年支出合计", "基本支出", "项目支出")),
    ]
    lines = page("支出决算表", caption, [headings, ["201", "一般公共服务支出", "30.00", "18.00", "12.00"]])
    assert [line.unit for line in lines] == [unit] * 3
    assert str(lines[0].amount) == amount
    assert {line.proof for line in lines} == {"consistent"}


def test_amounts_of_columns_in_different_units_are_flagged() -> None:
    headings = ["科目编码", "科目名称", "本年支出合计（元）", "基本支出", "项目支出"]
    lines = page(
        "支出决算表", "单位：万元", [headings, ["201", "一般公共服务支出", "300000.00", "18.00", "12.00"]]
    )
    assert [str(line.amount) for line in lines] == ["300000.00", "180000.00", "120000.00"]
    assert "contradicted" in {line.proof for line in lines}


def test_a_column_of_years_tells_the_years_of_its_rows_and_is_no_amount() -> None:
    title = "一般公共预算财政拨款“三公”经费支出决算表"
    headings = ["年度", "合计", "因公出国（境）费", "公务接待费"]
    lines = page(
        title, "单位：万元", [headings, ["2022", "5.00", "1.00", "4.00"], ["2023年", "3.00", "1.00", "2.00"]]
    )
    assert [(line.value_year, line.amount_raw) for line in lines] == [
        *((2022, raw) for raw in ("5.00", "1.00", "4.00")),
        *((2023, raw) for raw in ("3.00", "1.00", "2.00")),
    ]
