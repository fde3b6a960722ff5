"""Workbooks: every visible cell of every visible sheet as it is shown, with its merged range and its place."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from extractors.readers.number_formats import plain, shown
from extractors.readers.sheet_parts import looked_through
from extractors.readers.sheet_rows import SheetCells, one_line, sheet_lines
from schemas.document import Document, Line, Remark
from schemas.errors import Unreadable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
HIDDEN_SHEET, HIDDEN_ROWS, NOT_CALCULATED = "sheet.hidden", "sheet.hidden_rows", "sheet.not_calculated"


def read_xlsx(data: bytes, doc_id: str) -> Document:
    """Read a workbook of the newer kind; `Unreadable` when it is damaged or locked."""
    import openpyxl

    formulas = looked_through(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception:  # openpyxl raises what it meets: KeyError, ValueError, XML and ZIP errors
        return _read_values(data, doc_id, XLSX)
    remarks: list[Remark] = []
    lines: list[Line] = []
    names: list[tuple[int, str]] = []
    for number, sheet in enumerate(book.worksheets, 1):
        if sheet.sheet_state != "visible":
            if any(True for _ in _printed(sheet)):
                remarks.append(Remark(HIDDEN_SHEET, sheet.title))
            continue
        lines.extend(sheet_lines(_visible(sheet, number, remarks), number))
        names.append((number, sheet.title))
    if formulas:
        remarks.extend(_not_calculated(data, book))
    return _whole(doc_id, XLSX, lines, len(book.worksheets), remarks, names)


def _whole(
    doc_id: str,
    media_type: str,
    lines: Sequence[Line],
    count: int,
    remarks: Sequence[Remark],
    names: Sequence[tuple[int, str]],
) -> Document:
    size = max(count, 1)
    return Document(
        doc_id, "sheet", media_type, tuple(lines), size, remarks=tuple(remarks), names=tuple(names)
    )


def _printed(sheet: Any) -> Iterator[tuple[int, int, str]]:
    """(row, column, shown text) of every filled cell, counted from 0."""
    for (row, column), cell in _cells(sheet):
        if cell.value is not None:
            yield row - 1, column - 1, _shown(cell.value, cell.number_format or "General")


def _cells(sheet: Any) -> list[tuple[tuple[int, int], Any]]:
    """The cells that the file has, by row and column: a stray one in the last corner makes no million of blank ones."""
    return sorted(sheet._cells.items(), key=lambda item: item[0])


def _shown(value: object, code: str) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return shown(value, code)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)


def _visible(sheet: Any, number: int, remarks: list[Remark]) -> SheetCells:
    """The cells of a sheet without its hidden rows and columns, which are remarked when they print anything."""
    rows = {key - 1 for key, item in sheet.row_dimensions.items() if item.hidden or item.height == 0}
    columns = {
        index - 1
        for item in sheet.column_dimensions.values()
        if (item.hidden or item.width == 0) and item.min
        for index in range(item.min, min(item.max or item.min, sheet.max_column) + 1)
    }
    texts: dict[tuple[int, int], str] = {}
    lost: list[str] = []
    for row, column, text in _printed(sheet):
        if row in rows or column in columns:
            lost.append(text)
        else:
            texts[row, column] = text
    if any(text.strip() for text in lost):
        remarks.append(Remark(HIDDEN_ROWS, sheet.title, str(len([text for text in lost if text.strip()]))))
    merges = [
        (item.min_row - 1, item.min_col - 1, item.max_row - 1, item.max_col - 1)
        for item in sheet.merged_cells.ranges
    ]
    return SheetCells(sheet.title, number, texts, tuple(sorted(merges)))


def _not_calculated(data: bytes, values: Any) -> Iterator[Remark]:
    """Sheets with formulas whose value was never calculated: they show nothing that could be read."""
    import openpyxl

    formulas = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in formulas.worksheets:
        if sheet.sheet_state != "visible":
            continue
        lost = sum(
            cell.data_type == "f" and values[sheet.title].cell(*place).value is None
            for place, cell in _cells(sheet)
        )
        if lost:
            yield Remark(NOT_CALCULATED, sheet.title, str(lost))


def read_xls(data: bytes, doc_id: str) -> Document:
    """Read a workbook of the older kind, whose formats of numbers are not known: all digits are shown."""
    return _read_values(data, doc_id, XLS)


def _read_values(data: bytes, doc_id: str, media_type: str) -> Document:
    """The values of a workbook without their formats."""
    import python_calamine as calamine

    try:
        return _document(calamine.load_workbook(io.BytesIO(data)), doc_id, media_type)
    except calamine.PasswordError as error:
        raise Unreadable("the workbook is locked with a password") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable(f"the workbook cannot be read ({type(error).__name__})") from error


def _document(book: Any, doc_id: str, media_type: str) -> Document:
    import python_calamine as calamine

    lines: list[Line] = []
    remarks: list[Remark] = []
    names: list[tuple[int, str]] = []
    for number, about in enumerate(book.sheets_metadata, 1):
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        cells = SheetCells(about.name, number, _values(sheet), _merges(sheet))
        if about.visible != calamine.SheetVisibleEnum.Visible:
            if cells.texts:
                remarks.append(Remark(HIDDEN_SHEET, about.name))
            continue
        lines.extend(sheet_lines(cells, number))
        names.append((number, about.name))
    return _whole(doc_id, media_type, lines, len(book.sheet_names), remarks, names)


def _merges(sheet: Any) -> tuple[tuple[int, int, int, int], ...]:
    ranges = sheet.merged_cell_ranges or ()
    return tuple(sorted((top, left, bottom, right) for (top, left), (bottom, right) in ranges))


def _values(sheet: Any) -> dict[tuple[int, int], str]:
    found = {}
    first_row, first_column = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), first_row):
        for column, value in enumerate(values, first_column):
            text = plain(value) if type(value) in (int, float) else one_line(_shown(value, "General"))
            if text:
                found[row, column] = text
    return found
