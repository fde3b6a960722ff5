"""Pages side by side as one sheet: their contents put together to be read, and the lines of the sheet parted again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from schemas.document import Field, Line, Run
from schemas.page import Glyphs, PageContent, Pane

if TYPE_CHECKING:
    from schemas.page import Boxes

GAP = 16.0

Floats = NDArray[np.float64]


def side_by_side(
    contents: Iterable[PageContent], panes: Mapping[int, Sequence[int]]
) -> Iterator[PageContent]:
    """Pages in order, those of `panes` at the right of the page they belong to; a sheet is held until it is whole."""
    sheets = _sheets(panes)
    waiting = [range(sheet[0][0], 1 + max(max(row) for row in sheet)) for sheet in sheets]
    held: dict[int, PageContent] = {}
    for content in contents:
        if waiting and content.number in waiting[0]:
            held[content.number] = content
            if content.number == waiting[0][-1]:
                yield from _in_order(held, sheets.pop(0))
                del waiting[0]
        else:
            yield content
    yield from held.values()


def _in_order(held: dict[int, PageContent], sheet: Sequence[Sequence[int]]) -> Iterator[PageContent]:
    """The pages of a sheet from the top, each with those beside it; `held` is empty then."""
    wide = _joined([[held[number] for number in rows] for rows in sheet])
    beside = {number for rows in sheet for number in rows[1:]}
    lefts = {rows[0] for rows in sheet}
    for number in sorted(held):
        if number not in beside:
            yield next(wide) if number in lefts else held[number]
    held.clear()


def _sheets(panes: Mapping[int, Sequence[int]]) -> list[list[tuple[int, ...]]]:
    """The pages of each sheet: a row of page numbers for each page at the left; rows whose pages mix are one sheet."""
    sheets: list[list[tuple[int, ...]]] = []
    for left in sorted(panes):
        rows = (left, *panes[left])
        if sheets and left < max(number for row in sheets[-1] for number in row):
            sheets[-1].append(rows)
        else:
            sheets.append([rows])
    return sheets


def _joined(rows: Sequence[Sequence[PageContent]]) -> Iterator[PageContent]:
    """The rows of a sheet as wide pages; the same column of pages stands at the same place in all of them."""
    shifts = [0.0]
    for at in range(1, max(map(len, rows))):
        before = [row[at - 1] for row in rows if len(row) > at - 1]
        here = [row[at] for row in rows if len(row) > at]
        ruled = all(len(content.rules) for content in (*before, *here))
        right = max(_reach(content, ruled)[1] for content in before)
        left = min(_reach(content, ruled)[0] for content in here)
        shifts.append(shifts[-1] + right - left + (0.0 if ruled else GAP))
    for row in rows:
        yield _wide(row, shifts)


def _reach(content: PageContent, ruled: bool) -> tuple[float, float]:
    """From where to where a page is printed: its rules, or its characters."""
    if ruled:
        boxes = np.asarray(content.rules, dtype=np.float64)
        return float(boxes[:, 0].min()), float(boxes[:, 2].max())
    if not len(content.glyphs):
        return content.width / 2, content.width / 2
    sides = content.glyphs.sides
    return float(sides[0].min()), float(sides[2].max())


def _wide(row: Sequence[PageContent], shifts: Sequence[float]) -> PageContent:
    """One wide page; `panes` say where each page begins in it and how far it was moved."""
    first = row[0]
    panes = tuple(
        Pane(
            content.number,
            _begin(content, shift),
            shift,
            content.width,
            content.height,
            content.source,
            content.turn,
            content.remarks,
        )
        for content, shift in zip(row, shifts, strict=False)
    )
    sides = np.concatenate(
        [
            content.glyphs.sides + np.array([[shift], [0], [shift], [0]])
            for content, shift in zip(row, shifts, strict=False)
        ],
        axis=1,
    )
    confidence = tuple(value for content in row for value in content.glyphs.confidence)
    return replace(
        first,
        width=max(shift + content.width for content, shift in zip(row, shifts, strict=False)),
        glyphs=Glyphs("".join(content.glyphs.text for content in row), sides, confidence),
        rules=_moved([content.rules for content in row], shifts),
        areas=_moved([content.areas for content in row], shifts),
        panes=panes,
    )


def _begin(content: PageContent, shift: float) -> float:
    """The left side of what a page prints, in the wide page."""
    return shift + min(_reach(content, bool(len(content.rules)))[0], _reach(content, False)[0])


def _moved(parts: Sequence[Boxes], shifts: Sequence[float]) -> Boxes:
    boxes = [
        np.asarray(part, dtype=np.float64).reshape(-1, 4) + np.array([shift, 0, shift, 0])
        for part, shift in zip(parts, shifts, strict=False)
    ]
    moved: Floats = np.concatenate(boxes)
    return moved


def parted(line: Line, panes: Sequence[Pane], numbers: dict[int, int]) -> Iterator[Line]:
    """A line of a sheet as a line on each of its pages; `numbers` are the lines that each page has so far."""
    owners = _owners(line, panes)
    whole = (Field(0, len(line.text), 0),)
    begun = False
    for at, pane in enumerate(panes):
        pieces = [(place, *_cut(line, place, owners, at, pane.shift)) for place in line.fields or whole]
        blank = at == 0 and bool(line.fields)
        kept = [piece for piece in pieces if piece[1].strip() or (blank and not _filled(line, piece[0]))]
        if not kept or not (blank or any(text.strip() for _, text, _ in kept)):
            continue
        numbers[pane.number] = numbers.get(pane.number, 0) + 1
        yield _set(line, kept, pane.number, numbers[pane.number], begun)
        begun = True


def _filled(line: Line, place: Field) -> bool:
    return bool(line.text[place.start : place.end].strip())


def _owners(line: Line, panes: Sequence[Pane]) -> list[int]:
    """The number of the pane that each character of a line stands on; what stands nowhere follows the one before."""
    owners = [-1] * len(line.text)
    for run in line.runs:
        for at in range(run.start, run.end):
            x = (run.edges[at - run.start] + run.edges[at - run.start + 1]) / 2
            owners[at] = max((number for number, pane in enumerate(panes) if x >= pane.left), default=0)
    for at, owner in enumerate(owners):
        if owner < 0:
            owners[at] = owners[at - 1] if at else 0
    return owners


def _cut(line: Line, place: Field, owners: Sequence[int], pane: int, shift: float) -> tuple[str, list[Run]]:
    """The characters of a field that stand on a pane, and their runs from character 0 on."""
    text = ""
    runs: list[Run] = []
    for owner, group in groupby(range(place.start, place.end), key=owners.__getitem__):
        if owner != pane:
            continue
        span = list(group)
        for run in line.runs:
            low, high = max(run.start, span[0]), min(run.end, span[-1] + 1)
            if low < high:
                edges = [edge - shift for edge in run.edges[low - run.start : high - run.start + 1]]
                if high < run.end:
                    edges[-1] = edges[-2] + max(
                        (b - a for a, b in pairwise(edges[:-1])), default=run.bottom - run.top
                    )
                offset = len(text) + low - span[0]
                runs.append(replace(run, start=offset, end=offset + high - low, edges=tuple(edges)))
        text += line.text[span[0] : span[-1] + 1]
    return text, runs


def _set(
    line: Line, pieces: Sequence[tuple[Field, str, list[Run]]], page: int, number: int, beside: bool
) -> Line:
    """A line of some of the cells of another."""
    text = ""
    runs: list[Run] = []
    fields: list[Field] = []
    for place, written, found in pieces:
        text += "\t" if fields else ""
        runs += [replace(run, start=run.start + len(text), end=run.end + len(text)) for run in found]
        fields.append(replace(place, start=len(text), end=len(text) + len(written)))
        text += written
    gridded = bool(line.fields)
    return Line(
        page,
        number,
        text,
        (),
        tuple(runs),
        tuple(fields) if gridded else (),
        line.grid,
        line.method,
        beside=beside and gridded,
    )
