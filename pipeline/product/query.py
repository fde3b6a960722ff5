"""The command `query`: one SQL question over the views of a release, and nothing but the release."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.product.printing import print_csv, print_json, print_table
from pipeline.release import Release, read_release
from schemas.errors import CallError
from schemas.records import DATASETS

if TYPE_CHECKING:
    import duckdb

ON_REQUEST = "contacts"
MESSAGE = 300
READING = ("SELECT", "EXPLAIN")


def query(out: Path, sql: str, form: str, contacts: bool) -> int:
    """Print the answer as a table, CSV or JSON; `CallError` for SQL that does not run or is no question."""
    names, rows = answer(out, sql, contacts)
    if form == "json":
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    elif form == "csv":
        print_csv(names, rows)
    else:
        print_table(names, rows)
    return 0


def answer(out: Path, sql: str, contacts: bool = False) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of one question; decimals come as `Decimal`."""
    import duckdb

    connection = connect(out, read_release(out), contacts)
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type.name not in READING:
            raise CallError("query takes one SELECT; use `gongkai export` to write files")
        found = connection.execute(statements[0])
        return [column[0] for column in found.description or ()], found.fetchall()
    except duckdb.Error as error:
        what = " ".join(str(error).partition("\nLINE")[0].split())[:MESSAGE]
        raise CallError(f"{what}; `select * from headline limit 1` shows the columns of a view") from error
    finally:
        connection.close()


def connect(out: Path, release: Release, contacts: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection with a view per dataset that can read the files of the release and no others.

    The views of schema `latest` leave out what a later issue of the same disclosure replaces.
    """
    import duckdb

    connection = duckdb.connect()
    allowed: list[str] = []
    for dataset, files in release.files.items():
        if dataset == ON_REQUEST and not contacts:
            continue
        paths = [str((out / file.path).resolve()) for file in files]
        allowed += paths
        connection.execute(f"create view {dataset} as select * from read_parquet({_list(paths)})")
    _add_latest(connection, release)
    connection.execute(f"set allowed_paths = {_list(allowed)}")
    for setting in ("enable_external_access = false", "lock_configuration = true"):
        connection.execute(f"set {setting}")
    return connection


def _add_latest(connection: duckdb.DuckDBPyConnection, release: Release) -> None:
    views = [
        name
        for (name,) in connection.execute(
            "select view_name from duckdb_views() where not internal"
        ).fetchall()
    ]
    connection.execute("create schema latest")
    for view in views:
        replaced = "where doc_id not in (select doc_id from main.documents where superseded_by is not null)"
        of_documents = "doc_id" in DATASETS[view].__dataclass_fields__ and "documents" in release.files
        chosen = replaced if of_documents else ""
        connection.execute(f"create view latest.{view} as select * from main.{view} {chosen}")


def _list(paths: Sequence[str]) -> str:
    quoted = ("'" + path.replace("'", "''") + "'" for path in paths)
    return f"[{', '.join(quoted)}]"
