"""Rows of a performance table told apart: key rows, schedules, goals, tasks, amounts, indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from extractors.performance.alignment import align, header_fields
from extractors.performance.prints import (
    PrintedField,
    PrintedFunds,
    PrintedGoal,
    PrintedIndicator,
    PrintedShare,
    Prints,
    Row,
)
from schemas.characters import key
from schemas.performance import AmountColumnWords, amount_columns, key_fields, month_pattern, words
from schemas.spans import Text
from schemas.values import parse_value

_DIGIT = regex.compile(r"\d")


def _filled(row: Row) -> list[Text]:
    return [cell.strip() for cell in row if cell.strip()]


def _keys(row: Row) -> list[str]:
    return [key(str(cell)) for cell in _filled(row)]


def read_rows(rows: Sequence[Row]) -> Prints:
    """Tell the rows of one table apart, in order."""
    prints = Prints()
    index = 0
    while index < len(rows):
        fields = header_fields(rows[index])
        if fields is not None:
            index = _indicators(rows, index, fields, prints)
        else:
            index = _block(rows, index, prints)
    return prints


def _block(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """Read what begins at a row outside the indicators; the index of the first row after it."""
    found = _keys(rows[index])
    if not found:
        return index + 1
    first = found[0]
    if first in words("schedule", "labels"):
        return _schedule(rows, index, prints)
    if any(word in amount_columns() for word in found) and len(set(found) & set(amount_columns())) >= 2:
        return _funds(rows, index, prints)
    if first in words("amounts", "opening"):
        return _plain_funds(rows, index, prints)
    if set(found) & words("goals", "task_name"):
        return _tasks(rows, index, prints)
    if set(found) & words("goals", "expected") and set(found) & words("goals", "result"):
        return _expected(rows, index, prints)
    if first in words("organisation", "labels") and first not in key_fields():
        return _organisation(rows, index, prints)
    if first in words("goals", "overall") and first not in key_fields() and len(found) > 1:
        return _overall(rows, index, prints)
    if first in key_fields() or first in words("scale", "labels"):
        return _pairs(rows, index, prints)
    return _furniture_row(rows, index, prints)


def _furniture_row(rows: Sequence[Row], index: int, prints: Prints) -> int:
    filled = _filled(rows[index])
    known = words("furniture", "labels")
    if all(key(str(cell)) in known for cell in filled):
        prints.labels.extend(filled)
    elif prints.fields and prints.fields[-1].kind == "text" and not prints.indicators:
        last = prints.fields[-1]
        prints.fields[-1] = replace(last, values=(*last.values, *filled))
    else:
        prints.left.extend(filled)
    return index + 1


def _organisation(rows: Sequence[Row], index: int, prints: Prints) -> int:
    filled = _filled(rows[index])
    prints.labels.append(filled[0])
    prints.organisation = filled[1] if len(filled) > 1 else None
    prints.left.extend(filled[2:])
    return index + 1


def _overall(rows: Sequence[Row], index: int, prints: Prints) -> int:
    filled = _filled(rows[index])
    prints.labels.append(filled[0])
    prints.goals.append(PrintedGoal("overall", None, tuple(filled[1:])))
    return index + 1


def _is_start(row: Row) -> bool:
    """Whether a row begins something of its own, so that what runs before it ends."""
    found = _keys(row)
    if not found:
        return False
    first = key(str(row[0])) if row[0].strip() else ""
    return header_fields(row) is not None or bool(first) and (
        first in key_fields()
        or any(
            first in words(table, name)
            for table, name in (
                ("schedule", "labels"), ("scale", "labels"), ("amounts", "opening"), ("organisation", "labels"),
                ("goals", "overall"), ("goals", "tasks"), ("furniture", "labels"),
            )
        )
    )


def _pairs(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """Labels with values beside them; rows without a label go on with the last value (a purpose after its scale)."""
    current: PrintedField | None = None
    scale = key(str(rows[index][0])) in words("scale", "labels")
    for cell in _filled(rows[index]):
        word = key(str(cell))
        known = key_fields().get(word)
        if word in words("scale", "labels"):
            prints.labels.append(cell)
        elif known is not None and not (current and not current.values and current.kind == "text"):
            current = PrintedField(known.field, known.kind, cell, ())
            prints.fields.append(current)
        elif current is None:
            prints.left.append(cell)
        else:
            current = replace(current, values=(*current.values, cell))
            prints.fields[-1] = current
    index += 1
    if scale:
        purpose = PrintedField("purpose", "text", prints.labels[-1], ())
        prints.fields.append(purpose)
    last = prints.fields[-1] if prints.fields else None
    while index < len(rows) and last is not None and last.kind == "text" and not _is_start(rows[index]):
        filled = _filled(rows[index])
        if last.field and not _is_label_row(filled):
            last = replace(last, values=(*last.values, *filled))
            prints.fields[-1] = last
        else:
            prints.labels.extend(filled)
        index += 1
    return index


def _is_label_row(filled: Sequence[Text]) -> bool:
    return all(key(str(cell)) in words("furniture", "labels") for cell in filled)


def _schedule(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """Months over shares: a share belongs to the month in its column."""
    months: dict[int, tuple[int, Text]] = {}
    for column, cell in enumerate(rows[index]):
        match = month_pattern().match(key(str(cell)))
        if match:
            months[column] = (int(match[1]), cell.strip())
            prints.months.append(cell.strip())
        elif cell.strip():
            prints.labels.append(cell.strip())
    if index + 1 >= len(rows):
        return index + 1
    for column, cell in enumerate(rows[index + 1]):
        if not cell.strip():
            continue
        parsed = parse_value(str(cell))
        if column in months and parsed is not None and parsed.value is not None:
            prints.schedule.append(PrintedShare(*months[column], cell.strip()))
        else:
            prints.left.append(cell.strip())
    return index + 2


def _funds(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """Amounts under headings: columns by the place of the heading, rows until something else begins."""
    columns: dict[int, tuple[AmountColumnWords, Text]] = {}
    opening: Text | None = None
    for place, cell in enumerate(rows[index]):
        known = amount_columns().get(key(str(cell)))
        if known is not None:
            columns[place] = (known, cell.strip())
            prints.labels.append(cell.strip())
        elif cell.strip():
            opening = opening or cell.strip()
            prints.labels.append(cell.strip())
    index += 1
    while index < len(rows) and not _is_start(rows[index]):
        label = next((c.strip() for c in rows[index] if c.strip() and parse_value(str(c)) is None), None)
        for place, cell in enumerate(rows[index]):
            text = cell.strip()
            if not text or label is not None and text.pieces == label.pieces:
                continue
            if place in columns and label is not None and parse_value(str(text)) is not None:
                prints.funds.append(PrintedFunds(label, text, *columns[place], opening))
            else:
                prints.left.append(text)
        if label is not None:
            prints.labels.append(label)
        index += 1
    return index


def _plain_funds(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """Amounts without headings: a label and its value in each row."""
    opening = _filled(rows[index])[0]
    first = True
    while index < len(rows) and (first or not _is_start(rows[index])):
        filled = _filled(rows[index])[1 if first else 0 :]
        if first:
            prints.labels.append(opening)
        if len(filled) == 2:
            prints.funds.append(PrintedFunds(filled[0], filled[1], opening=opening))
            prints.labels.append(filled[0])
        elif len(filled) == 1:
            prints.labels.append(filled[0])
        else:
            prints.left.extend(filled)
        first = False
        index += 1
    return index


def _tasks(rows: Sequence[Row], index: int, prints: Prints) -> int:
    places: dict[str, int] = {}
    for place, cell in enumerate(rows[index]):
        for name in ("task_name", "task_text", "task_result"):
            if key(str(cell)) in words("goals", name):
                places[name] = place
        if cell.strip():
            prints.labels.append(cell.strip())
    index += 1
    while index < len(rows) and not _is_start(rows[index]):
        row = rows[index]
        parts = {name: row[place].strip() for name, place in places.items() if place < len(row) and row[place].strip()}
        taken = {text.pieces for text in parts.values()}
        prints.left.extend(cell for cell in _filled(row) if cell.pieces not in taken)
        text, result = parts.get("task_text"), parts.get("task_result")
        if parts:
            prints.goals.append(
                PrintedGoal("task", parts.get("task_name"), (text,) if text else (), (result,) if result else ())
            )
        index += 1
    return index


def _expected(rows: Sequence[Row], index: int, prints: Prints) -> int:
    places: dict[str, int] = {}
    for place, cell in enumerate(rows[index]):
        word = key(str(cell))
        for name in ("expected", "result"):
            if word in words("goals", name):
                places.setdefault(name, place)
        if cell.strip():
            prints.labels.append(cell.strip())
    index += 1
    texts: dict[str, list[Text]] = {"expected": [], "result": []}
    while index < len(rows) and not _is_start(rows[index]):
        for place, cell in enumerate(rows[index]):
            if not cell.strip():
                continue
            name = min(places, key=lambda item: (places[item] > place, abs(places[item] - place)))
            texts[name].append(cell.strip())
        index += 1
    if texts["expected"] or texts["result"]:
        prints.goals.append(PrintedGoal("overall", None, tuple(texts["expected"]), tuple(texts["result"])))
    return index


def _indicators(rows: Sequence[Row], index: int, fields: list[str], prints: Prints) -> int:
    """The rows below a header of indicators, until a row that closes the table."""
    prints.header = fields
    prints.labels.extend(_filled(rows[index]))
    index += 1
    while index < len(rows):
        row = rows[index]
        found = _keys(row)
        if not found:
            index += 1
            continue
        again = header_fields(row)
        if again is not None:
            prints.labels.extend(_filled(row))
            fields, index = again, index + 1
            continue
        if found[0] in words("furniture", "labels") and found[0] != key(str(row[0] if len(row) > 1 else "")):
            return index
        if all(word in words("furniture", "labels") for word in found):
            prints.labels.extend(_filled(row))
        elif found[0] in words("totals", "labels"):
            _totals(row, fields, prints)
        elif found[0] in key_fields() and len(found) <= 4 and key(str(row[0])) == found[0]:
            return index
        elif len(row) == 1 and len(fields) > 2:
            prints.left.extend(_filled(row))
        else:
            cells, lost = align(row, fields)
            prints.indicators.append(PrintedIndicator(cells, len(prints.indicators), lost))
            taken = {cell.pieces for cell in cells.values()}
            prints.left.extend(cell for cell in _filled(row) if cell.pieces not in taken)
        index += 1
    return index


def _totals(row: Row, fields: Sequence[str], prints: Prints) -> None:
    label = _filled(row)[0]
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
