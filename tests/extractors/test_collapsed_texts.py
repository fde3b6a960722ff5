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
