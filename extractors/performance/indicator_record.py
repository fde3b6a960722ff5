"""One indicator as a record: target, result and levels with the print behind each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from extractors.performance.levels import Levels
from extractors.performance.rows import label_key
from extractors.performance.targets import Target, parse_target
from extractors.performance.texts import joined, prose
from schemas.characters import fold
from schemas.context import Facts
from schemas.harvest import Sourced
from schemas.performance import level_labels
from schemas.records import IndicatorRow
from schemas.spans import Text, row_id
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
FIELDS = {"target": "target_raw", "actual": "actual_raw", "nature": "operator", "unit": "target_unit"}
SCORES = ("weight", "score")
# Texts in which a label of the next rows may have ended.
REMARKS = frozenset({"basis", "deviation_reason"})


def read_score(text: Text | None) -> Decimal | None:
    """A printed weight or score as a number, also with its unit behind it; None for a blank, a dash or words."""
    parsed = parse_value(str(text)) if text else None
    if parsed is not None or text is None:
        return parsed.value if parsed is not None else None
    target = parse_target(str(text))
    return target.value if target.operator is None else None


def _target(cells: dict[str, Text]) -> Target:
    """The target with what separate columns of operator and unit add."""
    printed = str(cells["target"]) if "target" in cells else ""
    parsed = parse_target(printed)
    nature, unit = cells.get("nature"), cells.get("unit")
    operator = parsed.operator
    if operator is None and nature is not None:
        operator = dict(operators()).get("".join(fold(str(nature)).split()))
    name = parsed.unit or (joined((unit,)) if unit and parsed.value is not None else None)
    mark = parse_value(printed)
    words = None if mark is not None and mark.value is None else parsed.words
    return Target(operator, parsed.value, name if parsed.value is not None else None, words)


def _targets(cells: dict[str, Text]) -> dict[str, Any]:
    target = _target(cells)
    return {
        "target_raw": str(cells["target"]).strip() if "target" in cells else None,
        "operator": target.operator,
        "target_value": target.value,
        "target_unit": target.unit,
        "target_text": target.words,
    }


def _results(cells: dict[str, Text]) -> dict[str, Any]:
    texts = {name: prose((cells[name],)) if name in cells else None for name in ("basis", "deviation_reason")}
    prints = {name: str(cells[name]).strip() if name in cells else None for name in ("actual", "deviation")}
    return {
        **texts,
        "actual_raw": prints["actual"],
        "actual_value": parse_target(prints["actual"]).value if prints["actual"] else None,
        "deviation": prints["deviation"],
        **{name: read_score(cells.get(name)) for name in SCORES},
    }


def _place(cells: dict[str, Text]) -> dict[str, Any]:
    """Page and lines of the row's own print; an explanation that it shares does not count."""
    pieces = [piece for name in PRINTED if name in cells for piece in cells[name]]
    return {
        "page": pieces[0].page,
        "line_start": min(piece.line for piece in pieces),
        "line_end": max(piece.place for piece in pieces)[1],
    }


def indicator_record(
    level: Levels, description: Text | None, facts: Facts, table_id: str, project_id: str | None, scope: str
) -> Sourced[IndicatorRow]:
    """The record of one row with a name or a target."""
    labels = level_labels()
    cells = {
        name: text
        for name, text in level.cells.items()
        if name not in REMARKS or label_key(text) not in labels
    }
    record = IndicatorRow(
        doc_id=facts.doc_id,
        fiscal_year=facts.fiscal_year,
        indicator_id=row_id(facts.doc_id, "indicators", cells.get("level3") or cells["target"]),
        table_id=table_id,
        project_id=project_id,
        scope=scope,  # type: ignore[arg-type]  # the form names it in the contract's words
        level1=level.level1,
        level2=level.level2,
        level3=joined((cells["level3"],)) if "level3" in cells else None,
        description=prose((description,)) if description else None,
        level_evidence=level.evidence,
        **_targets(cells),
        **_results(cells),
        **_place(cells),
    )
    sources = [("level3", cells.get("level3")), ("target_raw", cells.get("target"))]
    sources += [("level1", level.print1), ("level2", level.print2), ("description", description)]
    sources += [(FIELDS.get(name, name), cells.get(name)) for name in (*PRINTED[3:], "nature", "unit")]
    return Sourced(record, tuple((name, text) for name, text in sources if text))
