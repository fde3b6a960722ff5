"""Second opinions on the borders of tables of a PDF: those that another parser finds, or none at all."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from extractors.grids.edges import Edge, joined
from extractors.grids.ruled import Frame, to_frame

Frames = dict[int, list[Frame]]


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


def _unruled(_data: bytes, pages: Iterable[int]) -> Frames:
    return {number: [] for number in pages}


# In the order in which they are asked; every one gives the frames of each page by its number.
OPINIONS: dict[str, Callable[[bytes, Iterable[int]], Frames]] = {"pdfplumber": _plumbed, "aligned": _unruled}
