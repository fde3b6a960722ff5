"""The same department as text, workbook, web page and Word file: the same budget lines, each with its own place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from benchmarks.generator.hostile import xlsx
from extractors.readers.docx_numbers import written
from extractors.readers.number_formats import shown
from pipeline.extract import Extract, Options
from pipeline.formats import kind_of
from pipeline.process import process
from pipeline.provenance_check.native import page_places, same_place, sheet_places, word_places
from pipeline.source import collect
from schemas.errors import Refused, Unreadable, Unsupported
from schemas.records import BudgetLine, FindingRow, ProvenanceRow

HEAD = ["青岭市公共资源中心2023年部门预算", "2023年部门财务收支预算总表", "编制部门：青岭市公共资源中心"]
UNIT = "单位：万元"
TABLE = [
    ["本年收入", "", "本年支出", ""],
    ["项目", "预算数", "项目", "预算数"],
    ["一、财政拨款收入", "12.50", "一、一般公共服务支出", "10.00"],
    ["二、事业收入", "", "二、卫生健康支出", "2.50"],
    ["收入总计", "12.50", "支出总计", "12.50"],
]
NOTE = "注：本表反映收支总体情况。"


def as_text() -> bytes:
    rows = ["\t".join(row) for row in TABLE]
    return "\n".join([*HEAD, UNIT, *rows, NOTE]).encode()


def as_sheet() -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    for line in [*HEAD, UNIT]:
        sheet.append([line])
    for row in TABLE:
        sheet.append([float(cell) if "." in cell else cell or None for cell in row])
    sheet.append([NOTE])
    for merge in ("A2:D2", "A5:B5", "C5:D5", "A10:D10"):
        sheet.merge_cells(merge)
    for row in sheet.iter_rows(min_row=7):
        for cell in row:
            cell.number_format = "0.00"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def as_page() -> bytes:
    def cells(row: Sequence[str], order: int) -> str:
        if order == 0:
            return "".join(f"<td colspan=2>{cell}</td>" for cell in row if cell)
        return "".join(f"<td><p><span>{cell}</span></p></td>" for cell in row)

    table = "".join(f"<tr>{cells(row, order)}</tr>" for order, row in enumerate(TABLE))
    head = "".join(f"<p>{line}</p>" for line in [*HEAD, UNIT])
    frame = f"<table><tr><td>{head}<table>{table}</table><p>{NOTE}</p></td></tr></table>"
    return f'<!DOCTYPE html><html><meta charset="gb2312"><body>{frame}</body></html>'.encode("gb18030")


def as_word() -> bytes:
    made = docx.Document()
    for line in [*HEAD, UNIT]:
        made.add_paragraph(line)
    table = made.add_table(len(TABLE), 4)
    for order, row in enumerate(TABLE):
        for column, cell in enumerate(row):
            if cell:
                table.cell(order, column).text = cell
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 2).merge(table.cell(0, 3))
    made.add_paragraph(NOTE)
    return saved(made)


def saved(made: docx.document.Document) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


FORMATS = {"text": as_text, "sheet": as_sheet, "html": as_page, "docx": as_word}


def lines(extract: Extract) -> list[BudgetLine]:
    return [row for row in extract.rows.get("budget_lines", ()) if isinstance(row, BudgetLine)]


def rules(extract: Extract) -> list[str]:
    return [row.rule for row in extract.rows.get("findings", ()) if isinstance(row, FindingRow)]


def said(line: BudgetLine) -> tuple[object, ...]:
    return (
        line.form_id, line.fiscal_year, line.org_name, line.side, line.row_label, line.subject_code, line.measure,
        line.column_label, line.amount, line.amount_raw, line.unit, line.is_total, line.proof,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["sheet", "html", "docx"])
def test_a_department_has_the_same_lines_in_every_format(name: str) -> None:
    told = [said(line) for line in lines(process(as_text(), Options()))]
    assert len(told) == 5
    extract = process(FORMATS[name](), Options())
    assert extract.document.reader == name
    assert [said(line) for line in lines(extract)] == told


@pytest.mark.parametrize(
    ("name", "places", "locator"),
    [
        ("sheet", sheet_places, "Sheet!D8"),
        ("html", page_places, "/html/body/table/tr/td/table/tr[4]/td[4]#0"),
        ("docx", word_places, "table[1]/row[4]/cell[4]"),
    ],
)
def test_every_place_holds_its_print_and_no_other_amount(name: str, places: object, locator: str) -> None:
    data = FORMATS[name]()
    at = places(data)  # type: ignore[operator]
    rows = [row for row in process(data, Options()).rows["provenance"] if isinstance(row, ProvenanceRow)]
    assert all(same_place(row.source_text, at(row.locator)) for row in rows if row.source_text.strip())
    assert locator in {row.locator for row in rows if row.field == "amount_raw" and row.source_text == "2.50"}
    assert same_place("2.50", at(locator))
    assert not same_place("2.05", at(locator))
    assert not same_place("12.50", at(locator))


def test_the_page_of_a_word_file_is_unknown() -> None:
    extract = process(as_word(), Options())
    assert extract.document.page_count is None
    assert {line.page for line in lines(extract)} == {None}


def test_what_a_web_page_hides_is_reported_and_not_read() -> None:
    data = as_page().replace(b"</body>", b'<p style="display:none">99.90</p><script>1.00</script></body>')
    extract = process(data, Options())
    assert "html.hidden" in rules(extract)
    assert len(lines(extract)) == 5


@pytest.mark.parametrize("how", ['style="display: none"', "hidden"])
def test_rows_that_a_web_page_does_not_show_are_no_data(how: str) -> None:
    shown = as_page()
    start = shown.index(b"<tr>", shown.index("二、事业收入".encode("gb18030")) - 60)
    data = (
        shown[:start] + f"<tr {how}><td>三、其他收入</td><td>9.99</td></tr>".encode("gb18030") + shown[start:]
    )
    extract = process(data, Options())
    assert "html.hidden" in rules(extract)
    assert [said(line) for line in lines(extract)] == [
        said(line) for line in lines(process(shown, Options()))
    ]


@pytest.mark.parametrize(
    "cell", ["<b>12</b>.50", "<span>12</span><span>.5</span><!-- x -->0", "12.<wbr>50", "<p>12.50</p>"]
)
def test_a_number_in_pieces_of_markup_is_one_number(cell: str) -> None:
    data = as_page().replace(b"<span>12.50</span>", f"<span>{cell}</span>".encode())
    extract = process(data, Options())
    assert [said(line) for line in lines(extract)] == [
        said(line) for line in lines(process(as_page(), Options()))
    ]
    at = page_places(data)
    rows = [row for row in extract.rows["provenance"] if isinstance(row, ProvenanceRow)]
    assert all(same_place(row.source_text, at(row.locator)) for row in rows if row.source_text.strip())


@pytest.mark.parametrize(
    "cell", ["12<br>50", "<p>12</p><p>50</p>", "<sup>1</sup>12.50", "<del>9</del>12.50", "12 50"]
)
def test_several_numbers_in_a_cell_of_a_web_page_are_never_one(cell: str) -> None:
    data = as_page().replace(b"<span>10.00</span>", f"<span>{cell}</span>".encode())
    extract = process(data, Options())
    assert "value.unread" in rules(extract)
    assert {line.amount_raw for line in lines(extract)} == {"12.50", "2.50"}


def test_several_numbers_in_a_cell_of_a_word_file_are_never_one() -> None:
    for write in (two_paragraphs, raised, struck):
        made = docx.Document(io.BytesIO(as_word()))
        write(made.tables[0].cell(2, 3).paragraphs[0])
        extract = process(saved(made), Options())
        assert "value.unread" in rules(extract)
        assert {line.amount_raw for line in lines(extract)} == {"12.50", "2.50"}


def two_paragraphs(first: docx.text.paragraph.Paragraph) -> None:
    first.insert_paragraph_before("99")


def raised(first: docx.text.paragraph.Paragraph) -> None:
    first.add_run("1").font.superscript = True


def struck(first: docx.text.paragraph.Paragraph) -> None:
    first.add_run("9").font.strike = True


def test_errors_of_a_sheet_are_no_amounts_and_are_told() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_sheet()))
    book.active["B7"] = "#REF!"
    out = io.BytesIO()
    book.save(out)
    extract = process(out.getvalue(), Options())
    assert "value.unread" in rules(extract)
    assert len(lines(extract)) == 4


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (125000, "0!.0,", "12.5"),
        (125000, '0"."0000', "12.5000"),
        (-125000, "0\\.0,", "-12.5"),
        (1_234_500_000, "#,##0!.0,", "123,450.0"),
        (125000, "0.00,", "125.00"),
    ],
)
def test_numbers_are_shown_as_their_format_parts_them(value: int, code: str, expected: str) -> None:
    assert shown(value, code) == expected


def test_a_stray_cell_in_the_last_corner_of_a_sheet_costs_nothing() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_sheet()))
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    assert [said(line) for line in lines(process(out.getvalue(), Options()))] == [
        said(line) for line in lines(process(as_sheet(), Options()))
    ]


def test_merged_ranges_over_whole_sheets_are_refused() -> None:
    with pytest.raises(Refused):
        process(xlsx('<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), Options())


def test_paragraphs_inside_custom_markup_of_a_word_file_are_read() -> None:
    made = docx.Document(io.BytesIO(as_word()))
    table = made.element.body.findall(qn("w:tbl"))[0]
    frame = parse_xml(f"<w:customXml {nsdecls('w')} w:element='x'/>")
    table.addprevious(frame)
    frame.append(table)
    assert [said(line) for line in lines(process(saved(made), Options()))] == [
        said(line) for line in lines(process(as_word(), Options()))
    ]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_form_inside_a_table_that_frames_the_page_is_read_as_a_form(columns: int) -> None:
    source, made = docx.Document(io.BytesIO(as_word())), docx.Document()
    frame = made.add_table(1, columns)
    cell = frame.cell(0, columns - 1)
    for line in [*HEAD, UNIT]:
        cell.paragraphs[-1].insert_paragraph_before(line)
    cell._tc.insert(len(cell._tc) - 1, source.tables[0]._tbl)
    if columns > 1:
        frame.cell(0, 0).text = "首页"
    data = saved(made)
    extract = process(data, Options())
    assert [said(line) for line in lines(extract)] == [
        said(line) for line in lines(process(as_word(), Options()))
    ]
    at = word_places(data)
    rows = [row for row in extract.rows["provenance"] if isinstance(row, ProvenanceRow)]
    assert all(same_place(row.source_text, at(row.locator)) for row in rows if row.source_text.strip())


def test_cells_over_several_rows_of_a_word_table_have_their_spans() -> None:
    made = docx.Document()
    made.add_paragraph(HEAD[0])
    table = made.add_table(3, 2)
    table.cell(0, 0).text, table.cell(1, 1).text, table.cell(2, 1).text = "甲", "乙", "丙"
    table.cell(0, 0).merge(table.cell(2, 0))
    cells = process(saved(made), Options()).rows["cells"]
    assert {(cell.text, cell.row_span) for cell in cells if cell.text} == {("甲", 3), ("乙", 1), ("丙", 1)}  # type: ignore[attr-defined]


def test_the_numbers_of_a_list_are_part_of_what_is_printed() -> None:
    assert [written(number, "chineseCounting") for number in (1, 10, 11, 20, 21)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十一",
    ]
    made = docx.Document()
    made.add_paragraph("某中心", style="List Number")
    made.add_paragraph("某办公室", style="List Number")
    extract = process(saved(made), Options())
    assert extract.document.reader == "docx"


def test_text_boxes_are_read_once() -> None:
    made = docx.Document()
    box = f"<w:txbxContent {nsdecls('w')}><w:p><w:r><w:t>{HEAD[0]}</w:t></w:r></w:p></w:txbxContent>"
    run = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    made.add_paragraph()._p.append(parse_xml(run))
    from pipeline.process import read

    printed = [line.text for line in read(saved(made), Options()).lines]
    assert printed == [HEAD[0]]


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_members_of_archives_are_sources_with_their_paths(tmp_path: Path) -> None:
    inner = zipped({"c.html": as_page()})
    (tmp_path / "a.zip").write_bytes(
        zipped({"子/b.xlsx": as_sheet(), "../../d.docx": as_word(), "e.zip": inner})
    )
    found = collect([tmp_path]).sources
    assert [source.names for source in found] == [
        ("a.zip/d.docx",),
        ("a.zip/e.zip/c.html",),
        ("a.zip/子/b.xlsx",),
    ]
    assert [kind_of(source.path.read_bytes()) for source in found] == ["docx", "html", "xlsx"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_names_of_old_archives_are_read_as_they_were_written(tmp_path: Path) -> None:
    data = zipped({"X" * 8: b"text"}).replace(b"X" * 8, "预算公开".encode("gb18030"))
    (tmp_path / "a.zip").write_bytes(data)
    assert [source.names for source in collect([tmp_path]).sources] == [("a.zip/预算公开",)]


def test_an_archive_that_unpacks_to_too_much_is_a_failed_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.archives.LARGEST_MEMBER", 1000)
    (tmp_path / "a.zip").write_bytes(zipped({"big.txt": bytes(2000), "small.txt": b"x"}))
    problems = {source.names[0]: source.problem for source in collect([tmp_path]).sources}
    assert problems["a.zip/small.txt"] is None
    assert "limit" in (problems["a.zip/big.txt"] or "")


def test_a_file_that_declares_entities_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><w>&b;</w>'
    with pytest.raises(Refused):
        process(zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": bomb}), Options())


@pytest.mark.parametrize(
    "data",
    [
        zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<w"}),
        zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<w"}),
        as_sheet()[:3000],
        as_word()[:3000],
    ],
)
def test_damaged_office_files_are_unreadable(data: bytes) -> None:
    with pytest.raises((Unreadable, Unsupported)):
        process(data, Options())


TARGETS = [
    ["项目名称", "", "平台运维项目", "", "", "", ""],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "", "指标值", ""],
    ["", "产出指标", "数量指标", "运维平台数量", "", "≥3", "个"],
    ["", "", "", "巡检次数", "", "≥12", "次"],
    ["", "", "质量指标", "故障修复率", "", "≥98%", ""],
    ["", "满意度指标", "服务对象满意度指标", "企业满意度", "", "≥90%", ""],
]
TARGET_MERGES = [
    (0, 0, 0, 1),
    (0, 2, 0, 6),
    (1, 0, 5, 0),
    (2, 1, 4, 1),
    (2, 2, 3, 2),
    (1, 5, 1, 6),
    (4, 5, 4, 6),
]


def test_merged_levels_of_indicators_hold_for_the_rows_they_cover() -> None:
    made = docx.Document()
    made.add_paragraph("2023年项目支出绩效目标表")
    table = made.add_table(len(TARGETS), 7)
    for order, row in enumerate(TARGETS):
        for column, cell in enumerate(row):
            if cell:
                table.cell(order, column).text = cell
    for top, left, bottom, right in [*TARGET_MERGES, *((row, 3, row, 4) for row in range(1, 6))]:
        table.cell(top, left).merge(table.cell(bottom, right))
    extract = process(saved(made), Options())
    found = [(row.level1, row.level2, row.level3, row.target_raw) for row in extract.rows["indicators"]]  # type: ignore[attr-defined]
    assert found == [
        ("产出指标", "数量指标", "运维平台数量", "≥3个"),
        ("产出指标", "数量指标", "巡检次数", "≥12次"),
        ("产出指标", "质量指标", "故障修复率", "≥98%"),
        ("满意度指标", "服务对象满意度指标", "企业满意度", "≥90%"),
    ]
    assert not [rule for rule in rules(extract) if rule.startswith(("level.", "row."))]
