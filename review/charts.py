"""Charts drawn on the server: horizontal bars as inline SVG, with links and the numbers in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROW, BAR, LABEL, WIDTH, NUMBER = 26, 16, 210, 560, 60


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar; `kind` names its colour in the style sheet and its sign."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its parts and where a click leads; `printed` a label that stands in the documents."""

    label: str
    parts: tuple[Part, ...]
    link: str | None = None
    printed: bool = False

    @property
    def total(self) -> int:
        """The length of the bar."""
        return sum(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A drawn part, in the units of the chart's own coordinates."""

    kind: str
    x: float
    width: float
    count: int


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its places: base line `y`, rectangles, and `end` where the number stands."""

    bar: Bar
    y: int
    rectangles: tuple[Rectangle, ...]
    end: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart with its own coordinates."""

    width: int
    height: int
    label_width: int
    bar_height: int
    bars: tuple[DrawnBar, ...]


def bar_chart(bars: Sequence[Bar]) -> Chart:
    """Bars under one another, the longest over the whole width."""
    longest = max((bar.total for bar in bars), default=0) or 1
    scale = (WIDTH - LABEL - NUMBER) / longest
    return Chart(
        WIDTH, ROW * len(bars), LABEL, BAR, tuple(_drawn(bar, index, scale) for index, bar in enumerate(bars))
    )


def _drawn(bar: Bar, index: int, scale: float) -> DrawnBar:
    x = float(LABEL)
    rectangles = []
    for part in bar.parts:
        if part.count:
            width = max(part.count * scale, 1.5)
            rectangles.append(Rectangle(part.kind, round(x, 1), round(width, 1), part.count))
            x += width
    return DrawnBar(bar, index * ROW + (ROW - BAR) // 2, tuple(rectangles), round(x, 1))
