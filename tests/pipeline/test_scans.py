"""Scanned sources from the command line: options, findings, places as displayed, verification."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import cv2
import pyarrow.parquet as pq
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from benchmarks.generator.scans import scan_of
from extractors.readers.scan.choice import Mode
from pipeline.extract import Options
from pipeline.process import read

Run = Callable[..., tuple[int, str]]
CELLS = (("201", "1,234.56", "98.70"), ("20103", "11.00", "3,405.06"))
EXPECTED = [text for row in CELLS for text in row]
cv2.setNumThreads(1)  # sources are read in forks of this process, which have no threads of OpenCV


def table_page(canvas: Canvas) -> None:
    """A ruled table of numbers."""
    canvas.setFont("Helvetica", 11)
    for x in (60, 160, 280, 400):
        canvas.line(x, 200, x, 260)
    for y in (200, 230, 260):
        canvas.line(60, y, 400, y)
    for row, cells in enumerate(CELLS):
        for column, text in enumerate(cells):
            canvas.drawRightString((160, 280, 400)[column] - 5, 240 - 30 * row, text)


def digital(turned: int = 0) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(480, 320), invariant=1)
    if turned:
        canvas.translate(320, 0)
        canvas.rotate(turned)
        canvas.setPageSize((320, 480))
    table_page(canvas)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def ingest(run: Run, tmp_path: Path, data: bytes, name: str, *options: str) -> Path:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    status, printed = run("ingest", folder, "--out", out, "--workers", 1, *options)
    assert status == 0, printed
    return out


def rows(out: Path, dataset: str) -> list[dict[str, object]]:
    return pq.read_table(out / dataset).to_pylist()


def cells(data: bytes, ocr: Mode = "auto") -> list[str]:
    document = read(data, Options(ocr=ocr))
    return [str(line.cell(field)) for line in document.lines for field in line.fields]


@pytest.fixture(scope="module")
def scan() -> bytes:
    return scan_of(digital(), 150, skew=1.2, noise=5)


def test_a_scan_gives_the_cells_of_its_original_and_verifies(scan: bytes, tmp_path: Path, run: Run) -> None:
    out = ingest(run, tmp_path, scan, "scan.pdf")
    assert cells(scan) == EXPECTED
    (document,) = rows(out, "documents")
    assert (document["reader"], document["media_type"]) == ("scan", "application/pdf")
    rules = {finding["rule"] for finding in rows(out, "findings")}
    assert "ocr.read" in rules
    for again in ((), ("--ocr",)):
        status, printed = run("verify", out, "--sources", tmp_path / "in", *again)
        assert status == 0, printed


def test_without_recognition_a_scan_is_partial_and_says_so(scan: bytes, tmp_path: Path, run: Run) -> None:
    out = ingest(run, tmp_path, scan, "scan.pdf", "--ocr", "off")
    found = {finding["rule"]: finding for finding in rows(out, "findings")}
    assert found["ocr.off"]["severity"] == "error"
    assert "--ocr auto" in str(found["ocr.off"]["message"])
    assert rows(out, "provenance") == []


def test_force_recognises_a_page_that_has_text(tmp_path: Path, run: Run) -> None:
    out = ingest(run, tmp_path, digital(), "a.pdf", "--ocr", "force")
    assert rows(out, "documents")[0]["reader"] == "scan"
    assert cells(digital(), "force") == EXPECTED


def test_text_is_not_recognised_without_need(tmp_path: Path, run: Run) -> None:
    out = ingest(run, tmp_path, digital(), "a.pdf")
    assert rows(out, "documents")[0]["reader"] == "pdf"
    status, printed = run("verify", out, "--sources", tmp_path / "in")
    assert status == 0, printed


def test_image_files_are_sources(scan: bytes, tmp_path: Path, run: Run) -> None:
    import pypdfium2

    page = pypdfium2.PdfDocument(scan)[0]
    picture = io.BytesIO()
    page.render(scale=150 / 72).to_pil().save(picture, "PNG", dpi=(150, 150))
    out = ingest(run, tmp_path, picture.getvalue(), "picture.png")
    assert cells(picture.getvalue()) == EXPECTED
    assert rows(out, "documents")[0]["media_type"] == "image/png"
    assert run("verify", out, "--sources", tmp_path / "in")[0] == 0


@pytest.mark.parametrize("cut", [200, 3000])
def test_a_damaged_picture_has_a_status(cut: int, tmp_path: Path, run: Run) -> None:
    picture = io.BytesIO()
    image = Image.new("L", (800, 600), 255)
    ImageDraw.Draw(image).line((0, 0, 800, 600), fill=0, width=3)
    image.save(picture, "JPEG", quality=95)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(picture.getvalue()[:cut])
    status, printed = run("ingest", folder, "--out", tmp_path / "out", "--workers", 1)
    assert status in (0, 1), printed
    assert rows(tmp_path / "out", "documents")[0]["status"] in ("failed", "unrecognised")


def test_a_moved_box_does_not_verify(tmp_path: Path, run: Run) -> None:
    from pipeline.provenance_check import witness_of

    witness = witness_of("pdf", digital())
    place = {"page": 1, "x0": 60.0, "x1": 160.0, "top": 68.0, "bottom": 84.0, "source_text": "201"}
    assert witness(place) is None
    assert witness({**place, "source_text": "█0█"}) is None
    assert witness({**place, "source_text": "207"}) == "201"
    assert witness({**place, "top": 98.0, "bottom": 114.0}) == "20103"
    assert witness({**place, "page": 2}) == "no such page"


def test_boxes_of_a_turned_page_stand_where_it_is_displayed(tmp_path: Path, run: Run) -> None:
    out = ingest(run, tmp_path, digital(turned=90), "turned.pdf")
    assert cells(digital(turned=90)) == EXPECTED
    status, printed = run("verify", out, "--sources", tmp_path / "in")
    assert status == 0, printed


def test_a_page_with_text_and_a_logo_is_no_scan() -> None:
    from extractors.readers.scan.choice import lacking
    from schemas.page import Glyph, Glyphs, PageContent

    glyphs = [Glyph("1", x, 10.0, x + 5, 20.0) for x in range(200)]
    picture = ((0.0, 0.0, 600.0, 800.0),)
    assert lacking(PageContent(1, 600, 800, Glyphs.of(glyphs), images=picture)) is None
    assert lacking(PageContent(1, 600, 800, Glyphs.of(glyphs[:5]), images=picture)) == "ocr.read"
    assert lacking(PageContent(1, 600, 800, Glyphs.of(()))) is None
    private = Glyphs.of(glyph._replace(text="\ue012") for glyph in glyphs)
    assert lacking(PageContent(1, 600, 800, private)) == "ocr.unmapped"


def named(digits: str, rest: str) -> str | None:
    """Why a page has to be recognised on which fonts name digits and other print so."""
    from extractors.readers.scan.choice import lacking
    from schemas.page import Glyph, Glyphs, PageContent

    text = rest * 60 + digits * 3
    glyphs = Glyphs.of(Glyph(one, 5.0 * at, 10.0, 5.0 * at + 5, 20.0) for at, one in enumerate(text))
    return lacking(PageContent(1, 600, 800, glyphs))


def test_fonts_that_name_no_characters_are_recognised_and_bullets_are_not() -> None:
    assert named("0123456789.", "支出决算") is None
    assert (
        named("\ue010\ue011\ue012\ue013\ue014\ue015\ue016\ue017", "支出决算") == "ocr.unmapped"
    )  # digits only
    assert named("\x01\x02\x03\x04\x05\x06\x07\x0e", "支出决算") == "ocr.unmapped"
    assert named("0123456789.", "ëÉÑÖ") == "ocr.unmapped"  # numbers of glyphs taken for letters
    assert named("\uf0b7\uf06c" * 9, "支出决算") is None
    assert named("αβμΣ㎡①Ⅳ", "支出决算") is None


def over_picture(order: str) -> bytes:
    """The table as a picture, with a text layer of other digits below or hidden over it, or with prose above it."""
    import pypdfium2
    from reportlab.lib.utils import ImageReader

    picture = pypdfium2.PdfDocument(digital())[0].render(scale=2.5).to_pil()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(480, 320), invariant=1)

    def text() -> None:
        for row, cells in enumerate(CELLS):
            for column, print_ in enumerate(cells):
                wrong = print_.replace("1", "7")
                canvas.setFont("Helvetica", 11)
                canvas.drawRightString((160, 280, 400)[column] - 5, 240 - 30 * row, wrong)

    if order == "below":
        text()
    canvas.drawImage(ImageReader(picture), 0, 0, 480, 320)
    if order == "prose":
        canvas.drawString(40, 300, "A sentence that stands above the picture of the table.")
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("order", ["below", "prose"])
def test_pictures_with_print_are_read_although_the_page_has_text(order: str) -> None:
    document = read(over_picture(order), Options())
    assert [str(line.cell(field)) for line in document.lines for field in line.fields] == EXPECTED
    assert [remark.rule for remark in document.remarks] == ["ocr.pictured"]


def test_digits_that_the_page_shows_otherwise_are_found() -> None:
    from extractors.readers.scan.compared import shows_other_numbers
    from schemas.spans import Box, Span

    def spans(swap: bool) -> list[Span]:
        found = []
        for row, cells in enumerate(CELLS):
            for column, print_ in enumerate(cells):
                right, foot = (160, 280, 400)[column] - 5, 320 - 240 + 30 * row
                text = print_.replace("4", "9") if swap else print_
                box = Box(right - 6.2 * len(print_), foot - 9, right, foot + 2)
                found.append(Span(1, row, 0, len(text), text, box))
        return found

    assert not shows_other_numbers(digital(), spans(False))
    assert shows_other_numbers(digital(), spans(True))
