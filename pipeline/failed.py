"""The extract of a source that could not be read: a failed document and a finding that says why."""

from __future__ import annotations

from pipeline.extract import Extract
from pipeline.stamping import finding_rows
from schemas.context import Facts
from schemas.harvest import Finding
from schemas.records import DocumentRow


def failed_extract(doc_id: str, size: int, reason: str, detail: str) -> Extract:
    """A failed document; `reason` is a word of `documents.status_reason`, `detail` goes into the finding."""
    document = DocumentRow(
        doc_id=doc_id,
        fiscal_year=0,
        source_name="",
        source_names=(),
        bytes=size,
        media_type="application/octet-stream",
        reader="text",
        kind="other",
        kinds=("other",),
        is_draft=False,
        status="failed",
        status_reason=reason,
        version="",
    )
    finding = Finding(f"source.{reason}", values=(("reason", detail),))
    return Extract(document, {"findings": tuple(finding_rows([finding], Facts(doc_id)))})
