"""Pages as pictures with the boxes of places: PDF and image files, alone or in an archive."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from PIL import Image

from benchmarks.formats import drawn
from benchmarks.generator.documents import final_accounts
from pipeline.cli import main
from review.pages import page_picture, page_sizes
from schemas.errors import Unreadable


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return drawn(final_accounts(3, 6))


def _opened(data: bytes | None) -> Image.Image:
    assert data is not None
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_pages_are_drawn_by_number(pdf: bytes) -> None:
    sizes = page_sizes(pdf)
    first = _opened(page_picture(pdf, 1))
    assert first.width == 1240
    assert first.height == pytest.approx(1240 * sizes[0].height / sizes[0].width, abs=1)
    assert page_picture(pdf, 0) is None
    assert page_picture(pdf, len(sizes) + 1) is None


def test_image_files_have_pages_of_their_size_in_points() -> None:
    content = io.BytesIO()
    frames = [Image.new("L", (1654, 2339), 255) for _ in range(2)]
    frames[0].save(content, "TIFF", save_all=True, append_images=frames[1:], dpi=(200, 200))
    sizes = page_sizes(content.getvalue())
    assert [(round(size.width), round(size.height)) for size in sizes] == [(595, 842)] * 2
    assert _opened(page_picture(content.getvalue(), 2)).width == 1240
    assert page_picture(content.getvalue(), 3) is None


def test_what_is_neither_is_refused() -> None:
    for data in (b"", b"%PDF-1.7 and no more", b"text"):
        with pytest.raises(Unreadable):
            page_sizes(data)


@pytest.fixture
def zipped(pdf: bytes, tmp_path: Path) -> Path:
    """A release of a PDF in an archive in an archive."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("2022/部门决算.pdf", pdf)
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "all.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    assert main(["ingest", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--workers", "1"]) == 0
    return tmp_path


def test_trace_and_review_show_the_page_of_a_file_in_an_archive(zipped: Path) -> None:
    from review.opened import open_release
    from review.printed import Sources

    file = next((zipped / "out" / "budget_lines").glob("*/*.parquet"))
    line = pq.read_table(file).to_pylist()[0]
    target = zipped / "page.png"
    assert main(["trace", str(zipped / "out"), line["line_id"], "--picture", str(target)]) == 0
    assert target.exists()
    opened = open_release(zipped / "out")
    shown = Sources().pages(opened, zipped / "in", line["doc_id"])
    assert len(shown) == opened.documents[line["doc_id"]]["page_count"]
    (zipped / "in" / "all.zip").unlink()
    assert Sources().pages(opened, zipped / "in", line["doc_id"]) == []
