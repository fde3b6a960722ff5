"""What is known of a document before its tables are read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Document-level facts that rows of every dataset repeat; `unit` is the leading unit of amounts."""

    doc_id: str
    fiscal_year: int = 0
    org_name: str | None = None
    region_code: str | None = None
    unit: str | None = None
    kinds: tuple[str, ...] = ()
