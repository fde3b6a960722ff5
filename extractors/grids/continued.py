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
    near = max(SAME, SAME_SHARE * (old[-1] - old[0]))
    if abs((old[-1] - old[0]) - (new[-1] - new[0])) > SHIFT:
        common, matched = _matched(old, new, 1.0, near)
        if matched == min(len(old), len(new)) > 2:
            return common
        scale = (old[-1] - old[0]) / (new[-1] - new[0])
    else:
        scale = 1.0
    common, matched = _matched(old, new, scale, near)
    if matched >= MATCHED * min(len(old), len(new)):
        return common
    if len(old) == len(new):
        return Common(tuple(old), tuple(range(len(old))), tuple(range(len(old))))
    return None


def _matched(old: Sequence[float], new: Sequence[float], scale: float, near: float) -> tuple[Common, int]:
    """The borders of both parts from their left sides on, and how many of them are borders of both."""
    places = [(x, 0) for x in old] + [(old[0] + (x - new[0]) * scale, 1) for x in new]
    merged: list[tuple[float, set[int]]] = []
    numbers: tuple[list[int], list[int]] = ([], [])
    for x, part in sorted(places):
        if merged and x - merged[-1][0] <= near and part not in merged[-1][1]:
            merged[-1][1].add(part)
        else:
            merged.append((x, {part}))
        numbers[part].append(len(merged) - 1)
    common = Common(tuple(x for x, _ in merged), tuple(numbers[0]), tuple(numbers[1]))
    return common, sum(len(parts) == 2 for _, parts in merged)


def same_columns(borders: Sequence[float], part: Sequence[float]) -> list[int] | None:
    """The column of a table that each column of a part without rules stands under; None when that is no order of them.

    Borders without rules are but guessed between what is printed, and a column without print is not seen at all.
    """
    if len(part) == len(borders):
        return list(range(len(borders) - 1))
    columns = [_most_under(borders, left, right) for left, right in pairwise(part)]
    rising = all(left < right for left, right in pairwise(columns))
    return columns if rising and len(columns) > 1 else None


def _most_under(borders: Sequence[float], left: float, right: float) -> int:
    """The column that a stretch shares most with."""
    shares = [min(right, end) - max(left, start) for start, end in pairwise(borders)]
    return max(range(len(shares)), key=lambda column: shares[column])
