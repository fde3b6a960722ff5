"""Numbers that a published column cannot hold: set aside with a finding, so that one of them does not cost the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import regex

from pipeline.contract import columns
from pipeline.stamping import IDENTITIES, dataset_of
from schemas.harvest import Finding, Sourced
from schemas.records import Record
from schemas.spans import Text

_DECIMAL = regex.compile(r"decimal128\((\d+),(\d+)\)")


@cache
def _room(dataset: str) -> Mapping[str, tuple[int, int]]:
    """Digits before and behind the point that each decimal column of a dataset holds."""
    found = {column.name: _DECIMAL.fullmatch(column.type) for column in columns(dataset)}
    return {name: (int(m[1]) - int(m[2]), int(m[2])) for name, m in found.items() if m}


def fits(value: Decimal, room: tuple[int, int]) -> bool:
    """Whether a number has no more digits before and behind the point than there is room for."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and value.adjusted() < room[0] and -exponent <= room[1]:
        return True
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    return isinstance(exponent, int) and plain.adjusted() < room[0] and -exponent <= room[1]


def _unfit(record: Record) -> dict[str, Decimal]:
    """The numbers of a record that their columns cannot hold."""
    found: dict[str, Decimal] = {}
    for name, room in _room(dataset_of(record)).items():
        value = getattr(record, name)
        if value is not None and not fits(value, room):
            found[name] = value
    return found


def fitted(rows: Iterable[Sourced[Record]]) -> tuple[list[Sourced[Record]], list[Finding]]:
    """Rows without the numbers that their columns cannot hold (null instead), and a finding for each of these."""
    kept: list[Sourced[Record]] = []
    findings: list[Finding] = []
    for sourced in rows:
        unfit = _unfit(sourced.record)
        if unfit:
            findings += [_finding(sourced, name, value) for name, value in unfit.items()]
            sourced = replace(sourced, record=without(sourced.record, unfit))
        kept.append(sourced)
    return kept, findings


def without(record: Record, names: Iterable[str]) -> Record:
    """The record with nothing in these fields."""
    blank: dict[str, Any] = dict.fromkeys(names)
    return replace(record, **blank)


def bounded(record: Record) -> Record:
    """The record without numbers that its columns cannot hold."""
    unfit = _unfit(record)
    return without(record, unfit) if unfit else record


def _finding(sourced: Sourced[Record], name: str, value: Decimal) -> Finding:
    sources = dict(sourced.sources)
    at: Text | None = sources.get(name) or sources.get(f"{name}_raw") or next(iter(sources.values()), None)
    identity = str(getattr(sourced.record, IDENTITIES[dataset_of(sourced.record)]))
    return Finding(
        "value.unfit", at=at, found=f"{value:f}"[:80], row_ids=(identity,), values=(("field", name),)
    )
