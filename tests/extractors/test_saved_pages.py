"""Made-up departments as web pages are saved as text: no amount under a wrong column, row or form without a flag."""

from __future__ import annotations

import pytest

from benchmarks.formats import judged
from benchmarks.generator.documents import final_accounts
from benchmarks.generator.plain import LAYOUTS, plain_of
from extractors.grids.periods import period
from pipeline.extract import Options
from pipeline.process import process

SAVED = [layout for layout in LAYOUTS if layout in ("paragraphs", "stream", "listed", "packed")]


@pytest.mark.parametrize("layout", SAVED)
@pytest.mark.parametrize("seed", [7001, 7011])
def test_a_saved_page_gives_no_silent_error(layout: str, seed: int) -> None:
    found = judged(final_accounts(seed), lambda made: plain_of(made, layout))
    assert not found.silent
    assert found.right >= 0.97 * found.printed


def test_the_cells_of_a_row_are_not_taken_twice() -> None:
    rows = [
        ["201", "甲", "9", ""],
        ["20101", "乙", "", "9"],
        ["208", "丙", "4", ""],
        ["20805", "丁", "4", ""],
    ]
    cells = [cell for row in rows for cell in row]
    kinds = ["blank" if not cell else "number" if cell.isdigit() else "text" for cell in cells]
    assert period(cells, kinds, 8) == (0, 4)


def test_two_sides_are_no_rows_of_their_own() -> None:
    rows = [
        ["甲", "1", "9", "乙", "31", "9"],
        ["丙", "2", "8", "丁", "32", "8"],
        ["戊", "3", "7", "己", "33", "7"],
    ] * 2
    cells = [cell for row in rows[:3] for cell in row]
    kinds = ["number" if cell.isdigit() else "text" for cell in cells]
    assert period(cells, kinds, 6) == (0, 6)


def test_headings_that_do_not_fit_the_rows_leave_the_columns_open() -> None:
    text = """支出决算表 |||||||
公开03表 |||||||
单位:万元 |||||||
项目 | 本年支出合计 | 基本支出 | 丙丁支出 | 戊己支出 | |||
功能分类科目编码 | 科目名称 | ||||||
201 | 一般公共服务支出 | 9.5 | 4.5 | 5.0 | | | |
20101 | 人大事务 | 9.5 | 4.5 | 5.0 | | | |
2010101 | 行政运行 | 9.5 | 4.5 | 5.0 | | | |
"""
    lines = process(text.encode(), Options()).rows.get("budget_lines", ())
    assert lines
    assert {line.column_evidence for line in lines if line.amount_raw != "9.5"} == {"ambiguous"}
