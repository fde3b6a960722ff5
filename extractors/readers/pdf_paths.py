"""The drawn rules, shaded areas and pictures of a page of a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractors.readers.pdf_clips import visible_parts
from extractors.readers.pdf_inks import Inks, read_inks
from extractors.readers.pdf_looks import NO_PATH, Looks, looks
from extractors.readers.pdf_shapes import IDENTITY, Matrix, placed, shapes, thin
from extractors.readers.pdf_view import View
from extractors.readers.pdfium_calls import Floats, Integers, floats, handles, numbers, structures

MOST_SEGMENTS = 200_000
MOST_OBJECTS = 200_000
DEEPEST_FORM = 8
FEW_SEGMENTS = 6

_Bools = NDArray[np.bool_]
_NONE: Floats = np.empty((0, 4))


@dataclass(slots=True)
class Drawn:
    """Rectangles (left, bottom, right, top) in units of the file: rules, areas, pictures; `full` when a limit was met.

    `inks` are those of text objects, `texts` the addresses of these, sorted, where they were known before, `around` the
    rectangle around all characters; `backgrounds` are what pale print may stand on; `deep` when forms stand in each other
    too deep to be read.
    """

    around: Floats
    texts: Integers | None = None
    inks: list[Inks] = field(default_factory=list)
    rules: list[Floats] = field(default_factory=list)
    areas: list[Floats] = field(default_factory=list)
    images: list[Floats] = field(default_factory=list)
    backgrounds: list[Floats] = field(default_factory=list)
    segments: int = 0
    objects: int = 0
    deep: bool = False

    @property
    def hides(self) -> bool:
        """Whether some print may be hidden by its colour or clip."""
        return self.deep or self.full or any(inks.hide for inks in self.inks)

    @property
    def full(self) -> bool:
        """Whether the page draws more than is read."""
        return self.segments > MOST_SEGMENTS or self.objects > MOST_OBJECTS


def read_drawn(page: int, around: Floats, texts: Integers | None = None) -> Drawn:
    """What the page at an address draws, whose characters stand in the rectangle `around`.

    `texts` are the addresses of its text objects, sorted, where they are known.
    """
    drawn = Drawn(around, texts)
    children = _children("FPDFPage_CountObjects", "FPDFPage_GetObject", page)
    _objects(children, IDENTITY, None, 0, drawn)
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


def _objects(objects: Integers, matrix: Matrix, clip: Floats | None, depth: int, drawn: Drawn) -> None:
    drawn.objects += len(objects)
    if drawn.full:
        return
    texts, inks = read_inks(objects, matrix, clip, drawn.around, drawn.texts)
    drawn.inks.append(inks)
    objects = objects[~texts]
    if not len(objects):
        return
    boxes = placed(floats("FPDFPageObj_GetBounds", 4, objects), matrix)
    found = looks(objects, boxes)
    paths = found.segments != NO_PATH
    _paths(objects[paths], boxes[paths], found.of(paths), matrix, drawn)
    if np.count_nonzero(paths) == len(paths):
        return
    others, boxes = objects[~paths], boxes[~paths]
    kinds = numbers("FPDFPageObj_GetType", others)
    images = boxes[kinds == raw.FPDF_PAGEOBJ_IMAGE]
    drawn.rules.append(images[thin(images)])
    drawn.images.append(images[~thin(images)])
    drawn.backgrounds += [images, boxes[kinds == raw.FPDF_PAGEOBJ_SHADING]]
    forms = others[kinds == raw.FPDF_PAGEOBJ_FORM]
    if depth == DEEPEST_FORM:
        drawn.deep |= len(forms) > 0
        return
    clips = visible_parts(forms, matrix).shared(clip).each
    for form, own in zip(forms.tolist(), clips, strict=True):
        a, b, c, d, e, f = structures("FPDFPageObj_GetMatrix", 6, form)[0].tolist()
        inner = _times((a, b, c, d, e, f), matrix)
        children = _children("FPDFFormObj_CountObjects", "FPDFFormObj_GetObject", form)
        _objects(children, inner, own, depth + 1, drawn)


def _paths(items: Integers, boxes: Floats, found: Looks, matrix: Matrix, drawn: Drawn) -> None:
    """The rules and areas of paths, up to the first that is one too many."""
    totals = drawn.segments + found.segments.cumsum()
    read = totals <= MOST_SEGMENTS
    drawn.segments = (
        int(totals[min(int(np.count_nonzero(read)), len(totals) - 1)]) if len(totals) else drawn.segments
    )
    seen = read & (found.fill | found.stroke)
    rules = seen & (found.segments <= FEW_SEGMENTS) & thin(boxes)
    drawn.rules.append(boxes[rules])
    rest = seen & ~rules & (found.segments > 0)
    if np.count_nonzero(rest):
        sides, areas = shapes(items[rest], found.of(rest), matrix)
        drawn.rules.append(sides)
        drawn.areas.append(areas)
        drawn.backgrounds.append(boxes[rest & found.fill])
