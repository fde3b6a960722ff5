"""A table on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.grids.prints import Print
from extractors.grids.ruled import Frame


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on a page: its frame, and the prints of each cell in the order of the frame's cells."""

    frame: Frame
    cells: Sequence[Sequence[Print]]
