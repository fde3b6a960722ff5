"""PDF files drawn here from known cells are read back cell by cell."""

from __future__ import annotations

import io
import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractors.readers.pdf import read_pdf
from schemas.document import Document, Line
from schemas.errors import Unreadable

FONT, SIZE = "STSong-Light", 10.0
XS, TOP, ROW = (60.0, 220.0, 300.0, 380.0), 700.0, 20.0
ROWS = (
    ("项目", "预算数", "决算数"),
    ("一般公共服务支出", "1,234.50", "1,200.00"),
    ("教育支出", "", "3.25"),
    ("合计", "1,234.50", "1,203.25"),
)

Draw = Callable[[Canvas], None]


def draw(*pages: Draw, size: tuple[float, float] = (595, 842)) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=True)
    for page in pages:
        canvas.setFont(FONT, SIZE)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def words(canvas: Canvas, rows: Sequence[Sequence[str]] = ROWS) -> None:
    for at, row in enumerate(rows):
        for x, text in zip(XS, row, strict=False):
            canvas.drawString(x + 4, TOP - at * ROW - 14, text)


def rules(canvas: Canvas, rows: int = len(ROWS)) -> None:
    for at in range(rows + 1):
        canvas.line(XS[0], TOP - at * ROW, XS[-1], TOP - at * ROW)
    for x in XS:
        canvas.line(x, TOP, x, TOP - rows * ROW)


def ruled(canvas: Canvas) -> None:
    rules(canvas)
    words(canvas)


def table(document: Document) -> list[Line]:
    return [line for line in document.lines if line.fields]


def cells(document: Document) -> list[tuple[str, ...]]:
    return [tuple(str(line.cell(place)) for place in line.fields) for line in table(document)]


def test_a_ruled_table_gives_every_cell() -> None:
    document = read_pdf(draw(ruled), "x")
    assert cells(document) == list(ROWS)
    assert {line.grid for line in table(document)} == {0}


def test_the_box_of_a_cut_is_that_of_the_cut() -> None:
    line = table(read_pdf(draw(ruled), "x"))[1]
    box = line.cell(line.fields[1]).cut(2, 5).pieces[0].box
    assert box is not None
    digit = pdfmetrics.stringWidth("0", FONT, SIZE)
    assert box.x0 == pytest.approx(XS[1] + 4 + pdfmetrics.stringWidth("1,", FONT, SIZE), abs=0.5)
    assert box.x1 - box.x0 == pytest.approx(3 * digit, abs=0.5)
    assert 842 - TOP + ROW < box.top < box.bottom < 842 - TOP + 2 * ROW


def test_a_damaged_file_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read_pdf(b"%PDF-1.7\nnothing", "x")


def dotted(canvas: Canvas) -> None:
    words(canvas)
    for at in range(len(ROWS) + 1):
        for x in range(int(XS[0]), int(XS[-1]), 3):
            canvas.rect(x, TOP - at * ROW, 0.8, 0.8, stroke=0, fill=1)
    for x in XS:
        for y in range(int(TOP - len(ROWS) * ROW), int(TOP), 3):
            canvas.rect(x, y, 0.8, 0.8, stroke=0, fill=1)


def hairline(canvas: Canvas) -> None:
    words(canvas)
    for at in range(len(ROWS) + 1):
        canvas.rect(XS[0], TOP - at * ROW, XS[-1] - XS[0], 0.4, stroke=0, fill=1)
    for x in XS:
        canvas.rect(x, TOP - len(ROWS) * ROW, 0.4, len(ROWS) * ROW, stroke=0, fill=1)


def doubled(canvas: Canvas) -> None:
    ruled(canvas)
    canvas.translate(2.4, 2.4)
    rules(canvas)


def pieces(canvas: Canvas) -> None:
    """Every cell strokes its own rectangle."""
    words(canvas)
    for at in range(len(ROWS)):
        for left, right in itertools.pairwise(XS):
            canvas.rect(left, TOP - (at + 1) * ROW, right - left, ROW)


def sideways(canvas: Canvas) -> None:
    canvas.translate(595, 0)
    canvas.rotate(90)
    canvas.translate(0, -200)
    ruled(canvas)


def rotated(canvas: Canvas) -> None:
    canvas.setPageRotation(90)
    sideways(canvas)


def scaled(canvas: Canvas) -> None:
    canvas.translate(20, 40)
    canvas.scale(0.8, 0.8)
    pieces(canvas)


def sideways_pieces(canvas: Canvas) -> None:
    canvas.translate(595, 0)
    canvas.rotate(90)
    canvas.translate(0, -200)
    pieces(canvas)


def in_a_form(canvas: Canvas) -> None:
    """The cells are part of a form that is placed at half its size, in one path each and in coordinates of its own."""
    canvas.beginForm("cells", lowerx=0, lowery=0, upperx=1200, uppery=1700)
    canvas.saveState()
    canvas.scale(2, 2)
    canvas.setFont(FONT, SIZE)
    pieces(canvas)
    canvas.restoreState()
    canvas.endForm()
    canvas.scale(0.5, 0.5)
    canvas.doForm("cells")


def dots_of_two_colours(canvas: Canvas) -> None:
    """Thousands of dots, every second row of them white as the paper."""
    words(canvas)
    for at in range(2 * len(ROWS) + 1):
        canvas.setFillGray(at % 2)
        for x in range(int(XS[0]), int(XS[-1]), 2):
            canvas.rect(x, TOP - at * ROW / 2, 0.8, 0.8, stroke=0, fill=1)
    canvas.setFillGray(0)
    for x in XS:
        for y in range(int(TOP - len(ROWS) * ROW), int(TOP), 2):
            canvas.rect(x, y, 0.8, 0.8, stroke=0, fill=1)


def overprinted(canvas: Canvas) -> None:
    ruled(canvas)
    words(canvas)


DRAWN = (
    dotted, hairline, doubled, pieces, scaled, sideways, sideways_pieces, rotated, in_a_form, dots_of_two_colours, overprinted,
)  # fmt: skip


@pytest.mark.parametrize("page", DRAWN)
def test_a_table_is_read_however_it_is_drawn(page: Draw) -> None:
    document = read_pdf(draw(page), "x")
    assert cells(document) == list(ROWS)
    assert {line.method for line in table(document)} == {"ruled"}


def test_text_over_a_border_is_split_there_and_a_wrap_is_joined() -> None:
    def page(canvas: Canvas) -> None:
        rules(canvas, 2)
        canvas.drawString(XS[1] - 4 * SIZE, TOP - 14, "左边两字右边两字")
        canvas.drawString(XS[0] + 4, TOP - ROW - 8, "一般公共")
        canvas.drawString(XS[0] + 4, TOP - ROW - 18, "服务支出")

    assert cells(read_pdf(draw(page), "x")) == [
        ("左边两字", "右边两字", ""),
        ("一般公共服务支出", "", ""),
    ]


def test_merged_cells_have_spans() -> None:
    def page(canvas: Canvas) -> None:
        words(canvas, (("项目", "金额"), ("", "预算数", "决算数"), ("合计", "1.00", "2.00")))
        for y in (0, 2, 3):
            canvas.line(XS[0], TOP - y * ROW, XS[-1], TOP - y * ROW)
        canvas.line(XS[1], TOP - ROW, XS[-1], TOP - ROW)
        for x in (XS[0], XS[1], XS[-1]):
            canvas.line(x, TOP, x, TOP - 3 * ROW)
        canvas.line(XS[2], TOP - ROW, XS[2], TOP - 3 * ROW)

    first, second, third = table(read_pdf(draw(page), "x"))
    assert [(f.column, f.column_span, f.row_span) for f in first.fields] == [(0, 1, 2), (1, 2, 1)]
    assert [f.column for f in second.fields] == [1, 2]
    assert first.text == "项目\t金额\t" and third.text == "合计\t1.00\t2.00"


def test_a_table_goes_on_over_pages_of_another_width_and_over_an_empty_one() -> None:
    def wider(canvas: Canvas) -> None:
        canvas.setPageSize((700, 842))
        canvas.translate(20, 0)
        canvas.scale(1.1, 1)
        ruled(canvas)

    def numbered(canvas: Canvas) -> None:
        ruled(canvas)
        canvas.drawString(290, 40, "1")

    document = read_pdf(draw(numbered, lambda canvas: rules(canvas), wider), "x")
    assert {line.grid for line in table(document)} == {0}
    assert len(table(document)) == 2 * len(ROWS)
    assert [str(piece.text) for piece in document.furniture] == ["1"]


def test_a_column_that_a_page_lacks_is_covered_by_its_neighbour() -> None:
    def last(canvas: Canvas) -> None:
        for y in (0, 1):
            canvas.line(XS[0], TOP - y * ROW, XS[-1], TOP - y * ROW)
        for x in (XS[0], XS[1], XS[-1]):
            canvas.line(x, TOP, x, TOP - ROW)
        canvas.drawString(XS[0] + 4, TOP - 14, "说明")

    document = read_pdf(draw(ruled, last), "x")
    assert [(f.column, f.column_span) for f in table(document)[-1].fields] == [(0, 1), (1, 2)]
    assert table(document)[-1].text == "说明\t\t"


def test_text_around_a_table_stays_out_of_it_and_two_tables_are_two_grids() -> None:
    def page(canvas: Canvas) -> None:
        ruled(canvas)
        canvas.drawString(300, TOP + 6, "单位：万元")
        canvas.drawString(60, TOP - 5 * ROW, "注：本表")
        canvas.translate(0, -300)
        ruled(canvas)

    document = read_pdf(draw(page), "x")
    assert [line.text for line in document.lines if not line.fields] == ["单位：万元", "注：本表"]
    assert [line.grid for line in table(document)] == [0] * 4 + [1] * 4


def test_what_cannot_be_seen_is_a_remark_and_no_text() -> None:
    def page(canvas: Canvas) -> None:
        ruled(canvas)
        canvas.drawString(60, -300, "1,234.00")
        text = canvas.beginText(60, 100)
        text.setTextRenderMode(3)
        text.textLine("隐藏")
        canvas.drawText(text)

    document = read_pdf(draw(page), "x")
    assert [line.text for line in document.lines if not line.fields] == []
    assert {(remark.rule, remark.found, remark.count) for remark in document.remarks} == {
        ("page.outside", "1", "8"),
        ("page.hidden", "1", "2"),
    }


def one_by_one(canvas: Canvas) -> None:
    """Every character an object of its own, as office programs print; the clip of each object is that of the page."""
    canvas.clipPath(_rectangle(canvas, 20, 20, 560, 800), stroke=0, fill=0)
    rules(canvas)
    for at, row in enumerate(ROWS):
        for x, text in zip(XS, row, strict=False):
            place = x + 4
            for character in text:
                canvas.drawString(place, TOP - at * ROW - 14, character)
                place += canvas.stringWidth(character, FONT, SIZE)


def _rectangle(canvas: Canvas, x: float, y: float, width: float, height: float) -> Any:
    path = canvas.beginPath()
    path.rect(x, y, width, height)
    return path


def test_print_character_by_character_is_read_as_print_in_one_go() -> None:
    numerals = "一二三四五六七八九十"

    def page(canvas: Canvas) -> None:
        one_by_one(canvas)
        for at in range(
            40
        ):  # in the middle of a row: one as pale as paper, one larger, one turned, one clipped
            canvas.saveState()
            canvas.setFillGray(at == 10)
            canvas.setFont(FONT, 20 if at == 15 else SIZE)
            if at == 25:
                canvas.clipPath(_rectangle(canvas, 0, 0, 5, 5), stroke=0, fill=0)
            canvas.translate(60 + 10 * at, 100)
            canvas.rotate(30 if at == 20 else 0)
            canvas.drawString(0, 0, numerals[at % 10])
            canvas.restoreState()

    document = read_pdf(draw(page), "x")
    assert cells(document) == cells(read_pdf(draw(ruled), "x"))
    left_out = {(remark.rule, remark.count) for remark in document.remarks}
    assert left_out == {("page.hidden", "1"), ("page.slanted", "1"), ("page.clipped", "1")}
    rest = "".join(line.text for line in document.lines if not line.fields).replace(" ", "")
    assert Counter(rest) == Counter(numerals * 4) - Counter(numerals[0] * 2 + numerals[5])
    heights = [run.bottom - run.top for line in document.lines for run in line.runs]
    assert sum(height > 2 * SIZE for height in heights) == 1


def test_a_hyphen_at_the_end_of_a_line_is_a_hyphen() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "well-")
        canvas.drawString(60, 685, "known")

    assert [line.text for line in read_pdf(draw(page), "x").lines] == ["well-", "known"]


def shaded(canvas: Canvas) -> None:
    canvas.setFillGray(0.9)
    for at in range(len(ROWS)):
        for left, right in itertools.pairwise(XS):
            canvas.rect(left + 0.4, TOP - (at + 1) * ROW + 0.4, right - left - 0.8, ROW - 0.8, 0, 1)
    canvas.setFillGray(0)
    words(canvas)


def framed(canvas: Canvas) -> None:
    canvas.rect(XS[0], TOP - len(ROWS) * ROW, XS[-1] - XS[0], len(ROWS) * ROW)
    words(canvas)


@pytest.mark.parametrize("page", [shaded, framed, words])
def test_a_table_without_rules_is_read_by_shading_or_alignment(page: Draw) -> None:
    assert cells(read_pdf(draw(page), "x")) == list(ROWS)
