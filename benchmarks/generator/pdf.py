"""Laid-out pages as PDF, drawn with reportlab: rules of every kind, shading, rotation."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.generator.pages import MARGIN, PADDING, PlacedCell, PlacedPage, PlacedTable

RULES = ("ruled", "hairline", "dotted", "double", "shaded", "borderless", "frame", "header_rules")
TURNS = ("none", "rotate", "rotate_back", "glyphs", "glyphs_back")
BUILT_IN = "STSong-Light"
FONT_FILES = (
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    Path("/usr/share/fonts/truetype/arphic/uming.ttc"),
)
Segment = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """How pages are drawn: rules, how pages in landscape are turned, font, a fixed date in the file."""

    rules: str = "ruled"
    turn: str = "none"
    font: str = BUILT_IN


@cache
def font(name: str = BUILT_IN) -> str:
    """A font that holds Chinese, registered with reportlab: the built-in one or `embedded`, from a file.

    `FileNotFoundError` when no such file is installed.
    """
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    if name == BUILT_IN:
        pdfmetrics.registerFont(UnicodeCIDFont(name))
        return name
    file = next((path for path in FONT_FILES if path.is_file()), None)
    if file is None:
        raise FileNotFoundError("no font with Chinese characters: install fonts-wqy-zenhei")
    pdfmetrics.registerFont(TTFont(name, str(file), subfontIndex=0))
    return name


def width_of(name: str = BUILT_IN) -> Callable[[str, float], float]:
    """The function that gives the width of a text at a size in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    used = font(name)
    known: dict[str, float] = {}

    def width(text: str, size: float) -> float:
        total = 0.0
        for char in text:
            if char not in known:
                known[char] = stringWidth(char, used, 1000.0)
            total += known[char]
        return total * size / 1000

    return width


def _borders(table: PlacedTable) -> list[Segment]:
    """Every border of every cell once."""
    found: dict[Segment, None] = {}
    for cell in table.cells:
        for segment in (
            (cell.x0, cell.top, cell.x1, cell.top),
            (cell.x0, cell.bottom, cell.x1, cell.bottom),
            (cell.x0, cell.top, cell.x0, cell.bottom),
            (cell.x1, cell.top, cell.x1, cell.bottom),
        ):
            found[tuple(round(value, 3) for value in segment)] = None  # type: ignore[index]
    return list(found)


def _frame(table: PlacedTable) -> list[Segment]:
    x0, top, x1, bottom = table.edges
    return [(x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)]


def _header_rules(table: PlacedTable) -> list[Segment]:
    """Above and below the header and at the end."""
    x0, top, x1, bottom = table.edges
    heads = [cell.bottom for cell in table.cells if cell.row < table.header_rows]
    return [(x0, y, x1, y) for y in sorted({top, bottom, *([max(heads)] if heads else [])})]


def _dots(segment: Segment) -> Iterator[tuple[float, float]]:
    x0, y0, x1, y1 = segment
    step, length = 1.5, max(x1 - x0, y1 - y0)
    for number in range(int(length / step) + 1):
        yield (x0 + number * step, y0) if x1 > x0 else (x0, y0 + number * step)


class _Pen:
    """Draws in points from the top left of the page as displayed."""

    def __init__(self, canvas: Any, page: PlacedPage, drawing: Drawing) -> None:
        self.canvas, self.page, self.drawing = canvas, page, drawing

    def box(self, x: float, top: float, width: float, height: float) -> None:
        self.canvas.rect(x, self.page.height - top - height, width, height, stroke=0, fill=1)

    def line(self, segment: Segment, width: float = 0.5) -> None:
        x0, y0, x1, y1 = segment
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.page.height - y0, x1, self.page.height - y1)

    def text(self, x: float, baseline: float, size: float, text: str) -> None:
        self.canvas.setFont(self.drawing.font, size)
        self.canvas.drawString(x, self.page.height - baseline, text)

    def rules(self, table: PlacedTable) -> None:
        kind = self.drawing.rules
        if kind == "shaded":
            self.canvas.setFillGray(0.88)
            for cell in table.cells:
                self.box(cell.x0 + 0.4, cell.top + 0.4, cell.x1 - cell.x0 - 0.8, cell.bottom - cell.top - 0.8)
            self.canvas.setFillGray(0)
            return
        partial = {
            "borderless": list,
            "frame": lambda: _frame(table),
            "header_rules": lambda: _header_rules(table),
        }
        for segment in partial[kind]() if kind in partial else _borders(table):
            self.rule(segment)

    def rule(self, segment: Segment) -> None:
        x0, y0, x1, y1 = segment
        if self.drawing.rules == "hairline":
            self.box(x0 - 0.12, y0 - 0.12, x1 - x0 + 0.24, y1 - y0 + 0.24)
        elif self.drawing.rules == "dotted":
            for x, y in _dots(segment):
                self.box(x - 0.25, y - 0.25, 0.5, 0.5)
        elif self.drawing.rules == "double":
            shift = 0.9
            across = x1 > x0
            for d in (-shift, shift):
                self.line((x0, y0 + d, x1, y1 + d) if across else (x0 + d, y0, x1 + d, y1), 0.4)
        else:
            self.line(segment)

    def cell(self, placed: PlacedCell, size: float, width: Callable[[str, float], float]) -> None:
        leading = size * 1.25
        y = (placed.top + placed.bottom) / 2 - leading * len(placed.lines) / 2 + size
        for line in placed.lines:
            spare = placed.x1 - placed.x0 - 2 * PADDING - width(line, size)
            shift = {"left": 0.0, "center": spare / 2, "right": spare}[placed.cell.align]
            self.text(placed.x0 + PADDING + shift, y, size, line)
            y += leading


def _place(canvas: Any, page: PlacedPage, turn: str) -> None:
    """Set the size of the page and turn what is drawn, where the page is in landscape."""
    if turn == "none" or page.width < page.height:
        canvas.setPageSize((page.width, page.height))
        canvas.setPageRotation(0)
        return
    back, marked = turn.endswith("back"), turn.startswith("rotate")
    # reportlab exchanges width and height of the media box itself where a rotation is set
    canvas.setPageSize((page.width, page.height) if marked else (page.height, page.width))
    canvas.setPageRotation((270 if back else 90) if marked else 0)
    if back:
        canvas.transform(0, -1, 1, 0, 0, page.width)
    else:
        canvas.transform(0, 1, -1, 0, page.height, 0)


def pdf_of(pages: Sequence[PlacedPage], drawing: Drawing, size: float) -> bytes:
    """The file; `size` is that of the text in cells. The same pages give the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    font(drawing.font)
    width = width_of(drawing.font)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    for number, page in enumerate(pages, 1):
        canvas.saveState()
        _place(canvas, page, drawing.turn)
        pen = _Pen(canvas, page, drawing)
        for table in page.tables:
            pen.rules(table)
            for cell in table.cells:
                pen.cell(cell, size, width)
        for text in page.texts:
            pen.text(text.x, text.y, text.size, text.text)
        if number > 1:
            label = str(number)
            pen.text((page.width - width(label, 9)) / 2, page.height - MARGIN / 2, 9, label)
        canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
