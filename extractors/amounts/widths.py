"""Rows with a cell more or fewer than the others of their table: which columns their amounts may stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.amounts.groups import Group
from extractors.amounts.header_split import Row, is_number
from extractors.amounts.printed import PrintedAmount, PrintedRow
from extractors.amounts.torn import extent, usual_width
from schemas.harvest import Finding

Place = tuple[int, int, int]
SAME_SHARE = 0.8
LEAST_ROWS = 4


@dataclass(frozen=True, slots=True)
class _Room:
    """How many cells the rows of a group have behind their label; `agreed`: nearly all, and the header, have as many."""

    cells: int
    agreed: bool


@dataclass(frozen=True, slots=True)
class Widths:
    """Rows with the columns that their widths allow; `shortened`: some were taken to lack blank cells at their end only."""

    rows: tuple[PrintedRow, ...]
    findings: tuple[Finding, ...]
    shortened: bool = False


def _usual(rows: Sequence[PrintedRow], groups: Sequence[Group], order: int, width: int, headed: int) -> _Room:
    """The room that nearly all rows have, a header of `width` cells voting for two; where rows differ more, the header's.

    Where the export keeps blank cells, rows that end before the last of `headed` columns with a heading lost some, were
    they all alike.
    """
    following = groups[order + 1].name_position if order + 1 < len(groups) else width
    header = following - groups[order].name_position - 1
    rooms = [row.room[1] for row in rows if row.room is not None and row.room[0] == order]
    rooms += [header, header] if order + 1 == len(groups) else []
    if not rooms:
        return _Room(0, False)
    room, count = Counter(rooms).most_common(1)[0]
    most = count >= SAME_SHARE * len(rooms) or (room == header and count + 1 >= len(rooms))
    agreed = (
        most
        and len(rooms) >= LEAST_ROWS
        and (following < width or room + 1 >= headed - groups[order].name_position)
    )
    return _Room(room if agreed else header, agreed)


def _keeps_blanks(header: Sequence[Row], body: Sequence[Row]) -> bool:
    """Whether a short row is one that lost a cell: the export keeps blank cells at the end of rows, or none within."""
    return _ends_blank((*header, *body)) or not any(map(_has_gap, body))


def _ends_blank(rows: Sequence[Row]) -> bool:
    """Whether the export kept a blank cell at the end of a row."""
    return any(row and not row[-1].strip() for row in rows)


def _has_gap(row: Row) -> bool:
    """Whether a blank cell stands behind a number and before another printed cell."""
    first = next((index for index, cell in enumerate(row) if is_number(cell)), len(row))
    return any(not cell.strip() for cell in row[first : extent(row)])


def widen(
    rows: Sequence[PrintedRow],
    cells: Sequence[Row],
    groups: Sequence[Group],
    header: Sequence[Row],
    ends: bool,
) -> Widths:
    """Rows whose width differs keep every column that the lost or added cells allow; a finding for each.

    `cells`: all rows by their ordinals; `ends`: where the export keeps no blank cell at the end of a row, a short one
    lost none within.
    """
    body = [cells[ordinal] for ordinal in dict.fromkeys(row.ordinal for row in rows)]
    width = _width(header, body)
    last = len(groups) - 1
    headed = max(map(extent, header)) if _ends_blank((*header, *body)) else 0
    usual = [_usual(rows, groups, order, width, headed) for order in range(len(groups))]
    kept = not ends or _keeps_blanks(header, body)
    out: list[PrintedRow] = []
    findings: list[Finding] = []
    shortened = False
    for row in rows:
        order = _order(row, groups)
        short = len(cells[row.ordinal]) - width
        change, normal = _change(row, usual[order], short)
        beyond = _beyond(cells[row.ordinal], groups, order, -short) if kept else {}
        ended = order == last and change < 0 and not kept
        shortened = shortened or (ended and bool(row.amounts))
        if not row.amounts or not (change or beyond) or ended:
            out.append(row)
            continue
        columns = [index for _, index in groups[order].values]
        amounts = tuple(_widened(amount, columns, change, beyond) for amount in row.amounts)
        out.append(replace(row, amounts=amounts))
        found = str(normal + change)
        findings.append(Finding("row.width", at=row.amounts[0].text, found=found, expected=str(normal)))
    return Widths(tuple(out), tuple(findings), shortened)


def _width(header: Sequence[Row], body: Sequence[Row]) -> int:
    """How many cells whole rows have: as many as the header where most rows do or there are few, else the most of all rows."""
    widest = max(map(len, header))
    if usual_width(body) == widest or len(body) < LEAST_ROWS:
        return widest
    return max(widest, *(len(row) for row in body if any(map(is_number, row))), 0)


def _beyond(row: Row, groups: Sequence[Group], order: int, lost: int) -> dict[Place, tuple[int, ...]]:
    """Per printed cell of a short row the columns of later groups of its side that `lost` blank cells allow."""
    places = [
        value
        for group in groups[order + 1 :]
        if group.side == groups[order].side
        for value in group.values
        if lost > 0
    ]
    found = {
        cell.strip().first.place: tuple(index for position, index in places if at <= position <= at + lost)
        for at, cell in enumerate(row)
        if cell.strip()
    }
    return {place: columns for place, columns in found.items() if columns}


def _order(row: PrintedRow, groups: Sequence[Group]) -> int:
    """The group that a row stands in."""
    if row.room is not None:
        return row.room[0]
    return next((order for order, group in enumerate(groups) if group.side == row.side), 0)


def _change(row: PrintedRow, usual: _Room, short: int) -> tuple[int, int]:
    """(cells a row has more than usual, what is usual); `short`: how many it has more than the longest row of all.

    Where rows do not agree, one of full length lost nothing.
    """
    if row.room is None:
        return short, usual.cells
    if not usual.agreed and short == 0:
        return 0, usual.cells
    return row.room[1] - usual.cells, usual.cells


def _widened(
    amount: PrintedAmount,
    columns: Sequence[int],
    change: int,
    beyond: Mapping[Place, tuple[int, ...]],
) -> PrintedAmount:
    if len(amount.candidates) != 1 or amount.candidates[0] not in columns:
        return amount
    place = columns.index(amount.candidates[0])
    low, high = sorted((place, place - change))
    allowed = tuple(columns[max(low, 0) : min(high, len(columns) - 1) + 1])
    allowed += beyond.get(amount.text.first.place, ())
    marks = (*amount.marks, "shift")
    if len(allowed) < 2:
        return replace(amount, marks=marks)
    return PrintedAmount(amount.text, allowed, "ambiguous", marks)
