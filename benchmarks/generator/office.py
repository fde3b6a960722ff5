"""A made-up document as DOCX and XLSX."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from benchmarks.generator.cells import PrintedCell, PrintedTable
from benchmarks.generator.documents import MadeUp

CHARACTERS = 1.6  # of the width of a column for each of its weight
LINE = 15.0
ALIGN = {"left": 0, "center": 1, "right": 2}


def _word_table(document: Any, table: PrintedTable) -> None:
    title = document.add_paragraph(table.title)
    title.alignment = ALIGN["center"]
    if table.number:
        document.add_paragraph(table.number).alignment = ALIGN["right"]
    document.add_paragraph("\t".join(table.caption))
    grid = document.add_table(rows=table.n_rows, cols=len(table.weights))
    grid.style = "Table Grid"
    places = [list(row.cells) for row in grid.rows]
    for cell in table.cells:
        place = places[cell.row][cell.column]
        if cell.row_span > 1 or cell.column_span > 1:
            last = places[cell.row + cell.row_span - 1][cell.column + cell.column_span - 1]
            place = place.merge(last)
        place.text = cell.text
    for note in table.notes:
        document.add_paragraph(note)


def docx_of(made: MadeUp) -> bytes:
    """The document with paragraphs and tables with merged cells."""
    import docx

    document = docx.Document()
    for line in made.cover:
        document.add_paragraph(line)
    for table in made.tables:
        _word_table(document, table)
    for text in made.narrative:
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _value(cell: PrintedCell, numeric: bool) -> tuple[object, str | None]:
    """What stands in the cell of a sheet and its number format: amounts and codes as numbers, or all as text."""
    text = cell.text
    if not numeric or not text:
        return text, None
    if cell.truth is not None:
        places = len(text.partition(".")[2])
        form = ("#,##0" if "," in text else "0") + ("." + "0" * places if places else "")
        return float(text.replace(",", "")), form
    return (int(text), None) if text.isascii() and text.isdigit() and text[0] != "0" else (text, None)


def _bordered(sheet: Any, first: int, table: PrintedTable) -> None:
    """Borders around all cells, and rows as high as their wrapped words."""
    from openpyxl.styles import Alignment, Border, Side

    thin = Side(style="thin")
    for row in sheet.iter_rows(first, first + table.n_rows - 1, 1, len(table.weights)):
        for cell in row:
            cell.border = Border(thin, thin, thin, thin)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    for row in range(table.n_rows):
        words = [cell for cell in table.cells if cell.row == row and cell.row_span == 1]
        lines = [
            _lines(cell.text, table.weights[cell.column : cell.column + cell.column_span]) for cell in words
        ]
        sheet.row_dimensions[first + row].height = LINE * max(lines, default=1)


def _lines(text: str, weights: Sequence[float]) -> int:
    """In how many lines a text stands in columns of some widths."""
    wide = sum(2 if character > "\u2e80" else 1 for character in text)
    return math.ceil((wide + 1) / (CHARACTERS * sum(weights) - 1))


def _sheet_table(sheet: Any, table: PrintedTable, top: int, numeric: bool, bordered: bool) -> int:
    """Write a table below row `top` (from 1) and give the first row after it."""
    width = len(table.weights)
    sheet.cell(top, 1, table.title)
    sheet.merge_cells(start_row=top, end_row=top, start_column=1, end_column=width)
    sheet.cell(top + 1, width, table.number or None)
    sheet.cell(top + 2, 1, table.caption[0])
    sheet.cell(top + 2, width, table.caption[1])
    first = top + 3
    for cell in table.cells:
        value, form = _value(cell, numeric)
        place = sheet.cell(first + cell.row, cell.column + 1, value)
        if form:
            place.number_format = form
        if cell.row_span > 1 or cell.column_span > 1:
            sheet.merge_cells(
                start_row=first + cell.row,
                end_row=first + cell.row + cell.row_span - 1,
                start_column=cell.column + 1,
                end_column=cell.column + cell.column_span,
            )
    below = first + table.n_rows
    if bordered:
        _bordered(sheet, first, table)
    for number, note in enumerate(table.notes):
        sheet.cell(below + number, 1, note)
        sheet.merge_cells(start_row=below + number, end_row=below + number, start_column=1, end_column=width)
    return below + len(table.notes) + 2


def xlsx_of(
    made: MadeUp,
    numeric: bool = True,
    one_sheet: bool = False,
    bordered: bool = False,
    over_first: bool = False,
    repeated: bool = False,
) -> bytes:
    """The tables, one a sheet or all on one; a first sheet holds the cover.

    `bordered`, `over_first` (pages to the right before those below) and `repeated` (headings on each page below) are for print.
    """
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "封面"
    for number, line in enumerate(made.cover, 1):
        sheet.cell(number, 1, line)
    top = len(made.cover) + 3
    for table in made.tables:
        if not one_sheet:
            sheet, top = book.create_sheet(table.title[:28]), 1
        begun, top = top, _sheet_table(sheet, table, top, numeric, bordered)
        if over_first:
            sheet.page_setup.pageOrder = "overThenDown"
        if repeated:
            sheet.print_title_rows = f"{begun}:{begun + 2 + table.header_rows}"
        for column, weight in enumerate(table.weights, 1):
            sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width = weight * CHARACTERS
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
