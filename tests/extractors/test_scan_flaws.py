"""Flaws of scans: paper that is not white, rules that are not whole, seals, marks, the back of the page."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.generator.flaws import FLAWS
from extractors.readers.scan.chains import chained, filled, lengthened, without_streaks
from extractors.readers.scan.dirt import find_dirt
from extractors.readers.scan.paper import evened, grey_of, without_pale
from extractors.readers.scan.picture import Picture
from extractors.readers.scan.rules import Ruled, find_rules
from schemas.spans import Box

SCALE = 150 / 72
COLUMNS, ROWS = (40, 160, 280, 400), (50, 75, 100, 125, 150)


def page(flaw: str = "none", seed: int = 3) -> Picture:
    """A ruled table of numbers as an even grey picture, after a flaw."""
    import cv2

    colours = np.full((int(220 * SCALE), int(450 * SCALE), 3), 255, np.uint8)
    for x in COLUMNS:
        cv2.line(colours, *(tuple(int(v * SCALE) for v in (x, y)) for y in (ROWS[0], ROWS[-1])), (0, 0, 0), 2)
    for y in ROWS:
        cv2.line(
            colours, *(tuple(int(v * SCALE) for v in (x, y)) for x in (COLUMNS[0], COLUMNS[-1])), (0, 0, 0), 2
        )
    for row in ROWS[1:]:
        for x in COLUMNS[:-1]:
            at = int((x + 50) * SCALE), int((row - 8) * SCALE)
            cv2.putText(colours, "1234.50", at, cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0, 0, 0), 2, cv2.LINE_AA)
    spoiled = FLAWS[flaw](colours, np.random.default_rng(seed), SCALE)
    return evened(Picture(grey_of(np.ascontiguousarray(spoiled[..., ::-1]), SCALE), SCALE))


def counted(ruled: Ruled) -> tuple[int, int]:
    """How many places upright and level rules stand at."""
    return len({round(box.x0 / 4) for box in ruled.upright()}), len(
        {round(box.top / 4) for box in ruled.level()}
    )


@pytest.mark.parametrize(
    "flaw",
    ["none", "black and white", "coarse", "faint", "broken", "grey", "streaked", "shown through", "marked"],
)
def test_every_rule_is_found_and_nothing_else_whatever_was_done_to_the_page(flaw: str) -> None:
    ruled = find_rules(page(flaw))
    assert counted(ruled) == (len(COLUMNS), len(ROWS))
    for box in ruled.level():
        assert min(abs(box.top - y) for y in ROWS) < 3


def test_shadows_are_paper_and_ink_is_black() -> None:
    even = page("grey").pixels
    assert np.median(even) > 230
    assert np.percentile(even, 1) < 40


def test_the_back_of_the_page_is_paler_than_print_and_goes() -> None:
    front, both = without_pale(page("none")), without_pale(page("shown through"))
    assert np.count_nonzero(both < 128) < 1.2 * np.count_nonzero(front < 128)


def test_a_seal_leaves_no_grey_and_the_print_below_it_stays() -> None:
    import cv2

    def red(colours: np.ndarray) -> np.ndarray:
        cv2.circle(colours, (200, 200), int(50 * SCALE), (205, 40, 52), 8)
        return colours

    paper = np.full((420, 420, 3), 255, np.uint8)
    cv2.putText(paper, "12", (290, 215), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 3)
    without, sealed = grey_of(paper.copy(), SCALE), grey_of(red(paper.copy()), SCALE)
    ring = sealed[200 - int(50 * SCALE) - 3 : 200 - int(50 * SCALE) + 3, 195:205]
    assert ring.min() > 200
    assert np.count_nonzero(sealed < 100) >= 0.5 * np.count_nonzero(without < 100)
    small = np.full((200, 200, 3), 255, np.uint8)
    cv2.putText(small, "-12", (60, 100), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (205, 40, 52), 3)
    assert grey_of(small, SCALE).min() < 130  # red print is no seal


def test_pieces_in_line_are_one_rule_and_strokes_of_print_are_not() -> None:
    worn = [Box(x, 100, x + 30, 101) for x in (50, 86, 125)]
    assert chained(worn, True) == [Box(50, 100, 155, 101)]
    strokes = [Box(x, 100, x + 9, 101) for x in (50, 61, 72)]
    assert chained(strokes, True) == strokes
    assert chained([Box(50, 100, 90, 101), Box(120, 100, 160, 101)], True) == [
        Box(50, 100, 90, 101),
        Box(120, 100, 160, 101),
    ]


def test_a_rule_goes_on_where_ink_does_and_lost_parts_are_filled() -> None:
    ink = np.zeros((200, 200), np.uint8)
    ink[20:180:1, 100] = 255
    ink[60:64, 100] = 0
    level = [Box(10, y, 190, y + 1) for y in (20.0, 60.0, 100.0, 140.0, 180.0)]
    below = Box(99.5, 100.5, 100.5, 180)
    (found,) = [box for box in lengthened([*level, below], ink, 1.0) if box.x1 - box.x0 < 10]
    assert (found.top, found.bottom) == (20.5, 180)
    apart = [*level, Box(99.5, 100.5, 100.5, 180)]
    assert [box[1::2] for box in filled(apart, ink, 1.0)[len(apart) :]] == [(20.5, 60.5), (60.5, 100.5)]
    assert filled(apart, np.zeros_like(ink), 1.0) == apart


def test_a_dot_that_stands_alone_is_dirt_and_those_of_numbers_and_colons_are_not() -> None:
    ink = np.zeros((200, 300), np.uint8)
    ink[50:70, 20:30] = ink[50:70, 40:50] = 255  # two digits
    ink[67:70, 33:36] = 255  # the dot between them
    ink[52:55, 100:103] = ink[58:61, 100:103] = 255  # a colon
    ink[150:153, 200:203] = 255  # dust
    rows, columns = np.nonzero(find_dirt(ink, SCALE))
    assert {*rows} == {150, 151, 152}
    assert {*columns} == {200, 201, 202}


def test_a_streak_over_the_page_is_no_rule() -> None:
    frame = [Box(40, y, 400, y + 1) for y in (50, 100, 150)] + [Box(x, 50, x + 1, 150) for x in (40, 400)]
    streak = Box(200, 0, 201, 220)
    assert without_streaks([*frame, streak]) == frame
