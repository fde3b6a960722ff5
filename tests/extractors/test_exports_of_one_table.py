"""One made-up table in the exports that people make of it: the same amounts in the same columns, or open ones."""

from __future__ import annotations

import pytest

from pipeline.extract import Extract, Options
from pipeline.process import process

TITLE = "云岭市档案馆2018年度部门预算公开表"
PANES = [
    ["收入", "", "支出", "", "", ""],
    ["项目名称", "金额", "功能分类", "", "支出用途", ""],
    ["", "", "功能科目名称", "金额", "项目名称", "金额"],
    ["一、财政拨款", "310.50", "一、一般公共服务支出", "250.50", "一、基本支出", "200.30"],
    ["1.一般公共预算", "310.50", "二、外交支出", "", "二、项目支出", "110.20"],
    ["", "", "八、社会保障和就业支出", "60.00", "", ""],
    ["当年收入小计", "310.50", "当年支出小计", "", "", "310.50"],
    ["收入合计", "310.50", "支出合计", "", "", "310.50"],
]
PARTS = [
    ["项目", "", "", "", "合计", "基本支出", "项目支出"],
    ["功能分类科目编码", "", "", "部门功能分类科目名称", "", "", ""],
    ["类", "款", "项", "合计", "310.50", "200.30", "110.20"],
    ["201", "", "", "一般公共服务支出", "310.50", "200.30", "110.20"],
    ["201", "26", "", "档案事务", "310.50", "200.30", "110.20"],
    ["201", "26", "01", "行政运行", "200.30", "200.30", ""],
    ["201", "26", "04", "档案馆", "110.20", "", "110.20"],
]
Line = tuple[str | None, str | None, str | None, str]


def _read(title: str, rows: list[str], caption: str = "部门：云岭市档案馆 单位：万元") -> Extract:
    return process("\n".join([TITLE, title, caption, *rows, ""]).encode(), Options())


def _lines(extract: Extract) -> dict[Line, str]:
    """Evidence by label, side, column and amount; no column where it is open."""
    return {
        (
            row.row_label,  # type: ignore[attr-defined]
            row.side,  # type: ignore[attr-defined]
            row.measure if row.column_evidence != "ambiguous" else None,  # type: ignore[attr-defined]
            row.amount_raw,  # type: ignore[attr-defined]
        ): row.column_evidence  # type: ignore[attr-defined]
        for row in extract.rows["budget_lines"]
    }


def _tabs(row: list[str]) -> str:
    return "\t".join(row)


def _bars(row: list[str]) -> str:
    return "| " + " | ".join(row) + " |"


def _cells(row: list[str]) -> str:
    return "".join(f"\t{cell}\n" for cell in row)


def _words(row: list[str]) -> str:
    return " ".join(cell for cell in row if cell)


def _dropped(row: list[str]) -> str:
    return "\t".join(cell for cell in row if cell)


EXACT = pytest.mark.parametrize("export", [_tabs, _bars, _cells])
LOST = pytest.mark.parametrize("export", [_words, _dropped])


def _panes() -> set[Line]:
    left, right = "revenue", "expenditure"
    return {
        ("财政拨款", left, "amount", "310.50"),
        ("一般公共预算", left, "amount", "310.50"),
        ("当年收入小计", left, "amount", "310.50"),
        ("收入合计", left, "amount", "310.50"),
        ("一般公共服务支出", right, "amount", "250.50"),
        ("社会保障和就业支出", right, "amount", "60.00"),
        ("基本支出", right, "amount.purpose", "200.30"),
        ("项目支出", right, "amount.purpose", "110.20"),
    }


@EXACT
def test_each_pane_of_a_side_has_its_own_rows(export) -> None:  # type: ignore[no-untyped-def]
    found = _lines(_read("收支预算总表", list(map(export, PANES))))
    totals = {("当年支出小计", "310.50"), ("支出合计", "310.50")}
    spanning = {(label, "expenditure", "amount.purpose", amount) for label, amount in totals}
    assert set(found) == _panes() | spanning


@LOST
def test_a_total_over_all_panes_stays_open_where_blank_cells_were_lost(export) -> None:  # type: ignore[no-untyped-def]
    extract = _read("收支预算总表", list(map(export, PANES)))
    found = _lines(extract)
    assert set(found) == _panes() | {
        ("当年支出小计", "expenditure", None, "310.50"),
        ("支出合计", "expenditure", None, "310.50"),
    }
    assert "column.ambiguous" in {row.rule for row in extract.rows["findings"]}  # type: ignore[attr-defined]


@EXACT
def test_a_total_may_share_its_row_with_the_parts_of_the_code(export) -> None:  # type: ignore[no-untyped-def]
    found = _lines(_read("支出预算总表", list(map(export, PARTS))))
    assert {line for line in found if line[0] == "合计"} == {
        ("合计", None, "total", "310.50"),
        ("合计", None, "basic", "200.30"),
        ("合计", None, "project", "110.20"),
    }
    assert ("行政运行", None, "basic", "200.30") in found
    assert ("档案馆", None, "project", "110.20") in found


def test_lost_blank_cells_between_tabs_never_move_an_amount() -> None:
    found = _lines(_read("支出预算总表", list(map(_dropped, PARTS))))
    amounts = {row[0]: row[1:] for row in (("行政运行", "basic", "200.30"), ("档案馆", "project", "110.20"))}
    for label, _, measure, amount in found:
        if label in amounts and measure not in (None, "total"):
            assert (measure, amount) == amounts[label]


@pytest.mark.parametrize(
    "caption", ["部门：云岭市档案资料\n单位：万元\n管理中心", "部门：云岭市档案资料\n管理中心 单位：万元"]
)
def test_an_organisation_wrapped_around_its_unit_is_a_caption(caption: str) -> None:
    extract = _read("收支预算总表", list(map(_tabs, PANES)), caption)
    assert ("基本支出", "expenditure", "amount.purpose", "200.30") in _lines(extract)
    assert {row.unit for row in extract.rows["tables"]} == {"万元"}  # type: ignore[attr-defined]


def test_an_amount_centred_between_the_pieces_of_its_label_belongs_to_it() -> None:
    rows = list(map(_words, PANES))
    rows[4:5] = ["1.一般公共预", "310.50 二、外交支出 二、项目支出 110.20", "算"]
    found = _lines(_read("收支预算总表", rows))
    assert ("一般公共预算", "revenue", "amount", "310.50") in found
    assert ("项目支出", "expenditure", "amount.purpose", "110.20") in found


def test_a_form_feed_inside_a_line_ends_its_page() -> None:
    text = "\f".join(
        [f"{TITLE}\n第一部分 概况", "支出预算总表\n单位：万元\n" + "\n".join(map(_tabs, PARTS)), "第三部分"]
    )
    extract = process(text.encode(), Options())
    assert [(row.form_id, row.page, row.line_start) for row in extract.rows["tables"]] == [  # type: ignore[attr-defined]
        ("budget.expenditure", 2, 2)
    ]
    assert len(extract.rows["budget_lines"]) == 13


@pytest.mark.parametrize("first", [True, False])
def test_a_label_over_two_lines_of_cells_is_one_label(first: bool) -> None:
    rows = [list(row) for row in PARTS]
    amounts, blank = rows[3][4:], ["", "", ""]
    rows[3:4] = [
        ["201", "", "", "一般公共服务", *(amounts if first else blank)],
        ["", "", "", "支出", *(blank if first else amounts)],
    ]
    found = _lines(_read("支出预算总表", list(map(_tabs, rows))))
    assert ("一般公共服务支出", None, "total", "310.50") in found
    assert {line[0] for line in found} == {"合计", "一般公共服务支出", "档案事务", "行政运行", "档案馆"}


def test_a_tab_too_many_at_the_ends_of_rows_tells_no_columns() -> None:
    rows = [f"\t{_dropped(row)}" + "\t" * (number % 2) for number, row in enumerate(PARTS)]
    found = _lines(_read("支出预算总表", rows))
    assert found
    assert not {line for line in found if line[0] == "档案馆" and line[2] == "basic"}
