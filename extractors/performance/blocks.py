"""Blocks of a department's or project's table: schedules, amounts, tasks, goals with results."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.performance.fund_places import is_displaced, put_back
from extractors.performance.prints import GridRow, PrintedFunds, PrintedGoal, PrintedShare, Prints, Row
from extractors.performance.rows import filled, is_start, label_key
from schemas.characters import key
from schemas.performance import AmountColumnWords, amount_columns, amount_rows, month_pattern, words
from schemas.spans import Text
from schemas.values import parse_value


def read_schedule(rows: Sequence[Row], index: int, prints: Prints) -> int:
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


def _headings(row: Row, prints: Prints) -> tuple[dict[int, tuple[AmountColumnWords, Text]], Text | None]:
    """Columns of amounts by their place in a header row, and the label that opens the block."""
    columns: dict[int, tuple[AmountColumnWords, Text]] = {}
    opening: Text | None = None
    for place, cell in enumerate(row):
        known = amount_columns().get(label_key(cell))
        if known is not None:
            columns.update(dict.fromkeys(covered(row, place), (known, cell.strip())))
        elif cell.strip():
            opening = cell.strip() if opening is None else opening + cell.strip()
        if cell.strip():
            prints.labels.append(cell.strip())
    return columns, opening


def covered(row: Row, place: int) -> range:
    """The columns that a cell covers: its own alone, where the source does not show cells."""
    return range(place, place + (row.spans.get(place, 1) if isinstance(row, GridRow) else 1))


def _is_fund_row(row: Row) -> bool:
    """Whether a row names a source of funds, which elsewhere may be a key of its own."""
    return any(label_key(cell) in amount_rows() for cell in row[:3])


def _shift(
    row: Row, label: Text | None, columns: dict[int, tuple[AmountColumnWords, Text]], width: int
) -> int:
    """How far a row that lost its first, merged cells stands to the left of its header.

    A number right behind the label, where the header has another label column, or a row shorter than the header tells.
    """
    if label is None:
        return 0
    place = next(i for i, cell in enumerate(row) if cell.strip().pieces == label.pieces)
    gap = min(columns) - 1 - place
    behind = place + 1 < len(row) and bool(row[place + 1].strip())
    last = max(i for i, cell in enumerate(row) if cell.strip())
    moved = behind or (len(row) < width and last + gap <= max(columns))
    return gap if gap > 0 and moved else 0


def read_funds(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """Amounts under headings: columns by the place of the heading, rows until something else begins."""
    columns, opening = _headings(rows[index], prints)
    width = len(rows[index])
    index += 1
    while index < len(rows) and (not is_start(rows[index]) or _is_fund_row(rows[index])):
        row = rows[index]
        label = next((c.strip() for c in row if c.strip() and parse_value(str(c)) is None), None)
        shift = _shift(row, label, columns, width)
        placed: list[tuple[Text, int]] = []
        for place, cell in enumerate(row):
            text = cell.strip()
            if not text or (label is not None and text.pieces == label.pieces):
                continue
            under = next((c for c in covered(row, place + shift) if c in columns), None)
            if under is not None and label is not None and parse_value(str(text)) is not None:
                placed.append((text, under))
            else:
                prints.left.append(text)
        if not isinstance(row, GridRow) and is_displaced(placed, columns):
            found = put_back(placed, columns)
            prints.left += [text for text, _ in placed if found is None]
            placed = [(text, under) for under, text in (found or {}).items()]
        if label is not None:
            prints.funds += [PrintedFunds(label, text, *columns[under], opening) for text, under in placed]
        if label is not None:
            prints.labels.append(label)
        index += 1
    return index


def read_plain_funds(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """Amounts without headings: a label and its value in each row."""
    opening = filled(rows[index])[0]
    first = True
    while index < len(rows) and (first or not is_start(rows[index])):
        printed = filled(rows[index])[1 if first else 0 :]
        if first:
            prints.labels.append(opening)
        if len(printed) == 2:
            prints.funds.append(PrintedFunds(printed[0], printed[1], opening=opening))
            prints.labels.append(printed[0])
        elif len(printed) == 1:
            prints.labels.append(printed[0])
        else:
            prints.left.extend(printed)
        first = False
        index += 1
    return index


def read_tasks(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """Tasks under their headings: name, text and, in a review, the result; the index of the row after them."""
    places: dict[str, int] = {}
    for place, cell in enumerate(rows[index]):
        for name in ("task_name", "task_text", "task_result"):
            if key(str(cell)) in words("goals", name):
                places[name] = place
        if cell.strip():
            prints.labels.append(cell.strip())
    index += 1
    while index < len(rows) and not is_start(rows[index]):
        row = rows[index]
        parts = {
            name: row[place].strip()
            for name, place in places.items()
            if place < len(row) and row[place].strip()
        }
        taken = {text.pieces for text in parts.values()}
        prints.left.extend(cell for cell in filled(row) if cell.pieces not in taken)
        text, result = parts.get("task_text"), parts.get("task_result")
        if parts:
            prints.goals.append(
                PrintedGoal(
                    "task", parts.get("task_name"), (text,) if text else (), (result,) if result else ()
                )
            )
        index += 1
    return index


def read_expected(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """The yearly goal of a review: what was expected beside what was reached; the index of the row after it."""
    places: dict[str, int] = {}
    for place, cell in enumerate(rows[index]):
        word = label_key(cell)
        for name in ("expected", "result"):
            if word in words("goals", name):
                places.setdefault(name, place)
        if cell.strip():
            prints.labels.append(cell.strip())
    index += 1
    texts: dict[str, list[Text]] = {"expected": [], "result": []}
    while index < len(rows) and not is_start(rows[index]):
        printed = filled(rows[index])
        in_order = len(printed) == len(places) and bool(rows[index][0].strip())
        for place, cell in enumerate(rows[index]):
            if not cell.strip():
                continue
            if in_order:
                name = sorted(places, key=lambda item: places[item])[printed.index(cell.strip())]
                texts[name].append(cell.strip())
                continue
            name = min(places, key=lambda item: (places[item] > place, abs(places[item] - place)))
            texts[name].append(cell.strip())
        index += 1
    if texts["expected"] or texts["result"]:
        prints.goals.append(PrintedGoal("overall", None, tuple(texts["expected"]), tuple(texts["result"])))
    return index


def read_organisation(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """The name of a department beside its label; the index of the row after it."""
    printed = filled(rows[index])
    prints.labels.append(printed[0])
    prints.organisation = printed[1] if len(printed) > 1 else None
    prints.left.extend(printed[2:])
    return index + 1


def read_goal(rows: Sequence[Row], index: int, kind: str, prints: Prints) -> int:
    """A goal or the duties of a department beside their label; the index of the row after it."""
    printed = filled(rows[index])
    prints.labels.append(printed[0])
    prints.goals.append(PrintedGoal(kind, None, tuple(printed[1:])))
    return index + 1
