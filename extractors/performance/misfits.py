"""Indicators read from text without marks that hold what does not belong to them: each is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractors.performance.mistrust import explains, is_mistrusted
from schemas.characters import key
from schemas.document import Line
from schemas.harvest import Finding, Harvest, Sourced
from schemas.performance import canonical, level_labels, words
from schemas.records import IndicatorRow, Record
from schemas.spans import Text

RULE = "cell.doubtful"
VALUES = ("target_raw", "actual_raw", "deviation")
COUNTED = ("weight", "score")
LEVELS = ("level1", "level2")
MOSTLY, LEAST = 0.6, 3
TORN = 0.4
NAMED = 4
ROOT, STEM = 2, 3
# words, then a number that begins a cell of its own
_BEHIND = regex.compile(r"\p{Han}\s+\d+(?:\.\d+)?(?:\s|$)")


def misfits(harvest: Harvest, lines: Sequence[Line], doubts: Sequence[Finding] = ()) -> Harvest:
    """Findings of indicators with a number behind a value, a score or level less than the others, a level that no form has
    or no line prints; of all indicators where `doubts` and these tell much of a table."""
    rows = [row for row in harvest.rows if isinstance(row.record, IndicatorRow)]
    printed = "\n".join(key(line.text) for line in lines)
    usual = {name for name in (*COUNTED, *LEVELS) if _mostly(rows, name)}
    known = {name for name in LEVELS if _mostly_known(rows, name)}
    found = [finding for row in rows for finding in _misfits(row, printed, usual, known)]
    explaining = explains([row.record for row in rows if isinstance(row.record, IndicatorRow)])
    found += _findings([row for row in rows if _id(row) in explaining])
    told = {owner for finding in (*doubts, *found) for owner in finding.row_ids}
    left = [row for row in rows if _id(row) not in told]
    if len(left) + max(LEAST, TORN * len(rows)) <= len(rows) or is_mistrusted(rows):
        found += _findings(left)
    return Harvest(findings=tuple(found))


def _findings(rows: Sequence[Sourced[Record]]) -> Iterator[Finding]:
    for row in rows:
        text = _place(row)
        yield Finding(RULE, at=text, found=str(text)[:80], row_ids=(_id(row),))


def _id(row: Sourced[Record]) -> str:
    assert isinstance(row.record, IndicatorRow)
    return row.record.indicator_id


def _place(row: Sourced[Record]) -> Text:
    return next(text for name, text in row.sources if name in ("level3", "target_raw"))


def _is_known(row: Sourced[Record], name: str) -> bool:
    label = getattr(row.record, name)
    return label is not None and canonical(key(label), LEVELS.index(name) + 1, None) is not None


def _mostly_known(rows: Sequence[Sourced[Record]], name: str) -> bool:
    return sum(_is_known(row, name) for row in rows) >= max(LEAST, MOSTLY * len(rows))


def _holds_label(name: str) -> bool:
    """Whether the name of an indicator holds the label of a level."""
    ends = tuple(words("level_suffixes", "words"))
    return name.endswith(ends) or any(len(label) > NAMED and label in name for label in level_labels())


def _is_other(label: str, printed: str) -> bool:
    """Whether a label is that of another style, of which the print has one with the same beginning."""
    others = {other[:STEM] for other in level_labels() if other[:ROOT] == label[:ROOT]} - {label[:STEM]}
    return label[:STEM] not in printed and any(other in printed for other in others)


def _mostly(rows: Sequence[Sourced[Record]], name: str) -> bool:
    filled = sum(getattr(row.record, name) is not None for row in rows)
    return filled >= LEAST and filled >= MOSTLY * len(rows)


def _misfits(row: Sourced[Record], printed: str, usual: set[str], known: set[str]) -> Iterator[Finding]:
    record, sources = row.record, dict(row.sources)
    assert isinstance(record, IndicatorRow)
    wrong = [name for name in VALUES if _BEHIND.search(getattr(record, name) or "")]
    lost = any(getattr(record, name) is None for name in usual)
    lost = lost or any(not _is_known(row, name) for name in known)
    lost = lost or _holds_label(key(record.level3 or ""))
    strange = record.level1 is not None and _is_other(key(record.level1), printed)
    places = [sources[name] for name in wrong if name in sources]
    if lost or strange or (wrong and not places):
        places += [_place(row)]
    for text in places:
        yield Finding(RULE, at=text, found=str(text)[:80], row_ids=(_id(row),))
