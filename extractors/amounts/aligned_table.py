"""A whole table whose export marks cells: headers of every block, rows, cells with their roles, and what is left over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extractors.amounts.aligned import METHOD, read_row
from extractors.amounts.flattened import flattened_groups, is_flattened
from extractors.amounts.groups import Group, build_groups, with_prints
from extractors.amounts.header_split import Known, Row, is_number, known_of, split_header
from extractors.amounts.headings import heading_print
from extractors.amounts.label_wraps import join_wrapped
from extractors.amounts.leftovers import strays, unmapped, unread
from extractors.amounts.packed import SINGLE, columns_of, is_packed, packed_groups, unmerged
from extractors.amounts.printed import Heading, PrintedRow, PrintedTable
from extractors.amounts.rulers import is_ruler
from extractors.amounts.torn import is_packed_left, is_torn, misplaced, usual_width
from extractors.amounts.widths import Widths, widen
from extractors.amounts.words import heading_key
from schemas.characters import key
from schemas.forms import Column, Form
from schemas.grids import Cell
from schemas.spans import Span, Text


@dataclass(frozen=True, slots=True)
class _Frame:
    """Header of a block: its rows, the groups they define and the width that rows should have."""

    header: tuple[Row, ...]
    groups: tuple[Group, ...]
    width: int
    packed: bool = False


def _keys(row: Row) -> tuple[str, ...]:
    return tuple(key(str(cell)) for cell in row)


def _frame(rows: Sequence[Row], form: Form | None, headings: list[Heading]) -> tuple[_Frame | None, str]:
    count = split_header(rows, form)
    header = tuple(rows[:count])
    named: Sequence[Row] = [row for row in header if not is_ruler(row)]
    if not named:
        return None, ""
    width = max(len(row) for row in rows)
    packed = is_packed(named, width)
    named, columns = columns_of(named, width)
    prints = {column.index: heading_print(named, column) for column in columns}
    torn = form is not None and is_torn(header, rows[count:])
    if form is not None and (packed or torn) and form.shape in SINGLE:
        groups, found, variant = packed_groups(named, rows[count:], form, width)
    elif form is not None and is_flattened(columns):
        groups, found, variant = flattened_groups(named, rows[count:], form)
    else:
        groups, found, variant = build_groups(columns, form)
        found = with_prints(groups, found, prints)
        groups = misplaced(groups, found, header, rows[count:]) if form is not None else groups
    first = len(headings)
    if [h.label for h in found] == [h.label for h in headings]:
        first = 0
    else:
        headings.extend(found)
    moved = tuple(
        replace(group, values=tuple((position, index + first) for position, index in group.values))
        for group in groups
    )
    return _Frame(header, moved, width, packed), variant


def _realigned(
    groups: Sequence[Group],
    headings: Sequence[Heading],
    rows: Sequence[PrintedRow],
    widths: dict[str | None, int],
    form: Form,
    variant: str,
) -> list[Heading]:
    """Headings by the order of the form, for a side whose header lost spans.

    Evidence: values stand under no heading, the rows are exactly as wide as the form's columns, and the printed
    headings stand in the form's order.
    """
    out = list(headings)
    used = {index for row in rows for amount in row.amounts for index in amount.candidates}
    for group in groups:
        columns = form.side_columns(variant, group.side) or form.side_columns(variant)
        own = [index for _, index in group.values]
        lost = [index for index in own if index in used and headings[index].column is None]
        known = [
            columns.index(h.column)
            for i in own
            if (h := headings[i]).column is not None and h.column in columns
        ]
        if not lost or widths.get(group.side) != len(columns) or known != sorted(known):
            continue
        if not all(_compatible(headings[i], column) for i, column in zip(own, columns, strict=False)):
            continue
        for index, column in zip(own, columns, strict=False):
            printed = next((h for i in own if (h := headings[i]).column == column), None)
            if printed is not None and headings[index].column != column:
                out[index] = replace(printed, evidence="inferred")
            elif headings[index].column != column:
                out[index] = replace(headings[index], column=column)
        for index in own[len(columns) :]:
            out[index] = replace(headings[index], column=None)
    return out


def _compatible(heading: Heading, column: Column) -> bool:
    """Whether a printed heading may stand over a column: it says nothing else, or is one of the column's own levels."""
    if heading.evidence != "printed" or heading.column == column:
        return True
    inner = heading_key(heading.label.rsplit("/", 1)[-1])
    if heading.column is not None:
        return True
    return any(inner == heading_key(text) for level in column.path for text in level)


def _value_widths(
    rows: Iterable[Row], printed: Sequence[PrintedRow], groups: Sequence[Group]
) -> dict[str | None, int]:
    """Least number of cells after the last group's label over all whole rows: what the export kept of its columns."""
    widths: dict[str | None, int] = {}
    if not groups:
        return widths
    last = groups[-1]
    by_ordinal = dict(enumerate(rows))
    usual = usual_width([by_ordinal[row.ordinal] for row in printed if row.ordinal in by_ordinal])
    for row in printed:
        if row.side != last.side or row.label is None or row.ordinal not in by_ordinal:
            continue
        cells = by_ordinal[row.ordinal]
        if len(cells) != usual:
            continue
        place = next(
            (c for c, cell in enumerate(cells) if cell and cell.strip().pieces == row.label.pieces), None
        )
        if place is not None:
            width = len(cells) - place - 1
            widths[last.side] = min(widths.get(last.side, width), width)
    return widths


def _cells(rows: Sequence[Row], roles: Sequence[str], printed: Sequence[PrintedRow]) -> list[Cell]:
    values = {_place(amount.text) for row in printed for amount in row.amounts}
    cells = []
    for index, (row, role) in enumerate(zip(rows, roles, strict=True)):
        for column, cell in enumerate(row):
            text = cell.strip()
            kind = role
            if role == "body":
                kind = "value" if (text and _place(text) in values) or (not text and column) else "label"
                kind = "value" if text and is_number(text) and kind == "label" and column > 0 else kind
            cells.append(Cell(index, column, text or cell, role=kind))
    return cells


def _place(text: Text) -> tuple[int, int, int]:
    span: Span = text.first
    return span.place


def _values(frame: _Frame | None, role: str) -> frozenset[int]:
    """The columns of values of a row, those right of the first name."""
    if frame is None or role != "body":
        return frozenset()
    first = frame.groups[0].name_position if frame.groups else 0
    return frozenset(place for group in frame.groups for place, _ in group.values if place > first)


def _repeats(row: Row, frame: _Frame | None) -> bool:
    return frame is not None and any(_keys(row) == _keys(other) for other in frame.header)


@dataclass(slots=True)
class _Reading:
    """What was read of a table so far: its rows with their roles and frames, headings, printed rows."""

    known: Known
    headings: list[Heading] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    frames: list[_Frame | None] = field(default_factory=list)
    printed: list[PrintedRow] = field(default_factory=list)
    variant: str = ""

    def read(self, rows: Sequence[Row], form: Form | None) -> None:
        """Read one block, with its own header or that of the block before."""
        found, named = _frame(rows, form, self.headings)
        before = self.frames[-1] if self.frames else None
        frame = found if found is not None else before
        self.variant = (self.variant or named) if found is not None else self.variant
        in_header = found is not None
        for index, row in enumerate(rows):
            in_header = in_header and index < len(found.header) if found else False
            role = "ruler" if is_ruler(row) else "header" if in_header or _repeats(row, frame) else "body"
            if role == "body" and frame is not None:
                row = unmerged(row, frame.groups) if frame.packed else row
                at = len(self.rows)
                self.printed += read_row(row, at, frame.groups, self.headings, self.known, frame.width)
            self.rows.append(row)
            self.roles.append(role)
            self.frames.append(frame)


def read_aligned(blocks: Sequence[Sequence[Row]], form: Form | None, ends: bool = True) -> PrintedTable:
    """Read the blocks of one table (one per print of its title); rows are numbered over all blocks.

    `ends`: whether rows may have lost the blank cells at their end and no others.
    """
    reading = _Reading(known_of(form))
    for rows in blocks:
        reading.read(rows, form)
    headings, rows, roles = reading.headings, reading.rows, reading.roles
    first = next((frame for frame in reading.frames if frame is not None), None)
    if form is not None and first is not None:
        behind = _value_widths(rows, reading.printed, first.groups)
        headings = _realigned(first.groups, headings, reading.printed, behind, form, reading.variant)
    widths = _checked_widths(reading.printed, rows, first, ends)
    printed = join_wrapped(widths.rows, reading.known, form)
    findings = (
        *widths.findings,
        *strays(rows, roles, printed),
        *unread(rows, list(map(_values, reading.frames, roles)), printed),
        *unmapped(headings, printed),
    )
    cells = _cells(rows, [("header" if role == "ruler" else role) for role in roles], printed)
    shown = (tuple(headings), tuple(printed), tuple(cells), reading.variant, METHOD, findings)
    return PrintedTable(*shown, shortened=widths.shortened)


def _checked_widths(
    printed: Sequence[PrintedRow], rows: Sequence[Row], frame: _Frame | None, ends: bool
) -> Widths:
    """Rows that have a cell more or fewer than the others, with the columns their amounts may stand in."""
    if frame is None or not printed:
        return Widths(tuple(printed), ())
    widths = widen(printed, rows, frame.groups, frame.header, ends)
    left = is_packed_left(rows[len(frame.header) :])
    return replace(widths, shortened=widths.shortened or left)
