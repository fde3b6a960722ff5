"""Rows of a performance table whose export prints no marks between cells, as a clean table would give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.grids.performance_flow_blocks import (
    Rows,
    amount_block,
    goal_headings,
    goal_headings_at,
    goal_rows,
    rest_of,
    task_rows,
    value_rows,
)
from extractors.grids.performance_flow_header import read_amount_header, read_header
from extractors.grids.performance_flow_indicators import read_indicators
from extractors.grids.performance_flow_labels import beside_amounts, goals, openings, spread, starters, tasks
from extractors.grids.performance_flow_tokens import Flow, Token, cell_text, set_aside, tokens_of
from extractors.grids.performance_flow_words import (
    Place,
    Word,
    after,
    gone_on,
    read_any_label,
    read_label,
    read_spread_label,
)
from extractors.grids.performance_laid_goals import goal_head, laid_goal, read_laid_label
from schemas.document import Furniture, Line
from schemas.performance import key_fields, words
from schemas.spans import Text

SHORT = 8.0

Row = list[tuple[Token, ...]]


@dataclass(frozen=True, slots=True)
class FlowRows:
    """Rows of cells, print that only repeats other print, and cells whose border is not certain."""

    rows: list[list[Text]]
    furniture: tuple[Furniture, ...] = ()
    doubts: tuple[Text, ...] = ()


@dataclass(slots=True)
class _Found:
    rows: list[Row] = field(default_factory=list)
    repeats: list[tuple[Token, ...]] = field(default_factory=list)
    doubts: list[tuple[Token, ...]] = field(default_factory=list)


def _label(flow: Flow, row: int) -> Word | None:
    return (
        read_label(flow, (row, 0), starters())
        or read_spread_label(flow, row, spread())
        or read_laid_label(flow, row, starters())
    )


def _end(flow: Flow, start: int, amounts: bool = False) -> int:
    """The first line from `start` on that begins something of its own; amounts have labels that are keys elsewhere."""
    for row in range(start, len(flow)):
        if not flow[row]:
            continue
        if read_header(flow, row) or (not amounts and read_amount_header(flow, (row, 0))):
            return row
        if goal_head(flow, row, goals()) is not None:
            return row
        if read_label(flow, (row, 0), beside_amounts()) if amounts else _label(flow, row):
            return row
    return len(flow)


def _block(flow: Flow, row: int, found: _Found) -> int:
    """Read what begins with line `row`; the line after it."""
    header = read_header(flow, row)
    if header is not None:
        below = read_indicators(flow, header)
        found.rows += [[label.tokens] for label in header.labels]
        headings = below.headings or header.headings
        found.rows += [[heading.tokens for heading in headings], *below.rows]
        found.repeats += below.repeats
        found.doubts += below.doubts
        return len(flow)
    if read_amount_header(flow, (row, 0)) is not None:
        return _amounts(flow, _taken_back(found), (row, 0), found)
    goal = _beside(flow, row, found)
    if goal is not None:
        return goal
    label = _label(flow, row)
    if label is None:
        found.rows.append([flow[row]])
        return row + 1
    return _labelled(flow, row, label, found)


def _beside(flow: Flow, row: int, found: _Found) -> int | None:
    """Read a goal and its result beside each other where the text keeps the places of the page; the line after them."""
    headings = goal_head(flow, row, goals())
    if headings is None:
        return None
    end = max(token.row for token in headings) + 1
    while end < len(flow) and not _begins_block(flow, end):
        end += 1
    goal = laid_goal(flow, row, end, headings, goals())
    if goal is None:
        return None
    found.rows += [[goal.label, *((token,) for token in goal.headings)], [(), *goal.cells]]
    found.doubts += goal.doubts
    return end


def _begins_block(flow: Flow, row: int) -> bool:
    """Whether a line begins something that is no goal."""
    if read_header(flow, row) or read_amount_header(flow, (row, 0)):
        return True
    label = read_label(flow, (row, 0), starters())
    return label is not None and label.key not in goals().words


def _labelled(flow: Flow, row: int, label: Word, found: _Found) -> int:
    place = after(flow, label.tokens[-1])
    if label.key in openings().words:
        label = gone_on(flow, label, openings())
        first = label.tokens[0].row
        if first < label.tokens[-1].row and len(flow[first]) > 1:
            flow = [tuple(token for token in line if token not in label.tokens) for line in flow]
            place = (first, 0)
        return _amounts(flow, label.tokens, place, found)
    headed = len(goal_headings_at(flow, place)) > 1
    if (
        not headed
        and label.key in words("furniture", "labels")
        and place[1] == 0
        and not _texted(flow, label, place)
    ):
        found.rows.append([label.tokens])
        return place[0]
    end = _end(flow, max(place[0], row + 1) if place[1] == 0 else place[0] + 1)
    if headed or label.key in goals().words:
        rows, doubts = goal_rows(label.tokens, flow, row, end)
        if len(rows) == 1:
            rows, doubts = _valued(found, label, rest_of(flow, label.tokens, row, end))
    elif label.key in tasks().words:
        rows, doubts = task_rows(label.tokens, flow, row, end)
    else:
        above = _above(found, label, flow[row + 1 : end])
        rows, doubts = _valued(found, label, [*above, *rest_of(flow, label.tokens, row, end)])
    found.rows += rows
    found.doubts += doubts
    return end


def _texted(flow: Flow, label: Word, place: Place) -> bool:
    """Whether a label that is furniture elsewhere is that of the goal printed below it."""
    return (
        label.key in goals().words
        and place[0] < len(flow)
        and _label(flow, place[0]) is None
        and read_header(flow, place[0]) is None
        and flow[place[0]][0].key not in goal_headings().words
    )


def _valued(found: _Found, label: Word, lines: Sequence[tuple[Token, ...]]) -> Rows:
    """The value of a label; of several labels in a row without one, the values below them in their order."""
    waiting = [label.tokens]
    while len(lines) > 1 and found.rows and _waits(found.rows[-1], waiting[0]):
        waiting.insert(0, found.rows.pop()[0])
    if len(waiting) == 1:
        return value_rows(label.tokens, lines), []
    if len(lines) in (len(waiting), len(waiting) - 1):
        values = [(), *lines][-len(waiting) :]
        return [[own, value] for own, value in zip(waiting, values, strict=True)], []
    rows = [[own] for own in waiting[:-1]]
    return [*rows, *value_rows(label.tokens, lines)], [tuple(token for line in lines for token in line)]


def _waits(row: Row, following: Sequence[Token]) -> bool:
    """Whether a row is the label of a text, printed right above another label."""
    cells = [cell for cell in row if cell]
    known = key_fields().get("".join(token.key for token in cells[0])) if len(cells) == 1 else None
    return known is not None and known.kind == "text" and cells[0][-1].row + 1 == following[0].row


def _above(found: _Found, label: Word, below: Flow) -> Flow:
    """Lines above a label and right of it that were read as nobody's: the value, of as many lines below, is centred on it."""
    taken: list[tuple[Token, ...]] = []
    beside = label.tokens[-1].end
    deep = sum(line[0].start > beside for line in below)
    while found.rows and len(taken) < deep and len(found.rows[-1]) == 1:
        line = found.rows[-1][0]
        if {token.row for token in line} != {label.tokens[0].row - 1 - len(taken)} or line[0].start <= beside:
            break
        taken.insert(0, line)
        found.rows.pop()
    return taken


def _amounts(flow: Flow, label: tuple[Token, ...], place: Place, found: _Found) -> int:
    header = read_amount_header(flow, place)
    end = _end(flow, header.end[0] if header else place[0] + bool(place[1]), amounts=True)
    opening = read_any_label(flow, end, openings()) if header and end == header.end[0] else None
    if opening is not None:
        flow = [tuple(token for token in line if token not in opening.tokens) for line in flow]
        label, end = (*label, *opening.tokens), _end(flow, opening.tokens[0].row, amounts=True)
    rows, doubts = amount_block(label, flow, place, end)
    found.rows += rows
    found.doubts += doubts
    return end


def _taken_back(found: _Found) -> tuple[Token, ...]:
    """The short pieces at the end of the last value: the label of a merged cell that no vocabulary knows."""
    if not found.rows or len(found.rows[-1]) < 2:
        return ()
    cell = found.rows[-1][-1]
    cut = len(cell)
    while (
        cut > 1
        and cell[cut - 1].width <= SHORT
        and cell[cut - 1].order == 0
        and cell[cut - 1].row > cell[0].row
    ):
        cut -= 1
    found.rows[-1][-1] = cell[:cut]
    return cell[cut:]


def flow_rows(lines: Sequence[Line]) -> FlowRows:
    """Rows of cells from the body lines of a performance table without marks between its cells."""
    flow = tokens_of(lines)
    found = _Found()
    row = 0
    while row < len(flow):
        row = _block(flow, row, found)
    return FlowRows(
        [[cell_text(cell) for cell in cells] for cells in found.rows],
        (
            *(Furniture(cell_text(repeat), "repeat") for repeat in found.repeats),
            *(Furniture(text, "template") for text in set_aside(lines)),
        ),
        tuple(cell_text(cell) for cell in found.doubts),
    )
