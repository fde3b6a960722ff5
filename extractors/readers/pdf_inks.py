"""Whether the text objects of a page are seen: drawn at all, darker than paper, within their clip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractors.readers.pdf_clips import Parts, everywhere, visible_parts
from extractors.readers.pdf_looks import LIGHTEST
from extractors.readers.pdf_shapes import Matrix, placed
from extractors.readers.pdfium_calls import Floats, Integers, floats, numbers, whole

UNSEEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
NO_TEXT = raw.FPDF_TEXTRENDERMODE_UNKNOWN

Bools = NDArray[np.bool_]


class Inks(NamedTuple):
    """The addresses of text objects, whether each is drawn, whether as pale as paper, the rectangle it is clipped to.

    `cut` is whether that rectangle leaves out some of its print, where that was looked at.
    """

    objects: Integers
    drawn: Bools
    pale: Bools
    cut: Bools
    visible: Floats

    @property
    def hide(self) -> bool:
        """Whether some print may be hidden: not drawn, pale or clipped."""
        count = np.count_nonzero  # much faster than any()
        return bool(count(self.pale) or count(self.cut) or count(self.drawn) < len(self.drawn))


_NO_OBJECT = Inks(
    np.zeros(1, np.int64), np.ones(1, bool), np.zeros(1, bool), np.zeros(1, bool), everywhere(1)
)


def read_inks(
    objects: Integers, matrix: Matrix, clip: Floats | None, around: Floats, known: Integers | None
) -> tuple[Bools, Inks]:
    """Which of some objects are text, and how these are seen in a form that `matrix` places and `clip` clips.

    All characters stand in the rectangle `around`. `known` are the addresses of all text objects, sorted, if they are.
    """
    if known is None:
        modes = numbers("FPDFTextObj_GetTextRenderMode", objects)
        texts = modes != NO_TEXT
        objects, modes = objects[texts], modes[texts]
    else:
        texts = known[np.searchsorted(known[:-1], objects)] == objects if len(known) else objects < 0
        objects = objects[texts]
        modes = numbers("FPDFTextObj_GetTextRenderMode", objects)
    visible = visible_parts(objects, matrix).shared(clip)
    cut = np.zeros(len(objects), dtype=bool) if known is not None else _cut(objects, matrix, visible, around)
    return texts, Inks(objects, *_drawn(objects, modes), cut, visible.each)


def _cut(objects: Integers, matrix: Matrix, visible: Parts, around: Floats) -> Bools:
    """Which objects reach over the rectangle they are clipped to; those whose own leaves out nothing are not asked."""
    cut = _leaves_out(visible.rectangles, around)[visible.of]
    if np.count_nonzero(cut):
        boxes = placed(floats("FPDFPageObj_GetBounds", 4, objects[cut]), matrix)
        cut[cut] = _leaves_out(visible.each[cut], boxes)
    return cut


def _leaves_out(visible: Floats, boxes: Floats) -> Bools:
    """Which rectangles leave out some of their boxes, or of one box."""
    low, high = visible[:, :2] > boxes[..., :2], visible[:, 2:] < boxes[..., 2:]
    return np.asarray((low | high).any(axis=1), dtype=bool)


def inks_of(owners: Integers, known: Sequence[Inks]) -> Inks:
    """How the text object of each character, 0 where there is none, is seen.

    Objects that are not known, as they stand too deep, are asked and count as clipped nowhere.
    """
    begins = np.ones(len(owners), dtype=bool)
    begins[1:] = owners[1:] != owners[:-1]
    heads, of = owners[begins], begins.cumsum() - 1
    every = Inks(*map(np.concatenate, zip(*known, _NO_OBJECT, strict=True)))
    order = np.argsort(every.objects, kind="stable")
    at = order[np.searchsorted(every.objects[order[:-1]], heads)]
    drawn, pale, visible = every.drawn[at], every.pale[at], every.visible[at]
    strange = every.objects[at] != heads
    if strange.any():
        modes = numbers("FPDFTextObj_GetTextRenderMode", heads[strange])
        drawn[strange], pale[strange] = _drawn(heads[strange], modes)
        visible[strange] = everywhere(1)
    return Inks(owners, drawn[of], pale[of], every.cut[at][of], visible[of])


def _drawn(objects: Integers, modes: Integers) -> tuple[Bools, Bools]:
    """Whether text objects of these modes are drawn, and whether as pale as paper."""
    filled = modes == raw.FPDF_TEXTRENDERMODE_FILL
    red, green, blue, opacity = whole("FPDFPageObj_GetFillColor", 4, objects).T
    clear = filled & (opacity == 0)
    pale = filled & (np.minimum(np.minimum(red, green), blue) >= LIGHTEST)
    return (modes != UNSEEN_MODES[0]) & (modes != UNSEEN_MODES[1]) & ~clear, pale
