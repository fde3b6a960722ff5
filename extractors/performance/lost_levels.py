"""Level-2 labels that an export lost: what the order of the form and the names of the rows tell of them."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.performance.prints import PrintedIndicator
from schemas.characters import key
from schemas.performance import canonical, level_hints, levels, ordered_styles
from schemas.spans import Text


def lost_labels(rows: Sequence[tuple[PrintedIndicator, Text | None]], style: str | None) -> dict[int, str]:
    """Rows, by index, with which a level 2 begins whose label the table does not print, though its form always does.

    The label must be missing between its neighbours, and the row's name must hold a word of it and none of the level 2
    above. Each row comes with the label that a shift put into it and that belongs to the rows below.
    """
    if style not in ordered_styles():
        return {}
    names = [name for entry in levels() if entry.style == style for name in entry.level2]
    own = [canonical(str(row.cells.get("level2", "")), 2, style) for row, _ in rows]
    below = [canonical(str(text), 2, style) if text else None for _, text in rows]
    found: dict[int, str] = {}
    current: str | None = None
    for index, (row, _) in enumerate(rows):
        if own[index] is not None or "level2" in row.cells:
            current = below[index] or own[index]
            continue
        if current is None or "level3" not in row.cells:
            continue
        gap = names[names.index(current) + 1 :]
        missing = gap[: next((i for i, name in enumerate(gap) if name in own or name in below), 0)]
        word = key(str(row.cells["level3"]))
        label = next((name for name in missing if _hinted(word, name) and not _hinted(word, current)), None)
        if label is not None:
            found[index], current = label, label
    return found


def _hinted(word: str, level2: str) -> bool:
    return any(hint in word for hint in level_hints().get(level2, ()))
