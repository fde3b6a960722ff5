"""How the objects of a page are drawn: the segments of paths, and whether they are filled or stroked in a colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.readers.pdfium_calls import Floats, Integers, numbers, whole

NO_PATH = -1
LIGHTEST = 250
DOT = 4.0
EQUAL = 0.02
MANY = 1000
SAMPLED = 16

Bools = NDArray[np.bool_]


class Looks(NamedTuple):
    """The number of segments of each object (`NO_PATH`: it is none), and whether it is filled and stroked for all to see."""

    segments: Integers
    fill: Bools
    stroke: Bools

    def of(self, chosen: Integers | Bools) -> Looks:
        """Those of some objects."""
        return Looks(self.segments[chosen], self.fill[chosen], self.stroke[chosen])


def looks(objects: Integers, boxes: Floats) -> Looks:
    """How objects with the given rectangles are drawn.

    Rules may be thousands of equal dots; in a run of them only some are asked about, and those between where these differ.
    """
    if len(objects) < MANY:
        return _asked(objects)
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    dot = (width <= DOT) & (height <= DOT)
    alike = dot[1:] & dot[:-1] & (np.abs(np.diff(width)) < EQUAL) & (np.abs(np.diff(height)) < EQUAL)
    goes_on, last = np.concatenate(([False], alike)), np.concatenate((~alike, [True]))
    places = np.arange(len(objects))
    offset = places - np.maximum.accumulate(np.where(goes_on, 0, places))
    sampled = (offset % SAMPLED == 0) | last
    found = _asked(objects[sampled])
    before = np.cumsum(sampled) - 1
    after = np.where(sampled, before, before + 1)
    differ = np.any([column[before] != column[after] for column in found], axis=0)
    every = found.of(before)
    for column, own in zip(every, _asked(objects[differ]), strict=True):
        column[differ] = own
    return every


def between(alike: Bools, ask: Callable[[Bools], Floats]) -> Floats:
    """What `ask` says of places, a row for each, where `alike` is whether each is like the place before it.

    In a run of places that are alike it is asked for the first and the last, and for all between where these differ.
    """
    sampled = ~alike
    sampled[:-1] |= sampled[1:]
    sampled[-1:] = True
    found = ask(sampled)
    if len(found) == len(alike):
        return found
    before = sampled.cumsum() - 1
    differ = np.zeros(len(found), dtype=bool)
    np.not_equal(found[1:], found[:-1]).any(axis=1, out=differ[:-1])
    apart = differ[before] & ~sampled
    every: Floats = found[before]
    if np.count_nonzero(apart):
        every[apart] = ask(apart)
    return every


def _asked(objects: Integers) -> Looks:
    segments = numbers("FPDFPath_CountSegments", objects)
    paths = segments != NO_PATH
    fill, stroke = np.zeros((2, len(objects)), dtype=bool)
    modes = whole("FPDFPath_GetDrawMode", 2, objects[paths]) != 0
    fill[paths], stroke[paths] = modes.T
    fill[fill] = _stands_out("FPDFPageObj_GetFillColor", objects[fill])
    stroke[stroke] = _stands_out("FPDFPageObj_GetStrokeColor", objects[stroke])
    return Looks(segments, fill, stroke)


def _stands_out(name: str, objects: Integers) -> Bools:
    """Whether a colour (red, green, blue, opacity) stands out from white paper."""
    colours = whole(name, 4, objects)
    found: Bools = (colours[:, 3] > 0) & (
        np.minimum(np.minimum(colours[:, 0], colours[:, 1]), colours[:, 2]) < LIGHTEST
    )
    return found
