"""What one source gives: its document row, the rows of all datasets, and a summary of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from schemas.quickly import quickly_made
from schemas.records import DocumentRow, FindingRow, ProjectRow, Record, TableRow

RETRIED = frozenset({"timeout", "no_progress", "out_of_memory", "crashed"})
HASH_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Options:
    """What changes the records of a source; every field is part of the fingerprint."""

    contacts: bool = False
    max_text_bytes: int = 64 * 1024 * 1024
    ocr: Literal["auto", "off", "force"] = "auto"


@dataclass(frozen=True, slots=True)
class Extract:
    """All rows of one source; names and version of `document` stay empty until publishing joins them."""

    document: DocumentRow
    rows: Mapping[str, Sequence[Record]] = field(default_factory=dict)

    @property
    def doc_id(self) -> str:
        """SHA-256 of the source."""
        return self.document.doc_id


@quickly_made
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
    kind: str = "other"
    scope: str | None = None
    is_draft: bool = False
    forms: tuple[str, ...] = ()
    projects: str = ""

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
        kind=document.kind,
        scope=document.scope,
        is_draft=document.is_draft,
        forms=_forms(extract),
        projects=_projects(extract),
    )


def _forms(extract: Extract) -> tuple[str, ...]:
    """The forms that a document fills in."""
    tables = (row for row in extract.rows.get("tables", ()) if isinstance(row, TableRow))
    return tuple(sorted({row.form_id for row in tables if row.form_id}))


def _projects(extract: Extract) -> str:
    """A short hash of the names of a document's projects; empty when it has none."""
    rows = (row for row in extract.rows.get("projects", ()) if isinstance(row, ProjectRow))
    names = sorted({row.project_name for row in rows})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:HASH_LENGTH] if names else ""


def summary_from(data: Mapping[str, Any]) -> Summary:
    """A summary from its JSON form."""
    return Summary(**{**data, "forms": tuple(data.get("forms", ()))})
