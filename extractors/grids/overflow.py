"""Cells too low for their lines: print that runs over the rules above and below belongs to the row it is centred on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.grids.prints import Print, to_lines
from extractors.grids.ruled import Frame

CROSSED = 2.4  # points: print reaches over a rule by more than loose boxes do
FLUSH = 1.5
PITCH = (0.95, 1.75)  # of the size: how far apart lines of one cell are
ENDS = 2  # of what belongs together: both run over a rule


class _Line(NamedTuple):
    """A line of print with the number of the cell that it stands in, and whether it runs over a rule of that."""

    cell: int
    prints: Sequence[Print]
    crosses: bool


def settled(frame: Frame, cells: Sequence[Sequence[Print]]) -> Sequence[Sequence[Print]]:
    """The prints of cells, lines that run over rules put to the cell that they are centred on with those beside them."""
    if not _crossing(frame, cells):
        return cells
    out = list(cells)
    for column in _columns(frame, cells):
        if sum(_crosses(frame, at, (piece,)) for at in column for piece in cells[at]) < ENDS:
            continue
        for chain in _chains(frame, cells, column):
            middle = (chain[0].prints[0].top + chain[-1].prints[0].bottom) / 2
            target = next((at for at in column if _holds(frame, at, middle)), None)
            for line in chain if target is not None else ():
                out[line.cell] = [piece for piece in out[line.cell] if piece not in line.prints]
            if target is not None:
                out[target] = [*out[target], *(piece for line in chain for piece in line.prints)]
    return out


def _crossing(frame: Frame, cells: Sequence[Sequence[Print]]) -> bool:
    """Whether the first or last print of a cell runs over the rules around it."""
    ys = frame.ys
    for slot, prints in zip(frame.cells, cells, strict=True):
        if prints and (
            prints[0].top < ys[slot.row] - CROSSED
            or prints[-1].bottom > ys[slot.row + slot.row_span] + CROSSED
        ):
            return True
    return False


def _columns(frame: Frame, cells: Sequence[Sequence[Print]]) -> Iterator[list[int]]:
    """The numbers of the cells of each column that cover the same columns, from the top."""
    found: dict[tuple[int, int], list[int]] = {}
    for at, slot in enumerate(frame.cells):
        found.setdefault((slot.column, slot.column_span), []).append(at)
    for column in found.values():
        if len(column) > 1 and any(cells[at] for at in column):
            yield sorted(column, key=lambda at: frame.cells[at].row)


def _chains(frame: Frame, cells: Sequence[Sequence[Print]], column: Sequence[int]) -> Iterator[list[_Line]]:
    """Lines of several cells below each other that are one cell's: flush, a line apart, the outer ones over its rules."""
    lines = [
        _Line(at, line, _crosses(frame, at, line)) for at in column for line in to_lines(cells[at]) if line
    ]
    chains: list[list[_Line]] = []
    for line in sorted(lines, key=lambda line: line.prints[0].middle):
        own = next((chain for chain in chains if _goes_on(chain[-1], line)), None)
        if own is None:
            chains.append([line])
        else:
            own.append(line)
    for chain in chains:
        if (
            len(chain) > 1
            and chain[0].crosses
            and chain[-1].crosses
            and len({line.cell for line in chain}) > 1
        ):
            yield chain


def _goes_on(above: _Line, line: _Line) -> bool:
    first, second = above.prints[0], line.prints[0]
    low, high = (share * second.size for share in PITCH)
    near = low <= second.middle - first.middle <= high and abs(first.x0 - second.x0) < FLUSH
    return near and (above.crosses or line.crosses)


def _crosses(frame: Frame, at: int, line: Sequence[Print]) -> bool:
    slot = frame.cells[at]
    top, bottom = frame.ys[slot.row], frame.ys[slot.row + slot.row_span]
    return line[0].top < top - CROSSED or line[0].bottom > bottom + CROSSED


def _holds(frame: Frame, at: int, y: float) -> bool:
    slot = frame.cells[at]
    return frame.ys[slot.row] <= y < frame.ys[slot.row + slot.row_span]
