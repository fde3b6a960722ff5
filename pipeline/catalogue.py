"""Datasets over all documents: the subjects and the organisations that the release prints."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.arrow import table
from schemas.characters import key
from schemas.records import OrganisationRow, SubjectRow

SUBJECT = ["subject_kind", "subject_code", "row_label"]
SAME_NAME = "same name in print, white space and width of characters aside, in the same region"
ONE_NAME = "one name in print"


def subjects(files: Sequence[Path], year: int) -> pa.Table:
    """The codes that budget lines of one year print beside a name, with the number of documents that do."""
    documents: dict[tuple[str, str, str], set[str]] = {}
    for path in files:
        with pq.ParquetFile(path) as parquet:
            for batch in parquet.iter_batches(columns=[*SUBJECT, "doc_id"]):
                for kind, code, name, doc_id in zip(
                    *(column.to_pylist() for column in batch.columns), strict=True
                ):
                    if kind and code and name:
                        documents.setdefault((kind, code, name), set()).add(doc_id)
    rows = [
        SubjectRow(
            subject_kind=kind,
            code=code,
            name=name,
            fiscal_year=year,
            documents=len(doc_ids),
            evidence="printed",
        )
        for (kind, code, name), doc_ids in sorted(documents.items())
    ]
    return table("subjects", rows)


def organisations(files: Sequence[Path]) -> pa.Table:
    """The organisations of all documents, by region and name; an unknown year is neither first nor last."""
    prints: dict[tuple[str, str], set[tuple[int, str]]] = {}
    for path in files:
        rows = pq.read_table(path, columns=["org_name", "region_code", "fiscal_year"])
        for name, region, year in zip(*(column.to_pylist() for column in rows.columns), strict=True):
            if name:
                prints.setdefault((region or "", key(name)), set()).add((year, name))
    return table("organisations", [_organisation(*who, seen) for who, seen in sorted(prints.items())])


def _organisation(region: str, folded: str, seen: set[tuple[int, str]]) -> OrganisationRow:
    years = sorted(year for year, _ in seen if year) or [0]
    names = tuple(sorted({name for _, name in seen}))
    return OrganisationRow(
        org_id=hashlib.sha256(f"{region}|{folded}".encode()).hexdigest()[:24],
        name=max(seen)[1],
        names=names,
        region_code=region or None,
        first_year=years[0],
        last_year=years[-1],
        evidence=SAME_NAME if len(names) > 1 else ONE_NAME,
    )
