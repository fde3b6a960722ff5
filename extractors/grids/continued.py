"""Whether a table goes on from the page before, and the columns that both parts then share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SHIFT = 6.0
SAME = 4.0
SAME_SHARE = 0.012
MATCHED = 0.7


@dataclass(frozen=True, slots=True)
class Common:
    """The borders of two parts of a table as one list, and the number that each border of a part has in it."""

    xs: tuple[float, ...]
    old: tuple[int, ...]
    new: tuple[int, ...]


def common_borders(old: Sequence[float], new: Sequence[float]) -> Common | None:
    """What the borders of two parts have in common; None when they are two tables.

    The parts may stand at other places and be drawn in another width; a part may lack borders of the other.
    """
    scale = 1.0
    if abs((old[-1] - old[0]) - (new[-1] - new[0])) > SHIFT:
        scale = (old[-1] - old[0]) / (new[-1] - new[0])
    near = max(SAME, SAME_SHARE * (old[-1] - old[0]))
    places = [(x, 0) for x in old] + [(old[0] + (x - new[0]) * scale, 1) for x in new]
    merged: list[tuple[float, set[int]]] = []
    numbers: tuple[list[int], list[int]] = ([], [])
    for x, part in sorted(places):
        if merged and x - merged[-1][0] <= near and part not in merged[-1][1]:
            merged[-1][1].add(part)
        else:
            merged.append((x, {part}))
        numbers[part].append(len(merged) - 1)
    matched = sum(len(parts) == 2 for _, parts in merged)
    if matched >= MATCHED * min(len(old), len(new)):
        return Common(tuple(x for x, _ in merged), tuple(numbers[0]), tuple(numbers[1]))
    if len(old) == len(new):
        return Common(tuple(old), tuple(range(len(old))), tuple(range(len(old))))
    return None


def common_columns(old: Sequence[float], new: Sequence[float]) -> Common | None:
    """What two parts without rules have in common: columns that stand over each other; None when some do not.

    Their borders are but guessed between what is printed, and a column without print is not seen at all.
    """
    if len(new) > len(old):
        other = common_columns(new, old)
        return other and Common(tuple(new), other.new, other.old)
    if len(new) == len(old):
        columns = list(range(len(old) - 1))
    else:
        columns = [_most_under(old, left, right) for left, right in pairwise(new)]
    if any(left >= right for left, right in pairwise(columns)) or len(columns) < 2:
        return None
    return Common(tuple(old), tuple(range(len(old))), (*columns, len(old) - 1))


def _most_under(borders: Sequence[float], left: float, right: float) -> int:
    """The column that a stretch shares most with."""
    shares = [min(right, end) - max(left, start) for start, end in pairwise(borders)]
    return max(range(len(shares)), key=lambda column: shares[column])
