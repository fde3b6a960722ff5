"""The drawn rules, shaded areas and pictures of a page of a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractors.readers.pdf_clips import EVERYWHERE, everywhere, shared, visible_parts
from extractors.readers.pdf_looks import NO_PATH, Looks, looks
from extractors.readers.pdf_shapes import Matrix, moved, shapes, thin
from extractors.readers.pdf_view import View
from extractors.readers.pdfium_calls import Floats, Integers, floats, handles, numbers, structures

MOST_SEGMENTS = 200_000
MOST_OBJECTS = 200_000
DEEPEST_FORM = 8
FEW_SEGMENTS = 6

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Bools = NDArray[np.bool_]
_NONE: Floats = np.empty((0, 4))


@dataclass(slots=True)
class Drawn:
    """Rectangles (left, bottom, right, top) in units of the file: rules, areas, pictures; `full` when a limit was met.

    `texts` are the addresses of text objects, sorted, `visible` the rectangles that these are clipped to, `backgrounds`
    what pale print may stand on.
    """

    texts: Integers
    visible: Floats
    rules: list[Floats] = field(default_factory=list)
    areas: list[Floats] = field(default_factory=list)
    images: list[Floats] = field(default_factory=list)
    backgrounds: list[Floats] = field(default_factory=list)
    segments: int = 0
    objects: int = 0

    def places(self, objects: Integers) -> Integers:
        """The number of each object in `texts`, -1 where it is no text that is known."""
        if not len(self.texts):
            return np.full(len(objects), -1)
        places = np.searchsorted(self.texts[:-1], objects)
        return np.where(self.texts[places] == objects, places, -1)

    def shows(self, left: float, bottom: float, right: float, top: float) -> bool:
        """Whether no text is clipped within a rectangle."""
        low_x, low_y, high_x, high_y = self.visible.T
        inside = low_x.max(initial=-np.inf) <= left and high_x.min(initial=np.inf) >= right
        return bool(inside and low_y.max(initial=-np.inf) <= bottom and high_y.min(initial=np.inf) >= top)

    def visible_of(self, objects: Integers) -> Floats:
        """The rectangles that text objects are clipped to."""
        return self.visible[np.searchsorted(self.texts, objects)]

    @property
    def full(self) -> bool:
        """Whether the page draws more than is read."""
        return self.segments > MOST_SEGMENTS or self.objects > MOST_OBJECTS


def read_drawn(page: int, texts: Integers) -> Drawn:
    """What the page at address `page` draws; `texts` are addresses of text objects."""
    drawn = Drawn(np.sort(texts, kind="stable"), everywhere(len(texts)))
    children = _children("FPDFPage_CountObjects", "FPDFPage_GetObject", page)
    _objects(children, _IDENTITY, np.array(EVERYWHERE), 0, drawn)
    return drawn


def as_displayed(rectangles: Sequence[Floats], view: View) -> Floats:
    """The visible parts of rectangles as rows of x0, top, x1, bottom."""
    if not rectangles:
        return _NONE
    corners = np.concatenate(rectangles)
    left, bottom = np.maximum(corners[:, 0], view.left), np.maximum(corners[:, 1], view.bottom)
    right, top = np.minimum(corners[:, 2], view.right), np.minimum(corners[:, 3], view.top)
    visible = (left <= right) & (bottom <= top)
    shown: Floats = np.array(view.shown(left, bottom, right, top)).T[visible]
    return shown


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _children(count: str, child: str, parent: int) -> Integers:
    length = min(int(numbers(count, parent)[0]), MOST_OBJECTS)
    found = handles(child, parent, range(length))
    there: Integers = found[found != 0]
    return there


def _objects(objects: Integers, matrix: Matrix, clip: Floats, depth: int, drawn: Drawn) -> None:
    drawn.objects += len(objects)
    if drawn.full:
        return
    places = drawn.places(objects)
    texts = places >= 0
    if texts.any():
        drawn.visible[places[texts]] = shared(visible_parts(objects[texts], matrix), clip)
    objects = objects[~texts]
    if not len(objects):
        return
    boxes = _moved(floats("FPDFPageObj_GetBounds", 4, objects), matrix)
    found = looks(objects, boxes)
    paths = found.segments != NO_PATH
    _paths(objects[paths], boxes[paths], found.of(paths), matrix, drawn)
    if paths.all():
        return
    others, boxes = objects[~paths], boxes[~paths]
    kinds = numbers("FPDFPageObj_GetType", others)
    images = boxes[kinds == raw.FPDF_PAGEOBJ_IMAGE]
    drawn.rules.append(images[thin(images)])
    drawn.images.append(images[~thin(images)])
    drawn.backgrounds += [images, boxes[kinds == raw.FPDF_PAGEOBJ_SHADING]]
    if depth == DEEPEST_FORM:
        return
    forms = others[kinds == raw.FPDF_PAGEOBJ_FORM]
    clips = shared(visible_parts(forms, matrix), clip)
    for form, own in zip(forms.tolist(), clips, strict=True):
        a, b, c, d, e, f = structures("FPDFPageObj_GetMatrix", 6, form)[0].tolist()
        inner = _times((a, b, c, d, e, f), matrix)
        children = _children("FPDFFormObj_CountObjects", "FPDFFormObj_GetObject", form)
        _objects(children, inner, own, depth + 1, drawn)


def _paths(items: Integers, boxes: Floats, found: Looks, matrix: Matrix, drawn: Drawn) -> None:
    """The rules and areas of paths, up to the first that is one too many."""
    totals = drawn.segments + np.cumsum(found.segments)
    read = totals <= MOST_SEGMENTS
    drawn.segments = int(totals[min(int(read.sum()), len(totals) - 1)]) if len(totals) else drawn.segments
    seen = read & (found.fill | found.stroke)
    rules = seen & (found.segments <= FEW_SEGMENTS) & thin(boxes)
    drawn.rules.append(boxes[rules])
    rest = seen & ~rules & (found.segments > 0)
    if rest.any():
        sides, areas = shapes(items[rest], found.of(rest), matrix)
        drawn.rules.append(sides)
        drawn.areas.append(areas)
        drawn.backgrounds.append(boxes[rest & found.fill])


def _moved(boxes: Floats, matrix: Matrix) -> Floats:
    """The rectangles around rectangles that are moved, turned or scaled."""
    if matrix == _IDENTITY or not len(boxes):
        return boxes
    xs, ys = moved(boxes[:, (0, 2, 0, 2)], boxes[:, (1, 1, 3, 3)], matrix)
    return np.array((xs.min(axis=1), ys.min(axis=1), xs.max(axis=1), ys.max(axis=1))).T
