"""Second opinions on the borders of tables of a PDF: those that another parser finds, or none at all."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from extractors.grids.edges import Edge, joined
from extractors.grids.ruled import Frame, to_frame

Frames = dict[int, list[Frame]]
MOST_PICTURES = 10


@cache
def _fontless() -> Any:
    """Resources of pdfminer in which no font is found, so that text is passed over: borders are all that is asked for."""
    from pdfminer.pdfinterp import PDFResourceManager

    class Fontless(PDFResourceManager):
        def get_font(self, objid: object, spec: object) -> Any:  # noqa: ARG002  # as it is called
            return None

    return Fontless


def _plumbed(data: bytes, pages: Iterable[int]) -> Frames:
    import pdfplumber

    found: Frames = {}
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            document.rsrcmgr = _fontless()()
            for number in sorted(pages):
                page = document.pages[number - 1]
                frames = [_frame(table.cells) for table in page.find_tables()]
                found[number] = [frame for frame in frames if frame is not None]
                page.close()
    except Exception:  # a parser that is only asked for its opinion may fail in any way
        return {}
    return found


def _frame(cells: Iterable[Any]) -> Frame | None:
    """The frame of cells, each (left, top, right, bottom)."""
    boxes = list(cells)
    across = [Edge(y, box[0], box[2]) for box in boxes for y in (box[1], box[3])]
    down = [Edge(x, box[1], box[3]) for box in boxes for x in (box[0], box[2])]
    frame = to_frame(joined(across), joined(down)) if boxes else None
    return frame and Frame(frame.xs, frame.ys, frame.cells, frame.owner, "pdfplumber")


def _camelot(data: bytes, pages: Iterable[int]) -> Frames:
    """The cells that camelot sees in the pictures and the alignment of the first pages; it takes about a second for each."""
    import gc
    import warnings

    from camelot.io import read_pdf

    asked = ",".join(str(number) for number in sorted(pages)[:MOST_PICTURES])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tables = list(read_pdf(data, pages=asked, flavor="hybrid", suppress_stdout=True))
        except Exception:  # as above
            tables = []
        gc.collect()  # it leaves the file open, for Python to find and warn of at any time
    found: Frames = {}
    for table in tables:
        frame = _seen(table.cells, table.pdf_size[1])
        if frame is not None:
            found.setdefault(table.page, []).append(frame)
    return found


def _seen(rows: Iterable[Iterable[Any]], height: float) -> Frame | None:
    """The frame of camelot's cells, which count from the foot of the page and tell which of their sides are drawn."""
    across: list[Edge] = []
    down: list[Edge] = []
    for cell in (cell for row in rows for cell in row):
        across += [Edge(height - cell.y2, cell.x1, cell.x2)] if cell.top else []
        across += [Edge(height - cell.y1, cell.x1, cell.x2)] if cell.bottom else []
        top, bottom = height - cell.y2, height - cell.y1
        down += [Edge(cell.x1, top, bottom)] if cell.left else []
        down += [Edge(cell.x2, top, bottom)] if cell.right else []
    frame = to_frame(joined(across), joined(down)) if across and down else None
    return frame and Frame(frame.xs, frame.ys, frame.cells, frame.owner, "camelot")


def _unruled(_data: bytes, pages: Iterable[int]) -> Frames:
    return {number: [] for number in pages}


# In the order in which they are asked; every one gives the frames of each page by its number.
OPINIONS: dict[str, Callable[[bytes, Iterable[int]], Frames]] = {
    "pdfplumber": _plumbed,
    "aligned": _unruled,
    "camelot": _camelot,
}
