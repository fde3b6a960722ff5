"""PDF files drawn here from known cells are read back cell by cell."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest

from extractors.readers.pdf import read_pdf
from schemas.document import Document, Line
from schemas.errors import Unreadable

reportlab = pytest.importorskip("reportlab")

from reportlab.pdfbase import pdfmetrics  # noqa: E402
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: E402
from reportlab.pdfgen.canvas import Canvas  # noqa: E402

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
