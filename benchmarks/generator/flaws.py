"""What scanners, copiers, cameras and stamps do to a page: pictures in colour in, pictures in colour out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Pixels = NDArray[Any]
    Flaw = Callable[[Pixels, Generator, float], Pixels]

RED = (52, 40, 205)  # blue, green, red of a seal's ink


def as_it_is(picture: Pixels, _random: Generator, _scale: float) -> Pixels:
    """No flaw."""
    return picture


def black_and_white(picture: Pixels, _random: Generator, _scale: float) -> Pixels:
    """Every pixel black or white, as copiers store them."""
    import numpy as np

    return np.where(picture.mean(axis=2, keepdims=True) < 150, 0, 255).astype(np.uint8).repeat(3, axis=2)


def coarse(picture: Pixels, _random: Generator, _scale: float) -> Pixels:
    """Squares and fringes of a strong compression."""
    import cv2

    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 22])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def faint(picture: Pixels, random: Generator, scale: float) -> Pixels:
    """Ink that is a little darker than grey paper, and rules that are hardly there."""
    import cv2
    import numpy as np

    grey = picture.mean(axis=2)
    size = max(3, int(14 * scale))
    rules = np.maximum(
        cv2.morphologyEx(255 - grey, cv2.MORPH_OPEN, np.ones((1, 2 * size))),
        cv2.morphologyEx(255 - grey, cv2.MORPH_OPEN, np.ones((2 * size, 1))),
    )
    ink = (255 - grey) * 0.45 - rules * 0.2
    pale = 226 - ink + random.normal(0, 3, grey.shape)
    return np.clip(pale, 0, 255).astype(np.uint8)[:, :, None].repeat(3, axis=2)


def broken(picture: Pixels, random: Generator, scale: float) -> Pixels:
    """Rules with gaps of one to four points, at more than one place each."""
    import cv2
    import numpy as np

    ink = 255 - picture.mean(axis=2)
    size = max(3, int(28 * scale))
    result = picture.copy()
    for kernel in (np.ones((1, size)), np.ones((size, 1))):
        rules = cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), np.ones((3, 3))) > 100
        gaps = np.zeros(ink.shape, np.uint8)
        rows, columns = np.nonzero(rules)
        for at in random.integers(
            0, max(len(rows), 1), len(rows) // int(120 * scale * scale) if len(rows) else 0
        ):
            cv2.circle(gaps, (int(columns[at]), int(rows[at])), int(random.uniform(0.5, 2.0) * scale), 1, -1)
        result[(gaps > 0) & rules] = 255
    return result


def sealed(picture: Pixels, random: Generator, scale: float) -> Pixels:
    """A red seal of 4 cm over the print, somewhere on the page."""
    import cv2
    import numpy as np

    rows, columns = picture.shape[:2]
    seal = np.full_like(picture, 255)
    radius = int(57 * scale)
    centre = (
        int(random.uniform(radius, max(columns - radius, radius + 1))),
        int(random.uniform(radius, max(rows - radius, radius + 1))),
    )
    cv2.circle(seal, centre, radius, RED, max(1, int(3.4 * scale)), cv2.LINE_AA)
    angles = np.arange(10) * np.pi / 5 - np.pi / 2
    reach = np.where(np.arange(10) % 2, 0.13, 0.34) * radius
    star = np.stack((centre[0] + reach * np.cos(angles), centre[1] + reach * np.sin(angles)), axis=1)
    cv2.fillPoly(seal, [star.astype(np.int32)], RED, cv2.LINE_AA)
    for angle in np.linspace(0.8 * np.pi, 2.2 * np.pi, 13):
        x, y = centre[0] + 0.76 * radius * np.cos(angle), centre[1] + 0.76 * radius * np.sin(angle)
        for _ in range(4):
            (a, b), (c, d) = random.uniform(-7, 7, (2, 2)) * scale
            cv2.line(
                seal,
                (int(x + a), int(y + b)),
                (int(x + c), int(y + d)),
                RED,
                max(1, int(1.3 * scale)),
                cv2.LINE_AA,
            )
    return np.minimum(picture, seal)


def shadowed(picture: Pixels, _random: Generator, _scale: float) -> Pixels:
    """A dark gutter down the middle and light that falls off to one side, as of an opened book."""
    import numpy as np

    rows, columns = picture.shape[:2]
    x = np.linspace(-1, 1, columns)
    light = (0.95 - 0.18 * x) * (1 - 0.45 * np.exp(-((x / 0.03) ** 2)))
    down = np.linspace(1.0, 0.9, rows)
    return np.clip(picture * light[None, :, None] * down[:, None, None], 0, 255).astype(np.uint8)


def grey(picture: Pixels, random: Generator, scale: float) -> Pixels:
    """Grey recycled paper with fibres."""
    import cv2
    import numpy as np

    rows, columns = picture.shape[:2]
    coarse = random.normal(0, 1, (max(2, int(rows / scale / 2)), max(2, int(columns / scale / 2))))
    texture = cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_CUBIC)
    paper = 186 + 6 * texture + random.normal(0, 4, (rows, columns))
    return np.clip(paper[:, :, None] * (picture / 255) * 0.85 + 28, 0, 255).astype(np.uint8)


def photographed(picture: Pixels, random: Generator, _scale: float) -> Pixels:
    """A page seen a little from one side, on a dark table."""
    import cv2
    import numpy as np

    rows, columns = picture.shape[:2]
    corners = np.array(((0, 0), (columns, 0), (columns, rows), (0, rows)), np.float32)
    seen = (corners - (columns / 2, rows / 2)) * 0.94 + (columns / 2, rows / 2)
    seen += random.uniform(-0.012, 0.012, (4, 2)) * (columns, rows)
    matrix = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    return cv2.warpPerspective(
        picture, matrix, (columns, rows), flags=cv2.INTER_CUBIC, borderValue=(70, 74, 80)
    )


def quarter(turns: int) -> Flaw:
    """A page that was laid on the glass turned, so many quarters counter-clockwise."""
    import numpy as np

    return lambda picture, _random, _scale: np.ascontiguousarray(np.rot90(picture, turns))


def streaked(picture: Pixels, random: Generator, scale: float) -> Pixels:
    """Thin grey streaks along the page from a dirty glass, and dust."""
    import cv2
    import numpy as np

    rows, columns = picture.shape[:2]
    result = picture.copy()
    for _ in range(3):
        x = int(random.uniform(0.1, 0.9) * columns)
        result[:, x : x + max(1, int(0.4 * scale))] = result[:, x : x + max(1, int(0.4 * scale))] // 2 + 60
    for _ in range(150):
        at = (int(random.uniform(0, columns)), int(random.uniform(0, rows)))
        cv2.circle(result, at, max(1, int(random.uniform(0.2, 0.7) * scale)), (60, 60, 60), -1)
    return np.asarray(result)


def shown_through(picture: Pixels, _random: Generator, _scale: float) -> Pixels:
    """The print of the back, mirrored and pale."""
    import numpy as np

    back = 255 - (255 - picture[:, ::-1].astype(np.float32)) * 0.16
    return np.minimum(picture, np.roll(back, 9, axis=0)).astype(np.uint8)


def marked(picture: Pixels, random: Generator, scale: float) -> Pixels:
    """Large pale words across the page."""
    import cv2
    import numpy as np

    rows, columns = picture.shape[:2]
    words = np.full((rows, columns), 255, np.uint8)
    for down in (0.3, 0.6, 0.9):
        at = (int(columns * 0.12), int(rows * down))
        cv2.putText(
            words,
            "COPY 2023 COPY",
            at,
            cv2.FONT_HERSHEY_SIMPLEX,
            2.2 * scale,
            208,
            int(6 * scale),
            cv2.LINE_AA,
        )
    matrix = cv2.getRotationMatrix2D((columns / 2, rows / 2), 18 + random.uniform(-3, 3), 1.0)
    words = cv2.warpAffine(words, matrix, (columns, rows), borderValue=255)
    return np.minimum(picture, words[:, :, None])


FLAWS: dict[str, Flaw] = {
    "none": as_it_is,
    "black and white": black_and_white,
    "coarse": coarse,
    "faint": faint,
    "broken": broken,
    "sealed": sealed,
    "shadowed": shadowed,
    "grey": grey,
    "photographed": photographed,
    "turned left": quarter(1),
    "upside down": quarter(2),
    "turned right": quarter(3),
    "streaked": streaked,
    "shown through": shown_through,
    "marked": marked,
}
