"""Tables whose source shows its cells: every amount stands under the headings over its column, whatever is blank."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from extractors.readers.number_formats import shown
from pipeline.extract import Extract, Options
from pipeline.process import process
from schemas.records import BudgetLine, CellRow, FindingRow, TableRow

Rows = list[list[object]]


def book(sheets: dict[str, tuple[Rows, list[str]]]) -> bytes:
    """A workbook: per sheet its rows and its merged ranges."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, (rows, merges) in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for merge in merges:
            sheet.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(rows: Rows, merges: list[str]) -> Extract:
    return process(book({"表": (rows, merges)}), Options())


def lines(extract: Extract) -> list[BudgetLine]:
    return [row for row in extract.rows.get("budget_lines", ()) if isinstance(row, BudgetLine)]


def rules(extract: Extract) -> list[str]:
    return [row.rule for row in extract.rows.get("findings", ()) if isinstance(row, FindingRow)]


EXPENDITURE: Rows = [
    ["2023年部门支出预算总表", None, None, None, None, None, None],
    ["编制部门：青岭市公共资源中心", None, None, None, None, None, "单位：元"],
    ["项目", None, None, None, "支出预算", None, None],
    ["功能分类科目编码", None, None, "功能分类科目名称", "合计", "基本支出", "项目支出"],
    ["类", "款", "项", None, None, None, None],
    ["201", None, None, "一般公共服务支出", 900, None, 900],
    ["201", "03", None, "政府办公厅（室）及相关机构事务", 900, None, 900],
    ["201", "03", "02", "一般行政管理事务", 900, None, 900],
    ["208", None, None, "社会保障和就业支出", 100, 100, None],
    ["合计", None, None, None, 1000, 100, 900],
    ["注：本表反映当年支出。", None, None, None, None, None, None],
]
EXPENDITURE_MERGES = [
    "A1:G1", "A2:F2", "A3:D3", "E3:G3", "A4:C4", "D4:D5", "E4:E5", "F4:F5", "G4:G5", "A10:D10", "A11:G11",
]  # fmt: skip


def test_a_blank_cell_moves_nothing() -> None:
    found = {
        (line.subject_code, line.measure): line.amount
        for line in lines(read(EXPENDITURE, EXPENDITURE_MERGES))
    }
    assert found["2010302", "project"] == Decimal("900.00")
    assert ("2010302", "basic") not in found
    assert found["208", "basic"] == Decimal("100.00")
    assert found[None, "total"] == Decimal("1000.00")


def test_columns_of_a_sheet_are_printed_and_never_ambiguous() -> None:
    assert {line.column_evidence for line in lines(read(EXPENDITURE, EXPENDITURE_MERGES))} == {"printed"}


def test_a_code_in_three_cells_is_one_code() -> None:
    codes = {line.subject_code for line in lines(read(EXPENDITURE, EXPENDITURE_MERGES))}
    assert codes == {"201", "20103", "2010302", "208", None}


def test_levels_of_a_code_kept_as_numbers_get_their_zero_back() -> None:
    rows = [[3 if cell == "03" else 2 if cell == "02" else cell for cell in row] for row in EXPENDITURE]
    codes = {line.subject_code for line in lines(read(rows, EXPENDITURE_MERGES))}
    assert codes == {"201", "20103", "2010302", "208", None}


def test_the_unit_stands_beside_an_organisation_that_was_not_filled_in() -> None:
    rows = [["编制部门：", *row[1:]] if index == 1 else row for index, row in enumerate(EXPENDITURE)]
    assert {line.unit for line in lines(read(rows, EXPENDITURE_MERGES))} == {"元"}


def test_merged_cells_are_published_with_their_spans() -> None:
    cells = [row for row in read(EXPENDITURE, EXPENDITURE_MERGES).rows["cells"] if isinstance(row, CellRow)]
    spans = {cell.text: (cell.row_span, cell.column_span) for cell in cells}
    assert spans["支出预算"] == (1, 3)
    assert spans["功能分类科目名称"] == (2, 1)


def test_the_place_of_an_amount_is_its_cell() -> None:
    extract = read(EXPENDITURE, EXPENDITURE_MERGES)
    places = {
        (row.source_text, row.locator) for row in extract.rows["provenance"] if row.field == "amount_raw"
    }  # type: ignore[attr-defined]
    assert ("900", "表!G8") in places


def test_a_heading_that_no_form_knows_is_published_without_a_measure() -> None:
    rows = [
        ["基本支出" if cell == "nothing" else "某种支出" if cell == "项目支出" else cell for cell in row]
        for row in EXPENDITURE
    ]
    extract = read(rows, EXPENDITURE_MERGES)
    unknown = [line for line in lines(extract) if line.column_label == "支出预算/某种支出"]
    assert unknown and all(line.measure is None for line in unknown)
    assert "column.unmapped" in rules(extract)


TWO_SIDED: Rows = [
    ["2023年部门财务收支预算总表", None, None, None],
    ["编制部门：青岭市公共资源中心", None, None, "单位：万元"],
    ["本年收入", None, "本年支出", None],
    ["项目", "预算数", "项目", "预算数"],
    ["一、财政拨款收入", 12.5, "一、一般公共服务支出", 10],
    ["二、事业收入", None, "二、卫生健康支出", 2.5],
    ["收入总计", 12.5, "支出总计", 12.5],
]


def test_the_sides_of_a_table_keep_their_own_labels() -> None:
    extract = read(TWO_SIDED, ["A1:D1", "A2:C2", "A3:B3", "C3:D3"])
    found = {(line.side, line.row_label): line.amount for line in lines(extract)}
    assert found["revenue", "财政拨款收入"] == Decimal("125000.00")
    assert ("revenue", "事业收入") not in found
    assert found["expenditure", "卫生健康支出"] == Decimal("25000.00")


def test_a_template_without_numbers_gives_a_table_and_no_amounts() -> None:
    rows = [[None if isinstance(cell, int) else cell for cell in row] for row in EXPENDITURE]
    extract = read(rows, EXPENDITURE_MERGES)
    tables = [row for row in extract.rows["tables"] if isinstance(row, TableRow)]
    assert [(row.form_id, row.state) for row in tables] == [("budget.expenditure", "no_body")]
    assert not lines(extract)


def test_two_forms_on_one_sheet_are_two_tables() -> None:
    both = [*EXPENDITURE, [None] * 7, *[[*row, None, None, None] for row in TWO_SIDED]]
    extract = process(book({"表": (both, [*EXPENDITURE_MERGES, "A13:D13", "A15:B15", "C15:D15"])}), Options())
    tables = [row for row in extract.rows["tables"] if isinstance(row, TableRow)]
    assert [(row.form_id, row.unit) for row in tables] == [
        ("budget.expenditure", "元"),
        ("budget.summary", "万元"),
    ]


def test_a_hidden_sheet_is_reported_and_not_read() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book({"一": (TWO_SIDED, []), "二": (EXPENDITURE, [])})))
    made["二"].sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    extract = process(out.getvalue(), Options())
    assert "sheet.hidden" in rules(extract)
    assert {line.form_id for line in lines(extract)} == {"budget.summary"}


def test_formulas_that_were_never_calculated_are_an_error_finding() -> None:
    rows = [["=E7+E10" if cell == 1000 else cell for cell in row] for row in EXPENDITURE]
    assert "sheet.not_calculated" in rules(read(rows, EXPENDITURE_MERGES))


ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "printed"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (0, ACCOUNTING, "-"),
        (-1234.5, ACCOUNTING, "-1,234.50"),
        (0.853, "0.0%", "85.3%"),
        (205.0, "General", "205"),
        (5, "00", "05"),
        (0.1 + 0.2, "General", "0.3"),
        (0, "0;-0;", ""),
        (0.125, "0.00", "0.13"),
        (-3, "#,##0.00_);[Red]\\(#,##0.00\\)", "(3.00)"),
        (3, '0"人"', "3人"),
        (-5, "0.00;[Red]0.00", "-5.00"),
        (-5, "0.00;[Red]-0.00", "-5.00"),
        (-0.001, "0.00;[Red]0.00", "0.00"),
        (1e-7, "General", "0.0000001"),
    ],
)
def test_numbers_are_read_as_the_sheet_shows_them(value: float, code: str, printed: str) -> None:
    assert shown(value, code) == printed


def test_a_code_among_exact_amounts_is_in_doubt_and_its_row_is_told() -> None:
    rows: Rows = [
        ["2023年部门一般公共预算基本支出表"],
        ["编制部门：青岭市公共资源中心", None, None, "单位：元"],
        ["科目编码", "科目名称", "合计", "人员经费"],
        ["301", "工资福利支出", "90.50", "90.50"],
        ["30101", "基本工资", "60.25", "60.25"],
        ["30102", "津贴补贴", "30201", "30.25"],
        ["30103", "奖金", "12.75", "12.75"],
    ]
    found = read(rows, [])
    open_rows = {line.amount_raw for line in lines(found) if line.column_evidence == "ambiguous"}
    assert open_rows == {"30201"}
    told = [row for row in found.rows["findings"] if isinstance(row, FindingRow)]
    named = {line for row in told if row.rule == "row.label_doubtful" for line in row.row_ids}
    assert named == {line.line_id for line in lines(found) if line.row_label == "津贴补贴"}
