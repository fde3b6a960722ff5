"""Rows of a ruled frame that hold a table: rules part its headings or its columns, and only print parts the rest."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from extractors.grids.chunks import Row, as_row, fits
from extractors.grids.edges import Edge
from extractors.grids.filling import apart, fill
from extractors.grids.methods import ALIGNED
from extractors.grids.prints import Print, to_lines
from extractors.grids.ruled import Frame, Slot
from extractors.grids.wrapped import grouped
from schemas.values import parse_value

LEAST_COLUMNS = 3
STACKED = (
    (2, 3),
    (3, 2),
)  # lines of numbers, and how many cells of a row hold as many, where these are rows of their own
BESIDE = 2
LONG_DECIMALS = 3

Cells = Sequence[Sequence[Print]]


def opened(frame: Frame, cells: Cells, across: Sequence[Edge]) -> tuple[Frame, Cells]:
    """The frame with such rows parted by the lines of their print, and the prints of its cells."""
    if len(frame.xs) <= LEAST_COLUMNS:
        return frame, cells
    full = {slot.row for slot, prints in zip(frame.cells, cells, strict=True) if len(prints) >= BESIDE}
    parted = {row: lines for row in sorted(full) if (lines := _inner(frame, cells, row, across))}
    if not parted:
        return frame, cells
    whole = _parted(frame, parted)
    return whole, fill(whole, [piece for cell in cells for piece in cell])[0]


def _inner(frame: Frame, cells: Cells, row: int, across: Sequence[Edge]) -> list[Row]:
    """The rows that stand in one row of a frame; none where it is but a row."""
    own = [at for at in dict.fromkeys(frame.owner[row]) if frame.cells[at].row_span == 1]
    if len(own) < len(set(frame.owner[row])):
        return []
    wide = any(frame.cells[at].column_span == len(frame.xs) - 1 for at in own)
    if sum(len(cells[at]) >= BESIDE for at in own) < (1 if wide else BESIDE):
        return []
    prints = [piece for at in own for piece in cells[at]]
    lines = [as_row(line) for line in to_lines(prints)]
    data = [line for line in lines if sum(chunk.is_number for chunk in line.chunks) >= BESIDE]
    if wide and data and all(fits(line, frame.xs) for line in data):
        return grouped(lines, across)
    stacked = [_stacked(cells[at], *_sides(frame, at)) for at in own]
    tall = any(
        sum(count >= lines for count in stacked) >= columns and len(data) >= lines
        for lines, columns in STACKED
    )
    return grouped(lines, across) if tall else []


def _sides(frame: Frame, at: int) -> tuple[float, float]:
    slot = frame.cells[at]
    return frame.xs[slot.column], frame.xs[slot.column + slot.column_span]


def _stacked(prints: Sequence[Print], left: float, right: float) -> int:
    """How many numbers stand below each other in a cell; one that is too long for it goes on in the next line."""
    runs: list[list[Sequence[Print]]] = []
    for line in to_lines(prints):
        if runs and (_is_rest(runs[-1][-1], line) or not apart(runs[-1][-1], line, left, right)):
            runs[-1].append(line)
        else:
            runs.append([line])
    return sum(1 if len(run) > 1 and _is_one(run) else sum(map(_numbers, run)) for run in runs)


def _is_rest(above: Sequence[Print], line: Sequence[Print]) -> bool:
    """Whether a line of digits goes on with the decimals above it, which are more than those of money."""
    upper, lower = ("".join(piece.text for piece in each).strip() for each in (above, line))
    return len(upper.partition(".")[2]) >= LONG_DECIMALS and lower.isascii() and lower.isdigit()


def _is_one(run: Sequence[Sequence[Print]]) -> bool:
    parsed = parse_value("".join(piece.text for line in run for piece in line))
    return parsed is not None and parsed.value is not None


def _numbers(line: Sequence[Print]) -> bool:
    return all(chunk.is_number for chunk in as_row(line).chunks)


def _parted(frame: Frame, parted: dict[int, list[Row]]) -> Frame:
    """The frame with rows in the place of some of its own, every column of these a cell."""
    ys: list[float] = []
    slots: list[Slot] = []
    owner: list[list[int]] = []
    firsts: dict[int, int] = {}
    for row, lines in enumerate(frame.owner):
        firsts[row] = len(owner)
        inner = parted.get(row)
        ys.append(frame.ys[row])
        if inner is None:
            owner.append([-1] * len(lines))
            continue
        ys += [(above.bottom + below.top) / 2 for above, below in itertools.pairwise(inner)]
        owner += [[-1] * len(lines) for _ in inner]
    firsts[len(frame.owner)] = len(owner)
    for slot in frame.cells:
        if slot.row not in parted:
            span = firsts[slot.row + slot.row_span] - firsts[slot.row]
            slots.append(replace(slot, row=firsts[slot.row], row_span=span))
    for row, inner in parted.items():
        places = itertools.product(range(len(inner)), range(len(frame.xs) - 1))
        slots += [Slot(firsts[row] + at, column, 1, 1) for at, column in places]
    slots.sort(key=lambda slot: (slot.row, slot.column))
    for number, slot in enumerate(slots):
        for at in range(slot.row, slot.row + slot.row_span):
            owner[at][slot.column : slot.column + slot.column_span] = [number] * slot.column_span
    ys.append(frame.ys[-1])
    return Frame(frame.xs, tuple(ys), tuple(slots), tuple(map(tuple, owner)), ALIGNED)
