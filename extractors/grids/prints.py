"""Runs: characters that were printed side by side, and the lines that runs make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas.document import Run
from schemas.page import Glyph

GAP = 0.3
WIDE_GAP = 2.0
BACK = 0.5
LEVEL = 0.35
TWICE = 2.0


@dataclass(frozen=True, slots=True)
class Print:
    """Glyphs in the order of the source that stand side by side on one line, with the rectangle around them."""

    glyphs: tuple[Glyph, ...]
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.top + self.bottom) / 2

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(glyph.text for glyph in self.glyphs)

    def split(self, at: int) -> tuple[Print, Print]:
        """The prints before and from glyph `at` on."""
        return printed(self.glyphs[:at]), printed(self.glyphs[at:])


def printed(glyphs: Sequence[Glyph]) -> Print:
    """One print of the given glyphs."""
    return Print(
        tuple(glyphs),
        min(glyph.x0 for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
    )


def to_prints(glyphs: Iterable[Glyph]) -> list[Print]:
    """Glyphs in the order of the source cut where the next one stands elsewhere.

    The order of the source keeps two texts apart that are printed over each other.
    """
    found: list[Print] = []
    open_: list[Glyph] = []
    for glyph in _once(glyphs):
        if open_ and not _follows(open_[-1], glyph):
            found.append(printed(open_))
            open_ = []
        open_.append(glyph)
    if open_:
        found.append(printed(open_))
    return found


def _once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Glyphs without those that repeat one at the same place, as print does that is made bold by printing twice."""
    seen: set[tuple[str, int, int]] = set()
    for glyph in glyphs:
        text, x, y = glyph.text, glyph.x0 / TWICE, round(glyph.bottom)
        places = {(text, int(x), y), (text, -int(x + 0.5), y)}
        if seen.isdisjoint(places):
            yield glyph
        seen |= places


def _follows(last: Glyph, glyph: Glyph) -> bool:
    size = last.bottom - last.top
    other = glyph.bottom - glyph.top
    if abs((last.top + last.bottom) - (glyph.top + glyph.bottom)) > 2 * LEVEL * min(size, other):
        return False
    return -BACK * size < glyph.x0 - last.x1 < GAP * max(size, other)


def to_lines(prints: Iterable[Print]) -> list[list[Print]]:
    """Prints grouped by their height, lines from the top, prints from the left."""
    lines: list[list[Print]] = []
    level = size = 0.0
    for piece in sorted(prints, key=lambda piece: piece.middle):
        height = piece.bottom - piece.top
        if lines and piece.middle - level <= LEVEL * min(size, height):
            lines[-1].append(piece)
            continue
        lines.append([piece])
        level, size = piece.middle, height
    return [sorted(line, key=lambda piece: piece.x0) for line in lines]


def set_line(line: Sequence[Print], offset: int) -> tuple[str, Run]:
    """The text of prints on one line, with spaces for the gaps, and its run from character `offset` on."""
    text: list[str] = []
    edges: list[float] = []
    confidence: list[float] = []
    end: float | None = None
    size = 0.0
    for piece in line:
        if end is not None:
            gap = piece.x0 - end
            spaces = 2 if gap > WIDE_GAP * size else 1 if gap > GAP * size else 0
            for _ in range(spaces):
                text.append(" ")
                edges.append(end)
        for glyph in piece.glyphs:
            text.append(glyph.text)
            edges.append(glyph.x0)
            if glyph.confidence is not None:
                confidence.append(glyph.confidence)
        end = piece.x1 if end is None else max(end, piece.x1)
        size = piece.bottom - piece.top
    edges.append(line[-1].x1)
    top, bottom = min(piece.top for piece in line), max(piece.bottom for piece in line)
    run = Run(
        offset,
        offset + len(text),
        tuple(edges),
        top,
        bottom,
        confidence=min(confidence, default=None),
    )
    return "".join(text), run


def left_to_right(lines: Iterable[list[Print]]) -> Iterator[Print]:
    """All prints of lines in reading order."""
    for line in lines:
        yield from line
