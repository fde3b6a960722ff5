"""Indicators read from text without marks that hold what does not belong to them: each is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from schemas.characters import key
from schemas.document import Line
from schemas.harvest import Finding, Harvest, Sourced
from schemas.performance import level_labels
from schemas.records import IndicatorRow, Record

RULE = "cell.doubtful"
VALUES = ("target_raw", "actual_raw", "deviation")
COUNTED = ("weight", "score")
MOSTLY, LEAST = 0.6, 3
ROOT, STEM = 2, 3
# words, then a number that begins a cell of its own
_BEHIND = regex.compile(r"\p{Han}\s+\d+(?:\.\d+)?(?:\s|$)")


def misfits(harvest: Harvest, lines: Sequence[Line]) -> Harvest:
    """Findings of indicators with a number behind a value, a score less than the others, or
    a first level that no line prints."""
    rows = [row for row in harvest.rows if isinstance(row.record, IndicatorRow)]
    printed = "\n".join(key(line.text) for line in lines)
    scored = {name for name in COUNTED if _mostly(rows, name)}
    found = (finding for row in rows for finding in _misfits(row, printed, scored))
    return Harvest(findings=tuple(found))


def _is_other(label: str, printed: str) -> bool:
    """Whether a label is that of another style, of which the print has one with the same beginning."""
    others = {other[:STEM] for other in level_labels() if other[:ROOT] == label[:ROOT]} - {label[:STEM]}
    return label[:STEM] not in printed and any(other in printed for other in others)


def _mostly(rows: Sequence[Sourced[Record]], name: str) -> bool:
    filled = sum(getattr(row.record, name) is not None for row in rows)
    return filled >= LEAST and filled >= MOSTLY * len(rows)


def _misfits(row: Sourced[Record], printed: str, scored: set[str]) -> Iterator[Finding]:
    record, sources = row.record, dict(row.sources)
    assert isinstance(record, IndicatorRow)
    wrong = [name for name in VALUES if _BEHIND.search(getattr(record, name) or "")]
    lost = any(getattr(record, name) is None for name in scored)
    strange = record.level1 is not None and _is_other(key(record.level1), printed)
    places = [sources[name] for name in wrong if name in sources]
    if lost or strange or (wrong and not places):
        places += [next(text for name, text in row.sources if name in ("level3", "target_raw"))]
    for text in places:
        yield Finding(RULE, at=text, found=str(text)[:80], row_ids=(record.indicator_id,))
