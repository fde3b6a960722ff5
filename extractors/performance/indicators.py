"""Indicator rows of a performance table as records."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from extractors.performance.levels import Levels, restore
from extractors.performance.prints import Prints
from extractors.performance.targets import Target, parse_target
from extractors.performance.texts import joined, prose
from schemas.characters import fold
from schemas.context import Facts
from schemas.harvest import Finding, Sourced
from schemas.performance import merged_level2
from schemas.records import IndicatorRow
from schemas.spans import Text, join, row_id
from schemas.values import operators, parse_value

PRINTED = (
    "level3",
    "target",
    "description",
    "basis",
    "actual",
    "weight",
    "score",
    "deviation",
    "deviation_reason",
)
FIELD_NAMES = {"target": "target_raw", "actual": "actual_raw"}


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


def _target(cells: dict[str, Text]) -> tuple[Target, Text | None]:
    """The target with what separate columns of operator and unit add."""
    target = cells.get("target")
    nature, unit = cells.get("nature"), cells.get("unit")
    parsed = parse_target(str(target)) if target else Target()
    if nature is None and unit is None:
        return parsed, target
    known = dict(operators())
    operator = parsed.operator or (known.get(fold("".join(str(nature).split()))) if nature else None)
    name = parsed.unit or (joined((unit,)) if unit and parsed.value is not None else None)
    return Target(operator, parsed.value, name, parsed.words), target


def _number(text: Text | None, percent: bool = True) -> object:
    parsed = parse_value(str(text)) if text else None
    return parsed.value if parsed is not None and (percent or not parsed.percent) else None


def _actual(text: Text | None) -> object:
    return parse_target(str(text)).value if text else None


def indicator_rows(
    prints: Prints, facts: Facts, table_id: str, project_id: str | None, scope: str
) -> tuple[list[Sourced[IndicatorRow]], list[Finding]]:
    """All real indicators; in a department's table a description printed once covers the rows of its level-2 group."""
    levels, findings = restore(prints.indicators)
    repeated = (
        _repeated(levels) if scope == "department" else [row.cells.get("description") for row in levels]
    )
    rows: list[Sourced[IndicatorRow]] = []
    for level, description in zip(levels, repeated, strict=True):
        if is_indicator(level.cells):
            rows.append(_row(level, description, facts, table_id, project_id, scope))
    kept = {id(level.cells) for level in levels if is_indicator(level.cells)}
    findings += [
        Finding("value.unread", at=cell, found=str(cell)[:80])
        for level in levels
        if id(level.cells) not in kept
        for name, cell in level.cells.items()
        if name in ("actual", "weight", "score") and _number(cell) is not None
    ]
    return rows, findings


def _row(
    level: Levels, description: Text | None, facts: Facts, table_id: str, project_id: str | None, scope: str
) -> Sourced[IndicatorRow]:
    cells = level.cells
    parsed, target = _target(cells)
    place = cells.get("level3") or cells["target"]
    own = [cells[name] for name in PRINTED if name in cells and (name != "description")]
    if cells.get("description") is not None:
        own.append(cells["description"])
    pieces = [piece for text in own for piece in text]
    words = parsed.words
    parsed_mark = parse_value(str(target)) if target else None
    if parsed_mark is not None and parsed_mark.value is None:
        words = None
    record = IndicatorRow(
        doc_id=facts.doc_id,
        fiscal_year=facts.fiscal_year,
        indicator_id=row_id(facts.doc_id, "indicators", place),
        table_id=table_id,
        project_id=project_id,
        scope=scope,  # type: ignore[arg-type]
        level1=level.level1,
        level2=level.level2,
        level3=joined((cells["level3"],)) if "level3" in cells else None,
        description=prose((description,)) if description else None,
        target_raw=str(target).strip() if target else None,
        operator=parsed.operator,  # type: ignore[arg-type]
        target_value=parsed.value,
        target_unit=parsed.unit if parsed.value is not None else None,
        target_text=words,
        basis=prose((cells["basis"],)) if "basis" in cells else None,
        actual_raw=str(cells["actual"]).strip() if "actual" in cells else None,
        actual_value=_actual(cells.get("actual")),  # type: ignore[arg-type]
        weight=_number(cells.get("weight")),  # type: ignore[arg-type]
        score=_number(cells.get("score")),  # type: ignore[arg-type]
        deviation=str(cells["deviation"]).strip() if "deviation" in cells else None,
        deviation_reason=prose((cells["deviation_reason"],)) if "deviation_reason" in cells else None,
        level_evidence=level.evidence,
        page=pieces[0].page if pieces else None,
        line_start=min(piece.line for piece in pieces),
        line_end=max(piece.line for piece in pieces),
    )
    sources = [
        ("level3", cells.get("level3")),
        ("target_raw", target),
        ("level1", level.print1),
        ("level2", level.print2),
    ]
    sources += [("description", description)]
    sources += [(FIELD_NAMES.get(name, name), cells.get(name)) for name in PRINTED[3:]]
    return Sourced(record, tuple((name, join((text,))) for name, text in sources if text))
