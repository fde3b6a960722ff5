"""What stands on one page before it is read as lines and grids: characters, rules and pictures, as displayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from schemas.document import Remark
from schemas.turn import Turn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Boxes = NDArray[np.float64] | Sequence[tuple[float, float, float, float]]


class Glyph(NamedTuple):
    """One visible character and its rectangle in points from the top left of the page as displayed.

    `confidence` is that of recognition (0 to 1), None where a text layer gave the character.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Glyphs:
    """The glyphs of a page in the order of the source, column by column: characters, sides as rows of x0, top, x1, bottom.

    `sides[:, i]` is the rectangle of `text[i]`; `confidence` is empty where a text layer gave the characters.
    """

    text: str
    sides: NDArray[np.float64]
    confidence: tuple[float | None, ...] = ()

    @classmethod
    def of(cls, glyphs: Iterable[Glyph]) -> Glyphs:
        """The columns of single glyphs."""
        import numpy as np

        found = list(glyphs)
        sides = np.array([glyph[1:5] for glyph in found], dtype=np.float64).reshape(-1, 4).T
        return cls("".join(glyph.text for glyph in found), sides, tuple(glyph.confidence for glyph in found))

    def __len__(self) -> int:
        return len(self.text)

    def __iter__(self) -> Iterator[Glyph]:
        confidence = self.confidence or (None,) * len(self.text)
        return map(Glyph, self.text, *self.sides.tolist(), confidence)


@dataclass(frozen=True, slots=True)
class Pane:
    """A page as a part of a sheet that was printed on several pages beside each other.

    Its print begins at `left` in the sheet and was moved to the right by `shift`, in points; the rest is as in `PageContent`.
    """

    number: int
    left: float
    shift: float
    width: float
    height: float
    source: str
    turn: Turn | None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PageContent:
    """A page as displayed: size in points, glyphs in the order of the source, drawn rules and shaded areas as boxes.

    Boxes are rows of (x0, top, x1, bottom). A rule is a box that is thin in one direction; `areas` are filled rectangles
    that are no rules; `images` are the places of pictures. `source` says who saw it: the text layer or recognition.
    `turned` is the angle (90, 180, 270, clockwise) by which the page had to be turned further than its viewer does for the
    text to stand upright, and `skew` what was left, in degrees clockwise, of a scanned page to stand level.
    `remarks` are what is seen on this page only, with the number of characters or objects as `count`.
    `panes` are the pages of a sheet, from the left, where several pages were put side by side.
    """

    number: int
    width: float
    height: float
    glyphs: Glyphs
    rules: Boxes = ()
    areas: Boxes = ()
    images: Boxes = ()
    source: str = "text"
    turned: int = 0
    remarks: tuple[Remark, ...] = ()
    skew: float = 0.0
    panes: tuple[Pane, ...] = ()

    @property
    def turn(self) -> Turn | None:
        """The way back to the page as displayed; None where it was not turned."""
        if not self.turned and not self.skew:
            return None
        across = self.turned % 180 != 0
        width, height = (self.height, self.width) if across else (self.width, self.height)
        return Turn(self.turned // 90, self.skew, width, height)
