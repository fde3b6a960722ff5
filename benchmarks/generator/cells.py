"""Sheets as printed tables: header cells with their spans, rows of cells, and what is true of each amount."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from benchmarks.generator.printed import Line, Scale, Sheet
from benchmarks.generator.text import YEAR, headings, numbered_label
from schemas.forms import Column, load_forms

Path = tuple[str, ...]
CODED = (("项目", "功能分类科目编码"), ("项目", "科目名称"))
LEVELS = (
    ("功能分类科目编码", "类"),
    ("功能分类科目编码", "款"),
    ("功能分类科目编码", "项"),
    ("功能分类科目名称",),
)


@dataclass(frozen=True, slots=True)
class Truth:
    """One printed amount: the row (code, else label), side and measure it stands in, and its value in yuan."""

    form_id: str
    row: str
    side: str | None
    measure: str
    raw: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """One cell of a printed table at a row and column from 0, with its spans; blank cells are not listed."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    align: str = "left"
    truth: Truth | None = None


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A form as it is printed: title, number, caption, cells (the header first), note; `weights` are column widths."""

    form_id: str
    title: str
    number: str
    caption: tuple[str, ...]
    cells: tuple[PrintedCell, ...]
    header_rows: int
    n_rows: int
    weights: tuple[float, ...]
    notes: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether it is printed on a page in landscape."""
        return len(self.weights) > 6


def yuan(raw: str, scale: Scale) -> Decimal:
    """The printed amount in yuan."""
    return Decimal(raw.replace(",", "")) * scale.fen / 100


def header_cells(paths: Sequence[Path], top: int = 0) -> Iterator[PrintedCell]:
    """Cells over columns with the given headings, outer to inner; equal neighbours are merged."""
    depth = max(map(len, paths))

    def level(first: int, last: int, row: int) -> Iterator[PrintedCell]:
        start = first
        while start < last:
            text = paths[start][row]
            stop = start + 1
            while (
                stop < last
                and paths[stop][: row + 1] == paths[start][: row + 1]
                and len(paths[stop]) > row + 1
            ):
                stop += 1
            ends = len(paths[start]) == row + 1
            span = depth - row if ends else 1
            yield PrintedCell(top + row, start, text, span, stop - start, "center")
            if not ends:
                yield from level(start, stop, row + 1)
            start = stop

    yield from level(0, len(paths), 0)


def _paths(columns: Sequence[Column]) -> list[Path]:
    return [tuple(alternatives[0] for alternatives in column.path) for column in columns]


def _ruler(
    row: int, labels: Sequence[tuple[int, int]], columns: Sequence[Column], first: Sequence[int]
) -> Iterator[PrintedCell]:
    """The row of column numbers: `栏次` at each (column, span) of `labels`, the numbers at `first`."""
    for column, span in labels:
        yield PrintedCell(row, column, "栏次", 1, span, "center")
    for place, column in zip(first, columns, strict=True):
        yield PrintedCell(row, place, str(column.number), align="center")


def _amounts(sheet: Sheet, line: Line, row: int, first: int) -> Iterator[PrintedCell]:
    own = [column for column in sheet.columns if column[0] is None or column[0] == line.side]
    for offset, (text, (side, measure, _)) in enumerate(zip(line.cells, own, strict=True)):
        if text is not None:
            truth = Truth(
                sheet.form_id, line.code or line.label, side, measure, text, yuan(text, sheet.scale)
            )
            yield PrintedCell(row, first + offset, text, align="right", truth=truth)


def _coded(sheet: Sheet, columns: Sequence[Column], in_levels: bool) -> tuple[list[PrintedCell], int]:
    labels = LEVELS if in_levels else CODED
    width = len(labels)
    paths = [*labels, *_paths(columns)]
    cells = list(header_cells(paths))
    head = max(map(len, paths))
    if all(column.number for column in columns):
        cells += _ruler(head, [(0, width)], columns, range(width, width + len(columns)))
        head += 1
    for row, line in enumerate(sheet.lines, head):
        if line.code is None:
            cells.append(PrintedCell(row, 0, line.label, 1, width, "center"))
        elif in_levels:
            parts = [line.code[:3], line.code[3:5], line.code[5:7]]
            cells += [PrintedCell(row, n, part, align="center") for n, part in enumerate(parts) if part]
            cells.append(PrintedCell(row, width - 1, line.label))
        else:
            cells += [PrintedCell(row, 0, line.code), PrintedCell(row, 1, line.label)]
        cells += _amounts(sheet, line, row, width)
    return cells, head


def _sided(sheet: Sheet, columns: Sequence[Column]) -> tuple[list[PrintedCell], int]:
    left = [column for column in columns if column.side == "revenue"]
    right = [column for column in columns if column.side == "expenditure"]
    ruled = all(line.number for line in sheet.lines)
    labels = ["项目", "行次"] if ruled else ["项目"]
    paths: list[Path] = [("收入", label) for label in labels] + [("收入", *path) for path in _paths(left)]
    second = len(paths)
    paths += [("支出", label) for label in labels] + [("支出", *path) for path in _paths(right)]
    cells = list(header_cells(paths))
    head = max(map(len, paths))
    if all(column.number for column in columns):
        places = [len(labels), *range(second + len(labels), len(paths))]
        cells += _ruler(head, [(0, 1), (second, 1)], [*left, *right], places)
        head += 1
    for row, pair in enumerate(_pairs(sheet), head):
        for first, (line, position) in zip((0, second), pair, strict=True):
            if line is None:
                continue
            cells.append(PrintedCell(row, first, numbered_label(line, position)))
            if ruled:
                cells.append(PrintedCell(row, first + 1, str(line.number), align="center"))
            cells += _amounts(sheet, line, row, first + len(labels))
    return cells, head


Half = tuple[Line | None, int]


def _pairs(sheet: Sheet) -> Iterator[tuple[Half, Half]]:
    """Rows of both sides; by their printed numbers, else one after the other with the totals on the last line."""
    halves: list[list[Half]] = []
    for side in ("revenue", "expenditure"):
        lines = [line for line in sheet.lines if line.side == side]
        first = lines[0].number
        own: list[Half] = []
        for position, line in enumerate(lines, 1):
            while first is not None and line.number is not None and len(own) < line.number - first:
                own.append((None, 0))
            own.append((line, position))
        halves.append(own)
    if sheet.lines[0].number is None:
        length = max(map(len, halves))
        halves = [[*own[:-1], *[(None, 0)] * (length - len(own)), own[-1]] for own in halves]
    yield from zip_longest(*halves, fillvalue=(None, 0))  # type: ignore[misc]


def _blocks(sheet: Sheet) -> tuple[list[PrintedCell], int]:
    coded = [line for line in sheet.lines if line.code]
    people = [line for line in coded if (line.code or "")[:3] in ("301", "303")]
    goods = [line for line in coded if line not in people]
    half = (len(goods) + 1) // 2
    heads = ("科目编码", "科目名称", "决算数")
    paths = [(part, head) for part in ("人员经费", "公用经费") for head in heads]
    cells = [*header_cells([*paths, *(("公用经费 ", head) for head in heads)])]
    cells = [replace(c, column_span=6) if c.text == "公用经费" else c for c in cells if c.text != "公用经费 "]
    last = 2
    for block, lines in enumerate((people, goods[:half], goods[half:])):
        for row, line in enumerate(lines, 2):
            cells += [
                PrintedCell(row, 3 * block, line.code or ""),
                PrintedCell(row, 3 * block + 1, line.label),
            ]
            cells += _amounts(sheet, line, row, 3 * block + 2)
            last = max(last, row + 1)
    sums = [line for line in sheet.lines if not line.code]
    for line, first, span in zip(sums, (0, 3), (2, 5), strict=True):
        cells.append(PrintedCell(last, first, line.label, 1, span, "center"))
        cells += _amounts(sheet, line, last, first + span)
    return cells, 2


def _single(sheet: Sheet, columns: Sequence[Column]) -> tuple[list[PrintedCell], int]:
    paths = _paths(columns)
    cells = list(header_cells(paths))
    head = max(map(len, paths))
    if all(column.number for column in columns):
        cells += _ruler(head, [], columns, range(len(columns)))
        head += 1
    for row, line in enumerate(sheet.lines, head):
        cells += _amounts(sheet, line, row, 0)
    return cells, head


def _weights(cells: Sequence[PrintedCell], n_columns: int) -> tuple[float, ...]:
    """Widths in units of a Chinese character: of the longest amount, of labels up to twelve characters."""
    widths = [3.0] * n_columns
    for cell in cells:
        if cell.column_span == 1:
            size = sum(1.0 if ord(char) > 127 else 0.55 for char in cell.text) + 1
            limit = 20.0 if cell.truth else 5.0 if cell.align == "center" else 13.0
            widths[cell.column] = max(widths[cell.column], min(size, limit))
    return tuple(widths)


def printed_table(
    sheet: Sheet, entry: Mapping[str, Any], organisation: str, in_levels: bool = False
) -> PrintedTable:
    """One form; `entry` holds title, number, and the sentence `empty` that stands under it when it has no amounts."""
    form = load_forms()[sheet.form_id]
    columns = form.side_columns(sheet.variant)
    shape = form.shape_of(sheet.variant)
    if shape == "sided":
        cells, head = _sided(sheet, columns)
    elif shape == "blocks":
        cells, head = _blocks(sheet)
    elif shape in ("single_row", "labelled"):
        cells, head = _single(sheet, columns)
    else:
        cells, head = _coded(sheet, columns, in_levels)
    words = {"org": organisation, "year": YEAR, "unit": sheet.scale.unit}
    notes = (str(headings()["note"]),)
    if "empty" in entry and not any(any(line.cells) for line in sheet.lines):
        notes = (str(entry["empty"]).format(**words),)
        cells = [cell for cell in cells if cell.row < head]
    width = max(cell.column + cell.column_span for cell in cells)
    rows = max(max(cell.row + cell.row_span for cell in cells), head + 1)
    caption = (f"部门：{organisation}", f"单位：{sheet.scale.unit}")
    return PrintedTable(
        sheet.form_id,
        entry["title"],
        entry["number"],
        caption,
        tuple(cells),
        head,
        rows,
        _weights(cells, width),
        notes,
    )
