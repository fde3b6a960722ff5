"""Headers whose merged cells take one place: all cells stand at the left of their rows, the columns they cover do not show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.amounts.collapsed_header import read_header
from extractors.amounts.groups import Group
from extractors.amounts.header_split import CODE, Row, is_number, is_words
from extractors.amounts.headings import HeaderColumn, header_columns
from extractors.amounts.printed import Heading
from extractors.amounts.tokens import Token
from extractors.amounts.words import kinds_of_heading, side_words
from schemas.characters import key
from schemas.forms import Form
from schemas.spans import Text

MOST_LABELS = 6
SINGLE = ("coded", "labelled", "single_row")


def _filled(row: Row) -> int:
    """How many cells a row fills from its first on; 0 where a blank one stands before a filled one."""
    places = [place for place, cell in enumerate(row) if cell.strip()]
    return len(places) if places == list(range(len(places))) else 0


def is_packed(header: Sequence[Row], width: int) -> bool:
    """Whether merged headings left the columns that they cover to the cells behind them."""
    filled = [_filled(row) for row in header]
    if not all(filled) or filled[0] >= width:
        return False
    return len(filled) > 1 or bool(width - filled[0] > 1)


def with_sides(header: Sequence[Row]) -> list[list[Text]] | None:
    """A header of two sides with the names of the sides over their first columns; None where it is none such."""
    if len(header) < 2 or any(key(str(cell)) not in side_words() for cell in header[0] if cell.strip()):
        return None
    starts = [
        place
        for place, cell in enumerate(header[1])
        if "name" in kinds_of_heading(str(cell.strip()))
        and (place == 0 or not kinds_of_heading(str(header[1][place - 1].strip())))
    ]
    sides = [cell for cell in header[0] if cell.strip()]
    if len(starts) != len(sides):
        return None
    first = [Text()] * len(header[1])
    for place, side in zip(starts, sides, strict=True):
        first[place] = side
    return [first, *map(list, header[1:])]


def _labels(body: Sequence[Row]) -> tuple[tuple[int, frozenset[str]], ...]:
    """The label columns of the rows: the one with the most words, and codes before it."""
    words = [sum(is_words(row[c]) for row in body if c < len(row)) for c in range(MOST_LABELS)]
    if not any(words):
        return ()
    name = words.index(max(words))
    before = [
        (c, frozenset({"code"}))
        for c in range(name)
        if any(c < len(row) and CODE.fullmatch(key(str(row[c]))) for row in body)
    ]
    return (*before, (name, frozenset({"name"})))


def packed_groups(
    header: Sequence[Row], body: Sequence[Row], form: Form, width: int
) -> tuple[list[Group], list[Heading], str]:
    """Columns by the order of the form, where the header's words name exactly as many as stand behind the labels.

    Otherwise the group is uncertain: its amounts are ambiguous over all headings, never under a wrong one.
    """
    words = [[Token(cell.strip(), "words") for cell in row if cell.strip()] for row in header]
    found = read_header(words, form)
    labels = _labels([row for row in body if any(map(is_number, row))])
    first = labels[-1][0] + 1 if labels else 0
    headings = [replace(heading, evidence="inferred", side=None) for heading in found.headings] or [
        Heading("", None)
    ]
    certain = found.certain and len(found.headings) == width - first
    values = tuple((first + k, min(k, len(headings) - 1)) for k in range(width - first))
    return [Group(None, labels, values, uncertain=not certain)], headings, found.variant


def unmerged(row: Row, groups: Sequence[Group]) -> Row:
    """A row whose label covers the columns of the codes: its cells moved to the columns that they stand in."""
    place = groups[0].name_position if len(groups) == 1 else 0
    filled = _filled(row)
    if place < 1 or not filled or not is_words(row[0]) or len(row) - filled < place:
        return row
    return [*[Text()] * place, *row[: len(row) - place]]


def columns_of(header: Sequence[Row], width: int) -> tuple[Sequence[Row], list[HeaderColumn]]:
    """The header as its columns are found, with sides put over their columns where they were packed."""
    sided = with_sides(header) if is_packed(header, width) else None
    own = sided or header
    return own, list(header_columns(own, width))
