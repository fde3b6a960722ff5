"""Second opinions: borders that other parsers find are taken where they satisfy more, and told."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.readers.opinions import OPINIONS
from pipeline.extract import Options
from pipeline.opinions import better
from pipeline.process import interpret, process
from pipeline.process import read as read_source
from schemas.harvest import Finding
from schemas.records import BudgetLine, FindingRow, TableRow
from tests.extractors.test_pdf_habits import HEAD, ROWS, XS, Pen, before, drawn

SCALE = 3


def tall_rows(pen: Pen, rules: list[tuple[float, float, float, float]]) -> None:
    """Rows of unlike height: the name at the top, the numbers at the foot, so that nothing but rules tells the rows."""
    y = pen.row(pen.captions(60), HEAD, "none", centred=True)
    rules += [(XS[0], y - 18, XS[-1], y - 18), *((x, y - 18, x, y) for x in XS)]
    for order, row in enumerate(ROWS):
        height = 46.0 if order % 2 else 28.0
        rules += [(XS[0], y, XS[-1], y), (XS[0], y + height, XS[-1], y + height)]
        rules += [(x, y, x, y + height) for x in XS]
        pen.text(XS[0] + 2, y + 10, row[0])
        for at in range(0, len(row[1]), 11):
            pen.text(XS[1] + 2, y + 11 + 10 * (at // 11), row[1][at : at + 11])
        for at in range(2, len(HEAD)):
            pen.text(XS[at + 1] - 2, y + height - 5, row[at], "right")
        y += height


def ruled_by_a_picture(pen: Pen) -> None:
    """The text as text, the rules as a picture below it, as programs do that print a form over its scanned sheet."""
    rules: list[tuple[float, float, float, float]] = []
    tall_rows(Pen(Canvas(io.BytesIO())), rules)
    picture = Image.new("RGB", (595 * SCALE, 842 * SCALE), "white")
    for rule in rules:
        ImageDraw.Draw(picture).line([place * SCALE for place in rule], fill="black", width=2)
    pen.canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    tall_rows(pen, [])


@pytest.mark.parametrize("name", ["pdfplumber", "camelot"])
def test_each_opinion_gives_the_same_cells(name: str) -> None:
    (frame,) = OPINIONS[name](drawn(before(9)), [2])[2]
    assert all(abs(x - known) < 1.5 for x, known in zip(frame.xs, XS, strict=True))
    assert len(frame.ys) == len(ROWS) + 2
    assert frame.method == name
    assert OPINIONS[name](b"%PDF-1.4 nothing", [1]) == {}


def test_rules_that_are_a_picture_are_seen_by_the_third_opinion() -> None:
    rows = process(drawn(ruled_by_a_picture), Options()).rows
    (table,) = rows["tables"]
    assert isinstance(table, TableRow) and table.method == "camelot"
    found = Counter(
        (line.row_label, (line.column_label or "").removeprefix("支出/"), line.amount_raw)
        for line in rows["budget_lines"]
        if isinstance(line, BudgetLine)
    )
    assert found == Counter((row[1], HEAD[at], row[at]) for row in ROWS for at in range(2, 6) if row[at])
    told = [row for row in rows.get("findings", ()) if isinstance(row, FindingRow)]
    assert [row.rule for row in told if row.severity != "info"] == []


def test_an_opinion_that_takes_codes_for_amounts_is_none_better() -> None:
    whole = interpret(read_source(drawn(before(9)), Options()))
    rows, findings = whole.harvest.rows, whole.harvest.findings
    doubted = replace(whole, harvest=replace(whole.harvest, findings=(*findings, Finding("value.unread"))))
    assert better(whole, doubted)
    bare = tuple(
        replace(row, record=replace(row.record, row_label=None, subject_code=None))
        if isinstance(row.record, BudgetLine)
        else row
        for row in rows
    )
    assert not better(replace(whole, harvest=replace(whole.harvest, rows=bare + bare)), doubted)
    unitless = tuple(
        replace(row, record=replace(row.record, unit="unknown"))
        if isinstance(row.record, BudgetLine)
        else row
        for row in rows
    )
    assert not better(replace(whole, harvest=replace(whole.harvest, rows=unitless)), doubted)
