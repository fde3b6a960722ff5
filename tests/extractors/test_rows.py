"""Rows of cells from a text in which each cell and the bar behind it stand on lines of their own."""

from __future__ import annotations

from extractors.grids.rows import is_streamed, streamed_rows
from schemas.document import Line

HEADER = ["收 入", "|", "支 出", "|", "||", "项 目", "|", "预算数", "|", "项 目", "|", "预算数", "|"]
BODY = [
    "一、财政拨款",
    "|",
    "64.80",
    "|",
    "一、基本支出",
    "|",
    "60.10",
    "|",
    "二、其他收入",
    "|",
    "|",
    "二、项目",
    "支出",
    "|",
    "4.70",
    "|",
]


def _lines(texts: list[str]) -> list[Line]:
    return [Line(1, number, text) for number, text in enumerate(texts, 1)]


def _rows(texts: list[str]) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in streamed_rows(_lines(texts))]


def test_the_blanks_behind_a_merged_cell_tell_the_number_of_columns() -> None:
    assert is_streamed(_lines(HEADER + BODY))
    assert _rows(HEADER + BODY) == [
        ["收 入", "支 出", "", ""],
        ["项 目", "预算数", "项 目", "预算数"],
        ["一、财政拨款", "64.80", "一、基本支出", "60.10"],
        ["二、其他收入", "", "二、项目支出", "4.70"],
    ]


def test_without_such_an_end_no_number_of_columns_is_guessed() -> None:
    assert {len(row) for row in _rows(HEADER[5:] + BODY)} == {1}


def test_rows_of_several_cells_are_no_stream() -> None:
    assert not is_streamed(_lines(["项目 | 预算数 |", "合计 | 12.00 |"] * 6))
