"""What one source gives: its document row, the rows of all datasets, and a summary of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.records import DocumentRow, FindingRow, Record

RETRIED = frozenset({"timeout", "no_progress", "out_of_memory", "crashed"})


@dataclass(frozen=True, slots=True)
class Options:
    """What changes the records of a source; every field is part of the fingerprint."""

    contacts: bool = False
    max_text_bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Extract:
    """All rows of one source; names and version of `document` stay empty until publishing joins them."""

    document: DocumentRow
    rows: Mapping[str, Sequence[Record]] = field(default_factory=dict)

    @property
    def doc_id(self) -> str:
        """SHA-256 of the source."""
        return self.document.doc_id


@dataclass(frozen=True, slots=True)
class Summary:
    """What publishing and the closing table need to know of an extract; `detail` says why one failed."""

    doc_id: str
    version: str
    fiscal_year: int
    status: str
    status_reason: str | None
    org_name: str | None
    region_code: str | None
    region_name: str | None
    contacts: bool
    rows: dict[str, int]
    findings: dict[str, int]
    detail: str | None = None

    @property
    def final(self) -> bool:
        """Whether reading the source again would give the same: not so after a limit of time or memory."""
        return self.status_reason not in RETRIED


def summarise(extract: Extract, version: str, options: Options) -> Summary:
    """The summary of `extract` as stored under `version`."""
    document = extract.document
    findings = [row for row in extract.rows.get("findings", ()) if isinstance(row, FindingRow)]
    failed = document.status == "failed" and findings
    return Summary(
        doc_id=document.doc_id,
        version=version,
        fiscal_year=document.fiscal_year,
        status=document.status,
        status_reason=document.status_reason,
        org_name=document.org_name,
        region_code=document.region_code,
        region_name=document.region_name,
        contacts=options.contacts,
        rows={"documents": 1, **{name: len(rows) for name, rows in sorted(extract.rows.items()) if rows}},
        findings=dict(sorted(Counter(row.severity for row in findings).items())),
        detail=findings[0].message if failed else None,
    )


def summary_from(data: Mapping[str, Any]) -> Summary:
    """A summary from its JSON form."""
    return Summary(**data)
