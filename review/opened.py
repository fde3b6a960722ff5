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
        cursor = self.connection.cursor()
        cursor.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def rows(self, dataset: str, doc_id: str, row_id: str | None = None) -> list[Row]:
        """The rows of one document in a dataset, read from the files of its year only; `row_id` narrows provenance."""
        year = self.documents[doc_id]["fiscal_year"]
        files = [
            file for file in self.release.files.get(dataset, ()) if file.partition == f"{dataset}/{year}"
        ]
        if not any(file.rows for file in files):
            return []
        sources = _sources(self.out, [file.path for file in files])
        if row_id is not None:
            return self.query(f"select * from {sources} where doc_id = ? and row_id = ?", [doc_id, row_id])
        return self.query(f"select * from {sources} where doc_id = ?", [doc_id])


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
    opened.paths.update({doc_id: entry.path for doc_id, entry in read_ledger(out).items()})
    return opened


def _sources(out: Path, paths: Sequence[str]) -> str:
    """A table function over files, their names taken literally."""
    quoted = ", ".join("'" + glob.escape(str(out / path)).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}])"
