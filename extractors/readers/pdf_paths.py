"""The drawn rules, shaded areas and pictures of a page of a PDF."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2.raw as raw

from extractors.readers.pdf_view import View
from extractors.readers.pdfium_calls import floats, handles, numbers, pairs
from schemas.spans import Box

THIN = 3.0
LEAST_AREA_SIDE = 5.0
ALIGNED = 0.6
MOST_SEGMENTS = 200_000
MOST_OBJECTS = 200_000
DEEPEST_FORM = 8
LIGHTEST = 250
FEW_SEGMENTS = 6

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Point = tuple[float, float]


@dataclass(slots=True)
class Drawn:
    """Rectangles (left, bottom, right, top) in units of the file: rules, areas, pictures; `full` when a limit was met."""

    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    areas: list[tuple[float, float, float, float]] = field(default_factory=list)
    images: list[tuple[float, float, float, float]] = field(default_factory=list)
    segments: int = 0
    objects: int = 0

    @property
    def full(self) -> bool:
        """Whether the page draws more than is read."""
        return self.segments > MOST_SEGMENTS or self.objects > MOST_OBJECTS


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _points(points: Iterable[_Point], matrix: _Matrix) -> list[_Point]:
    a, b, c, d, e, f = matrix
    return [(a * x + c * y + e, b * x + d * y + f) for x, y in points]


def _around(points: Iterable[_Point]) -> tuple[float, float, float, float]:
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Drawing:
    """Rules, shaded areas and pictures as displayed, and whether that is all that the page draws."""

    rules: tuple[Box, ...]
    areas: tuple[Box, ...]
    images: tuple[Box, ...]
    complete: bool


def read_drawing(page: int, view: View) -> Drawing:
    """What the page at address `page` draws besides text."""
    drawn = Drawn()
    count = numbers("FPDFPage_CountObjects", [page])[0]
    _objects(_children("FPDFPage_GetObject", page, count), _IDENTITY, 0, drawn)

    def shown(rectangles: list[tuple[float, float, float, float]]) -> tuple[Box, ...]:
        visible = (
            (max(left, view.left), max(bottom, view.bottom), min(right, view.right), min(top, view.top))
            for left, bottom, right, top in rectangles
        )
        return tuple(view.box(*r) for r in visible if r[0] <= r[2] and r[1] <= r[3])

    return Drawing(shown(drawn.rules), shown(drawn.areas), shown(drawn.images), not drawn.full)


def _children(name: str, parent: int, count: int) -> list[int]:
    return [item for item in handles(name, parent, min(count, MOST_OBJECTS)) if item]


def _objects(objects: list[int], matrix: _Matrix, depth: int, drawn: Drawn) -> None:
    drawn.objects += len(objects)
    if drawn.full:
        return
    kinds = numbers("FPDFPageObj_GetType", objects)
    paths = [item for item, kind in zip(objects, kinds, strict=True) if kind == raw.FPDF_PAGEOBJ_PATH]
    _paths(paths, matrix, drawn)
    images = [item for item, kind in zip(objects, kinds, strict=True) if kind == raw.FPDF_PAGEOBJ_IMAGE]
    for box in _bounds(images, matrix):
        (drawn.rules if _is_thin(box) else drawn.images).append(box)
    if depth == DEEPEST_FORM:
        return
    for item, kind in zip(objects, kinds, strict=True):
        if kind == raw.FPDF_PAGEOBJ_FORM:
            inner: _Matrix = tuple(floats("FPDFPageObj_GetMatrix", [item], 6))  # type: ignore[assignment]
            count = numbers("FPDFFormObj_CountObjects", [item])[0]
            _objects(_children("FPDFFormObj_GetObject", item, count), _times(inner, matrix), depth + 1, drawn)


def _bounds(items: list[int], matrix: _Matrix) -> list[tuple[float, float, float, float]]:
    """The rectangles of objects as drawn."""
    if not items:
        return []
    lefts, bottoms, rights, tops = pairs("FPDFPageObj_GetBounds", items, 4)
    found = list(zip(lefts, bottoms, rights, tops, strict=True))
    if matrix == _IDENTITY:
        return found
    return [_around(_points(((x0, y0), (x1, y0), (x0, y1), (x1, y1)), matrix)) for x0, y0, x1, y1 in found]


def _is_thin(box: tuple[float, float, float, float]) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) <= THIN


def _paths(items: list[int], matrix: _Matrix, drawn: Drawn) -> None:
    if not items:
        return
    counts = numbers("FPDFPath_CountSegments", items)
    fills, strokes = pairs("FPDFPath_GetDrawMode", items, 2, ctypes.c_int)
    filled = pairs("FPDFPageObj_GetFillColor", items, 4, ctypes.c_uint)
    stroked = pairs("FPDFPageObj_GetStrokeColor", items, 4, ctypes.c_uint)
    for at, box in enumerate(_bounds(items, matrix)):
        drawn.segments += counts[at]
        if drawn.full:
            return
        fill = bool(fills[at]) and _seen(filled, at)
        stroke = bool(strokes[at]) and _seen(stroked, at)
        if not fill and not stroke:
            continue
        if counts[at] <= FEW_SEGMENTS and _is_thin(box):
            drawn.rules.append(box)
            continue
        for subpath in _subpaths(items[at], counts[at]):
            _shapes(_points(subpath, matrix), fill, stroke, drawn)


def _seen(colours: Sequence[Sequence[int]], at: int) -> bool:
    """Whether a colour (red, green, blue, opacity) stands out from white paper."""
    red, green, blue, opacity = (channel[at] for channel in colours)
    return opacity > 0 and min(red, green, blue) < LIGHTEST


def _subpaths(path: int, count: int) -> Iterator[list[_Point]]:
    """The corners of each piece of a path; a closed piece ends where it began, a curve ends the piece."""
    segments = [item for item in handles("FPDFPath_GetPathSegment", path, count) if item]
    kinds = numbers("FPDFPathSegment_GetType", segments)
    closes = numbers("FPDFPathSegment_GetClose", segments)
    xs, ys = pairs("FPDFPathSegment_GetPoint", segments, 2)
    piece: list[_Point] = []
    for kind, close, x, y in zip(kinds, closes, xs, ys, strict=True):
        if kind != raw.FPDF_SEGMENT_LINETO:
            if len(piece) > 1:
                yield piece
            piece = []
        piece.append((x, y))
        if close and len(piece) > 1:
            yield piece if piece[-1] == piece[0] else [*piece, piece[0]]
            piece = [piece[0]]
    if len(piece) > 1:
        yield piece


def _shapes(corners: list[_Point], fill: bool, stroke: bool, drawn: Drawn) -> None:
    """The rules and areas that one piece of a path draws."""
    box = _around(corners)
    if _is_thin(box):
        drawn.rules.append(box)
        return
    straight = [min(abs(x0 - x1), abs(y0 - y1)) <= ALIGNED for (x0, y0), (x1, y1) in pairwise(corners)]
    if fill and len(corners) in (4, 5) and all(straight):
        drawn.areas.append(box)
    if stroke:
        sides = zip(pairwise(corners), straight, strict=True)
        drawn.rules.extend(_around(side) for side, aligned in sides if aligned)
