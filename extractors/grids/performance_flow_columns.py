"""Columns of indicators by what their cells hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

KINDS = {
    "level1": "level", "level2": "level", "level3": "name", "description": "text", "target": "value",
    "nature": "sign", "unit": "unit", "basis": "note", "actual": "value", "weight": "number", "score": "number",
    "deviation": "number", "deviation_reason": "note", "none": "class",
    "prior": "value", "further": "text",
}  # fmt: skip
LEVELS = {"level1": 1, "level2": 2}
MISSING = {
    "level": 0.0, "name": 9.0, "value": 7.0, "sign": 1.5, "unit": 0.5, "number": 3.0, "text": 0.0, "note": 0.0,
    "prose": 5.0, "detail": 1.5, "class": 0.5,
}  # fmt: skip
BLANK = {"prior": 1.0, "further": 0.9}
EXPLAINED = 1.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column by what its cells hold: level, name, value, sign, unit, number, prose, note, an explanation behind the value
    (text) or one between name and value (detail), one of a few words (class); which level, 0 where none is told; what
    speaks against a blank cell where others of its kind are less or more often blank."""

    kind: str
    beside_text: bool = False
    beside: frozenset[str] = frozenset()
    level: int = 0
    blank: float | None = None

    @property
    def missing(self) -> float:
        """What speaks against a row without a cell in the column."""
        return MISSING[self.kind] if self.blank is None else self.blank

    @property
    def wraps(self) -> bool:
        """Whether cells of the column may go on over lines."""
        return self.kind not in ("sign", "unit", "number")


def columns_of(fields: Sequence[str]) -> list[Column]:
    """What the cells of each column of indicators hold."""
    beside = "description" in fields
    kinds = [KINDS.get(field, "note") for field in fields]
    if beside and "value" in kinds[fields.index("description") :]:
        kinds[fields.index("description")] = "detail"
    if "name" not in kinds:
        kinds[max(index for index, kind in enumerate(kinds) if kind == "level")] = "name"
    levels = [LEVELS.get(field, 0) for field in fields]
    blank = {**BLANK, "description": EXPLAINED} if "further" in fields else BLANK
    return [
        Column(kind, beside, frozenset(kinds), level if kind == "level" else 0, blank.get(name))
        for name, kind, level in zip(fields, kinds, levels, strict=True)
    ]
