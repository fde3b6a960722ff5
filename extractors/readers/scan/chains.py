"""Rules from their pieces: a copy that is pale or worn keeps a rule in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from schemas.spans import Box

if TYPE_CHECKING:
    from extractors.readers.scan.picture import Pixels

ALIKE = 1.2  # points across: pieces of one rule
WIDEST_GAP = 9.0  # points
GAPS = 0.35  # most of a rule that may be lost
CORE = 20.0  # points: the longest piece of a rule in pieces; strokes of print are shorter
TAIL, TOUCHES = 14.0, 2.0  # points: a shorter piece behind a wider gap is a stroke of print
FARTHEST, MOSTLY, SURELY = 90.0, 0.5, 0.65  # points that a rule goes on at a time, shares of ink on the way
BESIDE, PRINTED, WHOLE = (
    (0.8, 2.6),
    0.3,
    0.9,
)  # points to print beside it, share of the way that has some, and ink then
LOOSE = 10.0  # points from the end of a rule to the next that crosses it


def length(box: Box) -> float:
    """The longer side of a rule in points."""
    return max(box.x1 - box.x0, box.bottom - box.top)


def is_level(box: Box) -> bool:
    """Whether a rule lies level."""
    return box.x1 - box.x0 >= box.bottom - box.top


def chained(pieces: Sequence[Box], level: bool) -> list[Box]:
    """Pieces in line made one, those of a direction among each other."""
    lines: list[list[Box]] = []
    for piece in sorted(pieces, key=lambda box: (_across(box, level), *_ends(box, level))):
        near = [line for line in lines[-8:] if _across(piece, level) - _across(line[-1], level) < ALIKE]
        if near:
            near[-1].append(piece)
        else:
            lines.append([piece])
    return [rule for line in lines for rule in _rules(line, level)]


def without_streaks(rules: Sequence[Box]) -> list[Box]:
    """The rules without upright ones that both begin and end away from all that cross them: dirt of the glass."""
    across = [box for box in rules if is_level(box)]
    return [box for box in rules if is_level(box) or not across or not _is_loose(box, across)]


def lengthened(rules: Sequence[Box], ink: Pixels, scale: float) -> list[Box]:
    """The rules, each going on to the next that crosses it as long as there is ink on most of the way."""
    return [_lengthened(box, [o for o in rules if is_level(o) != is_level(box)], ink, scale) for box in rules]


def filled(rules: Sequence[Box], ink: Pixels, scale: float) -> list[Box]:
    """The rules, and parts of upright ones that were lost between two level ones where most of the way has ink."""
    level = sorted((box for box in rules if is_level(box)), key=lambda box: box.top)
    upright = [box for box in rules if not is_level(box)]
    found = []
    for box in upright:
        middle, lines = _across(box, False), _lines(box, ink, scale)
        same = [o for o in upright if abs(_across(o, False) - middle) < ALIKE]
        crossed = [_across(o, True) for o in level if o.x0 - TOUCHES <= middle <= o.x1 + TOUCHES]
        for low, high in pairwise(crossed):
            lost = not any(o.top - TOUCHES <= low and high <= o.bottom + TOUCHES for o in same)
            if lost and TOUCHES < high - low <= FARTHEST and _inked(lines, low, high, scale, SURELY):
                found.append(box._replace(top=low, bottom=high))
    return [*rules, *found]


def _lengthened(box: Box, crossing: Sequence[Box], ink: Pixels, scale: float) -> Box:
    level = is_level(box)
    middle = _across(box, level)
    places = sorted(
        _across(o, not level)
        for o in crossing
        if _ends(o, not level)[0] - LOOSE / 2 <= middle <= _ends(o, not level)[1] + LOOSE / 2
    )
    lines = _lines(box, ink, scale)
    low, high = _ends(box, level)
    for place in reversed([place for place in places if place < low - TOUCHES]):
        if low - place > FARTHEST or not _inked(lines, place, low, scale, MOSTLY):
            break
        low = place
    for place in [place for place in places if place > high + TOUCHES]:
        if place - high > FARTHEST or not _inked(lines, high, place, scale, MOSTLY):
            break
        high = place
    return box._replace(x0=low, x1=high) if level else box._replace(top=low, bottom=high)


def _lines(box: Box, ink: Pixels, scale: float) -> tuple[Pixels, Pixels]:
    """Whether there is ink in line with a rule, along the whole page, and whether there is some close beside it."""
    turned = ink if is_level(box) else ink.T
    at = int(_across(box, is_level(box)) * scale)
    line = turned[max(at - 1, 0) : at + 2].max(axis=0, initial=0) > 0
    near, far = round(BESIDE[0] * scale) + 1, round(BESIDE[1] * scale) + 1
    before = turned[max(at - far, 0) : max(at - near, 0)].max(axis=0, initial=0)
    after = turned[at + near + 1 : at + far + 1].max(axis=0, initial=0)
    return line, (before > 0) | (after > 0)


def _inked(lines: tuple[Pixels, Pixels], low: float, high: float, scale: float, share: float) -> bool:
    """Whether that share of the way has ink, and nearly all of it where print stands beside: its strokes are no rule."""
    line, beside = (part[int(low * scale) : int(high * scale)] for part in lines)
    if not line.size:
        return False
    return bool(line.mean() >= (WHOLE if beside.mean() > PRINTED else share))


def _is_loose(box: Box, across: Sequence[Box]) -> bool:
    crossing = [o for o in across if o.x0 - LOOSE <= box.x0 and box.x1 <= o.x1 + LOOSE]
    return all(all(abs(end - o.top) > LOOSE for o in crossing) for end in (box.top, box.bottom))


def _rules(line: Sequence[Box], level: bool) -> Iterator[Box]:
    """Pieces in line, joined where the gaps between them are small."""
    parts = sorted(line, key=lambda box: _ends(box, level))
    held: list[Box] = []
    for part in parts:
        if held and not _goes_on(held, part, level):
            yield from _joined(held, level)
            held = []
        held.append(part)
    yield from _joined(held, level)


def _goes_on(held: Sequence[Box], part: Box, level: bool) -> bool:
    gap = _ends(part, level)[0] - max(_ends(box, level)[1] for box in held)
    lengths = [high - low for low, high in (_ends(held[-1], level), _ends(part, level))]
    return gap <= TOUCHES or (gap <= WIDEST_GAP and gap <= GAPS * sum(lengths))


def _joined(held: Sequence[Box], level: bool) -> Iterator[Box]:
    """One rule of pieces; short pieces at its ends, a gap away, stay alone."""
    parts = list(held)
    for at in (0, -1):
        while len(parts) > 1 and _is_tail(parts[at], parts[1 if at == 0 else -2], level):
            yield parts.pop(at)
    longest = max(parts, key=length)
    if len(parts) > 1 and length(longest) < CORE:
        yield from parts
        return
    whole = Box(
        min(box.x0 for box in parts), min(box.top for box in parts),
        max(box.x1 for box in parts), max(box.bottom for box in parts),
    )  # fmt: skip
    whole = (
        whole._replace(top=longest.top, bottom=longest.bottom)
        if level
        else whole._replace(x0=longest.x0, x1=longest.x1)
    )
    yield whole


def _is_tail(part: Box, inner: Box, level: bool) -> bool:
    (low, high), (begin, end) = _ends(part, level), _ends(inner, level)
    return high - low < TAIL and max(begin - high, low - end) > TOUCHES


def _ends(box: Box, level: bool) -> tuple[float, float]:
    return (box.x0, box.x1) if level else (box.top, box.bottom)


def _across(box: Box, level: bool) -> float:
    return (box.top + box.bottom if level else box.x0 + box.x1) / 2
