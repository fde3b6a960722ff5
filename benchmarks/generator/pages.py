"""Printed tables and paragraphs laid out on pages: which cell stands in which rectangle of which page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.generator.cells import PrintedCell, PrintedTable

A4 = (595.3, 841.9)
MARGIN = 50.0
PADDING = 2.5


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A line of text outside tables: baseline from the top of the page."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell on a page: its rectangle from the top left, the lines it is wrapped to, row on this page, truth."""

    cell: PrintedCell
    row: int
    x0: float
    top: float
    x1: float
    bottom: float
    lines: tuple[str, ...]

    def overlaps(self, other: PlacedCell) -> bool:
        """Whether both cover the same place."""
        return (
            self.x0 < other.x1 and other.x0 < self.x1 and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """The part of a table that stands on one page; `cells` cover the whole rectangle, blank ones included."""

    table: PrintedTable
    cells: tuple[PlacedCell, ...]
    n_rows: int
    header_rows: int
    begins: bool

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        cells = self.cells
        return cells[0].x0, min(c.top for c in cells), max(c.x1 for c in cells), max(c.bottom for c in cells)


@dataclass(slots=True)
class PlacedPage:
    """A page as displayed, in points."""

    width: float
    height: float
    texts: list[PlacedText] = field(default_factory=list)
    tables: list[PlacedTable] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Paper:
    """How pages are set: character widths, size of text in cells, landscape for wide tables, header on every page.

    `together`: short tables share a page with the one before them.
    """

    width_of: Callable[[str, float], float]
    size: float = 9.0
    landscape: bool = True
    repeated: bool = True
    together: bool = False


def wrapped(text: str, room: float, size: float, width_of: Callable[[str, float], float]) -> tuple[str, ...]:
    """The text in lines that are no wider than `room`; numbers stay whole."""
    lines, line = [], ""
    for char in text:
        if line and width_of(line + char, size) > room and not _number(text):
            lines.append(line)
            line = ""
        line += char
    return (*lines, line) if line else ()


def _number(text: str) -> bool:
    return not text.strip("0123456789.,-")


def _columns(table: PrintedTable, width: float) -> list[float]:
    """The x of every column border."""
    left, room = MARGIN, width - 2 * MARGIN
    scale = room / sum(table.weights)
    edges = [left]
    for weight in table.weights:
        edges.append(edges[-1] + weight * scale)
    return edges


def _heights(table: PrintedTable, edges: Sequence[float], paper: Paper) -> list[float]:
    """The height of every row, so that the cells of one row fit, then those over several rows."""
    leading = paper.size * 1.25
    heights = [leading + 2 * PADDING] * table.n_rows
    for cell in sorted(table.cells, key=lambda c: c.row_span):
        room = edges[cell.column + cell.column_span] - edges[cell.column] - 2 * PADDING
        needed = len(wrapped(cell.text, room, paper.size, paper.width_of)) * leading + 2 * PADDING
        rows = range(cell.row, cell.row + cell.row_span)
        missing = needed - sum(heights[row] for row in rows)
        if missing > 0:
            heights[rows[-1]] += missing
    return heights


def _filled(table: PrintedTable) -> list[PrintedCell]:
    """All cells in reading order, with those that are blank."""
    taken = {
        (cell.row + r, cell.column + c)
        for cell in table.cells
        for r in range(cell.row_span)
        for c in range(cell.column_span)
    }
    blank = [
        PrintedCell(row, column, "")
        for row in range(table.n_rows)
        for column in range(len(table.weights))
        if (row, column) not in taken
    ]
    return sorted([*table.cells, *blank], key=lambda cell: (cell.row, cell.column))


@dataclass(slots=True)
class _Setter:
    """Sets blocks one below the other and begins pages."""

    paper: Paper
    pages: list[PlacedPage] = field(default_factory=list)
    y: float = 0.0

    def begin(self, wide: bool) -> PlacedPage:
        width, height = (A4[1], A4[0]) if wide and self.paper.landscape else A4
        self.pages.append(PlacedPage(width, height))
        self.y = MARGIN
        return self.pages[-1]

    def room(self) -> float:
        return self.pages[-1].height - MARGIN - self.y

    def text(self, text: str, size: float, align: str = "left", indent: float = 0.0) -> None:
        page = self.pages[-1]
        width = page.width - 2 * MARGIN
        for line in wrapped(text, width - indent, size, self.paper.width_of):
            if self.room() < size * 1.6:
                page = self.begin(page.width > page.height)
            spare = width - self.paper.width_of(line, size)
            x = MARGIN + indent + {"left": 0.0, "center": spare / 2, "right": spare}[align]
            self.y += size * 1.6
            page.texts.append(PlacedText(x, self.y - size * 0.45, size, line))
            indent = 0.0

    def caption(self, table: PrintedTable) -> None:
        self.text(table.title, 15, "center")
        if table.number:
            self.text(table.number, 9, "right")
        page = self.pages[-1]
        left, right = table.caption
        self.y += 16
        page.texts.append(PlacedText(MARGIN, self.y - 5, 9, left))
        x = page.width - MARGIN - self.paper.width_of(right, 9)
        page.texts.append(PlacedText(x, self.y - 5, 9, right))

    def table(self, table: PrintedTable) -> None:
        wide = table.wide
        edges = _columns(table, A4[1] if wide and self.paper.landscape else A4[0])
        heights = _heights(table, edges, self.paper)
        size = sum(heights) + 70
        shares = self.paper.together and bool(self.pages) and bool(self.pages[-1].tables)
        fits = (
            shares
            and size < self.room()
            and (self.pages[-1].width > A4[0]) == (wide and self.paper.landscape)
        )
        if not fits:
            self.begin(wide)
        else:
            self.y += 18
        self.caption(table)
        self.rows(table, edges, heights)
        for note in table.notes:
            self.text(note, 9)

    def rows(self, table: PrintedTable, edges: Sequence[float], heights: Sequence[float]) -> None:
        by_row: dict[int, list[PrintedCell]] = {}
        for cell in _filled(table):
            by_row.setdefault(cell.row, []).append(cell)
        header = list(range(table.header_rows))
        wanted, begins = list(range(table.n_rows)), True
        while wanted:
            rows = [] if begins or not self.paper.repeated else header.copy()
            count = 0
            room = self.room() - sum(heights[row] for row in rows)
            while count < len(wanted) and room >= heights[wanted[count]]:
                room -= heights[wanted[count]]
                count += 1
            rows += wanted[:count]
            wanted = wanted[count:]
            self.put(table, by_row, rows, edges, heights, begins)
            begins = False
            if wanted:
                self.begin(self.pages[-1].width > self.pages[-1].height)

    def put(
        self,
        table: PrintedTable,
        by_row: dict[int, list[PrintedCell]],
        rows: Sequence[int],
        edges: Sequence[float],
        heights: Sequence[float],
        begins: bool,
    ) -> None:
        placed = []
        tops = [self.y]
        for row in rows:
            tops.append(tops[-1] + heights[row])
        for at, row in enumerate(rows):
            for cell in by_row[row]:
                x0, x1 = edges[cell.column], edges[cell.column + cell.column_span]
                lines = wrapped(cell.text, x1 - x0 - 2 * PADDING, self.paper.size, self.paper.width_of)
                placed.append(PlacedCell(cell, at, x0, tops[at], x1, tops[at + cell.row_span], lines))
        self.y = tops[-1]
        heads = table.header_rows if begins or self.paper.repeated else 0
        self.pages[-1].tables.append(PlacedTable(table, tuple(placed), len(rows), heads, begins))


def pages_of(
    cover: Sequence[str], tables: Iterable[PrintedTable], narrative: Sequence[str], paper: Paper
) -> list[PlacedPage]:
    """A document: cover, tables, then headings and paragraphs of the narrative in turn."""
    setter = _Setter(paper)
    setter.begin(False)
    setter.y = 250
    for line in cover:
        setter.text(line, 22, "center")
    for table in tables:
        setter.table(table)
    if narrative:
        setter.begin(False)
        for number, text in enumerate(narrative):
            setter.text(text, 12, indent=24 if number else 0)
    return setter.pages


def truths(pages: Sequence[PlacedPage]) -> Iterator[tuple[int, PlacedCell]]:
    """Every printed amount with its page from 1."""
    for number, page in enumerate(pages, 1):
        for table in page.tables:
            yield from ((number, cell) for cell in table.cells if cell.cell.truth is not None)
