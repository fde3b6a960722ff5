"""Rows of indicators from lines without marks: levels, wrapped cells, explanations that cover several rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.grids.performance_flow_bands import band_rows, cost_of_bands
from extractors.grids.performance_flow_centred import label_rows
from extractors.grids.performance_flow_columns import Column, columns_of
from extractors.grids.performance_flow_costs import rewarded
from extractors.grids.performance_flow_guards import suspicious
from extractors.grids.performance_flow_header import Header, Heading, read_header
from extractors.grids.performance_flow_levels import Stretch, is_footer, read_levels
from extractors.grids.performance_flow_looks import is_number
from extractors.grids.performance_flow_orders import by_place, orders
from extractors.grids.performance_flow_peeled import hoisted, is_centred, peeled
from extractors.grids.performance_flow_places import BESIDE, places_of
from extractors.grids.performance_flow_tokens import Flow, Token, keeps_places
from extractors.grids.performance_flow_totals import settled_by_totals, short_rows
from extractors.grids.performance_flow_widths import lay_out
from extractors.grids.performance_laid import cost_of, laid_lines, laid_rows, merged_levels
from extractors.grids.performance_laid_cells import completed, torn_notes
from extractors.grids.performance_laid_levels import level_cells, pieces_of_names
from schemas.performance import words

CENTRED = 1.5
USUAL = 0.8
DOUBTFUL = 2.5
TRIED = 16

Row = list[tuple[Token, ...]]


@dataclass(slots=True)
class Indicators:
    """Rows of pieces under the header, pieces that repeat others, cells whose border is not certain; the headings by column
    where they do not stand in the order of the header."""

    rows: list[Row] = field(default_factory=list)
    repeats: list[tuple[Token, ...]] = field(default_factory=list)
    doubts: list[tuple[Token, ...]] = field(default_factory=list)
    headings: tuple[Heading, ...] = ()


def read_indicators(flow: Flow, header: Header) -> Indicators:
    """The rows below a header, to the end of the lines."""
    if keeps_places(flow[header.end[0] :]):
        return _laid(flow, by_place(header))
    centred = _centred(flow, header)
    if centred is not None:
        return centred
    fields = header.fields
    columns = columns_of(fields)
    shared = any(column.kind == "text" for column in columns)
    own = hoisted(flow, header.end[0])
    levels = read_levels(own, header.end[0])
    found = Indicators(repeats=levels.repeats)
    filled = [stretch for stretch in levels.stretches if stretch.lines]
    readings = dict(
        zip(
            map(id, filled),
            lay_out([s.lines for s in filled], columns, linewise=own is not flow),
            strict=True,
        )
    )
    for stretch in levels.stretches:
        reading = readings.get(id(stretch))
        rows: list[Row] = [list(cells) for cells in reading.rows] if reading else [[() for _ in fields]]
        found.doubts += reading.doubts if reading else ()
        if shared:
            found.doubts += spread(rows, fields.index("description"))
        found.doubts += _either(rows, columns)
        _label(rows[0], stretch, fields)
        found.rows += rows
    found.doubts += _short(found.rows, columns)
    _weigh(found, columns, levels.closing)
    found.doubts += suspicious(found.rows, columns)
    found.rows += [row for line in levels.closing for row in _closing(line, fields, found)]
    found.rows += [[line[:1], line[1:]] if is_footer(line) else [line] for line in levels.below]
    return found


def _weigh(found: Indicators, columns: Sequence[Column], closing: Sequence[tuple[Token, ...]]) -> None:
    """Let totals settle which columns the numbers of short rows stand in; what they do not settle is doubtful."""
    settled = settled_by_totals(found.rows, columns, closing)
    if settled is not None:
        found.rows = settled
    doubtful = short_rows(found.rows, columns)
    found.doubts += [cell for row in doubtful for cell in row if cell and is_number(cell[0].printed)]


def _either(rows: Sequence[Row], columns: Sequence[Column]) -> list[tuple[Token, ...]]:
    """Words in the column of values of rows without the explanation that stands before it: they may be that."""
    kinds = [column.kind for column in columns]
    if "detail" not in kinds or "value" not in kinds:
        return []
    detail, value = kinds.index("detail"), kinds.index("value")
    return [
        row[value] for row in rows if row[value] and not row[detail] and not any(map(rewarded, row[value]))
    ]


def _laid(flow: Flow, header: Header) -> Indicators:
    """The same from a text that keeps the places of the page."""
    found = Indicators(headings=header.headings)
    fields = header.fields
    columns = columns_of(fields)
    own, closing = _body(flow, header.end[0], found)
    places = places_of(header, own)
    named = max(at for at, column in enumerate(columns) if column.kind in ("name", "level"))
    levels = [at for at, column in enumerate(columns) if column.level]
    places.update(dict.fromkeys(pieces_of_names(own, places, levels), named))
    lines = laid_lines(own, places, len(fields))
    found.repeats += [(token,) for line in own for token in line if places[token] == BESIDE]
    readings = [laid_rows(lines, columns, centred) for centred in (True, False)]
    rows = min(readings, key=cost_of)
    found.rows = completed(rows, columns)
    merged = merged_levels(lines, columns)
    if merged and rows:
        level_cells(found.rows, rows, lines, columns, merged, found.doubts)
    doubtful = [at for at, row in enumerate(rows) if row.unsure or row.cost > DOUBTFUL]
    found.doubts += [
        cell for at in doubtful if (cell := found.rows[at][named] or max(found.rows[at], key=len))
    ]
    found.doubts += _either(found.rows, columns) + _short(found.rows, columns)
    found.doubts += [*suspicious(found.rows, columns), *torn_notes(found.rows, columns)]
    found.rows += [row for line in closing for row in _closing(line, fields, found)]
    return found


def _centred(flow: Flow, header: Header) -> Indicators | None:
    """The same where labels of levels stand at the middle of their rows; None where they stand before them."""
    found = Indicators()
    own, closing = _body(flow, header.end[0], found)
    bare = peeled(own)
    if not bare.lines or not {"level1", "level2"} <= set(header.fields) or not is_centred(bare):
        return None
    possible = orders(header)
    if possible != [header]:
        header = min(possible, key=lambda other: cost_of_bands(bare.lines[:TRIED], columns_of(other.fields)))
    fields, found.headings = header.fields, header.headings
    columns = columns_of(fields)
    reading = band_rows(bare.lines, columns)
    found.rows = [list(cells) for cells in reading.rows]
    found.doubts += [*reading.doubts, *_either(found.rows, columns), *_short(found.rows, columns)]
    found.repeats += [(token,) for token in bare.beside]
    label_rows(found.rows, bare, (fields.index("level1"), fields.index("level2")), found.doubts)
    _weigh(found, columns, closing)
    found.doubts += [*suspicious(found.rows, columns), *_apart(found.rows, columns)]
    found.rows += [row for line in closing for row in _closing(line, fields, found)]
    return found


def _apart(rows: Sequence[Row], columns: Sequence[Column]) -> list[tuple[Token, ...]]:
    """Values of a row that share no line, in a text whose lines follow the page: either may stand left of the other."""
    values = [at for at, column in enumerate(columns) if column.kind == "value"]
    found: list[tuple[Token, ...]] = []
    for row in rows:
        own = [row[at] for at in values if row[at]]
        for one, other in pairwise(own):
            if not {token.row for token in one} & {token.row for token in other}:
                found += [one, other]
    return found


def _body(
    flow: Flow, start: int, found: Indicators
) -> tuple[list[tuple[Token, ...]], list[tuple[Token, ...]]]:
    """Lines of rows, headers that are printed again set aside, and the lines that close the table."""
    lines: list[tuple[Token, ...]] = []
    row = start
    while row < len(flow):
        again = read_header(flow, row)
        if again is not None:
            found.repeats += [heading.tokens for heading in (*again.labels, *again.headings)]
            row = again.end[0]
            continue
        if flow[row][0].key in words("totals", "labels"):
            return lines, list(flow[row:])
        lines.append(flow[row])
        row += 1
    return lines, []


def _short(rows: Sequence[Row], columns: Sequence[Column]) -> list[tuple[Token, ...]]:
    """Names and values of rows that lack a number where nearly all rows have one: their cells may have moved."""
    numbers = [index for index, column in enumerate(columns) if column.kind == "number"]
    filled = [row for row in rows if any(row)]
    usual = [index for index in numbers if sum(bool(row[index]) for row in filled) >= USUAL * len(filled)]
    told = [index for index, column in enumerate(columns) if column.kind in ("name", "value")]
    short = [row for row in filled if any(not row[index] for index in usual)]
    return [row[index] for row in short for index in told if row[index]]


def _label(row: Row, stretch: Stretch, fields: Sequence[str]) -> None:
    """Put the labels of levels into the first row below them."""
    for name, tokens in (("level1", stretch.level1), ("level2", stretch.level2)):
        if tokens:
            index = fields.index(name) if name in fields else 0
            row[index] = (*tokens, *row[index])


def _height(cells: Sequence[Sequence[Token]]) -> int:
    return max((len({token.row for token in cell}) for cell in cells), default=1) or 1


def spread(rows: list[Row], column: int) -> list[tuple[Token, ...]]:
    """Move an explanation that covers all the rows to the first of them; explanations that stay unclear."""
    holders = [index for index, row in enumerate(rows) if row[column]]
    if len(rows) == 1 or len(holders) in (0, len(rows)):
        return []
    if len(holders) > 1:
        return [rows[i][column] for i in holders if i + 1 < len(rows) and not rows[i + 1][column]]
    heights = [_height([*row[:column], *row[column + 1 :]]) for row in rows]
    holder = holders[0]
    start = sum(heights[: holder + 1])
    expected = (sum(heights) - _height([rows[holder][column]])) / 2
    near = max(CENTRED, *heights[holder : holder + 2])
    if holder and abs(start - expected) > near:
        return [rows[holder][column]]
    rows[0][column], rows[holder][column] = rows[holder][column], rows[0][column]
    return []


def _closing(line: tuple[Token, ...], fields: Sequence[str], found: Indicators) -> list[Row]:
    """The row of totals: its numbers are weight and score."""
    row: Row = [() for _ in fields]
    row[0] = line[:1]
    numbers = [token for token in line[1:] if is_number(token.printed)]
    names = [name for name in ("weight", "score") if name in fields]
    if len(numbers) == 1 and len(names) == 2:
        names = names[1:]
        found.doubts.append((numbers[0],))
    placed = dict(zip(names, numbers, strict=False))
    for name, token in placed.items():
        row[fields.index(name)] = (token,)
    rest = tuple(token for token in line[1:] if token not in placed.values())
    if not rest:
        return [row]
    if not row[-1]:
        row[-1] = rest
        return [row]
    return [row, [rest]]
