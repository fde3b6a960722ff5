"""The rules and areas that paths of many pieces draw: rectangles with their outlines, polygons, lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractors.readers.pdf_looks import Looks
from extractors.readers.pdfium_calls import Floats, Integers, floats, handles, numbers, structures

THIN = 3.0
ALIGNED = 0.6
IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
RECTANGLE = (4, 5)  # corners, the first once more where it is closed

Bools = NDArray[np.bool_]
Number = float | Floats
Matrix = tuple[Number, Number, Number, Number, Number, Number]


@dataclass(frozen=True, slots=True)
class _Corners:
    """The corners of all paths, an element of every array for each: place, whether a line leads there, whether it closes.

    `path` is the number of its path; `start` that of the corner its piece began with: one that no line leads to.
    """

    points: Floats
    line: Bools
    close: Bools
    path: Integers
    start: Integers


def thin(boxes: Floats) -> Bools:
    """Which rectangles are no wider or no higher than a rule."""
    found: Bools = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) <= THIN
    return found


def moved(xs: Floats, ys: Floats, matrix: Matrix) -> tuple[Floats, Floats]:
    """Points as a matrix turns, scales and shifts them; it may be one for each point."""
    if matrix is IDENTITY:
        return xs, ys
    a, b, c, d, e, f = matrix
    return a * xs + c * ys + e, b * xs + d * ys + f


def placed(boxes: Floats, matrix: Matrix) -> Floats:
    """The rectangles around rectangles as a matrix turns, scales and shifts them."""
    if matrix == IDENTITY or not len(boxes):
        return boxes
    xs, ys = moved(boxes[:, (0, 2, 0, 2)], boxes[:, (1, 1, 3, 3)], matrix)
    return np.array((xs.min(axis=1), ys.min(axis=1), xs.max(axis=1), ys.max(axis=1))).T


def shapes(paths: Integers, found: Looks, matrix: Matrix) -> tuple[Floats, Floats]:
    """Rules and areas (left, bottom, right, top) of paths that look as said, in a form that `matrix` places on the page.

    A closed piece of a path ends where it began, a curve ends the piece. Thin pieces are rules whole; others are areas
    where they are filled rectangles, and their aligned sides are rules where they are stroked.
    """
    corners = _corners(paths, found.segments, matrix)
    ends, piece = _pieces(corners)
    boxes, owner = ends[0], corners.path[ends[1]]
    firsts, lasts, of = _sides(corners, piece)
    sides = np.concatenate((np.minimum(firsts, lasts), np.maximum(firsts, lasts)), axis=1)
    straight = np.minimum(sides[:, 2] - sides[:, 0], sides[:, 3] - sides[:, 1]) <= ALIGNED
    count = np.bincount(of, minlength=len(boxes))
    crooked = np.bincount(of[~straight], minlength=len(boxes))
    drawn = count > 0
    is_thin = thin(boxes)
    rectangle = np.isin(count + 1, RECTANGLE) & (crooked == 0)
    outlines = sides[straight & (found.stroke[owner] & ~is_thin)[of]]
    return np.concatenate((boxes[drawn & is_thin], outlines)), boxes[
        drawn & ~is_thin & found.fill[owner] & rectangle
    ]


def _corners(paths: Integers, lengths: Integers, matrix: Matrix) -> _Corners:
    number = np.arange(len(paths)).repeat(lengths)
    firsts = lengths.cumsum() - lengths
    within = np.arange(len(number)) - firsts[number]
    segments = handles("FPDFPath_GetPathSegment", paths[number], within.tolist())
    line = (numbers("FPDFPathSegment_GetType", segments) == raw.FPDF_SEGMENT_LINETO) & (within > 0)
    close = numbers("FPDFPathSegment_GetClose", segments) != 0
    a, b, c, d, e, f = structures("FPDFPageObj_GetMatrix", 6, paths)[number].T
    x, y = floats("FPDFPathSegment_GetPoint", 2, segments).T
    points = np.array(moved(*moved(x, y, (a, b, c, d, e, f)), matrix)).T
    start = np.maximum.accumulate(np.where(line, 0, np.arange(len(number))))
    return _Corners(points, line, close, number, start)


def _pieces(corners: _Corners) -> tuple[tuple[Floats, Integers], Integers]:
    """The rectangle around each piece with the number of its first corner, and the piece of each corner."""
    closed = np.concatenate(([False], corners.close[:-1]))
    begins = ~corners.line | closed
    firsts, piece = begins.nonzero()[0], begins.cumsum() - 1
    points = corners.points
    begun = points[corners.start[firsts]]  # what follows a closed piece begins where that did
    low = np.minimum(np.minimum.reduceat(points, firsts), begun)
    high = np.maximum(np.maximum.reduceat(points, firsts), begun)
    return (np.concatenate((low, high), axis=1), firsts), piece


def _sides(corners: _Corners, piece: Integers) -> tuple[Floats, Floats, Integers]:
    """Both ends of each side and the piece it belongs to."""
    points, start = corners.points, corners.start
    lines = corners.line.nonzero()[0]
    before = np.where(corners.close[lines - 1], start[lines], lines - 1)
    closing = (corners.close & corners.line).nonzero()[0]
    closing = closing[(points[closing] != points[start[closing]]).any(axis=1)]
    firsts, lasts = np.concatenate((before, closing)), np.concatenate((lines, start[closing]))
    return points[firsts], points[lasts], piece[np.concatenate((lines, closing))]
