"""Scanned pages: skew, rules, words and the way back to the page as displayed."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.readers.scan.page import scan_picture
from extractors.readers.scan.picture import Picture, bounded_scale, render
from extractors.readers.scan.recogniser import Read, missing
from extractors.readers.scan.rules import find_rules
from extractors.readers.scan.skew import find_skew, straightened, turn
from extractors.readers.scan.words import agreed
from schemas.page import Turn
from schemas.spans import Box

AMOUNTS = ("1,234.56", "0.00", "98,765.43", "-12.30", "7", "201")
COLUMNS, ROWS = (60, 180, 300, 420), (60, 90, 120)


def page_picture() -> Picture:
    """A ruled table of 2 x 3 cells with numbers, at 150 dots per inch."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(480, 360))
    canvas.setFont("Helvetica", 11)
    for x in COLUMNS:
        canvas.line(x, 360 - ROWS[0], x, 360 - ROWS[-1])
    for y in ROWS:
        canvas.line(COLUMNS[0], 360 - y, COLUMNS[-1], 360 - y)
    for index, amount in enumerate(AMOUNTS):
        canvas.drawRightString(COLUMNS[index % 3 + 1] - 4, 360 - ROWS[index // 3] - 20, amount)
    canvas.save()
    scale = 150 / 72
    bitmap = pdfium.PdfDocument(file.getvalue())[0].render(scale=scale, grayscale=True).to_numpy()
    pixels = bitmap[..., 0] if bitmap.ndim == 3 else bitmap
    return Picture(np.array(pixels, dtype=np.uint8), scale)


def noisy(picture: Picture, degrees: float, quarters: int = 0) -> Picture:
    """The picture as a scanner gives it: turned clockwise by quarters and degrees, grey, with noise."""
    pixels = turn(np.ascontiguousarray(np.rot90(picture.pixels, -quarters)), degrees)
    noise = np.random.default_rng(5).normal(0, 6, pixels.shape)
    return Picture(np.clip(pixels * 0.85 + 20 + noise, 0, 255).astype(np.uint8), picture.scale)


def test_the_models_come_with_the_package() -> None:
    assert missing() == ()


@pytest.mark.parametrize("degrees", [-2.3, -0.4, 0.0, 0.7, 3.1])
def test_skew_is_found_within_a_tenth_of_a_degree(degrees: float) -> None:
    assert find_skew(noisy(page_picture(), degrees).pixels) == pytest.approx(-degrees, abs=0.1)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize("degrees", [0.0, 1.5])
def test_a_box_of_the_straightened_page_goes_back_to_its_pixels(quarters: int, degrees: float) -> None:
    pixels = np.full((300, 500), 255, np.uint8)
    pixels[100:120, 350:400] = 0
    displayed = Picture(np.ascontiguousarray(np.rot90(turn(pixels, -degrees), quarters)), 2.0)
    back = Turn(quarters, degrees, displayed.width, displayed.height).back(Box(175, 50, 200, 60))
    rows, columns = np.nonzero(displayed.pixels < 128)
    assert (back.x0, back.x1) == pytest.approx((columns.min() / 2, columns.max() / 2), abs=1)
    assert (back.top, back.bottom) == pytest.approx((rows.min() / 2, rows.max() / 2), abs=1)


def test_rules_are_found_and_painted_over() -> None:
    level, _ = straightened(noisy(page_picture(), 1.2))
    ruled = find_rules(level)
    assert len(ruled.upright()) == len(COLUMNS)
    assert len(ruled.level()) == len(ROWS)
    places = [rule.x0 for rule in ruled.upright()]
    assert [b - a for a, b in pairwise(places)] == pytest.approx([120, 120, 120], abs=1)
    frame = ruled.level()[0]
    inside = ruled.ink[int((frame.top - 1) * level.scale) : int((frame.bottom + 1) * level.scale)]
    assert not inside.any()


@pytest.mark.parametrize(("degrees", "quarters"), [(0.0, 0), (1.1, 0), (-0.8, 1), (0.5, 2)])
def test_every_number_of_a_scanned_table_is_read_in_its_cell(degrees: float, quarters: int) -> None:
    content = scan_picture(noisy(page_picture(), degrees, quarters), 1)
    assert content.source == "ocr"
    upright = sorted(x0 for x0, top, x1, bottom in content.rules if x1 - x0 < bottom - top)
    level = sorted(top for x0, top, x1, bottom in content.rules if x1 - x0 > bottom - top)
    cells: dict[tuple[int, int], str] = {}
    for glyph in sorted(content.glyphs, key=lambda glyph: glyph.x0):
        middle = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        place = sum(y < middle[1] for y in level) - 1, sum(x < middle[0] for x in upright) - 1
        cells[place] = cells.get(place, "") + glyph.text
    assert [cells[place] for place in sorted(cells)] == list(AMOUNTS)
    assert min(glyph.confidence or 0 for glyph in content.glyphs) > 0.8


def test_the_same_picture_gives_the_same_content() -> None:
    picture = noisy(page_picture(), 0.6)
    once, again = scan_picture(picture, 1), scan_picture(picture, 1)
    assert (list(once.glyphs), once.rules, once.turn) == (list(again.glyphs), again.rules, again.turn)


def test_an_empty_page_has_no_print() -> None:
    blank = Picture(np.full((600, 400), 235, np.uint8), 1.5)
    assert not len(scan_picture(blank, 3).glyphs)


@pytest.mark.parametrize("shape", [(3, 9000), (9000, 3), (1, 1)])
def test_a_strip_that_is_no_page_has_no_print(shape: tuple[int, int]) -> None:
    assert not len(scan_picture(Picture(np.zeros(shape, np.uint8), 0.05), 1).glyphs)


def test_a_number_is_what_two_readings_agree_on_and_unsure_where_none_do() -> None:
    def reads(text: str, sure: float = 0.99) -> tuple[Read, ...]:
        return tuple(Read(character, 0.5, sure) for character in text)

    def said(*texts: str) -> tuple[str, float]:
        found = agreed(reads(texts[0]), (reads(text, 0.9) for text in texts[1:]))
        return "".join(read.text for read in found), min(read.confidence for read in found)

    assert said("12.34", "12.34", "99") == ("12.34", 0.9)
    assert said("12.34", "12.84", "12.84") == ("12.84", 0.9)
    assert said("12.34", "12.84", "12.34") == ("12.34", 0.9)
    assert said("12.34", "12.84", "123.34") == ("12.34", 0.5)
    unsure = agreed(reads("12.34"), iter([reads("12.84"), reads("12.54")]))
    assert [read.confidence for read in unsure] == [0.99] * 3 + [0.5, 0.99]


@pytest.mark.parametrize(("dpi", "size"), [(20, (595, 842)), (1200, (595, 842)), (300, (90_000, 90_000))])
def test_resolution_stays_in_bounds(dpi: float, size: tuple[int, int]) -> None:
    scale = bounded_scale(dpi, *size)
    assert scale * scale * size[0] * size[1] <= 24_000_001
    assert scale <= 300 / 72 + 1e-9


def test_a_page_is_rendered_in_the_resolution_of_its_picture() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(144, 72))
    canvas.drawImage(ImageReader(Image.new("L", (500, 250), 200)), 0, 0, 144, 72)
    canvas.save()
    picture = render(pdfium.PdfDocument(file.getvalue())[0])
    assert picture.scale == pytest.approx(250 / 72)
    assert (picture.width, picture.height) == pytest.approx((144, 72), abs=1)
