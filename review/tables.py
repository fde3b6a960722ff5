"""Tables as the page shows them: cells in rows, each with the row it was read into and how that row is supported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from review.opened import Row
from review.places import Map, Piece, box_place, line_place

UNSURE = "ambiguous"
SHOWN = ("table_id", "row", "column", "row_span", "column_span", "text", "role", "state", "page",
         "line_start", "line_end", "x0", "top", "x1", "bottom")  # fmt: skip
LONGEST_SPAN = 500  # rows or columns of one cell


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell: its print, its place, and the row that it opens with the sign of its support."""

    text: str
    role: str
    state: str
    row_span: int
    column_span: int
    place: str | None
    row_id: str | None = None
    sign: str | None = None


GAP = CellView("", "value", "blank", 1, 1, None)


@dataclass(frozen=True, slots=True)
class TableView:
    """One table with its rows of cells."""

    table: Row
    rows: tuple[tuple[CellView, ...], ...]


def sign_of(row: Row) -> str:
    """The one sign of a budget line: what is flagged comes before its proof."""
    if row["proof"] == "contradicted":
        return "contradicted"
    if row["column_evidence"] == UNSURE:
        return UNSURE
    return "unknown_unit" if row["unit"] == "unknown" else str(row["proof"])


def table_views(
    tables: Iterable[Row],
    cells: Iterable[Row],
    marks: Map,
    signs: Mapping[str, str],
    lines: Mapping[tuple[int, int], str],
) -> list[TableView]:
    """The tables of a document in printed order; `lines` are its printed lines by page and number, where it has any."""
    by_table: dict[str, list[Row]] = defaultdict(list)
    for cell in cells:
        by_table[cell["table_id"]].append(cell)
    ordered = sorted(tables, key=lambda table: (table["page"] or 0, table["line_start"] or 0))
    return [TableView(table, _rows(by_table[table["table_id"]], marks, signs, lines)) for table in ordered]


def _rows(
    cells: list[Row], marks: Map, signs: Mapping[str, str], lines: Mapping[tuple[int, int], str]
) -> tuple[tuple[CellView, ...], ...]:
    rows: dict[int, list[CellView]] = defaultdict(list)
    taken: set[tuple[int, int]] = set()
    reached: dict[tuple[int, int], int] = {}
    for cell in sorted(cells, key=lambda cell: (cell["row"], cell["column"])):
        row, column = cell["row"], cell["column"]
        gaps = [before for before in range(column) if (row, before) not in taken]
        rows[row] += [GAP] * len(gaps)
        taken |= {(row, before) for before in gaps}
        covered = {
            (row + down, column + right)
            for down in range(min(cell["row_span"], LONGEST_SPAN))
            for right in range(min(cell["column_span"], LONGEST_SPAN))
        }
        taken |= covered
        rows[row].append(_cell_view(cell, marks, signs, lines, reached))
    return tuple(tuple(rows[number]) for number in sorted(rows))


def _cell_view(
    cell: Row,
    marks: Map,
    signs: Mapping[str, str],
    lines: Mapping[tuple[int, int], str],
    reached: dict[tuple[int, int], int],
) -> CellView:
    place, piece = _located(cell, marks, lines, reached)
    row_id = piece.row_id if piece else None
    main = piece is not None and piece.main
    return CellView(
        cell["text"],
        cell["role"],
        cell["state"],
        cell["row_span"],
        cell["column_span"],
        place,
        row_id,
        signs.get(row_id or "") if main else None,
    )


def _located(
    cell: Row, marks: Map, lines: Mapping[tuple[int, int], str], reached: dict[tuple[int, int], int]
) -> tuple[str | None, Piece | None]:
    """Where a cell stands, and the best piece of print there."""
    if not cell["text"] or cell["line_start"] is None:
        return None, None
    page = cell["page"] or 0
    if cell["x0"] is not None:
        box = (cell["x0"], cell["top"], cell["x1"], cell["bottom"])
        return box_place(page, box), marks.in_box(page, box)
    number = cell["line_start"]
    if (page, number) not in lines and (page, number) in marks.line_boxes:
        return _boxed(cell, page, marks, reached)
    text = lines.get((page, number), "")
    wanted = cell["text"] if number == cell["line_end"] else _beginning(cell["text"], text)
    start = text.find(wanted, reached.get((page, number), 0)) if wanted else -1
    if start < 0:
        return line_place(page, number), None
    end = start + len(wanted)
    reached[page, number] = end
    return line_place(page, number, start, end), marks.on_line(page, number, start, end)


def _boxed(
    cell: Row, page: int, marks: Map, reached: dict[tuple[int, int], int]
) -> tuple[str | None, Piece | None]:
    """The box of the piece that prints a cell without a box of its own, else that of its line."""
    here = (page, cell["line_start"])
    piece = marks.printed(*here, cell["text"], reached.get(here, 0))
    if piece is None or piece.box is None:
        return box_place(page, marks.line_boxes[here]), None
    reached[here] = piece.end
    return box_place(page, piece.box), piece


def _beginning(text: str, line: str) -> str:
    """The longest beginning of a cell that wraps which stands on its first line."""
    low, high = 0, min(len(text), len(line))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text[:middle] in line else (low, middle - 1)
    return text[:low]
