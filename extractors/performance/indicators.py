"""Indicator rows of a performance table as records."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from extractors.performance.certain_levels import certain_levels, is_certain
from extractors.performance.indicator_record import SCORES, indicator_record, read_score
from extractors.performance.levels import Levels, restore
from extractors.performance.prints import Prints
from schemas.context import Facts
from schemas.harvest import Finding, Sourced
from schemas.performance import merged_level2
from schemas.records import IndicatorRow
from schemas.spans import Text
from schemas.values import parse_value

RESULTS = ("actual", *SCORES)


def is_indicator(cells: dict[str, Text]) -> bool:
    """A row with a level-3 name or a target; template rows have neither."""
    target = cells.get("target")
    parsed = parse_value(str(target)) if target else None
    blank = target is None or (parsed is not None and parsed.value is None)
    return bool(cells.get("level3")) or not blank


def _repeated(levels: Sequence[Levels]) -> list[Text | None]:
    """Description of each row; below some level-2 labels one description is printed over all of their rows.

    The only one of a group covers all of it, wherever the export prints it; one of several covers the rows below it.
    """
    out: list[Text | None] = []
    for (_, level2), members in groupby(levels, key=lambda row: (row.level1, row.level2)):
        own = [row.cells.get("description") for row in members]
        printed = [text for text in own if text is not None]
        if level2 in merged_level2() and printed:
            last = printed[0] if len(printed) == 1 else None
            for index, text in enumerate(own):
                last = own[index] = text or last
        out += own
    return out


def indicator_rows(
    prints: Prints, facts: Facts, table_id: str, project_id: str | None, scope: str
) -> tuple[list[Sourced[IndicatorRow]], list[Finding]]:
    """All real indicators; in a department's table a description printed once covers the rows of its level-2 group."""
    if _is_blank(prints):
        return [], [Finding("cell.unclaimed", at=name, found=str(name)[:80]) for name in _names(prints)]
    certain = is_certain(prints.indicators)
    levels, findings = (certain_levels if certain else restore)(prints.indicators)
    repeated = (
        _repeated(levels) if scope == "department" else [row.cells.get("description") for row in levels]
    )
    rows: list[Sourced[IndicatorRow]] = []
    for level, description in zip(levels, repeated, strict=True):
        if is_indicator(level.cells):
            rows.append(indicator_record(level, description, facts, table_id, project_id, scope))
    return rows, [*findings, *_unread(levels)]


def _names(prints: Prints) -> list[Text]:
    return [row.cells["level3"] for row in prints.indicators if row.cells.get("level3")]


def _is_blank(prints: Prints) -> bool:
    """Whether the block is a template that nobody filled in, whose names are no indicators.

    It has a column of targets and none is printed; or columns of levels without a label, and no target is a number.
    """
    cells = [row.cells for row in prints.indicators]
    if "target" not in prints.header:
        return False
    if not any(own.get(name) for own in cells for name in ("target", *RESULTS)):
        return True
    levels = {"level1", "level2"} & set(prints.header)
    labelled = not levels or any(own.get(name) for own in cells for name in levels)
    return not labelled and not any(any(map(str.isdigit, str(own.get("target", "")))) for own in cells)


def _unread(levels: Sequence[Levels]) -> list[Finding]:
    """Weights and scores that are no numbers, and numbers in rows that are no indicators."""
    found: list[Finding] = []
    for level in levels:
        real = is_indicator(level.cells)
        for name, cell in level.cells.items():
            value = read_score(cell)
            words = parse_value(str(cell)) is None and value is None
            if (real and name in SCORES and words) or (not real and name in RESULTS and value is not None):
                found.append(Finding("value.unread", at=cell, found=str(cell)[:80]))
    return found
