"""Rows of a performance table from a list of its cells: the export keeps every cell, blank ones too, and no row ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.performance.alignment import header_fields
from extractors.performance.rows import OPENINGS, label_key
from extractors.performance.sequence_indicators import (
    DOUBTFUL,
    cost_of,
    end_of_indicators,
    indicator_cells,
    totals_row,
)
from schemas.performance import amount_columns, amount_rows, heading_fields, key_fields, words
from schemas.spans import Text
from schemas.values import parse_value

FEWEST = 3
MOST_HEADINGS = 16


@dataclass(slots=True)
class CellSequence:
    """Rows as a clean table would give them, cells that no label claims, and cells that may stand elsewhere."""

    rows: list[list[Text]] = field(default_factory=list)
    left: list[Text] = field(default_factory=list)
    doubts: list[Text] = field(default_factory=list)


def sequence_rows(cells: Sequence[Text]) -> CellSequence:
    """The rows that the cells of one performance table make, in order."""
    found = CellSequence()
    at = 0
    while at < len(cells):
        merged = label_key(cells[at]) in words("furniture", "labels")
        header = [] if merged else _run(cells, at, heading_fields().keys())
        if len(header) >= FEWEST and header_fields(header) is not None:
            at = _indicators(cells, at, header, found)
        else:
            at = _block(cells, at, found)
    return found


def _run(cells: Sequence[Text], at: int, known: object) -> list[Text]:
    """The cells from `at` on that are all known words."""
    end = at
    while end < len(cells) and end - at < MOST_HEADINGS and label_key(cells[end]) in known:  # type: ignore[operator]
        end += 1
    return [cell.strip() for cell in cells[at:end]]


def _is_label(cell: Text) -> bool:
    """Whether the cell begins something of its own."""
    word = label_key(cell)
    return bool(word) and (
        word in key_fields()
        or word in amount_rows()
        or word in amount_columns()
        or any(word in words(*opening) for opening in OPENINGS)
        or any(word in words("goals", name) for name in ("expected", "result"))
        or word in words("footer", "labels")
    )


def _indicators(cells: Sequence[Text], at: int, header: list[Text], found: CellSequence) -> int:
    start = at + len(header)
    end = end_of_indicators(cells, start)
    below = [cell.strip() for cell in cells[start:end]]
    fields, (rows, rest) = header_fields(header) or [], indicator_cells(below, header_fields(header) or [])
    if at and not cells[at - 1].strip():
        beside = indicator_cells(below, ["", *fields])
        if cost_of(*beside) < cost_of(rows, rest):
            header, fields, (rows, rest) = [Text(), *header], ["", *fields], beside
    found.rows.append(header)
    unsure = [at for at, row in enumerate(rows) if row.cost > DOUBTFUL]
    near = {at + step for at in unsure for step in (-1, 0, 1)}
    for number, row in enumerate(rows):
        if any(row.cells):
            found.rows.append(list(row.cells))
        if number in near:
            found.doubts += [cell for cell in row.cells if cell]
    found.left += [cell for cell in rest if cell]
    if end < len(cells) and label_key(cells[end]) in words("totals", "labels"):
        close = next((i for i in range(end + 1, len(cells)) if _is_label(cells[i])), len(cells))
        found.rows.append(totals_row([cell.strip() for cell in cells[end:close]], fields))
        found.left += [cell for cell in cells[end + len(fields) : close] if cell.strip()]
        return close
    return end


def _block(cells: Sequence[Text], at: int, found: CellSequence) -> int:
    """Read what begins at a cell outside the indicators; the index of the first cell after it."""
    cell = cells[at].strip()
    word = label_key(cell)
    if not cell:
        return at + 1
    if len(_run(cells, at, amount_columns().keys())) > 1:
        return _amounts(cells, at, found)
    if word in words("goals", "expected") and at + 1 < len(cells):
        if label_key(cells[at + 1]) in words("goals", "result"):
            return _goal(cells, at, found)
    if word in words("furniture", "labels"):
        found.rows.append([cell])
        return at + 1
    if not _is_label(cell):
        found.left.append(cell)
        return at + 1
    value = cells[at + 1].strip() if at + 1 < len(cells) else Text()
    if value and _is_label(value):
        found.rows.append([cell, Text()])
        return at + 1
    found.rows.append([cell, value])
    return at + 2


def _goal(cells: Sequence[Text], at: int, found: CellSequence) -> int:
    """What was expected and what was reached, under their headings."""
    found.rows.append([cells[at].strip(), cells[at + 1].strip()])
    end = at + 2
    while end < min(at + 4, len(cells)) and not _is_label(cells[end]):
        end += 1
    texts = [cell.strip() for cell in cells[at + 2 : end]]
    if any(texts):
        found.rows.append([*texts, *[Text()] * (2 - len(texts))])
        found.doubts += [] if len(texts) == 2 else [text for text in texts if text]
    return end


def _is_fund(cell: Text) -> bool:
    known = key_fields().get(label_key(cell))
    return label_key(cell) in amount_rows() or (known is not None and known.kind == "amount")


def _amounts(cells: Sequence[Text], at: int, found: CellSequence) -> int:
    """Amounts under headings, row by row: a label and a cell for each heading."""
    start = next((i for i in range(at, len(cells)) if _is_fund(cells[i])), len(cells))
    headings = [cell.strip() for cell in cells[at:start]]
    if start == len(cells) or len(headings) > MOST_HEADINGS:
        found.left += [cell for cell in headings if cell]
        return start
    known = bool(found.rows) and label_key(found.rows[-1][0]) in words("furniture", "labels")
    opening = found.rows.pop() if known and len(found.rows[-1]) == 1 else [Text()]
    found.rows.append([*opening, *headings])
    while start < len(cells) and _is_fund(cells[start]):
        end = start + 1
        while end < len(cells) and end - start <= len(headings) and not _is_label(cells[end]):
            end += 1
        values = [cell.strip() for cell in cells[start + 1 : end]]
        found.rows.append([cells[start].strip(), *values])
        numbers = [cell for cell in values if parse_value(str(cell)) is not None]
        if len(values) + 1 < len(headings):
            found.doubts += numbers
        start = end
    return start
