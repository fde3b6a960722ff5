"""Indicators without headings: the label of the second level, a colon, and what is to be reached in words."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.performance.prints import PrintedIndicator, Prints, Row
from extractors.performance.rows import filled
from schemas.characters import fold, key
from schemas.performance import canonical
from schemas.spans import Text


def _parts(cell: Text) -> tuple[Text, Text] | None:
    """The label of a second level and the words behind its colon."""
    place = fold(str(cell)).find(":")
    if place < 1:
        return None
    label, words = cell.cut(0, place).strip(), cell.cut(place + 1).strip()
    return (label, words) if canonical(str(label), 2, None) else None


def is_worded(row: Row) -> bool:
    """Whether a row prints labels of the first level and indicators in words, and nothing else."""
    printed = filled(row)
    return bool(printed) and all(_parts(cell) or canonical(str(cell), 1, None) for cell in printed)


def read_worded(rows: Sequence[Row], index: int, prints: Prints) -> int:
    """The indicators of such rows; the index of the row after them."""
    while index < len(rows) and (not filled(rows[index]) or is_worded(rows[index])):
        level1 = Text()
        for cell in filled(rows[index]):
            parts = _parts(cell)
            if parts is None:
                prints.labels.append(cell)
                prints.pending = cell
                continue
            level1, prints.pending = prints.pending, Text()
            cells = {"level1": level1, "level2": parts[0], "level3": parts[1]}
            shown = {name: text for name, text in cells.items() if key(str(text))}
            prints.indicators.append(PrintedIndicator(shown, len(prints.indicators)))
        index += 1
    return index
