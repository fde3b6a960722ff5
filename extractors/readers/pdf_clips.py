"""The visible parts of objects that are clipped."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from extractors.readers.pdf_shapes import Matrix, moved
from extractors.readers.pdfium_calls import Floats, Integers, floats, handles, numbers

EVERYWHERE = (-np.inf, -np.inf, np.inf, np.inf)
CORNERS = 0, 2
MANY = 32


def everywhere(count: int) -> Floats:
    """So many rectangles that cut nothing away."""
    found: Floats = np.empty((count, 4))
    found[:] = EVERYWHERE
    return found


class Parts(NamedTuple):
    """The visible parts of objects: rectangles (rows of left, bottom, right, top), and which of them is that of each object."""

    rectangles: Floats
    of: Integers

    @property
    def each(self) -> Floats:
        """A row for each object."""
        found: Floats = self.rectangles[self.of]
        return found

    def shared(self, other: Floats | None) -> Parts:
        """What they share with another rectangle; all where there is none."""
        if other is None:
            return self
        own = self.rectangles
        low, high = np.maximum(own[:, :2], other[:2]), np.minimum(own[:, 2:], other[2:])
        return Parts(np.concatenate((low, high), axis=1), self.of)


def visible_parts(objects: Integers, matrix: Matrix) -> Parts:
    """What each object is clipped to, in a form that `matrix` places on the page.

    Pdfium names no clip where it takes nothing away. A clip of another shape counts as the rectangle around it. Objects
    that are drawn under one clip share its path, so that one is looked at of those in a row with the same innermost
    path; where many are left, one of those whose innermost paths have the same corners.
    """
    of = np.zeros(len(objects), dtype=np.int64)
    clips = handles("FPDFPageObj_GetClipPath", objects)
    counts = numbers("FPDFClipPath_CountPaths", clips)
    clipped = (counts > 0).nonzero()[0]
    if not len(clipped):
        return Parts(everywhere(1), of)
    clips, counts = clips[clipped], counts[clipped]
    inner = handles("FPDFClipPath_GetPathSegment", clips, (counts - 1).tolist(), [0] * len(clips))
    begins = np.ones(len(clips), dtype=bool)
    begins[1:] = (inner[1:] != inner[:-1]) | (counts[1:] != counts[:-1])
    heads, own = begins.nonzero()[0], begins.cumsum()
    if len(heads) > MANY:
        marks = np.concatenate((counts[heads, None], *_corners(clips[heads], counts[heads])), axis=1)
        _, firsts, alike = np.unique(marks, axis=0, return_index=True, return_inverse=True)
        heads, own = heads[firsts], alike.reshape(-1)[own - 1] + 1
    of[clipped] = own
    return Parts(np.concatenate((everywhere(1), _rectangles(clips[heads], counts[heads], matrix))), of)


def _corners(clips: Integers, counts: Integers) -> list[Floats]:
    """Two opposite corners of the innermost path of each clip."""
    last = (counts - 1).tolist()
    return [
        floats(
            "FPDFPathSegment_GetPoint",
            2,
            handles("FPDFClipPath_GetPathSegment", clips, last, [at] * len(last)),
        )
        for at in CORNERS
    ]


def _rectangles(clips: Integers, counts: Integers, matrix: Matrix) -> Floats:
    """What the paths of each clip, so many, have in common."""
    owners, paths = _each(np.arange(len(clips)), counts)
    lengths = np.maximum(numbers("FPDFClipPath_CountPathSegments", clips[owners], paths.tolist()), 0)
    numbered, corners = _each(np.arange(len(owners)), lengths)
    parents = clips[owners[numbered]], paths[numbered].tolist(), corners.tolist()
    x, y = floats("FPDFPathSegment_GetPoint", 2, handles("FPDFClipPath_GetPathSegment", *parents)).T
    points = np.array(moved(x, y, matrix)).T
    filled = lengths > 0
    firsts = (lengths.cumsum() - lengths)[filled]
    around = everywhere(len(owners))
    if len(firsts):
        low, high = np.minimum.reduceat(points, firsts), np.maximum.reduceat(points, firsts)
        around[filled] = np.concatenate((low, high), axis=1)
    starts = counts.cumsum() - counts
    low, high = np.maximum.reduceat(around[:, :2], starts), np.minimum.reduceat(around[:, 2:], starts)
    return np.concatenate((low, high), axis=1)


def _each(items: Integers, counts: Integers) -> tuple[Integers, Integers]:
    """Each item so many times, with a number from 0."""
    repeated = items.repeat(counts)
    firsts = counts.cumsum() - counts
    return repeated, np.arange(len(repeated)) - firsts.repeat(counts)
