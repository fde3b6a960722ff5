"""Workbooks whose sheets are forms: their names as titles, and the same form for several units."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from pipeline.extract import Extract, Options
from pipeline.process import process

SUMMARY = [
    ["收入", None, "支出", None],
    ["项目", "预算数", "项目", "预算数"],
    ["一、一般公共预算拨款收入", 120.5, "一、农林水支出", 100.0],
    ["二、政府性基金预算拨款收入", None, "二、住房保障支出", 20.5],
    ["收入总计", 120.5, "支出总计", 120.5],
]
SPENDING = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    [None, "合计", 100.0, 60.0, 40.0],
    ["213", "农林水支出", 100.0, 60.0, 40.0],
    ["21303", "水利", 100.0, 60.0, 40.0],
    ["2130301", "行政运行", 60.0, 60.0, None],
    ["2130305", "水利工程建设", 40.0, None, 40.0],
]
UNIT = [["单位：万元"]]
Rows = list[list[Any]]


def read(sheets: list[tuple[str, Rows]]) -> Extract:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = BytesIO()
    book.save(data)
    return process(data.getvalue(), Options())


def rows_of(found: Extract, dataset: str) -> list[Any]:
    return list(found.rows.get(dataset, ()))


@pytest.mark.parametrize(
    "names",
    [
        ("部门收支总表", "部门支出总表"),
        ("1收支总表", "GK03支出总表"),
        ("表一 部门收支总表", "表三 部门支出总表"),
    ],
)
def test_the_name_of_a_sheet_without_a_title_is_its_title(names: tuple[str, str]) -> None:
    found = read([(names[0], UNIT + SUMMARY), (names[1], UNIT + SPENDING)])
    tables = rows_of(found, "tables")
    assert [table.form_id for table in tables] == ["budget.summary", "budget.expenditure"]
    assert [table.unit for table in tables] == ["万元", "万元"]
    assert len(rows_of(found, "budget_lines")) == 18
    titles = [row for row in rows_of(found, "provenance") if row.field == "title"]
    assert [row.locator for row in titles] == [f"{name}!" for name in names]


def test_a_printed_title_outranks_the_name_of_its_sheet() -> None:
    found = read([("部门支出总表", [["部门收支总表"], *UNIT, *SUMMARY])])
    assert [table.form_id for table in rows_of(found, "tables")] == ["budget.summary"]


def test_a_name_that_is_no_form_names_nothing() -> None:
    found = read([("Sheet1", UNIT + SUMMARY)])
    assert not rows_of(found, "budget_lines")
    assert "table.unrecognised" in {row.rule for row in rows_of(found, "findings")}


def test_the_same_form_of_two_units_is_two_tables() -> None:
    title = [["部门收支总表"]]
    other = [[row[0], row[1] and row[1] * 2, row[2], row[3] and row[3] * 2] for row in SUMMARY[2:]]
    found = read([("水利局", [*title, *UNIT, *SUMMARY]), ("水文站", [*title, *UNIT, *SUMMARY[:2], *other])])
    assert len(rows_of(found, "tables")) == 2
    rules = [row.rule for row in rows_of(found, "findings")]
    assert rules.count("form.repeated") == 1
    assert not [row for row in rows_of(found, "budget_lines") if row.proof == "contradicted"]


def test_tables_that_name_their_units_are_no_repetition() -> None:
    sheets = [
        (name, [["部门收支总表"], [f"单位名称：青河市{name}", None, None, "单位：万元"], *SUMMARY])
        for name in ("水利局", "水文站")
    ]
    found = read(sheets)
    assert "form.repeated" not in {row.rule for row in rows_of(found, "findings")}
    assert {row.org_name for row in rows_of(found, "budget_lines")} == {"青河市水利局", "青河市水文站"}
