"""The drawn rules, shaded areas and pictures of a page of a PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractors.readers.pdf_view import View
from extractors.readers.pdfium_calls import Floats, Integers, floats, handles, numbers, structures, whole

THIN = 3.0
ALIGNED = 0.6
MOST_SEGMENTS = 200_000
MOST_OBJECTS = 200_000
DEEPEST_FORM = 8
LIGHTEST = 250
FEW_SEGMENTS = 6
NO_PATH = -1

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Point = tuple[float, float]
_Sides = tuple[float, float, float, float]
_Bools = NDArray[np.bool_]


@dataclass(slots=True)
class Drawn:
    """Rectangles (left, bottom, right, top) in units of the file: rules, areas, pictures; `full` when a limit was met.

    `sides` are rules that are pieces of a path.
    """

    rules: list[Floats] = field(default_factory=list)
    sides: list[_Sides] = field(default_factory=list)
    areas: list[_Sides] = field(default_factory=list)
    images: list[Floats] = field(default_factory=list)
    segments: int = 0
    objects: int = 0

    @property
    def full(self) -> bool:
        """Whether the page draws more than is read."""
        return self.segments > MOST_SEGMENTS or self.objects > MOST_OBJECTS


@dataclass(frozen=True, slots=True)
class Drawing:
    """Rules, shaded areas and pictures as displayed (x0, top, x1, bottom), and whether that is all that the page draws."""

    rules: Floats
    areas: Floats
    images: Floats
    complete: bool


def read_drawing(page: int, view: View) -> Drawing:
    """What the page at address `page` draws besides text."""
    drawn = Drawn()
    _objects(_children("FPDFPage_CountObjects", "FPDFPage_GetObject", page), _IDENTITY, 0, drawn)
    rules, images = (
        np.concatenate([*drawn.rules, _array(drawn.sides)]),
        np.concatenate([_array(()), *drawn.images]),
    )
    return Drawing(
        _shown(rules, view), _shown(_array(drawn.areas), view), _shown(images, view), not drawn.full
    )


def _array(boxes: Sequence[_Sides]) -> Floats:
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)


def _shown(rectangles: Floats, view: View) -> Floats:
    """The visible parts of rectangles as displayed."""
    left, bottom = np.maximum(rectangles[:, 0], view.left), np.maximum(rectangles[:, 1], view.bottom)
    right, top = np.minimum(rectangles[:, 2], view.right), np.minimum(rectangles[:, 3], view.top)
    visible = (left <= right) & (bottom <= top)
    return np.stack(view.shown(left, bottom, right, top), axis=1)[visible]


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _children(count: str, child: str, parent: int) -> Integers:
    length = min(int(numbers(count, np.array([parent]))[0]), MOST_OBJECTS)
    found = handles(child, np.full(length, parent), range(length))
    there: Integers = found[found != 0]
    return there


def _objects(objects: Integers, matrix: _Matrix, depth: int, drawn: Drawn) -> None:
    drawn.objects += len(objects)
    if drawn.full:
        return
    counts = numbers("FPDFPath_CountSegments", objects)
    paths = counts != NO_PATH
    _paths(objects[paths], counts[paths], matrix, drawn)
    others = objects[~paths]
    kinds = numbers("FPDFPageObj_GetType", others)
    boxes = _bounds(others[kinds == raw.FPDF_PAGEOBJ_IMAGE], matrix)
    thin = _is_thin(boxes)
    drawn.rules.append(boxes[thin])
    drawn.images.append(boxes[~thin])
    if depth == DEEPEST_FORM:
        return
    for form in others[kinds == raw.FPDF_PAGEOBJ_FORM]:
        a, b, c, d, e, f = structures("FPDFPageObj_GetMatrix", 6, np.array([form]))[0].tolist()
        inner = _times((a, b, c, d, e, f), matrix)
        children = _children("FPDFFormObj_CountObjects", "FPDFFormObj_GetObject", int(form))
        _objects(children, inner, depth + 1, drawn)


def _bounds(items: Integers, matrix: _Matrix) -> Floats:
    """The rectangles of objects as drawn."""
    found = floats("FPDFPageObj_GetBounds", 4, items)
    return (
        found
        if matrix == _IDENTITY
        else _around(_moved(found[:, (0, 2, 0, 2)], found[:, (1, 1, 3, 3)], matrix))
    )


def _moved(xs: Floats, ys: Floats, matrix: _Matrix) -> tuple[Floats, Floats]:
    a, b, c, d, e, f = matrix
    return a * xs + c * ys + e, b * xs + d * ys + f


def _around(points: tuple[Floats, Floats]) -> Floats:
    """The rectangles around the points of each row."""
    xs, ys = points
    return np.stack((xs.min(axis=-1), ys.min(axis=-1), xs.max(axis=-1), ys.max(axis=-1)), axis=-1)


def _is_thin(boxes: Floats) -> _Bools:
    thin: _Bools = np.minimum(boxes[..., 2] - boxes[..., 0], boxes[..., 3] - boxes[..., 1]) <= THIN
    return thin


def _paths(items: Integers, counts: Integers, matrix: _Matrix, drawn: Drawn) -> None:
    """The rules and areas of paths, up to the first that is one too many."""
    totals = drawn.segments + np.cumsum(counts)
    read = int(np.searchsorted(totals, MOST_SEGMENTS, side="right"))
    drawn.segments = int(totals[min(read, len(totals) - 1)]) if len(totals) else drawn.segments
    items, counts = items[:read], counts[:read]
    if not len(items):
        return
    modes = whole("FPDFPath_GetDrawMode", 2, items)
    fill = _stand_out("FPDFPageObj_GetFillColor", items, modes[:, 0] != 0)
    stroke = _stand_out("FPDFPageObj_GetStrokeColor", items, modes[:, 1] != 0)
    boxes = _bounds(items, matrix)
    rules = (fill | stroke) & (counts <= FEW_SEGMENTS) & _is_thin(boxes)
    drawn.rules.append(boxes[rules])
    rest = np.flatnonzero((fill | stroke) & ~rules)
    for at, subpath in _subpaths(items[rest], counts[rest]):
        corners = _points(subpath, matrix)
        _shapes(corners, bool(fill[rest[at]]), bool(stroke[rest[at]]), drawn)


def _stand_out(name: str, items: Integers, used: _Bools) -> _Bools:
    """Which items use a colour (red, green, blue, opacity) that stands out from white paper."""
    found = used.copy()
    if used.any():
        colours = whole(name, 4, items[used])
        found[used] = (colours[:, 3] > 0) & (colours[:, :3].min(axis=1) < LIGHTEST)
    return found


def _points(points: Sequence[_Point], matrix: _Matrix) -> list[_Point]:
    if matrix == _IDENTITY:
        return list(points)
    a, b, c, d, e, f = matrix
    return [(a * x + c * y + e, b * x + d * y + f) for x, y in points]


def _subpaths(paths: Integers, lengths: Integers) -> Iterator[tuple[int, list[_Point]]]:
    """The corners of each piece of each path; a closed piece ends where it began, a curve ends the piece."""
    parents, indexes = np.repeat(paths, lengths), [at for length in lengths.tolist() for at in range(length)]
    segments = handles("FPDFPath_GetPathSegment", parents, indexes)
    kinds = numbers("FPDFPathSegment_GetType", segments).tolist()
    closes = numbers("FPDFPathSegment_GetClose", segments).tolist()
    corners = list(map(tuple, floats("FPDFPathSegment_GetPoint", 2, segments).tolist()))
    start = 0
    for number, length in enumerate(lengths.tolist()):
        end = start + length
        for piece in _pieces(kinds[start:end], closes[start:end], corners[start:end]):
            yield number, piece
        start = end


def _pieces(kinds: Sequence[int], closes: Sequence[int], corners: Sequence[_Point]) -> Iterator[list[_Point]]:
    piece: list[_Point] = []
    for kind, close, corner in zip(kinds, closes, corners, strict=True):
        if kind != raw.FPDF_SEGMENT_LINETO:
            if len(piece) > 1:
                yield piece
            piece = []
        piece.append(corner)
        if close and len(piece) > 1:
            yield piece if piece[-1] == piece[0] else [*piece, piece[0]]
            piece = [piece[0]]
    if len(piece) > 1:
        yield piece


def _shapes(corners: Sequence[_Point], fill: bool, stroke: bool, drawn: Drawn) -> None:
    """The rules and areas that one piece of a path draws."""
    box = _box(corners)
    if min(box[2] - box[0], box[3] - box[1]) <= THIN:
        drawn.sides.append(box)
        return
    straight = [min(abs(x0 - x1), abs(y0 - y1)) <= ALIGNED for (x0, y0), (x1, y1) in pairwise(corners)]
    if fill and len(corners) in (4, 5) and all(straight):
        drawn.areas.append(box)
    if stroke:
        sides = zip(pairwise(corners), straight, strict=True)
        drawn.sides.extend(_box(side) for side, aligned in sides if aligned)


def _box(corners: Sequence[_Point]) -> _Sides:
    xs, ys = zip(*corners, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))
