"""What an extractor gives back: records, each with the print behind its fields, findings and furniture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar

from schemas.document import Furniture
from schemas.records import Record
from schemas.spans import Text

R = TypeVar("R", bound=Record, covariant=True)


@dataclass(frozen=True, slots=True)
class Sourced(Generic[R]):
    """A record and, per field, the print it was read from; fields that were not read have no entry."""

    record: R
    sources: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a document that a person should know; texts come from `messages.toml` by `rule`."""

    rule: str
    at: Text | None = None
    row_ids: tuple[str, ...] = ()
    expected: str | None = None
    found: str | None = None
    residual: Decimal | None = None
    values: tuple[tuple[str, str], ...] = ()
    severity: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Harvest:
    """Rows, findings and furniture of one extractor, in reading order."""

    rows: tuple[Sourced[Record], ...] = ()
    findings: tuple[Finding, ...] = ()
    furniture: tuple[Furniture, ...] = field(default=())


def merge(harvests: Iterable[Harvest]) -> Harvest:
    """All harvests as one, in the given order."""
    parts = list(harvests)
    return Harvest(
        tuple(row for part in parts for row in part.rows),
        tuple(finding for part in parts for finding in part.findings),
        tuple(piece for part in parts for piece in part.furniture),
    )
