"""A release opened for reading: DuckDB over its Parquet files, and an index of its documents."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.ledger import read_ledger
from pipeline.release import Release, read_release
from schemas.records import DATASETS

Row = dict[str, Any]
INDEX = """
select d.*, coalesce(f.error, 0) as error, coalesce(f.warning, 0) as warning, coalesce(f.info, 0) as info
from documents d left join (
  select doc_id, count(*) filter (severity = 'error') as error, count(*) filter (severity = 'warning') as warning,
         count(*) filter (severity = 'info') as info
  from findings group by doc_id) f using (doc_id)
order by d.fiscal_year desc, d.org_name, d.source_name, d.doc_id
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """A release with a connection that has a view per dataset; `documents` by doc_id with counts of findings."""

    out: Path
    release: Release
    connection: duckdb.DuckDBPyConnection
    documents: dict[str, Row]
    paths: dict[str, str]

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of a query; values go in as parameters only."""
        names, values = self._answer(sql, parameters)
        return [dict(zip(names, row, strict=True)) for row in values]

    def rows(self, dataset: str, doc_id: str, columns: Sequence[str] = ()) -> list[Row]:
        """The rows of one document in a dataset, with all columns when none is named."""
        source = self._files_of(dataset, doc_id)
        return (
            self.query(f"select {_listed(columns)} from {source} where doc_id = ?", [doc_id])
            if source
            else []
        )

    def values(
        self, dataset: str, doc_id: str, columns: Sequence[str], row_id: str | None = None
    ) -> list[tuple[Any, ...]]:
        """Columns of the rows of one document, for what stands there by the ten thousand; `row_id` narrows provenance."""
        source = self._files_of(dataset, doc_id)
        if not source:
            return []
        asked, known = f"select {_listed(columns)} from {source} where doc_id = ?", [doc_id]
        if row_id is not None:
            asked, known = f"{asked} and row_id = ?", [doc_id, row_id]
        return self._answer(asked, known)[1]

    def _answer(self, sql: str, parameters: Sequence[object]) -> tuple[list[str], list[tuple[Any, ...]]]:
        cursor = self.connection.cursor()
        cursor.execute(sql, list(parameters))
        return [column[0] for column in cursor.description or ()], cursor.fetchall()

    def _files_of(self, dataset: str, doc_id: str) -> str:
        """The files of a document's year as a table function; empty when they have no rows."""
        partition = f"{dataset}/{self.documents[doc_id]['fiscal_year']}"
        files = [file for file in self.release.files.get(dataset, ()) if file.partition == partition]
        return _sources(self.out, [file.path for file in files]) if any(file.rows for file in files) else ""


def open_release(out: Path) -> Opened:
    """The release in `out` with its index; `CallError` when there is none."""
    release = read_release(out)
    connection = duckdb.connect(":memory:")
    for dataset in DATASETS:
        files = release.files.get(dataset, ())
        if files:
            connection.execute(
                f"create view {dataset} as select * from {_sources(out, [file.path for file in files])}"
            )
    opened = Opened(out, release, connection, {}, {})
    opened.documents.update({row["doc_id"]: row for row in opened.query(INDEX)})
    opened.paths.update({entry.doc_id: entry.path for entry in read_ledger(out)})
    return opened


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns) or "*"


def _sources(out: Path, paths: Sequence[str]) -> str:
    """A table function over files, their names taken literally."""
    quoted = ", ".join("'" + glob.escape(str(out / path)).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}])"
