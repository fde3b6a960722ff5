"""What a reader of a page of a PDF sees is read, and nothing else: crops, clips, colours, form fields, notes, locks."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.generator.documents import final_accounts
from benchmarks.generator.pages import pages_of
from benchmarks.generator.pdf import pdf_of
from benchmarks.readers import styles
from extractors.readers.pdf import read_pdf
from pipeline.extract import Options
from pipeline.process import process
from pipeline.provenance_check.pdf import pdf_witness
from schemas.characters import key
from schemas.document import Document
from schemas.errors import Unreadable
from schemas.records import BudgetLine, FindingRow

FONT = "STSong-Light"
Draw = Callable[[Canvas], object]


def pdf(*pages: Draw, **options: object) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800), invariant=True, **options)
    for draw in pages:
        canvas.setFont(FONT, 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def table(
    canvas: Canvas, x: float = 60, top: float = 700, rows: tuple[str, ...] = ("合计", "1,234.50")
) -> None:
    for at, row in enumerate((("项目", "金额"), rows)):
        for column, text in enumerate(row):
            canvas.rect(x + column * 120, top - (at + 1) * 20, 120, 20)
            canvas.drawString(x + column * 120 + 4, top - at * 20 - 14, text)


def lines(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def remarks(document: Document) -> dict[str, str | None]:
    return {remark.rule: remark.count for remark in document.remarks}


TABLE = ["项目\t金额", "合计\t1,234.50"]


def test_what_the_crop_box_cuts_off_is_not_read_and_places_begin_at_its_corner() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setCropBox((40, 500, 560, 760))
        table(canvas)
        canvas.drawString(60, 300, "下方另一张表 9,999.00")

    document = read_pdf(pdf(page), "x")
    assert lines(document) == TABLE
    assert remarks(document) == {"page.outside": "14"}
    assert (document.pages[0].width, document.pages[0].height) == (520, 260)
    box = document.lines[0].cut(0, 1).pieces[0].box
    assert box is not None and box.x0 == pytest.approx(24, abs=1) and 60 < box.top < box.bottom < 80


def test_a_table_that_is_clipped_away_is_not_read() -> None:
    def page(canvas: Canvas) -> None:
        table(canvas)
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(60, 400, 300, 100)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(64, 480, "看得见")
        table(canvas, top=390, rows=("合计", "9,999.00"))
        canvas.restoreState()

    document = read_pdf(pdf(page), "x")
    assert lines(document) == [*TABLE, "看得见"]
    assert remarks(document) == {"page.clipped": "14"}


def test_a_form_shows_no_more_than_its_box() -> None:
    def page(canvas: Canvas) -> None:
        canvas.beginForm("half", 0, 0, 600, 690)
        canvas.setFont(FONT, 10)
        table(canvas)
        canvas.drawString(64, 750, "框外文字")
        canvas.endForm()
        canvas.doForm("half")

    document = read_pdf(pdf(page), "x")
    assert "金额" in "".join(lines(document)) and "框外" not in "".join(lines(document))
    assert remarks(document) == {"page.clipped": "4"}


def test_a_label_is_cut_where_its_cell_ends_and_a_number_is_not() -> None:
    def page(canvas: Canvas) -> None:
        for x, text in ((60, "一般公共服务支出及其他各项支出"), (160, "12,345,678,901.25")):
            canvas.saveState()
            path = canvas.beginPath()
            path.rect(x, 600, 60, 20)
            canvas.clipPath(path, stroke=0, fill=0)
            canvas.drawString(x + 2, 606, text)
            canvas.restoreState()

    document = read_pdf(pdf(page), "x")
    assert "".join(lines(document)).split() == ["一般公共服务", "12,345,678,901.25"]
    assert remarks(document) == {"page.clipped": "9"}


def test_each_text_is_cut_by_its_own_clip_whatever_its_neighbours_have() -> None:
    def page(canvas: Canvas) -> None:
        for at in range(40):
            x = 300 if at in (5, 21, 22) else 60
            canvas.saveState()
            path = canvas.beginPath()
            path.rect(x, 780 - 15 * 40, 100, 15 * 42)
            canvas.clipPath(path, stroke=0, fill=0)
            canvas.drawString(x + 2, 780 - 15 * at, "其他各项教育支出共计若干")
            canvas.restoreState()

    document = read_pdf(pdf(page), "x")
    assert lines(document) == ["其他各项教育支出共计"] * 40
    assert remarks(document) == {"page.clipped": "80"}


def test_white_print_is_read_where_something_stands_behind_it() -> None:
    def page(canvas: Canvas) -> None:
        table(canvas)
        canvas.setFillGray(0.2)
        canvas.rect(60, 550, 200, 20, stroke=0, fill=1)
        canvas.roundRect(60, 500, 200, 20, 5, stroke=0, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(64, 556, "深底白字")
        canvas.drawString(64, 506, "圆角白字")
        canvas.drawString(64, 400, "白纸白字 8,888.00")
        canvas.setFillGray(0)

    document = read_pdf(pdf(page), "x")
    assert lines(document) == [*TABLE, "深底白字", "圆角白字"]
    assert remarks(document) == {"page.hidden": "12"}


def test_print_without_size_is_not_read() -> None:
    def page(canvas: Canvas) -> None:
        table(canvas)
        canvas.setFont(FONT, 0.1)
        canvas.drawString(100, 500, "7,777.00")

    document = read_pdf(pdf(page), "x")
    assert lines(document) == TABLE
    assert remarks(document) == {"page.hidden": "8"}


def fields(canvas: Canvas) -> None:
    canvas.drawString(60, 700, "合计")
    form = canvas.acroForm
    form.textfield(name="a", value="1,234.50", x=200, y=694, width=100, height=20, fontSize=10)
    form.textfield(name="b", value="9,999.99", x=200, y=594, width=100, height=20, annotationFlags="hidden")
    canvas.freeTextAnnotation("77.00", [400, 640, 500, 660])
    canvas.linkURL("https://example.org", [10, 10, 50, 50])


def test_filled_form_fields_and_notes_are_read_as_a_viewer_draws_them() -> None:
    data = pdf(fields, table)
    document = read_pdf(data, "x")
    assert [text.split() for text in lines(document)[:2]] == [["合计", "1,234.50"], ["77.00"]]
    assert lines(document)[2:] == TABLE
    amount = document.lines[0].strip().cut(-8).pieces[0]
    assert amount.box is not None
    row = {"page": 1, "source_text": amount.text, "x0": amount.box.x0, "top": amount.box.top}
    assert pdf_witness(data)({**row, "x1": amount.box.x1, "bottom": amount.box.bottom}) is None


def test_attached_files_are_told() -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf(table))
    document.new_attachment("accounts.xlsx").set_data(b"PK")
    written = io.BytesIO()
    document.save(written)
    read = read_pdf(written.getvalue(), "x")
    assert lines(read) == TABLE and remarks(read) == {"page.attached": "1"}


@pytest.mark.parametrize("strength", [40, 128])
def test_a_lock_without_a_password_is_none(strength: int) -> None:
    data = pdf(table, encrypt=StandardEncryption("", "owner", strength=strength, canCopy=0))
    assert lines(read_pdf(data, "x")) == TABLE


def test_a_file_locked_by_a_password_says_so() -> None:
    with pytest.raises(Unreadable, match="password"):
        read_pdf(pdf(table, encrypt=StandardEncryption("secret", "owner")), "x")


def mapped(characters: str) -> bytes:
    """A page whose font names the characters of the codes A, B, C … as given."""
    entries = "".join(
        f"<{at:02X}> <{character.encode('utf-16-be', 'surrogatepass').hex()}>\n"
        for at, character in enumerate(characters, 65)
    )
    names = f"begincmap\n{len(characters)} beginbfchar\n{entries}endbfchar\nendcmap".encode()
    shown = b"BT /F 10 Tf 60 700 Td (" + bytes(range(65, 65 + len(characters))) + b") Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(names), names),
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 7>>\n%%EOF"


def test_radicals_and_ligatures_are_the_characters_they_show() -> None:
    document = read_pdf(mapped("\u2f00\u822c\ufb01\u2ea0"), "x")
    assert [key(text) for text in lines(document)] == ["一般fi民"]


def test_half_of_a_character_is_told_as_no_character() -> None:
    assert lines(read_pdf(mapped("一\udd96般民政公共服务"), "x")) == ["一\ufffd般民政公共服务"]


def test_a_rare_character_of_two_halves_is_one_character() -> None:
    assert lines(read_pdf(mapped("一\U00020bb7般民"), "x")) == ["一\U00020bb7般民"]


def test_a_font_that_names_no_characters_is_no_text() -> None:
    document = read_pdf(mapped("\ue001\ue002\ue003" + "123"), "x", ocr="off")
    assert lines(document) == [] and remarks(document) == {"ocr.off": "1"}


@pytest.mark.slow
def test_two_thousand_pages_are_read_to_the_last() -> None:
    document = read_pdf(pdf(*[lambda canvas: canvas.drawString(60, 60, "略")] * 1999, table), "x")
    assert document.page_count == 2000
    assert [line.page for line in document.lines if line.fields] == [2000, 2000]


def test_decimals_that_wrap_in_their_cell_are_no_row_of_their_own() -> None:
    def page(canvas: Canvas) -> None:
        rows = (("项目", "合计", "基本支出", "项目支出"), ("教育支出", "262.7500", "232.7500", "130.0000"))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                canvas.rect(60 + column * 62, 700 - at * 40, 62, 40)
                canvas.drawString(64 + column * 62, 724 - at * 40, text)
                if at and column:
                    canvas.drawString(64 + column * 62, 710 - at * 40, "00")

    found = [["".join(cell.split()) for cell in line.split("\t")] for line in lines(read_pdf(pdf(page), "x"))]
    assert found[-1] == ["教育支出", "262.750000", "232.750000", "130.000000"]


def test_the_label_of_a_total_centred_over_the_columns_of_two_blocks_is_its_label() -> None:
    drawing, paper = styles()["frame"]
    made = final_accounts(62, 12)
    data = pdf_of(pages_of(made.cover, made.tables, made.narrative, paper), drawing, paper.size)
    rows = process(data, Options()).rows
    told = [row.rule for row in rows["findings"] if isinstance(row, FindingRow) and row.severity != "info"]
    assert told == []
    totals = {row.row_label: row.amount_raw for row in rows["budget_lines"] if isinstance(row, BudgetLine)}
    assert (totals["人员经费合计"], totals["公用经费合计"]) == ("347600.00", "170000.00")
