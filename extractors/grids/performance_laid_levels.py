"""Labels of levels in a laid out table: merged cells whose label stands at the middle of the rows they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.grids.performance_flow_tokens import Token
from extractors.grids.performance_laid import LaidLine, LaidRow, known_labels

NEAR = 2
ASKEW = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a merged cell and the heights of its first and last line."""

    tokens: tuple[Token, ...]
    top: int
    bottom: int

    @property
    def key(self) -> str:
        """The label as it is compared."""
        return "".join(token.key for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Group:
    """A label, the first of the rows it covers, and whether it stands at their middle."""

    label: Label
    first: int
    fits: bool


def labels_of(lines: Sequence[LaidLine], column: int) -> list[Label]:
    """The labels of a column, pieces on lines below each other put together while they are the beginning of one."""
    found: list[Label] = []
    for line in lines:
        own = line.cells[column]
        if not own:
            continue
        last = found[-1] if found else None
        if last is not None and line.height - last.bottom <= NEAR and _goes_on(last, own):
            found[-1] = Label((*last.tokens, *own), last.top, line.height)
        else:
            found.append(Label(own, line.height, line.height))
    return found


def _goes_on(label: Label, tokens: Sequence[Token]) -> bool:
    whole = label.key + "".join(token.key for token in tokens)
    known = known_labels()
    return whole in known.words or whole in known.prefixes or label.key not in known.words


def groups_of(labels: Sequence[Label], rows: Sequence[LaidRow], inner: Sequence[Group] = ()) -> list[Group]:
    """The rows that each label covers, one after another: each ends where its label stands at the middle.

    Where `inner` groups are known, each ends where one of those ends.
    """
    starts = {group.first for group in inner} or set(range(len(rows)))
    groups: list[Group] = []
    first = 0
    for at, label in enumerate(labels):
        left = len(labels) - at - 1
        ends = [end for end in range(first, max(first + 1, len(rows) - left)) if end + 1 in starts]
        ends = ends if left and ends else [len(rows) - 1]
        if first >= len(rows):
            groups.append(Group(label, len(rows) - 1, False))
            continue
        middle = (label.top + label.bottom) / 2
        off = [abs((rows[first].top + rows[end].bottom) / 2 - middle) for end in ends]
        best = off.index(min(off))
        groups.append(Group(label, first, off[best] <= ASKEW))
        first = ends[best] + 1
    return groups
