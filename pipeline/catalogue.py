"""Datasets over all documents: the subjects and the organisations that the release prints."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.arrow import table
from schemas.characters import key
from schemas.codes import Kind, level_of, parent_of, subject_book
from schemas.records import OrganisationRow, SubjectRow

SUBJECT = ["subject_kind", "subject_code", "row_label"]
ORGANISATION = ["org_name", "org_code", "region_code", "fiscal_year"]
SAME_NAME = "same name in print, white space and width of characters aside, in the same region"
ONE_NAME = "one name in print"


def subjects(files: Sequence[Path], year: int) -> pa.Table:
    """The codes that budget lines of one year print beside a name, with the number of documents that do."""
    documents: dict[tuple[str, str, str], int] = {}
    last: dict[tuple[str, str, str], str] = {}
    for path in files:
        with pq.ParquetFile(path) as parquet:
            for batch in parquet.iter_batches(columns=[*SUBJECT, "doc_id"]):
                for kind, code, name, doc_id in zip(
                    *(column.to_pylist() for column in batch.columns), strict=True
                ):
                    print_ = (kind, code, name)
                    if all(print_) and last.get(print_) != doc_id:  # a document's lines are neighbours
                        last[print_] = doc_id
                        documents[print_] = documents.get(print_, 0) + 1
    rows = [
        SubjectRow(
            subject_kind=kind,
            code=code,
            name=name,
            fiscal_year=year,
            documents=count,
            evidence="printed",
            listed_name=_listed(kind, code, year),
            parent_code=parent_of(code),
            level=level_of(code),
        )
        for (kind, code, name), count in sorted(documents.items())
    ]
    return table("subjects", rows)


def _listed(kind: Any, code: str, year: int) -> str | None:
    """The name of a code in the published classification of a year; None for kinds without a list."""
    return subject_book(kind).name(code, year or None) if kind in get_args(Kind) else None


@dataclass(slots=True)
class Prints:
    """What documents print of one organisation."""

    names: set[tuple[int, str]] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    documents: int = 0


def organisation_id(region: str | None, name: str) -> str:
    """The stable id of an organisation: a hash of region and name, white space and widths aside."""
    return hashlib.sha256(f"{region or ''}|{key(name)}".encode()).hexdigest()[:24]


def organisations(files: Sequence[Path]) -> pa.Table:
    """The organisations of all documents, by region and name; an unknown year is neither first nor last."""
    prints: dict[tuple[str, str], Prints] = {}
    for path in files:
        rows = pq.read_table(path, columns=ORGANISATION)
        for name, code, region, year in zip(*(column.to_pylist() for column in rows.columns), strict=True):
            if name:
                seen = prints.setdefault((region or "", key(name)), Prints())
                seen.names.add((year, name))
                seen.codes |= {code} - {None}
                seen.documents += 1
    by_code: dict[tuple[str, str], set[str]] = {}
    for (region, folded), seen in prints.items():
        for code in seen.codes:
            by_code.setdefault((region, code), set()).add(organisation_id(region, folded))
    return table(
        "organisations", [_organisation(*who, seen, by_code) for who, seen in sorted(prints.items())]
    )


def _organisation(
    region: str, folded: str, seen: Prints, by_code: dict[tuple[str, str], set[str]]
) -> OrganisationRow:
    years = sorted(year for year, _ in seen.names if year) or [0]
    names = tuple(sorted({name for _, name in seen.names}))
    org_id = organisation_id(region, folded)
    links = list(_links(org_id, region, seen, by_code))
    return OrganisationRow(
        org_id=org_id,
        name=max(seen.names)[1],
        names=names,
        region_code=region or None,
        first_year=years[0],
        last_year=years[-1],
        evidence=SAME_NAME if len(names) > 1 else ONE_NAME,
        org_codes=tuple(sorted(seen.codes)),
        documents=seen.documents,
        linked_ids=tuple(other for other, _ in links),
        linked_by=tuple(why for _, why in links),
    )


def _links(
    org_id: str, region: str, seen: Prints, by_code: dict[tuple[str, str], set[str]]
) -> Iterator[tuple[str, str]]:
    """Organisations of the same region that print the same code; without a region a code says nothing."""
    for code in sorted(seen.codes if region else ()):
        for other in sorted(by_code[region, code] - {org_id}):
            yield other, f"prints the same code {code} in the same region"
