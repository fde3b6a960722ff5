"""Whether the indicators of a table, read from text without marks, show that its cells were not printed in the order of rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.grids.performance_flow_looks import hinted, is_number, is_value, is_value_word, signs
from schemas.characters import key
from schemas.harvest import Sourced
from schemas.performance import key_fields, words
from schemas.records import IndicatorRow, Record

LEAST = 3
VALUED, MOSTLY = 0.4, 0.6
FILLED = ("weight", "score", "level1", "level2")
SHORT, LONGEST = 3, 5
SHIFTED, MOVED = 0.3, 0.5


def is_mistrusted(rows: Sequence[Sourced[Record]]) -> bool:
    """Whether cells of other parts of the table, or of other columns, stand among the indicators, or labels above others."""
    records = [row.record for row in rows if isinstance(row.record, IndicatorRow)]
    checks = (_foreign, _wordy, _shifted, _under_others, _sparse)
    return any(check(records) for check in checks)


def _sparse(records: Sequence[IndicatorRow]) -> bool:
    """Whether a field is filled in some rows and blank in many."""
    filled = [sum(getattr(record, name) is not None for record in records) for name in FILLED]
    return len(records) >= LEAST and any(0 < count < MOSTLY * len(records) for count in filled)


def explains(records: Sequence[IndicatorRow]) -> set[str]:
    """The ids of indicators whose name holds that of the row above, or whose target is a text that others have as well
    where most have values: an explanation that was read as a row."""
    targets = [record.target_raw for record in records if record.target_raw]
    again = {
        text
        for text in targets
        if targets.count(text) > 1 and not _is_valued(text) and len(key(text)) > LONGEST
    }
    valued = sum(map(_is_valued, targets)) >= MOSTLY * len(targets)
    found = {
        below.indicator_id
        for above, below in pairwise(records)
        if above.level3 and below.level3 and _holds(key(below.level3), key(above.level3))
    }
    return found | {record.indicator_id for record in records if valued and record.target_raw in again}


def _holds(text: str, name: str) -> bool:
    return len(name) > SHORT and text != name and name in text


def _is_valued(text: str) -> bool:
    return is_value(text) or is_value_word(text) or is_number(text) or any(map(str.isdigit, text))


def _foreign(records: Sequence[IndicatorRow]) -> bool:
    """Whether a name or a target is the label of another part of the table."""
    labels = key_fields().keys() | words("furniture", "labels")
    return any(
        key(text) in labels for record in records for text in (record.level3, record.target_raw) if text
    )


def _under_others(records: Sequence[IndicatorRow]) -> bool:
    """Whether names stand below a label whose names all hold one of a few words, and hold none."""
    named = tuple(signs()["named"])
    own = [record for record in records if record.level2 and key(record.level2).startswith(named)]
    return sum(not set(named) & hinted(key(record.level3 or "")) for record in own) >= LEAST


def _wordy(records: Sequence[IndicatorRow]) -> bool:
    """Whether most targets are no values: cells of other columns stand there."""
    targets = [record.target_raw for record in records if record.target_raw]
    values = sum(is_value(text) or is_value_word(text) or is_number(text) for text in targets)
    return len(targets) >= LEAST and values < VALUED * len(targets)


def _shifted(records: Sequence[IndicatorRow]) -> bool:
    """Whether many names speak of other levels that the table prints than of those above them, or most of any others."""
    printed = {key(record.level2) for record in records if record.level2}
    others = [told for record in records if (told := _others(record))]
    known = sum(any(label.startswith(told) for label in printed) for told in others)
    return known >= max(LEAST, SHIFTED * len(records)) or len(others) >= max(LEAST, MOVED * len(records))


def _others(record: IndicatorRow) -> tuple[str, ...]:
    """What the labels begin with that a name speaks of, if not of its own."""
    told = tuple(hinted(key(record.level3 or "")))
    return () if not record.level2 or key(record.level2).startswith(told) else told
