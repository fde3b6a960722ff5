"""Headings of indicators on two rows: groups of columns on one, the columns of a group on the other."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.performance.alignment import header_fields
from extractors.performance.prints import GridRow, Row
from extractors.performance.rows import filled, label_key
from schemas.performance import heading_fields, words
from schemas.spans import Text

RESULTS = frozenset({"actual", "weight", "score"})


def _named(row: Row) -> list[tuple[str, Text]] | None:
    """The fields of a row that prints nothing but headings; an empty name for what only groups them."""
    found = [(heading_fields().get(label_key(cell), ""), cell) for cell in filled(row)]
    grouped = words("furniture", "labels")
    known = all(name or label_key(cell) in grouped for name, cell in found)
    return found if known and any(name for name, _ in found) else None


def whole_header(rows: Sequence[Row], index: int) -> tuple[list[Text], int] | None:
    """The cells of a header that stands on two rows, one of them at an index, and the index behind it; else None."""
    if isinstance(rows[index], GridRow):
        return None
    if index + 1 < len(rows):
        joined = _joined(rows[index], rows[index + 1]) or _parted(rows[index], rows[index + 1])
        if joined is not None:
            return joined, index + 2
    return None


def _joined(above: Row, below: Row) -> list[Text] | None:
    """The columns of groups, then those that stand beside the groups above: levels, targets | results."""
    groups, fields = _named(above), header_fields(below)
    if (
        groups is None
        or fields is None
        or RESULTS & set(fields)
        or not RESULTS & {name for name, _ in groups}
    ):
        return None
    known = {*fields, "level3"}
    return [*filled(below), *(cell for name, cell in groups if name and name not in known)]


def _parted(above: Row, below: Row) -> list[Text] | None:
    """The columns of a group of targets in place of the heading over them: levels | sign, value, unit | results."""
    fields, parts = header_fields(above), _named(below)
    inner = {name for name, _ in parts or []}
    if fields is None or parts is None or inner & set(fields) != {"target"}:
        return None
    at = fields.index("target")
    return [*above[:at], *(cell for _, cell in parts), *above[at + 1 :]]
