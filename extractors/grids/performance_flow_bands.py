"""Rows of a text whose lines follow the page from top to bottom: each row is a band of lines, its cells centred in it."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from extractors.grids.performance_flow_columns import Column
from extractors.grids.performance_flow_costs import UNKNOWN_WIDTH
from extractors.grids.performance_flow_evidence import Cells, Evidence
from extractors.grids.performance_flow_layout import Model, Partial, Reading
from extractors.grids.performance_flow_tokens import Token

TALLEST = 9
BEAM = 12
ASKEW = 2.0
FREE = 0.5
CLOSE = 1.0

Line = tuple[Token, ...]
Widths = tuple[float, ...]


def _askew(cells: Cells, top: int, bottom: int) -> float:
    """How far the middles of the cells stand from that of the band."""
    middle = (top + bottom) / 2
    return sum(max(0.0, abs((cell[0].row + cell[-1].row) / 2 - middle) - FREE) for cell in cells if cell)


def _ended(model: Model, beam: Sequence[Partial], top: int, bottom: int) -> list[tuple[float, Cells]]:
    found = [
        (
            partial.cost + model.close(partial.cells) + ASKEW * _askew(partial.cells, top, bottom),
            partial.cells,
        )
        for partial in beam
    ]
    return sorted(found, key=lambda item: item[0])


def _read(lines: Sequence[Line], evidence: Evidence, widths: Widths) -> Reading:
    """The lines cut into bands of least cost; cells that another reading of their band cuts elsewhere are doubtful."""
    model = Model(evidence, widths, single=True)
    best: list[tuple[float, int, Cells, tuple[Line, ...]]] = [(0.0, 0, (), ())]
    best += [(inf, 0, (), ())] * len(lines)
    for start in range(len(lines)):
        beam: list[Partial] = []
        for stop in range(start + 1, min(len(lines), start + TALLEST) + 1):
            line = lines[stop - 1]
            beam = model.gone_on(beam, line, BEAM) if beam else model.begun(line, BEAM)
            ended = _ended(model, beam, lines[start][0].row, line[0].row)
            cost = best[start][0] + ended[0][0]
            if cost < best[stop][0]:
                own = {cell for cell in ended[0][1] if cell}
                near = [cells for other, cells in ended[1:] if other <= ended[0][0] + CLOSE]
                doubts = tuple(
                    cell for cell in ended[0][1] if cell and any(cell not in other for other in near)
                )
                best[stop] = (cost, start, ended[0][1], doubts if own else ())
    rows: list[Cells] = []
    doubts_found: list[Line] = []
    at = len(lines)
    while at:
        _, start, cells, doubts = best[at]
        rows.append(cells)
        doubts_found += doubts
        at = start
    return Reading(
        tuple(reversed(rows)), best[-1][0], tuple(sorted(doubts_found, key=lambda cell: cell[0].place))
    )


def _widths(rows: Sequence[Cells], columns: Sequence[Column]) -> Widths:
    """The width of each column: that of its widest line in a cell of several lines, unknown where there is none."""
    found = []
    for at in range(len(columns)):
        cells = [row[at] for row in rows if row[at]]
        wraps = any(cell[0].row != cell[-1].row for cell in cells)
        found.append(max(token.width for cell in cells for token in cell) if wraps else UNKNOWN_WIDTH)
    return tuple(found)


def band_rows(lines: Sequence[Line], columns: Sequence[Column]) -> Reading:
    """Rows of the lines: read once without knowing how wide columns are, and again with what that shows."""
    evidence = Evidence(columns, bands=True)
    first = _read(lines, evidence, tuple(UNKNOWN_WIDTH for _ in columns))
    return _read(lines, evidence, _widths(first.rows, columns))


def cost_of_bands(lines: Sequence[Line], columns: Sequence[Column]) -> float:
    """What speaks against reading the lines with these columns."""
    return _read(lines, Evidence(columns, bands=True), tuple(UNKNOWN_WIDTH for _ in columns)).cost
