"""Summaries of several blocks without rules whose list goes on below the same headings on the next page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from schemas.records import BudgetLine, FindingRow
from tests.extractors.test_pdf_habits import Draw, Pen, read

XS = (40.0, 135.0, 190.0, 325.0, 380.0, 500.0, 555.0)
HEAD = ("项目", "预算数", "项目（按功能分类）", "预算数", "项目（按经济分类）", "预算数")
Row = Sequence[str]
FIRST: tuple[Row, ...] = (
    ("一、财政拨款收入", "900.00", "一、一般公共服务支出", "700.00", "一、工资福利支出", "650.00"),
    ("二、其他收入", "100.00", "二、外交支出", "", "二、商品和服务支出", "350.00"),
    ("", "", "三、社会保障和就业支出", "212.00", "", ""),
    ("", "", "四、卫生健康支出", "", "", ""),
    ("", "", "五、节能环保支出", "", "", ""),
)
SECOND: tuple[Row, ...] = (
    ("", "", "六、农林水支出", "", "", ""),
    ("", "", "七、住房保障支出", "88.00", "", ""),
    ("", "", "八、其他支出", "", "", ""),
    ("本年收入合计", "1,000.00", "本年支出合计", "1,000.00", "本年支出合计", "1,000.00"),
    ("上年结转", "", "年终结转", "", "年终结转", ""),
    ("收入总计", "1,000.00", "支出总计", "1,000.00", "支出总计", "1,000.00"),
)
UNNUMBERED: tuple[Row, ...] = (("", "", "农林水支出", "", "", ""), *SECOND[1:])


def block_rows(pen: Pen, y: float, rows: Sequence[Row]) -> None:
    pen.text((XS[0] + XS[2]) / 2, y, "收入", "center")
    pen.text((XS[2] + XS[6]) / 2, y, "支出", "center")
    for at, word in enumerate(HEAD):
        pen.text((XS[at] + XS[at + 1]) / 2, y + 18, word, "center")
    for order, row in enumerate(rows, 2):
        for at, cell in enumerate(row):
            right = at % 2 == 1
            pen.text(
                XS[at + 1] - 4 if right else XS[at] + 4, y + 18 * order, cell, "right" if right else "left"
            )


def pages(rows: Sequence[Row]) -> tuple[Draw, Draw]:
    return (
        lambda pen: block_rows(pen, pen.captions(60, "收支预算总表", "公开01表") + 14, FIRST),
        lambda pen: block_rows(pen, 60, rows),
    )


def printed(rows: Sequence[Row]) -> Counter[tuple[str, str]]:
    pairs = ((row[at], row[at + 1]) for row in rows for at in (0, 2, 4))
    return Counter((label.partition("、")[2] or label, amount) for label, amount in pairs if amount)


def test_numbered_rows_without_amounts_below_repeated_headings_are_no_headings() -> None:
    lines = [line for line in read(*pages(SECOND)).rows["budget_lines"] if isinstance(line, BudgetLine)]
    assert Counter((line.row_label, line.amount_raw) for line in lines) == printed(FIRST + SECOND)
    assert {line.side for line in lines if line.row_label in ("住房保障支出", "支出总计")} == {"expenditure"}


@pytest.mark.parametrize("rows", [SECOND, UNNUMBERED])
def test_an_amount_with_another_label_before_it_than_its_own_is_told(rows: Sequence[Row]) -> None:
    found = read(*pages(rows)).rows
    told = {
        row_id
        for row in found.get("findings", ())
        if isinstance(row, FindingRow) and row.severity != "info"
        for row_id in row.row_ids
    }
    lines = [line for line in found["budget_lines"] if isinstance(line, BudgetLine)]
    silent = [line for line in lines if line.line_id not in told and line.column_evidence != "ambiguous"]
    assert not Counter((line.row_label, line.amount_raw) for line in silent) - printed(FIRST + rows)
