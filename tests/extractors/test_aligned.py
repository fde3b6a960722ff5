"""Tables without rules, drawn here and as the generator draws them, are read by how their print is aligned."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.generator.compare import compare
from benchmarks.generator.documents import final_accounts
from benchmarks.generator.pages import Paper, pages_of
from benchmarks.generator.pdf import BUILT_IN, Drawing, pdf_of, width_of
from benchmarks.tables_found import Score, score
from extractors.readers.pdf import read_pdf
from pipeline.extract import Options
from pipeline.process import process
from schemas.document import Document, Line
from schemas.records import BudgetLine

SIZE = 9.0
RIGHT = (220.0, 300.0, 380.0)
HEADS = ("预算数", "决算数", "差额")


def page_of(*lines: tuple[float, float, str, str]) -> bytes:
    """A page of lines (x, distance from the top, `l`, `c` or `r`, text)."""
    pdfmetrics.registerFont(UnicodeCIDFont(BUILT_IN))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=True)
    canvas.setFont(BUILT_IN, SIZE)
    draw = {"l": canvas.drawString, "c": canvas.drawCentredString, "r": canvas.drawRightString}
    for x, y, align, text in lines:
        draw[align](x, 842 - y, text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def grid(document: Document) -> list[Line]:
    return [line for line in document.lines if line.fields]


def test_a_heading_stands_over_the_columns_that_have_headings_below_it() -> None:
    lines = [(260.0, 100.0, "c", "支出"), (90.0, 108.0, "c", "项目"), (260.0, 116.0, "c", HEADS[1])]
    lines += [(180.0, 116.0, "c", HEADS[0]), (340.0, 116.0, "c", HEADS[2])]
    for at, label in enumerate(("教育支出", "卫生健康支出", "合计")):
        y = 132.0 + 16 * at
        lines += [(60.0, y, "l", label)]
        lines += [(x, y, "r", f"{at + 1}{n}.50") for n, x in enumerate(RIGHT)]
    rows = grid(read_pdf(page_of(*lines), "x"))
    first, second = rows[:2]
    assert [(f.column, f.column_span, f.row_span) for f in first.fields] == [(0, 1, 2), (1, 3, 1)]
    assert second.text == "\t".join(("", *HEADS)).lstrip("\t") or second.text.split("\t")[-3:] == list(HEADS)
    assert [row.text for row in rows[2:]] == [
        "教育支出\t10.50\t11.50\t12.50",
        "卫生健康支出\t20.50\t21.50\t22.50",
        "合计\t30.50\t31.50\t32.50",
    ]


def test_a_blank_stays_in_its_column_and_a_wrapped_label_is_one_cell() -> None:
    lines = [
        (90.0, 100.0, "c", "项目"),
        *((x - 20, 100.0, "c", h) for x, h in zip(RIGHT, HEADS, strict=True)),
    ]
    lines += [(60.0, 120.0, "l", "社会保障和"), (60.0, 131.0, "l", "就业支出"), (380.0, 125.5, "r", "7.00")]
    lines += [(60.0, 150.0, "l", "教育支出"), (220.0, 150.0, "r", "1,234.00"), (300.0, 150.0, "r", "5.00")]
    lines += [(60.0, 170.0, "l", "合计"), *((x, 170.0, "r", "88.00") for x in RIGHT)]
    assert [row.text for row in grid(read_pdf(page_of(*lines), "x"))[1:]] == [
        "社会保障和就业支出\t\t\t7.00",
        "教育支出\t1,234.00\t5.00\t",
        "合计\t88.00\t88.00\t88.00",
    ]


def test_sentences_with_numbers_and_lists_of_contents_are_no_tables() -> None:
    sentences = [
        (60.0, 100.0 + 18 * at, "l", f"2022 年度收入总计 {at}1.20 万元，增长 {at}.5 %。与上年相比")
        for at in range(6)
    ]
    contents = [(60.0, 300.0 + 18 * at, "l", f"第{at}部分") for at in range(5)]
    contents += [(500.0, 300.0 + 18 * at, "r", str(at + 3)) for at in range(5)]
    assert grid(read_pdf(page_of(*sentences, *contents), "x")) == []


@pytest.mark.parametrize("rules", ["borderless", "frame", "header_rules", "shaded"])
def test_made_up_accounts_without_rules_are_read_cell_by_cell(rules: str) -> None:
    made = final_accounts(3, 30)
    pages = pages_of(made.cover, made.tables, made.narrative, Paper(width_of(BUILT_IN)))
    document = read_pdf(pdf_of(pages, Drawing(rules), 9.0), "x")
    total = Score()
    for number, page in enumerate(pages, 1):
        tables: dict[int, list[list[str | None]]] = {}
        for line in document.lines:
            if line.page == number and line.grid is not None:
                row: list[str | None] = [None] * (max(f.column for f in line.fields) + 1)
                for field in line.fields:
                    row[field.column] = line.text[field.start : field.end]
                tables.setdefault(line.grid, []).append(row)
        total += score(page, list(tables.values()))
    assert total.f1 > (0.9999 if rules == "shaded" else 0.985)
    assert total.amounts_right > 0.99 * total.amounts


@pytest.mark.parametrize("seed", [21, 31])
def test_labels_over_several_columns_are_read_without_rules(seed: int) -> None:
    made = final_accounts(seed, 20)
    pages = pages_of(made.cover, made.tables, made.narrative, Paper(width_of(BUILT_IN)))
    rows = process(pdf_of(pages, Drawing("borderless"), 9.0), Options()).rows["budget_lines"]
    found = compare(made.truths(), [row for row in rows if isinstance(row, BudgetLine)])
    assert found.right == found.printed and not found.silent
