"""Pictures of pages: the box of a traced value, the grids that were found; judged by their pixels."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from benchmarks.formats import drawn
from benchmarks.generator.documents import final_accounts
from benchmarks.generator.scans import scan_of
from pipeline.pictures import RULED, TINT, TINT_SHARE, VALUE, write_marked
from schemas.spans import Box

Run = Callable[..., tuple[int, str]]
COLUMNS, ROWS = (60, 160, 280, 400), (60, 90, 120)  # points from the left and from the top


def page(turned: bool = False) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(480, 320), invariant=1)
    if turned:
        canvas.setPageSize((320, 480))
        canvas.translate(320, 0)
        canvas.rotate(90)
    canvas.setFont("Helvetica", 11)
    canvas.setLineWidth(0.6)
    for x in COLUMNS:
        canvas.line(x, 320 - ROWS[0], x, 320 - ROWS[-1])
    for y in ROWS:
        canvas.line(COLUMNS[0], 320 - y, COLUMNS[-1], 320 - y)
    for row, cells in enumerate((("201", "1,234.56", "98.70"), ("20103", "11.00", "3,405.06"))):
        for column, text in enumerate(cells):
            canvas.drawRightString(COLUMNS[column + 1] - 5, 320 - 80 - 30 * row, text)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def pixels(path: Path) -> NDArray[np.int16]:
    return np.asarray(Image.open(path).convert("RGB")).astype(np.int16)


def of_colour(image: NDArray[np.int16], colour: tuple[int, int, int], near: int = 40) -> NDArray[np.bool_]:
    return (abs(image - np.array(colour)) < near).all(axis=2)


def extent(found: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


def test_the_box_of_a_value_is_framed_and_tinted_and_its_print_stays(tmp_path: Path) -> None:
    box = Box(236.0, 71.0, 275.0, 81.0)
    (path,) = write_marked(page(), {1: {box: True}}, tmp_path / "value.png")
    image = pixels(path)
    scale = image.shape[1] / 480
    expected = [side * scale for side in (box.x0, box.top, box.x1, box.bottom)]
    assert np.allclose(extent(of_colour(image, VALUE)), expected, atol=6)
    left, top, right, bottom = (round(side) for side in expected)
    inside = image[top:bottom, left:right]
    tint = tuple(round(255 + (part - 255) * TINT_SHARE) for part in TINT)
    assert of_colour(inside, tint, 8).mean() > 0.4
    assert (inside.sum(axis=2) < 400).mean() > 0.05  # the digits
    outside = image.copy()
    outside[top - 8 : bottom + 8, left - 8 : right + 8] = 0
    assert not (outside[..., 0] != outside[..., 2]).any()  # grey everywhere else


def test_trace_writes_the_page_of_a_value(tmp_path: Path, run: Run) -> None:
    source, out = tmp_path / "made-up.pdf", tmp_path / "out"
    source.write_bytes(drawn(final_accounts(3, rows=20), turn="rotate"))
    assert run("ingest", source, "--out", out, "--workers", 1)[0] == 0
    lines = [row for row in pq.read_table(out / "budget_lines").to_pylist() if len(row["amount_raw"]) > 4]
    line = lines[len(lines) // 2]
    status, printed = run("trace", out, line["line_id"], "amount_raw", "--picture", tmp_path / "value.png")
    assert status == 0
    assert f"picture: {tmp_path / 'value.png'}" in printed
    (place,) = (
        row
        for row in pq.read_table(out / "provenance").to_pylist()
        if (row["row_id"], row["field"]) == (line["line_id"], "amount_raw")
    )
    image = pixels(tmp_path / "value.png")
    framed = extent(of_colour(image, VALUE))
    scale = image.shape[1] / pypdfium2.PdfDocument(source)[place["page"] - 1].get_width()
    assert np.allclose(framed, [place[side] * scale for side in ("x0", "top", "x1", "bottom")], atol=6)
    status, printed = run("trace", out, line["line_id"])
    assert f"picture: {out / '_pictures' / line['line_id']}.png" in printed
    assert run("verify", out, "--sources", source)[0] == 0  # pictures are no part of the release


def test_a_source_without_pages_has_no_picture(folder: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "out"
    run("ingest", folder, "--out", out, "--workers", 1)
    line = pq.read_table(out / "budget_lines").to_pylist()[0]
    status, printed = run("trace", out, line["line_id"], "--picture", tmp_path / "value.png")
    assert (status, "picture: none" in printed) == (0, True)
    assert not (tmp_path / "value.png").exists()
    assert run("inspect", next(folder.glob("*.txt")), "--draw", tmp_path / "drawn")[0] == 2


@pytest.mark.parametrize("kind", ["upright", "turned", "scan"])
def test_inspect_draws_the_cells_over_their_rules(kind: str, tmp_path: Path, run: Run) -> None:
    source = tmp_path / "page.pdf"
    source.write_bytes(scan_of(page(), 150, skew=1.5) if kind == "scan" else page(kind == "turned"))
    status, printed = run("inspect", source, "--draw", tmp_path / "drawn")
    assert (status, "page 1: 1 tables" in printed) == (0, True)
    drawn_page = pixels(tmp_path / "drawn" / "page-0001.png")
    if kind == "turned":
        drawn_page = np.rot90(drawn_page, -1)
    scale = drawn_page.shape[1] / 480
    red = of_colour(drawn_page, RULED)
    assert np.allclose(
        extent(red), [side * scale for side in (COLUMNS[0], ROWS[0], COLUMNS[-1], ROWS[-1])], atol=12
    )
    middle = round((ROWS[0] + ROWS[1]) / 2 * scale)
    crossed = [x / scale for x in np.flatnonzero(red[middle])]
    assert {min(COLUMNS, key=lambda x: abs(x - place)) for place in crossed} == set(COLUMNS)
    assert all(min(abs(x - place) for x in COLUMNS) < 3 for place in crossed)
    black = drawn_page.sum(axis=2) < 250
    assert black[red].sum() == 0
    assert black.sum() < 0.4 * red.sum()  # no rule is left to see, digits are
