"""Tables as other provinces print them, made up: blocks by other subjects, rows for budget and account, units in cells."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract import Extract, Options
from pipeline.process import process
from schemas.records import BudgetLine, FindingRow

Cell = str | tuple[str, int, int]


def page(title: str, rows: Sequence[Sequence[Cell]], unit: str = "单位：万元", kind: str = "预算") -> Extract:
    """A web page with one table; a cell may be (text, columns, rows)."""
    body = ""
    for row in rows:
        cells = [cell if isinstance(cell, tuple) else (cell, 1, 1) for cell in row]
        body += "<tr>" + "".join(f"<td colspan={c} rowspan={r}>{t}</td>" for t, c, r in cells) + "</tr>"
    text = f"<html><body><h1>云河市水务局2023年部门{kind}</h1><h2>{title}</h2><p>部门：云河市水务局</p><p>{unit}</p>"
    return process(f"{text}<table>{body}</table></body></html>".encode(), Options())


def lines(extract: Extract) -> list[BudgetLine]:
    return [row for row in extract.rows["budget_lines"] if isinstance(row, BudgetLine)]


def rules(extract: Extract) -> set[str]:
    found = extract.rows.get("findings", ())
    return {row.rule for row in found if isinstance(row, FindingRow) and row.severity != "info"}


def test_blocks_of_one_side_by_other_subjects_keep_their_own_labels() -> None:
    extract = page(
        "收支总表",
        [
            [("收入", 2, 1), ("支出", 4, 1)],
            ["项目", "本年预算", "项目（按功能分类）", "本年预算", "项目（按部门预算经济分类）", "本年预算"],
            [
                "一、一般公共预算拨款收入",
                "90.00",
                "一、一般公共服务支出",
                "60.00",
                "一、工资福利支出",
                "70.00",
            ],
            ["二、其他收入", "10.00", "二、教育支出", "40.00", "二、商品和服务支出", "30.00"],
            ["本年收入合计", "100.00", "本年支出合计", "100.00", "本年支出合计", "100.00"],
            ["收入总计", "100.00", "支出总计", "100.00", "支出总计", "100.00"],
        ],
    )
    found = {(line.row_label, line.subject_code, line.amount_raw) for line in lines(extract)}
    assert {
        ("一般公共服务支出", "201", "60.00"),
        ("教育支出", "205", "40.00"),
    } <= found
    assert {(label, amount) for label, _, amount in found} >= {
        ("工资福利支出", "70.00"),
        ("商品和服务支出", "30.00"),
    }
    assert all(line.measure for line in lines(extract)) and not rules(extract)


def test_rows_of_budget_and_account_say_what_their_amounts_are() -> None:
    head: list[list[Cell]] = [
        [("项目", 1, 3), ("一般公共预算财政拨款安排的“三公”经费", 6, 1), ("会议费", 1, 3), ("培训费", 1, 3)],
        [
            ("小计", 1, 2),
            ("因公出国（境）费用", 1, 2),
            ("公务接待费", 1, 2),
            ("公务用车购置及运行维护费", 3, 1),
        ],
        ["小计", "公务用车购置费", "公务用车运行维护费"],
        ["栏次", *"12345678"],
    ]
    rows: list[list[Cell]] = [
        ["预算数", "15.50", "0.00", "3.50", "12.00", "0.00", "12.00", "0.00", "2.00"],
        ["决算数", "13.95", "0.00", "2.45", "11.50", "0.00", "11.50", "0.00", "1.80"],
    ]
    extract = page("一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表", [*head, *rows], kind="决算")
    found = {(line.measure, line.phase): line.amount_raw for line in lines(extract)}
    assert len(found) == len(lines(extract)) == 16 and not rules(extract)
    assert found["three_public.total.budget", "adjusted"] == "15.50"
    assert found["three_public.total", "executed"] == "13.95"
    assert found["three_public.vehicles", "executed"] == "11.50"
    assert found["training.budget", "adjusted"] == "2.00"


THREE_PUBLIC: list[list[Cell]] = [
    ["项目", "2023年预算数"],
    ["合计", "15.50万元"],
    ["1.因公出国（境）费", "0万元"],
    ["2.公务用车购置及运行费", "12.00万元"],
    ["其中：公务用车购置费", "0万元"],
    ["公务用车运行费", "120,000元"],
    ["3.公务接待费", "3.50 万元"],
]


def test_a_unit_behind_a_number_is_the_unit_of_that_amount_whatever_the_caption_says() -> None:
    for unit in ("", "单位：元"):
        extract = page("一般公共预算“三公”经费支出情况表", THREE_PUBLIC, unit)
        found = [(line.amount_raw, line.unit, str(line.amount)) for line in lines(extract)]
        assert found == [
            ("15.50", "万元", "155000.00"),
            ("0", "万元", "0.00"),
            ("12.00", "万元", "120000.00"),
            ("0", "万元", "0.00"),
            ("120,000", "元", "120000.00"),
            ("3.50", "万元", "35000.00"),
        ]
        assert rules(extract) <= {"unit.unknown"}


def test_levels_beside_the_numbers_of_columns_are_no_values() -> None:
    extract = page(
        "支出决算表",
        [
            [("项目", 4, 1), ("本年支出合计", 1, 2), ("基本支出", 1, 2), ("项目支出", 1, 2)],
            [("功能分类科目编码", 3, 1), "科目名称"],
            ["类", "款", "项", "栏次", "1", "2", "3"],
            ["", "", "", "合计", "100.00", "60.00", "40.00"],
            ["205", "", "", "教育支出", "100.00", "60.00", "40.00"],
            ["205", "02", "", "普通教育", "100.00", "60.00", "40.00"],
            ["205", "02", "01", "学前教育", "100.00", "60.00", "40.00"],
        ],
        kind="决算",
    )
    assert {line.subject_code for line in lines(extract)} == {None, "205", "20502", "2050201"}
    assert len(lines(extract)) == 12 and not rules(extract)


def test_codes_of_a_second_classification_are_no_stray_numbers() -> None:
    head: list[Cell] = [
        "部门经济科目编码",
        "部门经济科目名称",
        "政府经济科目编码",
        "政府经济科目名称",
        "合计",
    ]
    rows: list[list[Cell]] = [
        ["", "合计", "", "", "30.00"],
        ["301", "工资福利支出", "", "", "30.00"],
        ["30101", "基本工资", "50101", "工资奖金津补贴", "20.00"],
        ["30103", "奖金", "50101", "工资奖金津补贴", "10.00"],
    ]
    extract = page("部门综合预算一般公共预算支出明细表（按支出经济分类科目）", [head, *rows])
    assert [line.amount_raw for line in lines(extract)] == ["30.00", "30.00", "20.00", "10.00"]
    assert not rules(extract)
    rows[2][2] = "5,010.10"
    moved = page("部门综合预算一般公共预算支出明细表（按支出经济分类科目）", [head, *rows])
    assert rules(moved) == {"value.unplaced"}


def test_the_end_of_a_heading_over_a_ruler_makes_no_amounts_of_it() -> None:
    rows: list[list[Cell]] = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "事业单位经营支出"],
        ["**", "**", "1", "2", "3", "出4"],
        ["", "合计", "100.00", "60.00", "40.00", ""],
        ["205", "教育支出", "100.00", "60.00", "40.00", ""],
    ]
    extract = page("部门支出总表", rows)
    assert [line.amount_raw for line in lines(extract)] == ["100.00", "60.00", "40.00"] * 2
    assert not rules(extract)
