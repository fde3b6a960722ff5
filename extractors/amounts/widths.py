"""Rows with a cell more or fewer than the others of their table: which columns their amounts may stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from extractors.amounts.groups import Group
from extractors.amounts.header_split import Row
from extractors.amounts.printed import PrintedAmount, PrintedRow
from schemas.harvest import Finding

SAME_SHARE = 0.8
LEAST_ROWS = 4


def _usual(rows: Sequence[PrintedRow], order: int, header: int | None) -> int | None:
    """How many cells rows of a group have behind their label, when nearly all agree; the header votes for two rows."""
    rooms = [row.room[1] for row in rows if row.room is not None and row.room[0] == order]
    rooms += [header, header] if header is not None else []
    if len(rooms) < LEAST_ROWS:
        return None
    room, count = Counter(rooms).most_common(1)[0]
    return room if count >= SAME_SHARE * len(rooms) or (room == header and count + 1 >= len(rooms)) else None


def _keeps_blanks(cells: Sequence[Row]) -> bool:
    """Whether the export keeps blank cells at the end of rows, so that a short row is one that lost a cell."""
    return any(row and not row[-1].strip() for row in cells)


def widen(
    rows: Sequence[PrintedRow], cells: Sequence[Row], groups: Sequence[Group], header: int
) -> tuple[list[PrintedRow], list[Finding]]:
    """Rows whose width differs keep every column that the lost or added cells allow; a finding for each.

    `header` is the number of cells of the header's widest row.
    """
    behind = header - groups[-1].name_position - 1
    last = len(groups) - 1
    usual = {order: _usual(rows, order, behind if order == last else None) for order in range(len(groups))}
    kept = _keeps_blanks(cells)
    out: list[PrintedRow] = []
    findings: list[Finding] = []
    for row in rows:
        order, room = row.room or (-1, 0)
        normal = usual.get(order)
        change = 0 if normal is None or not row.amounts else room - normal
        if change == 0 or (order == last and change < 0 and not kept):
            out.append(row)
            continue
        columns = [index for _, index in groups[order].values]
        out.append(replace(row, amounts=tuple(_widened(amount, columns, change) for amount in row.amounts)))
        findings.append(Finding("row.width", at=row.amounts[0].text, found=str(room), expected=str(normal)))
    return out, findings


def _widened(amount: PrintedAmount, columns: Sequence[int], change: int) -> PrintedAmount:
    if len(amount.candidates) != 1 or amount.candidates[0] not in columns:
        return amount
    place = columns.index(amount.candidates[0])
    low, high = sorted((place, place - change))
    allowed = tuple(columns[max(low, 0) : min(high, len(columns) - 1) + 1])
    marks = (*amount.marks, "shift")
    if len(allowed) < 2:
        return replace(amount, marks=marks)
    return PrintedAmount(amount.text, allowed, "ambiguous", marks)
