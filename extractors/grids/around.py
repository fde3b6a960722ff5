"""Lines as rows by the numbers in their middle."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from extractors.grids.chunks import Row

ROW_SHARE = 0.87
OFF_CENTRE = 0.25
LEAST_INNER = 2
CLEAR = 0.1  # of a distance: what another one is more than by chance


def around_numbers(lines: Sequence[Row]) -> list[list[Row]]:
    """Lines as rows where wraps are nearer to each other than rows are, and numbers in the middle of their row; else none."""
    heights = [line.middle for line in lines if any(chunk.is_number for chunk in line.chunks)]
    pitch = min((below - above for above, below in itertools.pairwise(heights)), default=0.0)
    gaps = sorted({below.middle - above.middle for above, below in itertools.pairwise(lines)})
    limits = [low for low, high in itertools.pairwise([*gaps, pitch]) if high - low > CLEAR * low]
    for limit in sorted((gap for gap in limits if gap < ROW_SHARE * pitch), reverse=True):
        rows: list[list[Row]] = []
        for line in lines:
            if rows and line.middle - rows[-1][-1].middle <= limit:
                rows[-1].append(line)
            else:
                rows.append([line])
        if all(map(_is_row, rows)) or _are_cut(rows):
            return rows
    return []


def _are_cut(rows: Sequence[Sequence[Row]]) -> bool:
    """Whether lines are rows but for the first and the last, which a page may cut: these hold no two lines of numbers."""
    inner, ends = rows[1:-1], (rows[0], rows[-1])
    if sum(len(row) > 1 for row in inner) < LEAST_INNER or not all(map(_is_row, inner)):
        return False
    return all(sum(any(chunk.is_number for chunk in line.chunks) for line in row) < 2 for row in ends)


def _is_row(lines: Sequence[Row]) -> bool:
    """Whether lines hold numbers in their middle, on one height, or none."""
    numbers = [line for line in lines if any(chunk.is_number for chunk in line.chunks)]
    middle = (lines[0].middle + lines[-1].middle) / 2
    size = max(line.bottom - line.top for line in lines)
    return all(abs(line.middle - middle) <= OFF_CENTRE * size for line in numbers)
