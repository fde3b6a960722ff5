"""Blocks of a performance table before its indicators: keys with values, goals, tasks and amounts, without marks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.grids.performance_flow_columns import Column
from extractors.grids.performance_flow_header import Header, read_amount_header
from extractors.grids.performance_flow_looks import is_number, is_value, signs
from extractors.grids.performance_flow_tokens import Flow, Token
from extractors.grids.performance_flow_widths import lay_out
from extractors.grids.performance_flow_words import Lexicon, Place, after, lexicon, read_words
from schemas.performance import amount_rows, key_fields, words

Row = list[tuple[Token, ...]]
Rows = tuple[list[Row], list[tuple[Token, ...]]]


@cache
def goal_headings() -> Lexicon:
    """Headings over a goal and its result."""
    return lexicon(words("goals", "expected") | words("goals", "result"))


@cache
def task_headings() -> Lexicon:
    """Headings over tasks."""
    return lexicon(words("goals", "task_name") | words("goals", "task_text") | words("goals", "task_result"))


def rest_of(flow: Flow, label: Sequence[Token], start: int, end: int) -> list[tuple[Token, ...]]:
    """The lines `start:end` without the pieces of the label."""
    taken = {token.place for token in label}
    lines = [tuple(token for token in line if token.place not in taken) for line in flow[start:end]]
    return [line for line in lines if line]


def value_rows(label: tuple[Token, ...], lines: Sequence[tuple[Token, ...]]) -> list[Row]:
    """A label with its value; further labels on its line begin further cells of the row."""
    row: Row = [label, ()]
    first = label[-1].row
    known = key_fields().keys() | words("organisation", "labels")
    for token in (token for line in lines for token in line):
        if token.row == first and token.key in known and row[-1]:
            row += [(token,), ()]
        else:
            row[-1] = (*row[-1], token)
    return [row]


def _headings(flow: Flow, place: Place, known: Lexicon) -> tuple[Row, Place]:
    """Headings from `place` on, in the order printed, and the place after them."""
    found, end = read_words(flow, place, known, whole_lines=True)
    if found:
        return [word.tokens for word in found], end
    row, order = place
    if row < len(flow) and order < len(flow[row]) and flow[row][order].key in known.words:
        return [(token,) for token in flow[row][order:]], (row + 1, 0)
    return [], place


def goal_headings_at(flow: Flow, place: Place) -> Row:
    """Headings over a goal and its result from `place` on, if any."""
    return _headings(flow, place, goal_headings())[0]


def goal_rows(label: tuple[Token, ...], flow: Flow, row: int, end: int) -> Rows:
    """A goal beside its label, or under headings with its result."""
    headings, start = _headings(flow, after(flow, label[-1]), goal_headings())
    if len(headings) < 2:
        return value_rows(label, rest_of(flow, label, row, end)), []
    columns = [Column("prose") for _ in headings]
    return _below([label, *headings], flow[start[0] : end], columns, single=True)


def task_rows(label: tuple[Token, ...], flow: Flow, row: int, end: int) -> Rows:
    """Tasks under their headings."""
    headings, start = _headings(flow, after(flow, label[-1]), task_headings())
    if len(headings) < 2:
        return value_rows(label, rest_of(flow, label, row, end)), []
    columns = [Column("name", True), *(Column("prose") for _ in headings[1:])]
    return _below([label, *headings], flow[start[0] : end], columns)


def _below(header: Row, body: Flow, columns: Sequence[Column], single: bool = False) -> Rows:
    if not body:
        return [header], []
    reading = lay_out([body], columns, single)[0]
    return [header, *([(), *cells] for cells in reading.rows)], list(reading.doubts)


def amount_block(label: tuple[Token, ...], flow: Flow, place: Place, end: int) -> Rows:
    """Rows of amounts from `place` to line `end`, below headings or beside the label alone."""
    header = read_amount_header(flow, place)
    start = header.end if header else place
    lines = [line[start[1] :] if row == start[0] else line for row, line in enumerate(flow[:end])][start[0] :]
    found = _amount_rows([line for line in lines if line], len(header.headings) if header else 1)
    if header is None:
        rows: list[Row] = [[(), name, *_cells(values)] for name, values in found]
        if not rows:
            return [[label]], []
        rows[0][0] = label
        return rows, []
    beside = [tuple(token for heading in header.labels for token in heading.tokens)] if header.labels else []
    rows = [[label, *beside, *(heading.tokens for heading in header.headings)]]
    doubts: list[tuple[Token, ...]] = []
    for name, values in found:
        cells, certain = _under(header, values)
        rows.append([name, *(() for _ in beside), *cells])
        doubts += [] if certain else [(value,) for value in values]
    return rows, doubts


def _cells(values: Sequence[Token]) -> Row:
    return [(value,) for value in values] if values else [()]


def _known(label: Sequence[Token]) -> bool:
    text = "".join(token.key for token in label).rstrip(":")
    return any(text.endswith(word) for word in amount_rows())


def _amount_rows(
    lines: Sequence[tuple[Token, ...]], most: int
) -> list[tuple[tuple[Token, ...], tuple[Token, ...]]]:
    """Labels, wrapped or not, each with the values printed after it, on one line or one by one: `most` of them."""
    rows: list[tuple[tuple[Token, ...], tuple[Token, ...]]] = []
    for line in lines:
        cut = next((i for i, token in enumerate(line) if _is_amount(token)), len(line))
        label, values = line[:cut], line[cut:]
        open_label = bool(rows) and not rows[-1][1]
        if not label and rows and (open_label or len(rows[-1][1]) + len(values) <= most):
            rows[-1] = (rows[-1][0], (*rows[-1][1], *values))
        elif rows and label and _goes_on(rows[-1], label, bool(values)):
            rows[-1] = ((*rows[-1][0], *label), (*rows[-1][1], *values))
        else:
            rows.append((label, values))
    return rows


def _goes_on(
    row: tuple[tuple[Token, ...], tuple[Token, ...]], label: tuple[Token, ...], valued: bool
) -> bool:
    """Whether a label goes on with the one before it, which was cut by the end of its line."""
    before, values = row
    if (valued and values) or not before:
        return False
    joined = "".join(token.key for token in (*before, *label))
    if joined in amount_rows():
        return True
    return not _known(before) and not _known(label) and (_known((*before, *label)) or not values)


def _is_amount(token: Token) -> bool:
    return is_number(token.printed) or (
        is_value(token.printed) and token.printed[0].isdigit() and not _numbered(token)
    )


def _numbered(token: Token) -> bool:
    """Whether digits at the head of the piece number it, as in a list."""
    rest = token.key.lstrip("0123456789")
    if rest[:1] == ".":
        return not rest[1:2].isdigit()
    return rest[:1] in signs()["non_starters"] and rest[:1] not in ("", ",", "%")


def _under(header: Header, values: Sequence[Token]) -> tuple[Row, bool]:
    """Values under their headings; percentages stand under a ratio where some cells are missing."""
    fields = header.fields
    cells: Row = [() for _ in fields]
    if len(values) > len(fields):
        return [*cells, *((value,) for value in values)], False
    if len(values) == len(fields):
        return [(value,) for value in values], True
    ratio = fields.index("execution_ratio") if "execution_ratio" in fields else None
    percent = any(value.key.endswith("%") for value in values)
    index = 0
    for value in values:
        if ratio is not None and value.key.endswith("%") and index <= ratio:
            index = ratio
        elif index == ratio and not percent and len(values) == len(fields) - 1:
            index += 1
        cells[min(index, len(fields) - 1)] += (value,)
        index += 1
    return cells, not values
