"""Datasets over all documents: the subjects and the organisations that the release prints."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import itemgetter
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
ROWS = 512
SAME_NAME = "same name in print, white space and width of characters aside, in the same region"
ONE_NAME = "one name in print"


def subjects(files: Sequence[Path], year: int) -> pa.Table:
    """The codes that budget lines of one year print beside a name, with the number of documents that do."""
    documents: dict[tuple[str, str, str], int] = {}
    last: dict[tuple[str, str, str], str] = {}
    for path in files:
        with pq.ParquetFile(path) as parquet:
            for batch in parquet.iter_batches(ROWS, columns=[*SUBJECT, "doc_id"], use_threads=False):
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
    """What documents print of one organisation, told by region and folded name."""

    region: str
    folded: str
    names: set[tuple[int, str]] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    documents: int = 0

    @property
    def org_id(self) -> str:
        """The stable id of the organisation."""
        return organisation_id(self.region, self.folded)


def organisation_id(region: str | None, name: str) -> str:
    """The stable id of an organisation: a hash of region and name, white space and widths aside."""
    return hashlib.sha256(f"{region or ''}|{key(name)}".encode()).hexdigest()[:24]


def organisations(files: Sequence[Sequence[Path]]) -> Iterator[pa.Table]:
    """The organisations of all documents, by region and name; an unknown year is neither first nor last.

    `files`: those of each year, in each of which documents stand by region and name. In memory at any time: some rows of
    each year, and the organisations that print a code.
    """
    by_code: dict[tuple[str, str], list[str]] = {}
    for seen in _prints(files):
        for code in seen.codes if seen.region else ():
            by_code.setdefault((seen.region, code), []).append(seen.org_id)
    rows: list[OrganisationRow] = []
    for seen in _prints(files):
        rows.append(_organisation(seen, by_code))
        if len(rows) >= ROWS:
            yield table("organisations", rows)
            rows = []
    yield table("organisations", rows)


def _prints(files: Sequence[Sequence[Path]]) -> Iterator[Prints]:
    """Organisations by region and name, out of files that are sorted by these."""
    merged = merge(*map(_named, files), key=itemgetter(0, 1))
    for (region, folded), rows in groupby(merged, key=itemgetter(0, 1)):
        seen = Prints(region, folded)
        for _, _, name, code, year in rows:
            seen.names.add((year, name))
            if code is not None:
                seen.codes.add(code)
            seen.documents += 1
        yield seen


def _named(files: Sequence[Path]) -> Iterator[tuple[str, str, str, str | None, int]]:
    """Region, folded name, name, code and year of the documents of one year that name an organisation."""
    for path in files:
        with pq.ParquetFile(path) as parquet:
            for rows in parquet.iter_batches(ROWS, columns=ORGANISATION, use_threads=False):
                columns = (rows[name].to_pylist() for name in ORGANISATION)
                for name, code, region, year in zip(*columns, strict=True):
                    if name:
                        yield region or "", key(name), name, code, year


def _organisation(seen: Prints, by_code: dict[tuple[str, str], list[str]]) -> OrganisationRow:
    years = sorted(year for year, _ in seen.names if year) or [0]
    names = tuple(sorted({name for _, name in seen.names}))
    links = list(_links(seen, by_code))
    return OrganisationRow(
        org_id=seen.org_id,
        name=max(seen.names)[1],
        names=names,
        region_code=seen.region or None,
        first_year=years[0],
        last_year=years[-1],
        evidence=SAME_NAME if len(names) > 1 else ONE_NAME,
        org_codes=tuple(sorted(seen.codes)),
        documents=seen.documents,
        linked_ids=tuple(other for other, _ in links),
        linked_by=tuple(why for _, why in links),
    )


def _links(seen: Prints, by_code: dict[tuple[str, str], list[str]]) -> Iterator[tuple[str, str]]:
    """Organisations of the same region that print the same code; without a region a code says nothing."""
    for code in sorted(seen.codes if seen.region else ()):
        for other in sorted({*by_code[seen.region, code]} - {seen.org_id}):
            yield other, f"prints the same code {code} in the same region"
