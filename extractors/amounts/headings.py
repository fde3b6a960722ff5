"""Headings over value columns: their paths in a header, and the form's columns that they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.amounts.heading_fit import EXACT, begins, fit
from extractors.amounts.printed import Heading
from extractors.amounts.words import (
    dropped_headings,
    heading_key,
    heading_label,
    kinds_of_heading,
    side_words,
    this_year,
    told_year,
)
from schemas.characters import key
from schemas.forms import Column, Form
from schemas.spans import Text, join
from schemas.values import parse_value


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A column of a header: the printed headings over it, outer to inner, and whether the innermost is its own.

    `places`: row of the header and column of each heading; `given`: what the cells hold, where no heading tells.
    """

    index: int
    path: tuple[str, ...]
    own: bool
    places: tuple[tuple[int, int], ...] = ()
    given: frozenset[str] = frozenset()

    @property
    def kinds(self) -> frozenset[str]:
        """What label cells below may hold (code, name, number, unit_code); empty for a value column."""
        found = self.given
        for part in reversed(self.path) if not found else ():
            found = kinds_of_heading(part)
            if found or key(part) not in side_words():
                break
        return found


def header_columns(rows: Sequence[Sequence[Text]], width: int) -> list[HeaderColumn]:
    """The path of headings over each column; a blank cell belongs to the span of its left neighbour."""
    texts = [[str(row[c]).strip() if c < len(row) else "" for c in range(width)] for row in rows]
    texts = [["" if _value(text) else text for text in row] for row in texts]
    owners: list[list[int]] = []
    for depth, row in enumerate(texts):
        owner: list[int] = []
        for column in range(width):
            spanned = (
                not row[column]
                and column > 0
                and owner[column - 1] >= 0
                and (depth == 0 or owners[depth - 1][column] == owners[depth - 1][column - 1])
                and _spans(texts, depth, column)
            )
            owner.append(column if row[column] else owner[column - 1] if spanned else -1)
        owners.append(owner)
    return [_column(texts, owners, column) for column in range(width)]


def _value(text: str) -> bool:
    parsed = parse_value(text)
    return parsed is not None and parsed.value is not None


def _spans(texts: list[list[str]], depth: int, column: int) -> bool:
    """A blank header cell is part of a span to its left when something is printed below it, or nothing at all is."""
    above = any(texts[d][column] for d in range(depth))
    below = any(texts[d][column] for d in range(depth + 1, len(texts)))
    return below or not above


def _column(texts: list[list[str]], owners: list[list[int]], column: int) -> HeaderColumn:
    path = [texts[depth][owner[column]] for depth, owner in enumerate(owners) if owner[column] >= 0]
    own = any(row[column] for row in texts)
    places = tuple((depth, owner[column]) for depth, owner in enumerate(owners) if owner[column] >= 0)
    return HeaderColumn(column, tuple(path), own, places)


def heading_print(rows: Sequence[Sequence[Text]], column: HeaderColumn) -> Text:
    """The print of the headings over a column, outer to inner."""
    return join(rows[depth][place].strip() for depth, place in column.places)


def side_of(path: Sequence[str]) -> str | None:
    """The side of a table that a heading path names at its top, or None."""
    return side_words().get(heading_key(path[0])) if path else None


def published(path: Sequence[str], sided: bool) -> str:
    """The published heading: outer to inner, without year, side and ruler words, equal neighbours once."""
    dropped = dropped_headings(sided)
    own = path[1:] if sided and len(path) > 1 and side_of(path) else path
    parts = [heading_label(part) for part in own if key(heading_label(part)) not in dropped]
    parts = [part for index, part in enumerate(parts) if part and (index == 0 or parts[index - 1] != part)]
    return "/".join(parts) or (heading_label(path[-1]) if path else "")


def _assign(paths: Sequence[tuple[str, ...]], columns: Sequence[Column]) -> dict[int, int]:
    """Which printed column names which form column: best fits first, then more levels, then printed order; each once."""
    pairs = [
        (-fit(path, column), -len(column.path), abs(i - j), i, j)
        for i, path in enumerate(paths)
        for j, column in enumerate(columns)
        if fit(path, column)
    ]
    used_i: set[int] = set()
    used_j: set[int] = set()
    found: dict[int, int] = {}
    for *_, i, j in sorted(pairs):
        if i not in used_i and j not in used_j:
            found[i] = j
            used_i.add(i)
            used_j.add(j)
    return found | _cut_short(paths, columns, found)


def _cut_short(
    paths: Sequence[tuple[str, ...]], columns: Sequence[Column], found: Mapping[int, int]
) -> dict[int, int]:
    """Headings that are but the beginning of one column's own, as a sheet prints them before a filled cell."""
    own: dict[int, int] = {}
    for i, path in enumerate(paths):
        if i in found:
            continue
        fits = {j: begins(path, column) for j, column in enumerate(columns)}
        best = [j for j, how in fits.items() if how and how == max(fits.values())]
        if len(best) == 1 and best[0] not in found.values():
            own[i] = best[0]
    alone = {i: j for i, j in own.items() if list(own.values()).count(j) == 1}
    return alone | _between({**found, **alone}, paths, columns)


def _between(
    found: Mapping[int, int], paths: Sequence[tuple[str, ...]], columns: Sequence[Column]
) -> dict[int, int]:
    """Headings that begin as the column does which their place between two known ones leaves to them."""
    own: dict[int, int] = {}
    known = [(-1, -1), *sorted(found.items()), (len(paths), len(columns))]
    for (i, j), (next_i, next_j) in pairwise(known):
        if next_i - i == next_j - j:
            pairs = zip(range(i + 1, next_i), range(j + 1, next_j), strict=True)
            own.update((a, b) for a, b in pairs if begins(paths[a], columns[b]))
    return own


def _fill(
    found: dict[int, int], printed: Sequence[HeaderColumn], columns: Sequence[Column]
) -> dict[int, int]:
    """Columns whose own heading the export dropped, where exactly the form's columns between two known ones are left."""
    filled = dict(found)
    index = 0
    while index < len(printed):
        if index in found or printed[index].own:
            index += 1
            continue
        stop = index
        while stop < len(printed) and stop not in found and not printed[stop].own:
            stop += 1
        low = max((found[i] for i in found if i < index), default=-1)
        high = min((found[i] for i in found if i >= stop), default=len(columns))
        free = [j for j in range(low + 1, high) if j not in filled.values()]
        if len(free) == stop - index and stop < len(printed):
            filled.update(zip(range(index, stop), free, strict=True))
        index = stop
    return filled


def name_columns(
    printed: Sequence[HeaderColumn], form: Form | None, side: str | None, variant: str
) -> list[Heading]:
    """The headings of one side under one variant of the form."""
    columns = (form.side_columns(variant, side) or form.side_columns(variant)) if form else ()
    paths = [column.path for column in printed]
    years = [told_year(path) for path in paths]
    found = _assign(_of_this_year(paths, years, columns), columns)
    filled = _fill(found, printed, columns)
    filled |= _of_other_years(filled, years, [tuple(map(this_year, path)) for path in paths], columns)
    others = [
        column for column in (form.columns if form else ()) if side is None or column.side in (side, None)
    ]
    headings = []
    for index, column in enumerate(printed):
        named = columns[filled[index]] if index in filled else None
        if named is None and column.own:
            named = next((other for other in others if fit(column.path, other) == EXACT), None)
        label = published(column.path, side is not None)
        headings.append(Heading(label, named, side, "printed" if column.own else "inferred", years[index]))
    return headings


def _of_this_year(
    paths: Sequence[tuple[str, ...]], years: Sequence[int | None], columns: Sequence[Column]
) -> list[tuple[str, ...]]:
    """The headings without those of the year before, unless the form has a column for them: its others are this year's."""
    before = [column for column in columns if column.year < 0]
    return [
        path if year != -1 or any(fit(path, column) for column in before) else ()
        for path, year in zip(paths, years, strict=True)
    ]


def _of_other_years(
    filled: Mapping[int, int],
    years: Sequence[int | None],
    paths: Sequence[tuple[str, ...]],
    columns: Sequence[Column],
) -> dict[int, int]:
    """Headings under a year of their own that repeat those of another year, with the same columns of the form."""
    taken = {years[index] for index in filled}
    found: dict[int, int] = {}
    for year in dict.fromkeys(year for year in years if year is not None and year not in taken):
        own = [index for index, other in enumerate(years) if other == year]
        again = _assign([paths[index] for index in own], columns)
        found.update({own[place]: column for place, column in again.items()})
    return found


def score(printed: Sequence[HeaderColumn], form: Form, side: str | None, variant: str) -> float:
    """How well a variant of the form explains the printed headings of a side."""
    columns = form.side_columns(variant, side) or form.side_columns(variant)
    found = _assign([column.path for column in printed], columns)
    fits = sum(
        fit(printed[i].path, columns[j]) or begins(printed[i].path, columns[j]) for i, j in found.items()
    )
    return fits - 0.5 * abs(len(columns) - len(printed))
