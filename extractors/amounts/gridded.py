"""A whole table whose source shows its cells: nothing is shifted, every amount stands under the headings over its column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from extractors.amounts.cell_units import units_apart
from extractors.amounts.gridded_continued import Extents, extents_of, placed_by_extents
from extractors.amounts.gridded_cut import joined_cuts
from extractors.amounts.gridded_doubts import with_doubts
from extractors.amounts.gridded_header import columns_of, header_depth
from extractors.amounts.gridded_rows import holds_several, is_note, read_grid_row, shares
from extractors.amounts.groups import Group, build_groups, with_prints
from extractors.amounts.header_split import is_number, is_words
from extractors.amounts.headings import HeaderColumn, heading_print
from extractors.amounts.leftovers import strays, unmapped
from extractors.amounts.printed import Heading, PrintedRow, PrintedTable
from extractors.amounts.row_headings import outer_words, under_row
from extractors.amounts.rulers import is_ruler, numbers_columns
from extractors.amounts.words import heading_key
from extractors.grids.exact import ExactCell, ExactRow, exact_rows, width_of
from schemas.characters import key
from schemas.document import Furniture, Line
from schemas.forms import Form
from schemas.grids import Cell
from schemas.harvest import Finding
from schemas.spans import Text, join
from schemas.values import parse_value

METHOD = "grid"
CODES = frozenset({"code", "unit_code"})
_CODE = regex.compile(r"\d{3}(?:\d{2}){0,2}")
_PAGE_NUMBER = regex.compile(r"[-—–]?\d{1,4}[-—–]?")


@dataclass(frozen=True, slots=True)
class _Frame:
    """A header that rows stand under: its rows as keys, its groups, its width in columns and where they print.

    `words` are its headings with their columns.
    """

    header: tuple[tuple[str, ...], ...]
    groups: tuple[Group, ...]
    width: int
    extents: Extents
    columns: tuple[HeaderColumn, ...] = ()
    words: frozenset[tuple[int, str]] = frozenset()

    def heads(self, row: ExactRow) -> bool:
        """Whether a row prints headings again, all of a row or some of several under which they stand."""
        if len(row.filled) < 2:
            return False
        own = _keys(row)
        return own in self.header or all(
            (cell.column, word) in self.words for cell, word in zip(row.filled, own, strict=True)
        )


@dataclass(slots=True)
class _Reading:
    """What has been read of one table so far; `roles` has one entry per row; `unsure` as in `PrintedTable`."""

    headings: list[Heading]
    rows: list[ExactRow]
    roles: list[str]
    printed: list[PrintedRow]
    findings: list[Finding]
    furniture: list[Furniture] = field(default_factory=list)
    variant: str = ""
    unsure: bool = False
    coded: set[int] = field(default_factory=set)
    labels: dict[int | None, frozenset[int]] = field(default_factory=dict)


def _keys(row: ExactRow) -> tuple[str, ...]:
    return tuple(key(str(cell.text)) for cell in row.filled)


def _frame(rows: Sequence[ExactRow], form: Form | None, reading: _Reading) -> tuple[_Frame | None, int]:
    """The header at the top of a grid and how many rows it has."""
    width = width_of(rows)
    depth = header_depth(rows, width, form)
    header, body = rows[:depth], rows[depth:]
    named = [row for row in header if not is_ruler(row.printed)]
    if not named:
        return None, depth
    columns = columns_of(header, body, width, form)
    groups, found, variant = build_groups(columns, form)
    texts = [row.texts(width) for row in named]
    found = with_prints(groups, found, {column.index: heading_print(texts, column) for column in columns})
    first = len(reading.headings)
    if [heading.label for heading in found] == [heading.label for heading in reading.headings]:
        first = 0
    else:
        reading.headings.extend(found)
    moved = tuple(
        replace(group, values=tuple((position, index + first) for position, index in group.values))
        for group in groups
    )
    reading.variant = reading.variant or variant
    labels = [place for group in groups for place in group.labels]
    reading.coded |= {column for column, kinds in labels if kinds and kinds <= CODES}
    words = frozenset((cell.column, key(str(cell.text))) for row in header for cell in row.filled)
    return _Frame(tuple(map(_keys, header)), moved, width, extents_of(rows), tuple(columns), words), depth


def _continued(
    frame: _Frame | None, rows: Sequence[ExactRow], reading: _Reading
) -> tuple[_Frame, Sequence[ExactRow]]:
    """The frame for a grid without a header: that of the grid before it; by places on the page where widths differ."""
    if frame is None:
        reading.headings.append(Heading("", None, None, "ambiguous"))
        width = width_of(rows)
        values = tuple((column, 0) for column in range(1, width))
        return _Frame(
            (), (Group(None, ((0, frozenset({"name"})),), values, uncertain=True),), width, {}
        ), rows
    if width_of(rows) == frame.width:
        return frame, rows
    placed = placed_by_extents(rows, frame.extents)
    if placed is not None:
        return frame, placed
    return replace(frame, groups=tuple(replace(group, uncertain=True) for group in frame.groups)), rows


def _role(index: int, depth: int, row: ExactRow, frame: _Frame) -> str:
    if numbers_columns(row.printed):
        return "ruler"
    if index < depth or frame.heads(row):
        return "header"
    return "note" if is_note(row, frame.width) else "body"


def _read_part(
    rows: Sequence[ExactRow], form: Form | None, frame: _Frame | None, reading: _Reading
) -> _Frame:
    found, depth = _frame(rows, form, reading)
    used, rows = (found, rows) if found is not None else _continued(frame, rows, reading)
    values = [index for group in used.groups for _, index in group.values]
    reading.labels[rows[0].grid] = frozenset(column for group in used.groups for column, _ in group.labels)
    doubted = any(group.uncertain for group in used.groups)
    reading.unsure = reading.unsure or doubted or any(shares(reading.headings, index) for index in values)
    for index, row in enumerate(rows):
        role = _role(index, depth, row, used)
        if role == "body":
            groups = _groups_of(row, used, form, reading)
            printed = read_grid_row(row, len(reading.rows), groups, reading.headings)
            reading.printed.extend(printed)
            labels = [read.label for read in printed if read.amounts]
            reading.findings.extend(told for told in _unread(row, used) if told.at not in labels)
        reading.rows.append(row)
        reading.roles.append(role)
    return found or frame or used


def _is_code(cell: ExactCell, reading: _Reading) -> bool:
    """Whether a cell holds a code in a column of codes: a row may print one of each classification."""
    return cell.column in reading.coded and _CODE.fullmatch(key(str(cell.text))) is not None


def _groups_of(row: ExactRow, frame: _Frame, form: Form | None, reading: _Reading) -> Sequence[Group]:
    """The groups of a row: where its label is an outer heading of the form, with the headings that stand under that one."""
    label = row.filled[0].text if row.filled else None
    if not frame.columns or label is None or heading_key(str(label)) not in outer_words(form):
        return frame.groups
    found = under_row(frame.columns, label, form)
    if found is None:
        return frame.groups
    first = len(reading.headings)
    reading.headings.extend(found[1])
    return [
        replace(group, values=tuple((at, index + first) for at, index in group.values)) for group in found[0]
    ]


def _read_loose(row: ExactRow, reading: _Reading) -> None:
    """A line between grids: the number of a page, or a note."""
    text = row.cells[0].text
    if _PAGE_NUMBER.fullmatch(key(str(text))):
        reading.furniture.append(Furniture(text, "page_number"))
        return
    reading.rows.append(row)
    reading.roles.append("note")


def _unread(row: ExactRow, frame: _Frame) -> list[Finding]:
    """Words, errors of a sheet and several numbers in one cell, where a value should stand."""
    places = {position for group in frame.groups for position, _ in group.values}
    return [
        Finding("value.unread", at=cell.text, found=str(cell.text)[:80])
        for cell in row.filled
        if cell.column in places and (is_words(cell.text) or _unreadable(cell.text))
    ]


def _unreadable(text: Text) -> bool:
    parsed = parse_value(str(text))
    return parsed is not None and (parsed.state == "unreadable" or holds_several(text))


def _cells(reading: _Reading) -> list[Cell]:
    values = {amount.text.first.place for row in reading.printed for amount in row.amounts}
    roles = {"ruler": "header"}
    cells = []
    for index, (row, role) in enumerate(zip(reading.rows, reading.roles, strict=True)):
        for cell in row.cells:
            kind = roles.get(role, role)
            if role == "body":
                number = bool(cell.text) and (cell.text.first.place in values or is_number(cell.text))
                kind = "value" if number or (not cell.text and cell.column) else "label"
            text = cell.text if cell.unit is None else join((cell.text, cell.unit))
            cells.append(Cell(index, cell.column, text, cell.row_span, cell.column_span, kind))
    return cells


def read_gridded(blocks: Sequence[Sequence[Line]], form: Form | None) -> PrintedTable:
    """Read the blocks of one table (one per print of its title); rows are numbered over all grids."""
    reading = _Reading([], [], [], [], [])
    frame: _Frame | None = None
    for lines in blocks:
        for rows in exact_rows(lines):
            if rows[0].grid is None:
                _read_loose(rows[0], reading)
            else:
                apart = [units_apart(row) for row in rows]
                frame = _read_part(joined_cuts(apart, form), form, frame, reading)
    reading.printed, lost = with_doubts(
        reading.printed, reading.rows, reading.roles, reading.headings, form, reading.labels
    )
    texts = [[cell.text for cell in row.filled if not _is_code(cell, reading)] for row in reading.rows]
    reading.findings.extend(strays(texts, reading.roles, reading.printed))
    reading.findings.extend(unmapped(reading.headings, reading.printed))
    return PrintedTable(
        tuple(reading.headings),
        tuple(reading.printed),
        tuple(_cells(reading)),
        reading.variant,
        METHOD,
        tuple(reading.findings),
        tuple(reading.furniture),
        unsure=reading.unsure or lost,
    )
