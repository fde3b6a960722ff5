"""Rows of a performance table told apart: key rows, schedules, goals, tasks, amounts, indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.performance.alignment import align, header_fields
from extractors.performance.blocks import (
    read_expected,
    read_funds,
    read_goal,
    read_organisation,
    read_plain_funds,
    read_schedule,
    read_tasks,
)
from extractors.performance.certain_levels import grid_indicator, spread
from extractors.performance.header_rows import whole_header
from extractors.performance.prints import (
    GridRow,
    PrintedField,
    PrintedFunds,
    PrintedIndicator,
    Prints,
    Row,
)
from extractors.performance.rows import filled, filled_keys, glued, is_pair, is_start, label_key
from extractors.performance.worded import is_worded, read_worded
from schemas.performance import amount_columns, heading_fields, key_fields, words
from schemas.spans import Text
from schemas.values import parse_value

FEWEST_HEADINGS = 2
NAMES = frozenset({"project_name", "org_name"})


def read_rows(rows: Sequence[Row]) -> Prints:
    """Tell the rows of one table apart, in order."""
    prints = Prints()
    index = 0
    while index < len(rows):
        whole = whole_header(rows, index)
        if whole is not None:
            header, behind = whole
            prints.labels.extend(filled(header))
            index = _indicators(rows, behind, header_fields(header) or [], prints)
            continue
        fields = header_fields(rows[index])
        if fields is None:
            index = _block(rows, index, prints)
        else:
            prints.labels.extend(filled(rows[index]))
            index = _indicators(rows, index + 1, spread(rows[index], fields), prints)
    return prints


def _block(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """Read what begins at a row outside the indicators; the index of the first row after it."""
    found = filled_keys(rows[index])
    if not found:
        return index + 1
    first = found[0]
    if first in words("schedule", "labels"):
        return read_schedule(rows, index, prints)
    if any(word in amount_columns() for word in found) and len(set(found) & set(amount_columns())) >= 2:
        return read_funds(rows, index, prints)
    if first in words("amounts", "opening") and not (len(found) > 1 and found[1] in key_fields()):
        return read_plain_funds(rows, index, prints)
    if set(found) & words("goals", "task_name"):
        return read_tasks(rows, index, prints)
    if set(found) & words("goals", "expected") and set(found) & words("goals", "result"):
        return read_expected(rows, index, prints)
    if first in words("organisation", "labels") and first not in key_fields():
        return read_organisation(rows, index, prints)
    for kind in ("duty", "overall"):
        if first in words("goals", kind) and first not in key_fields() and len(found) > 1:
            return read_goal(rows, index, kind, prints)
    if is_pair(rows[index]):
        return _pairs(rows, index, prints)
    if not prints.header and is_worded(rows[index]):
        return read_worded(rows, index, prints)
    return _furniture_row(rows, index, prints)


def _furniture_row(rows: Sequence[Row], index: int, prints: Prints) -> int:
    printed = filled(rows[index])
    if _is_label_row(printed):
        prints.labels.extend(printed)
        prints.opening = printed[-1]
    elif label_key(printed[0]) in words("footer", "labels"):
        prints.labels.append(printed[0])
        prints.left.extend(cell for cell in printed[1:] if any(map(str.isdigit, str(cell))))
    elif sum(label_key(cell) in heading_fields() for cell in printed) >= FEWEST_HEADINGS:
        prints.fields.append(PrintedField("", "none", printed[0], ()))
        prints.left.extend(printed[1:])
    elif _runs_on(prints) and len(printed) == 1:
        last = prints.fields[-1]
        prints.fields[-1] = replace(last, values=(*last.values, *printed))
    else:
        prints.left.extend(printed)
    return index + 1


def _runs_on(prints: Prints) -> bool:
    """Whether the last field is a text that may go on over further rows; names do not."""
    last = prints.fields[-1] if prints.fields and not prints.indicators else None
    return last is not None and last.kind == "text" and last.field not in NAMES


def _pairs(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """Labels with values beside or below them; what follows without a label goes on with the last text."""
    scale, first = False, len(prints.fields)
    for cell in _parted(rows[index]):
        word = label_key(cell)
        known = key_fields().get(word)
        if word in words("scale", "labels"):
            prints.labels.append(cell)
            scale = True
        elif known is not None:
            prints.fields.append(PrintedField(known.field, known.kind, cell, (), prints.opening))
        elif word in words("furniture", "labels"):
            prints.labels.append(cell)
            prints.opening = cell
        elif len(prints.fields) == first:
            prints.left.append(cell)
        else:
            last = prints.fields[-1]
            prints.fields[-1] = replace(last, values=(*last.values, cell))
    below = _values_below(rows, index, prints, first)
    if below:
        return below
    if scale:
        prints.fields.append(PrintedField("purpose", "text", prints.labels[-1], ()))
    return _goes_on(rows, index + 1, prints)


def _parted(row: Row) -> list[Text]:
    """The filled cells of a row; a label and a value that share a cell are parted, but not in the value of a label."""
    parts: list[Text] = []
    for cell in filled(row):
        waiting = bool(parts) and label_key(parts[-1]) in key_fields()
        parts.extend((cell,) if waiting else glued(cell) or (cell,))
    return parts


def _values_below(rows: Sequence[Row], index: int, prints: Prints, first: int) -> int:
    """Labels side by side with their texts in the row below, each in its column; 0 when the row is none such."""
    labels = prints.fields[first:]
    if (
        len(labels) < 2
        or any(item.values or item.kind != "text" for item in labels)
        or index + 1 == len(rows)
    ):
        return 0
    below = {place: cell.strip() for place, cell in enumerate(rows[index + 1]) if cell.strip()}
    places = [
        next(i for i, cell in enumerate(rows[index]) if cell.strip().pieces == item.label.pieces)
        for item in labels
    ]
    if not below or is_start(rows[index + 1]) or not set(below) <= set(places):
        return 0
    for offset, place in enumerate(places):
        if place in below:
            prints.fields[first + offset] = replace(labels[offset], values=(below[place],))
    return index + 2


def _goes_on(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """Rows of one cell without a label: further lines of the text before them; the index of the row after."""
    while (
        index < len(rows) and prints.fields and prints.fields[-1].kind == "text" and not is_start(rows[index])
    ):
        printed, last = filled(rows[index]), prints.fields[-1]
        if _is_label_row(printed):
            prints.labels.extend(printed)
        elif last.field and len(printed) == 1 and (last.field not in NAMES or len(rows[index]) == 1):
            prints.fields[-1] = replace(last, values=(*last.values, *printed))
        else:
            break
        index += 1
    return index


def _is_label_row(printed: Sequence[Text]) -> bool:
    return all(
        label_key(cell) in words("furniture", "labels") or label_key(cell) in heading_fields()
        for cell in printed
    )


def _indicators(rows: Sequence[Row], index: int, fields: list[str], prints: Prints) -> int:
    """The rows below a header of indicators from an index on, until a row that closes the table."""
    prints.header = fields
    while index < len(rows):
        row = rows[index]
        found = filled_keys(row)
        if not found:
            index += 1
            continue
        again = header_fields(row)
        if again is not None:
            prints.labels.extend(filled(row))
            fields, index = spread(row, again), index + 1
            continue
        if found[0] in words("furniture", "labels") and found[0] != label_key(
            row[0] if len(row) > 1 else Text()
        ):
            return index
        if found[0] in words("footer", "labels"):
            return index
        if all(word in words("furniture", "labels") for word in found):
            prints.labels.extend(filled(row))
        elif found[0] in words("totals", "labels"):
            _totals(row, fields, prints)
        elif found[0] in key_fields() and len(found) <= 4 and label_key(row[0]) == found[0]:
            return index
        elif len(row) == 1 and len(fields) > 2:
            prints.left.extend(filled(row))
        else:
            printed = _indicator(row, fields, len(prints.indicators))
            prints.indicators.append(printed)
            taken = {(piece,) for cell in printed.cells.values() for piece in cell} | {
                cell.pieces for cell in printed.cells.values()
            }
            prints.left.extend(cell for cell in filled(row) if cell.pieces not in taken)
        index += 1
    return index


def _indicator(row: Row, fields: Sequence[str], order: int) -> PrintedIndicator:
    if isinstance(row, GridRow):
        return grid_indicator(row, fields, order)
    cells, lost = align(row, fields)
    return PrintedIndicator(cells, order, lost)


def _totals(row: Row, fields: Sequence[str], prints: Prints) -> None:
    label = filled(row)[0]
    prints.labels.append(label)
    by_word = {column.measure: column for column in amount_columns().values()}
    for place, cell in enumerate(row):
        text = cell.strip()
        if not text or text.pieces == label.pieces:
            continue
        name = fields[place] if place < len(fields) else ""
        if name in ("weight", "score") and parse_value(str(text)) is not None:
            prints.totals.append(PrintedFunds(label, text, by_word[name]))
        else:
            prints.left.append(text)
