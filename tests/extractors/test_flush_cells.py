"""Sheets printed without borders: cells are cut off by their neighbours and stand closer than words do."""

from __future__ import annotations

import io

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractors.readers.pdf import read_pdf
from pipeline.extract import Extract, Options
from pipeline.process import process
from schemas.records import BudgetLine, FindingRow

FONT, SIZE, HIGH = "STSong-Light", 11.0, 842.0
XS = (54.0, 110.0, 256.0, 312.0, 368.0, 424.0, 480.0)
HEAD = ("功能分类科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出", "上缴上级支出")
RULER = ("栏次", "", "1", "2", "3", "4")
ROWS = (
    ("合计", "", "1000.50", "700.25", "300.25", ""),
    ("201", "一般公共服务支出", "400.50", "300.25", "100.25", ""),
    ("20103", "政府办公厅（室）及相关机构事务", "400.50", "300.25", "100.25", ""),
    ("2010301", "行政运行", "300.25", "300.25", "", ""),
    ("2010302", "一般行政管理事务", "100.25", "", "100.25", ""),
    ("208", "社会保障和就业支出", "600.00", "400.00", "200.00", ""),
    ("20805", "行政事业单位养老支出", "600.00", "400.00", "200.00", ""),
    ("2080505", "机关事业单位基本养老保险缴费支出", "400.00", "400.00", "", ""),
    ("2080599", "其他行政事业单位养老支出", "200.00", "", "200.00", ""),
)
MEASURES = ("total", "basic", "project", "superior_payment")


def cell(canvas: Canvas, y: float, column: int, text: str, right: bool) -> None:
    """A cell as a sheet prints it: a point from its side, cut off at its other one."""
    x0, x1 = XS[column], XS[column + 1]
    canvas.saveState()
    if pdfmetrics.stringWidth(text, FONT, SIZE) > x1 - x0 - 2:
        path = canvas.beginPath()
        path.rect(x0, HIGH - y - 3, x1 - x0, 15)
        canvas.clipPath(path, stroke=0, fill=0)
    canvas.setFont(FONT, SIZE)
    if right:
        canvas.drawRightString(x1 - 1, HIGH - y, text)
    else:
        canvas.drawString(x0 + 1, HIGH - y, text)
    canvas.restoreState()


def sheet(rows: tuple[tuple[str, ...], ...] = (HEAD, RULER, *ROWS)) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, HIGH), invariant=1)
    canvas.setFont(FONT, SIZE)
    for x, y, text in (
        (55, 40, "2023年度部门决算"), (55, 60, "支出决算表"), (450, 75, "公开03表"),
        (55, 90, "部门：云河市文化局"), (450, 90, "单位：万元"),
    ):  # fmt: skip
        canvas.drawString(x, HIGH - y, text)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                cell(canvas, 105 + 15 * at, column, text, text.replace(".", "").isdigit())
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def amounts(extract: Extract) -> set[tuple[str | None, str | None, str]]:
    lines = [row for row in extract.rows["budget_lines"] if isinstance(row, BudgetLine)]
    return {(line.subject_code, line.measure, line.amount_raw) for line in lines}


def test_every_amount_of_a_sheet_without_borders_stands_in_its_row_and_column() -> None:
    extract = process(sheet(), Options())
    expected = {
        (row[0] if row[0].isdigit() else None, measure, text)
        for row in ROWS
        for measure, text in zip(MEASURES, row[2:], strict=True)
        if text
    }
    assert amounts(extract) == expected
    findings = [row for row in extract.rows["findings"] if isinstance(row, FindingRow)]
    assert {row.rule for row in findings} == {"page.clipped", "row.label_doubtful"}


def test_a_heading_that_is_cut_off_is_a_cell_of_its_own() -> None:
    lines = [line for line in read_pdf(sheet(), "x").lines if line.fields]
    assert lines[0].text.split("\t") == [
        "功能分类科",
        "科目名称",
        "本年支出合",
        "基本支出",
        "项目支出",
        "上缴上级支",
    ]
    assert lines[2].text.split("\t")[:3] == ["合计", "", "1000.50"]


def test_a_number_is_cut_nowhere_although_its_characters_stand_apart() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, HIGH), invariant=1)
    for at in range(6):
        text = canvas.beginText(60, 700 - 15 * at)
        text.setFont(FONT, SIZE)
        text.textOut("教育支出")
        text.setTextOrigin(200, 700 - 15 * at)
        for piece in (f"{at + 1}50.2", "5"):
            text.textOut(piece)
            text.moveCursor(pdfmetrics.stringWidth(piece, FONT, SIZE) + 1.5, 0)
        text.setTextOrigin(300, 700 - 15 * at)
        text.textOut("说明")
        canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    assert "150.25" in "".join(line.text for line in read_pdf(buffer.getvalue(), "x").lines)
