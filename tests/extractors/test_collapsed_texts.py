"""Texts of PDFs in drawing order: titles below tables, headings in pieces, page numbers, misprinted codes."""

from __future__ import annotations

from pipeline.extract import Extract, Options
from pipeline.process import process

CAPTION = "部门：云岭市档案馆 单位：万元"
FUNCTIONAL = """功能科目代码 功能科目名称 金额
合计 310.50
201 一般公共服务支出 310.50
20126 档案事务 310.50
2012601 行政运行 200.30
2012604 档案馆 110.20"""
ECONOMIC = """科目编码 科目名称 金额
合计 200.30
301 工资福利支出 150.30
30101 基本工资 150.30
302 商品和服务支出 50.00
30201 办公费 50.00"""


def _read(text: str) -> Extract:
    return process(text.encode(), Options())


def _lines(extract: Extract) -> list[tuple[str, str | None, str | None, str, str]]:
    return [
        (row.form_id, row.subject_code, row.row_label, row.amount_raw, row.column_evidence)  # type: ignore[attr-defined]
        for row in extract.rows["budget_lines"]
    ]


def _forms(extract: Extract) -> dict[str, set[str | None]]:
    found: dict[str, set[str | None]] = {}
    for form_id, code, *_ in _lines(extract):
        found.setdefault(form_id, set()).add(code and code[:3])
    return found


ABOVE = ["云岭市档案馆2021年部门预算公开表\n"]
FEET = [
    f"{CAPTION}\n{FUNCTIONAL}\n财政拨款支出预算表\n",
    f"{CAPTION}\n{ECONOMIC}\n财政拨款基本支出预算表\n",
    f"{CAPTION}\n{FUNCTIONAL}\n一般公共预算支出预算表\n",
]


def test_a_title_below_its_table_claims_the_rows_above_it() -> None:
    assert _forms(_read("\f".join(ABOVE + FEET))) == {
        "budget.fiscal_expenditure": {None, "201"},
        "budget.fiscal_basic": {None, "301", "302"},
        "budget.general_expenditure": {None, "201"},
    }


def test_an_empty_table_above_its_title_takes_nothing_of_its_neighbours() -> None:
    empty = f"{CAPTION}\n功能科目代码 功能科目名称 金额\n合计\n注：本单位无政府性基金支出。\n财政拨款政府性基金支出预算表\n"
    found = _read("\f".join([*ABOVE, FEET[0], empty, *FEET[1:]]))
    assert _forms(found) == _forms(_read("\f".join(ABOVE + FEET)))
    states = {row.form_id: row.state for row in found.rows["tables"]}  # type: ignore[attr-defined]
    assert states.pop("budget.fund") == "declared_empty"
    assert {states[form] for form in _forms(found)} == {"has_data"}


def test_a_title_at_the_foot_needs_nothing_below_it_where_others_stand_so() -> None:
    parted = ECONOMIC.replace("合计 200.30", "200.30")
    caption, unit = CAPTION.split(" ")
    late = f"{unit}\n{parted}\n{caption}\n一般公共预算基本支出预算表（经济科目）\n合计\n"
    found = _read("\f".join([*ABOVE, *FEET, late]))
    assert _forms(found)["budget.basic"] == {"301", "302"}
    told = [row.message for row in found.rows["findings"] if row.rule == "value.unplaced"]  # type: ignore[attr-defined]
    assert len(told) == 1 and "200.30" in told[0]
    assert not [label for form, _, label, *_ in _lines(found) if label and "部门" in label]


def test_a_title_above_its_table_claims_the_rows_below_it() -> None:
    tops = [
        f"财政拨款支出预算表\n{CAPTION}\n{FUNCTIONAL}\n",
        f"财政拨款基本支出预算表\n{CAPTION}\n{ECONOMIC}\n",
        f"一般公共预算支出预算表\n{CAPTION}\n{FUNCTIONAL}\n",
    ]
    assert _forms(_read("\f".join(ABOVE + tops))) == _forms(_read("\f".join(ABOVE + FEET)))


def test_running_page_numbers_and_form_numbers_with_spaces_are_no_amounts() -> None:
    pages = [
        f"公开 0{number} 表\n{title}\n{CAPTION}\n{body}\n{number + 6}\n"
        for number, title, body in (
            (5, "财政拨款支出预算表", FUNCTIONAL),
            (6, "财政拨款基本支出预算表", ECONOMIC),
            (7, "一般公共预算支出预算表", FUNCTIONAL),
        )
    ]
    found = _read("\f".join([*[f"前言\n{number}\n" for number in range(1, 11)], *pages]))
    assert {evidence for *_, evidence in _lines(found)} == {"printed"}
    assert len(_lines(found)) == 15
    assert not [row for row in found.rows["findings"] if row.rule in ("value.unplaced", "header.unclear")]  # type: ignore[attr-defined]


def test_headings_that_wrap_beside_each_other_are_pieced_together() -> None:
    header = "合计 基本支出 项目支出 单位预留机动经 结转下年资\n费 金"
    text = f"支出预算总表\n{CAPTION}\n{header}\n158.00 78.00 63.00 16.00 1.00\n"
    found = _read("\f".join([*ABOVE, text]))
    labels = [row.column_label for row in found.rows["budget_lines"]]  # type: ignore[attr-defined]
    assert labels == ["合计", "基本支出", "项目支出", "单位预留机动经费", "结转下年资金"]


def test_a_misprinted_code_is_a_finding_and_in_no_sum() -> None:
    body = FUNCTIONAL.replace("2012604 档案馆", "2 26 04 档案馆")
    found = _read("\f".join([*ABOVE, f"一般公共预算支出预算表\n{CAPTION}\n{body}\n"]))
    assert ("budget.general_expenditure", None, "档案馆", "110.20", "printed") in _lines(found)
    assert [row.found for row in found.rows["findings"] if row.rule == "code.unreadable"] == ["22604"]  # type: ignore[attr-defined]


PURCHASES = """采购品目大类 专项名称 经济科目 采购物品名称 采购组织形式 总计
合计 90.00
一、货物 90.00
办公设备购置费 办公设备购置 60.00
台式计算机（20万以
分散自行组织 40.00
下）
复印机 分散自行组织 20.00
档案整理 委托业务费 30.00"""


def _doubted(found: Extract) -> tuple[set[str | None], set[str | None]]:
    """The labels of all rows, and those of the rows whose label is told to be doubtful."""
    lines = {row.line_id: row.row_label for row in found.rows["budget_lines"]}  # type: ignore[attr-defined]
    told = {
        lines[line]
        for row in found.rows["findings"]
        if row.rule == "row.label_doubtful"  # type: ignore[attr-defined]
        for line in row.row_ids  # type: ignore[attr-defined]
    }
    return set(lines.values()), told


def test_labels_of_several_cells_and_pieces_of_labels_are_told() -> None:
    found = _read(f"云岭市档案馆2021年部门预算\n政府采购预算表\n{CAPTION}\n{PURCHASES}\n")
    labels, told = _doubted(found)
    assert {"办公设备购置费办公设备购置", "台式计算机（20万以", "档案整理委托业务费"} <= told
    assert not {"合计", "货物"} & told and {"合计", "货物"} <= labels


SIDES = """收入 支出
项目 预算数 项目 合计 一般公共预算 政府性基金预算 国有资本经营预算
一、一般公共预算拨款收入 300.00 一、一般公共服务支出 250.00 250.00
二、政府性基金预算拨款收入 二、住房保障支出 50.00 50.00
收入总计 300.00 支出总计 300.00 300.00"""
EMPTY = """功能科目编码 功能科目名称 合计 基本支出 项目支出
合计
注：本部门2021年无此项预算安排，故本表为空表。"""


def _funds(*empty: str) -> set[tuple[str | None, str, str]]:
    """Measure, evidence and proof of the amounts by fund, with some forms declared empty."""
    forms = [f"{title}\n{CAPTION}\n{EMPTY}\n" for title in empty]
    found = _read("\f".join([*ABOVE, f"财政拨款收支预算总表\n{CAPTION}\n{SIDES}\n", *forms]))
    lines = [row for row in found.rows["budget_lines"] if row.measure not in ("total", "amount")]  # type: ignore[attr-defined]
    return {(row.measure, row.column_evidence, row.proof) for row in lines}  # type: ignore[attr-defined]


def test_a_form_declared_empty_leaves_its_column_empty() -> None:
    fund, capital = "政府性基金预算支出预算表", "国有资本经营预算支出预算表"
    assert {measure for measure, *_ in _funds()} == {None}
    assert {measure for measure, *_ in _funds(fund)} == {None}
    assert {(measure, evidence) for measure, evidence, _ in _funds(fund, capital)} == {
        ("general", "inferred")
    }


def _evidence(title: str, *lines: str) -> set[str]:
    text = "\n".join(["云岭市档案馆2021年部门决算", title, CAPTION, *lines, ""])
    return {row.column_evidence for row in _read(text).rows["budget_lines"]}  # type: ignore[attr-defined]


def test_a_page_that_begins_with_a_later_column_tells_no_columns() -> None:
    rows = ["201一般公共服务支出 24.26 24.26", "20126档案事务 24.26 24.26", "2012601行政运行 24.26 24.26"]
    assert _evidence("收入决算表", "附属单位", "其他收入", "上缴收入", "6 7", *rows) == {"ambiguous"}


def test_whole_numbers_below_the_exact_ones_of_a_single_row_may_be_their_digits() -> None:
    heads = "合计 因公出国（境）费 公务用车购置费 公务用车运行维护费 公务接待费"
    title = "财政拨款“三公”经费支出决算表"
    assert "ambiguous" not in _evidence(title, heads, "60.31 0.11 5.15 45.92 9.13")
    assert _evidence(title, heads, "60.3 0.11 5.15 45.9", "1") == {"ambiguous"}


SIDED = """收入 支出
项目 预算数 项目 预算数
一、一般公 300.00 一、一般公 250.00
共预算拨 共服务支
款收入 出
收入总计 300.00 支出总计 300.00"""


def test_a_label_that_is_a_piece_of_a_known_one_is_told() -> None:
    found = _read(f"云岭市档案馆2021年部门预算\n部门收支总表\n{CAPTION}\n{SIDED}\n")
    assert _doubted(found)[1] == {"一般公"}
