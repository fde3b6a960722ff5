"""Labels of levels in a laid out table: merged cells whose label stands at the middle of the rows they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from extractors.grids.performance_flow_centred import put_labels
from extractors.grids.performance_flow_columns import Column
from extractors.grids.performance_flow_groups import Cost, Extent
from extractors.grids.performance_flow_looks import hinted, signs
from extractors.grids.performance_flow_peeled import Label, peeled
from extractors.grids.performance_flow_tokens import Token
from extractors.grids.performance_laid import LaidLine, LaidRow

NEAR = 2
FAR = 5
SHORT = 3.0
OFF = 0.02
FAR_OFF = 1.2
HALF, WRAPPED = 0.5, 8.0  # cells of several lines stand half a line up or down from those beside them
STRANGE, SURE = 0.2, 0.5
CUT = 2.0

Line = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How many lines below the middle of its rows, or below their top, a label may be printed; what speaks against the way."""

    least: float
    most: float
    centred: bool
    cost: float = 0.0


# Half a line is printed as a whole one, mostly upwards, else always downwards; or labels stand beside the first line.
WAYS = (Way(-0.5, 0.0, True), Way(0.0, 0.5, True, 0.05), Way(0.0, 0.0, False))


def pieces_of_names(lines: Sequence[Line], places: dict[Token, int], levels: Sequence[int]) -> set[Token]:
    """Short pieces read into the columns of levels that make no label with others there: ends of the names beside them."""
    printed = [tuple(token for token in line if places[token] in levels) for line in lines]
    found = peeled([line for line in printed if line], FAR)
    if not found.labels:
        return set()
    return {token for line in found.lines for token in line if token.width <= SHORT}


def labels_of(lines: Sequence[LaidLine], columns: Sequence[int]) -> list[Label]:
    """The labels in the columns of levels, known ones put together whichever of these columns their pieces were read into,
    all others of pieces below each other."""
    printed = [tuple(token for at in columns for token in line.cells[at]) for line in lines]
    found = peeled([line for line in printed if line], FAR)
    left = {token for line in found.lines for token in line}
    found.beside.clear()
    unknown: list[Label] = []
    for level, at in enumerate(columns, 1):
        last: Label | None = None
        for line in lines:
            own = tuple(token for token in line.cells[at] if token in left)
            if not own:
                continue
            if last is not None and own[0].row - last.tokens[-1].row <= NEAR:
                last.key, last.tokens = last.key + "".join(token.key for token in own), (*last.tokens, *own)
            else:
                last = Label("".join(token.key for token in own), own, level)
                unknown.append(last)
    return sorted([*found.labels, *unknown], key=lambda label: label.tokens[0].row)


def extents_of(rows: Sequence[LaidRow], told: Sequence[int]) -> list[Extent]:
    """Where rows begin and end, in printed lines: halfway between the last line of one and the first of the next."""
    spans = [_span(row, told) for row in rows]
    borders = [(above[1] + below[0]) / 2 for above, below in pairwise(spans)]
    starts = [float(spans[0][0]), *borders]
    ends = [*borders, float(spans[-1][1])]
    return [Extent(start, end) for start, end in zip(starts, ends, strict=True)]


def _span(row: LaidRow, told: Sequence[int]) -> tuple[int, int]:
    lines = [token.row for at in told for token in row.cells[at]]
    return (min(lines), max(lines) + 1) if lines else (row.top, row.bottom + 1)


def level_cells(
    rows: list[list[Line]],
    laid: Sequence[LaidRow],
    lines: Sequence[LaidLine],
    columns: Sequence[Column],
    merged: Sequence[int],
    doubts: list[Line],
) -> None:
    """Put the labels of merged cells into the first of the rows that each covers; what is not certain is doubtful."""
    told = [at for at in range(len(columns)) if at not in merged]
    labels = labels_of(lines, merged)
    tall = extents_of(laid, told)
    for row in rows:
        for at in merged:
            row[at] = ()

    ways = [partial(_off, tall=tall, rows=rows, names=merged[-1] + 1, way=way) for way in WAYS]
    put_labels(rows, labels, merged, ways, doubts, True)


def _off(
    labels: Sequence[Label], tall: Sequence[Extent], rows: Sequence[Sequence[Line]], names: int, way: Way
) -> Cost:
    """How far labels stand from where they are printed this way, and names that fit other labels."""
    spans = [(label.tokens[0].row, label.tokens[-1].row + 1) for label in labels]
    printed = ["".join(token.key for token in row[names]) for row in rows]
    odd = _odd(labels, printed)
    pages = [_page(row) for row in rows]
    wrapped = [len({token.row for cell in row for token in cell}) > 1 for row in rows]

    def cost(label: int, first: int, end: int) -> float:
        top, bottom = spans[label]
        own = [at for at in range(first, end) if pages[at] == labels[label].tokens[0].source.page]
        if not own:
            return CUT
        high, low = tall[own[0]].top, tall[own[-1]].bottom
        below = (top + bottom - high - low) / 2 if way.centred else top - high
        strange = sum(odd[label][row] for row in range(first, end))
        off = max(0.0, way.least - below, below - way.most)
        return (
            FAR_OFF * max(0.0, off - (HALF if way.centred and any(wrapped[at] for at in own) else 0.0))
            + OFF * (bool(below) + WRAPPED * off)
            + strange
            + way.cost
        )

    return cost


def _odd(labels: Sequence[Label], names: Sequence[str]) -> list[list[float]]:
    """What speaks against each label above each name: that it fits others, more where names are sure to tell the labels."""
    told = [hinted(name) for name in names]
    fits = [[_fits(label, words) for words in told] for label in labels]
    sure = [label.key.startswith(tuple(signs()["sure"])) for label in labels]
    whole = [label.key.startswith(tuple(signs()["named"])) for label in labels]
    found = []
    for own, label_sure, named in zip(fits, sure, whole, strict=True):
        row = []
        for at, fit in enumerate(own):
            others = [index for index, theirs in enumerate(fits) if theirs[at]]
            clear = named or any(whole[other] or (label_sure and sure[other]) for other in others)
            row.append(0.0 if fit or not (others or named) else SURE if clear else STRANGE)
        found.append(row)
    return found


def _page(row: Sequence[Line]) -> int:
    return next((cell[0].source.page for cell in row if cell), 0)


def _fits(label: Label, words: frozenset[str]) -> bool:
    return any(label.key.startswith(word) for word in words)
