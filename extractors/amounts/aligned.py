"""Tables whose export marks cells: header rows, then rows whose values stand at the columns of the header."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.amounts.groups import Group
from extractors.amounts.header_split import CODE, Known, Row, is_number, is_words
from extractors.amounts.printed import Heading, PrintedAmount, PrintedRow
from extractors.amounts.words import (
    heading_kinds,
    label_key,
    total_words,
)
from schemas.characters import key
from schemas.spans import Text, join

LARGEST_SHIFT = 2
METHOD = "cells"
PARTS = frozenset({"code"})


def _shifted_label(row: Row, expected: int, after: int, known: Known) -> int | None:
    """Where the label that should stand at `expected` does stand, within a shift of two columns."""
    places = [
        c
        for c in range(max(after, expected - LARGEST_SHIFT), min(len(row), expected + LARGEST_SHIFT + 1))
        if is_words(row[c])
    ]
    if not places:
        return None
    if expected in places:
        return expected
    return min(places, key=lambda c: (label_key(str(row[c])) not in known.labels, abs(c - expected), -c))


def _covers_code(row: Row, group: Group, place: int, width: int, known: Known) -> bool:
    """Whether a known label stands over the columns of code and name: in a code's column of a whole row."""
    codes = [position for position, kinds in group.labels if "code" in kinds]
    label = label_key(str(row[place]))
    return place in codes and len(row) >= width and (label in known.labels or label in total_words())


def _other_name(row: Row, group: Group, place: int, width: int) -> bool:
    """Whether a label stands in another of several columns of names, in a whole row."""
    names = [position for position, kinds in group.labels if "name" in kinds]
    return place in names and place != group.name_position and len(row) >= width


def _positions(row: Row, groups: Sequence[Group], known: Known, width: int) -> list[int]:
    """Shift of each group in this row against the header: 0 where the labels stand where they should."""
    moved = _without_first(row, groups, known, width)
    if moved is not None:
        return [moved] * len(groups)
    shifts: list[int] = []
    shift = 0
    for order, group in enumerate(groups):
        if order == 0:
            shifts.append(0)
            continue
        found = _shifted_label(row, group.name_position + shift, groups[order - 1].name_position + 1, known)
        stays = found is not None and (
            _covers_code(row, group, found, width, known) or _other_name(row, group, found, width)
        )
        if found is not None and not stays:
            shift = found - group.name_position
        shifts.append(shift)
    return shifts


def _without_first(row: Row, groups: Sequence[Group], known: Known, width: int) -> int | None:
    """Shift of a short row that lost the blank cells of its first side: its first label is one of another side only."""
    first = next((c for c, cell in enumerate(row) if is_words(cell)), None)
    if first is None or len(groups) < 2 or len(row) >= width:
        return None
    label = label_key(str(row[first]))
    for group in groups[1:]:
        if group.side != groups[0].side and label in known.sides.get(group.side or "", ()):
            return first - group.name_position if first < group.name_position else None
    return None


def _first_shift(row: Row, group: Group, width: int) -> int:
    """Shift of a table of one group: its label stands left of its column (a cell was lost) or right of it (one added)."""
    name = group.name_position
    if not group.labels or name < 0:
        return 0
    words = [c for c, cell in enumerate(row) if is_words(cell)]
    if not words:
        return 0
    if name < len(row) and not row[name].strip() and name < words[0] <= name + LARGEST_SHIFT:
        return words[0] - name
    if len(row) >= width or words[-1] >= name:
        return 0
    if name >= len(row) or not is_number(row[name]) or not group.values:
        return 0
    value = next(c for c, cell in enumerate(row) if c > words[-1] and is_number(cell))
    return value - group.values[0][0]


def _labels(
    row: Row, group: Group, shift: int, next_shift: int, start: int
) -> tuple[Text | None, Text | None]:
    """(label, outer label) of a group in a row; a label column more than the header gives an outer label."""
    stop = min(group.name_position + max(shift, next_shift) + 1, len(row))
    words = [row[c].strip() for c in range(max(start, 0), stop) if is_words(row[c])]
    words = [word for word in words if not CODE.fullmatch(key(str(word)))]
    # A total may share its line with the headings of the code's parts.
    words = [word for word in words if heading_kinds().get(key(str(word))) != PARTS] or words
    if not words:
        return None, None
    outer = words[-2] if len(words) > 1 else None
    if outer is not None and label_key(str(words[-1])) in total_words():
        return join((outer, words[-1])), outer
    return words[-1], outer


def _code(row: Row, group: Group, shift: int) -> Text | None:
    """The printed code; with a cell added before the label, the digits of all cells from the first code column on."""
    places = group.positions("code")
    if shift > 0 and places:
        places = list(range(places[0], places[-1] + shift + 1))
    elif shift:
        places = [place + shift for place in places]
    cells = [row[place].strip() for place in places if 0 <= place < len(row)]
    digits = [cell for cell in cells if cell and CODE.fullmatch(key(str(cell)))]
    return join(digits) if digits else None


def _at(row: Row, group: Group, kind: str, shift: int) -> Text | None:
    cells = [row[p + shift].strip() for p in group.positions(kind) if 0 <= p + shift < len(row)]
    return next((cell for cell in cells if cell), None)


def _amounts(row: Row, group: Group, shift: int, headings: Sequence[Heading]) -> list[PrintedAmount]:
    found = []
    for position, heading in group.values:
        place = position + shift
        if 0 <= place < len(row) and is_number(row[place]):
            marks = ("shift",) if shift else ()
            if group.uncertain and len(headings) > 1:
                every = tuple(range(len(headings)))
                found.append(PrintedAmount(row[place].strip(), every, "ambiguous", marks))
                continue
            evidence = "inferred" if shift else headings[heading].evidence
            found.append(PrintedAmount(row[place].strip(), (heading,), evidence, marks))
    return found


def _spans(found: Sequence[PrintedRow], group: Group, known: Known) -> bool:
    """Whether the known label before, of the same side and without amounts, is the label of this group, too."""
    before = found[-1] if found else None
    if before is None or before.side != group.side or before.amounts or before.label is None:
        return False
    label = label_key(str(before.label))
    return label in total_words() or label in known.labels


def read_row(
    row: Row, ordinal: int, groups: Sequence[Group], headings: Sequence[Heading], known: Known, width: int
) -> list[PrintedRow]:
    """One printed row as a row per group that holds a label or a value."""
    shifts = _positions(row, groups, known, width)
    if len(groups) == 1:
        shifts = [_first_shift(row, groups[0], width)]
    found: list[PrintedRow] = []
    for order, group in enumerate(groups):
        following = shifts[order + 1] if order + 1 < len(groups) else shifts[order]
        own = following if order == 0 and len(groups) > 1 else shifts[order]
        start = 0 if order == 0 else groups[order - 1].name_position + shifts[order - 1] + 1
        stop = groups[order + 1].name_position + following if order + 1 < len(groups) else len(row)
        part = [cell if c < stop else Text() for c, cell in enumerate(row)]
        label, outer = _labels(part, group, shifts[order], own, start)
        amounts = _amounts(part, group, own, headings)
        number = _at(part, group, "number", shifts[order])
        if label is None and not amounts and number is None:
            continue
        if label is None and amounts and _spans(found, group, known):
            label = found.pop().label
        found.append(
            PrintedRow(
                ordinal=ordinal,
                amounts=tuple(amounts),
                code=_code(part, group, shifts[order]),
                label=label,
                number=number,
                unit_code=_at(part, group, "unit_code", shifts[order]),
                outer=outer,
                side=group.side,
                room=(order, stop - group.name_position - own - 1) if label is not None else None,
            )
        )
    return found
