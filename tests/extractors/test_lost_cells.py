"""Tab exports that lost blank cells: every amount stands at its place, is ambiguous, or is named by a finding."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.damage import DAMAGES, compared, exported
from pipeline.extract import Extract, Options
from pipeline.process import process
from schemas.records import BudgetLine

SAMPLES = Path(__file__).parent.parent.parent / "samples"
BUDGETS = ("jinyu-2023-budget.txt", "shuling-2024-budget.txt", "chuling-2022-budget.txt")
# Rows moved to the left, and two kinds of loss at once, may add up under other headings: see docs/proof.md.
UNDECIDED = ("cells moved to the left", "5 % and the last lost", "20 % and the last lost")


def read(text: str) -> Extract:
    return process(text.encode(), Options())


def lines(extract: Extract) -> list[BudgetLine]:
    return [row for row in extract.rows["budget_lines"] if isinstance(row, BudgetLine)]


def whole(name: str) -> str:
    return exported(process((SAMPLES / name).read_bytes(), Options()))


@pytest.mark.parametrize("kind", [kind for kind in DAMAGES if kind not in UNDECIDED])
def test_no_amount_stands_silently_under_another_heading(kind: str) -> None:
    for name in BUDGETS:
        text = whole(name)
        for seed in (1, 2):
            damaged = DAMAGES[kind](text, random.Random(seed))
            found = compared(read(text), read(damaged))
            assert not {key for key, count in found.items() if count and "silent" in key}, (name, found)


def test_most_amounts_stand_at_their_place_although_every_other_blank_cell_is_lost() -> None:
    counts: Counter[str] = Counter()
    for name in BUDGETS:
        text = whole(name)
        counts += compared(read(text), read(DAMAGES["every other lost"](text, random.Random(1))))
    assert counts["right"] > counts["ambiguous"] > 0


TORN = """部门支出总表
单位：万元
科目编码\t\t科目名称\t合计\t基本支出\t\t项目支出\t
类\t款\t\t\t小计\t人员经费\t小计\t特定目标类
201\t\t一般公共服务支出\t12.00\t9.00\t9.00\t3.00\t3.00
201\t03\t政府办公厅（室）及相关机构事务\t12.00\t9.00\t9.00\t3.00\t3.00
"""


def test_a_header_of_rows_of_one_length_is_whole() -> None:
    found = lines(read("云河县档案馆2024年度部门预算公开\n" + TORN))
    assert {line.column_evidence for line in found} == {"printed"}


def test_a_header_that_lost_blank_cells_names_no_column() -> None:
    torn = TORN.replace("科目编码\t\t科目名称", "科目编码\t科目名称")
    found = lines(read("云河县档案馆2024年度部门预算公开\n" + torn))
    assert found and all(line.column_evidence != "printed" for line in found)


LEFT = """收支总表
单位：万元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一般公共预算拨款收入\t90.00\t教育支出\t60.00
城乡社区支出\t40.00\t\t
事业收入\t10.00\t\t
本年收入合计\t100.00\t本年支出合计\t100.00
收入总计\t100.00\t支出总计\t100.00
"""


def test_a_label_of_the_second_side_at_the_first_column_shows_moved_cells() -> None:
    (moved,) = [
        line
        for line in lines(read("云河县档案馆2024年度部门预算公开\n" + LEFT))
        if line.amount_raw == "40.00"
    ]
    assert moved.side == "expenditure"


SHORT = """部门支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t100.00\t70.00\t30.00
205\t教育支出\t60.00\t60.00
212\t城乡社区支出\t10.00\t10.00
213\t农林水支出\t30.00\t\t30.00
"""


def test_rows_without_their_last_blank_cells_stand_as_printed_where_they_add_up() -> None:
    found = lines(read("云河县档案馆2024年度部门预算公开\n" + SHORT))
    assert {line.column_evidence for line in found} == {"printed"}
    assert {line.proof for line in found} <= {"proved", "consistent"}


def test_rows_without_their_last_blank_cells_are_open_where_they_do_not_add_up() -> None:
    broken = SHORT.replace("30.00\t\t30.00", "30.00\t30.00").replace(
        "212\t城乡社区支出\t10.00\t10.00", "212\t城乡社区支出\t10.00\t\t10.00"
    )
    broken = broken.replace("70.00\t30.00", "60.00\t40.00")
    found = [
        line
        for line in lines(read("云河县档案馆2024年度部门预算公开\n" + broken))
        if line.subject_code == "213"
    ]
    assert not [line for line in found if line.measure == "basic" and line.proof in ("proved", "consistent")]


UNKNOWN = """一般公共预算财政拨款支出决算表
公开05表
单位：万元
科目编码 科目名称 小计 基本支出 机动支出
栏次 1 2 3
合计 100.00 60.00 40.00
205 教育支出 60.00 60.00
2050101 行政运行 60.00 60.00
212 城乡社区支出 40.00 40.00
2120101 行政运行 40.00 40.00
"""


def test_amounts_placed_below_a_heading_that_the_form_does_not_know_have_no_measure() -> None:
    found = lines(read("云河县档案馆2022年度部门决算公开\n" + UNKNOWN))
    measures = [name for line in found for name in (line.measure, *(line.candidates or ()))]
    assert found and not [name for name in measures if name and "unmapped" in name]
