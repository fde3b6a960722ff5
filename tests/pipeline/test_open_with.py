"""Every dataset opens in pandas, Polars and DuckDB, as a folder and as a file, with its types intact."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow as pa
import pytest

from pipeline.arrow import schema, table
from pipeline.contract import Column, columns
from pipeline.partitions import Partition, write_partition
from schemas.records import DATASETS

SAMPLES: dict[str, Any] = {
    "string": "文",
    "int32": 2022,
    "int64": 2**40,
    "bool": True,
    "float32": 1.5,
    "date32": date(2022, 3, 1),
    "timestamp[s]": datetime(2022, 3, 1, 8, 0, 1),  # noqa: DTZ001
    "list<string>": ("一", "二"),
    "list<int32>": (1, 2),
}
DUCKDB = {
    "string": "VARCHAR",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "bool": "BOOLEAN",
    "float32": "FLOAT",
    "date32": "DATE",
    "timestamp[s]": "TIMESTAMP",
    "list<string>": "VARCHAR[]",
    "list<int32>": "INTEGER[]",
    "list<struct<month:int32,percent:decimal128(7,4)>>": "STRUCT(month INTEGER, percent DECIMAL(7,4))[]",
    "list<struct<row_id:string,sign:int32>>": "STRUCT(row_id VARCHAR, sign INTEGER)[]",
}
POLARS = {
    "string": polars.String,
    "int32": polars.Int32,
    "int64": polars.Int64,
    "bool": polars.Boolean,
    "float32": polars.Float32,
    "date32": polars.Date,
}


def sample(column: Column) -> Any:
    from schemas.records import CheckMember, ScheduleEntry

    if column.values:
        return column.values[0]
    if column.type.startswith("decimal128"):
        return Decimal("1.50")
    if "percent" in column.type:
        return (ScheduleEntry(3, Decimal("33.3333")),)
    if "sign" in column.type:
        return (CheckMember("a", -1),)
    return SAMPLES[column.type]


@pytest.fixture(params=sorted(DATASETS))
def dataset(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def file(dataset: str, tmp_path: Path) -> Path:
    """A partition with a row where everything is filled and one where only the required columns are."""
    record = DATASETS[dataset]
    full = {column.name: sample(column) for column in columns(dataset)}
    bare = {column.name: None if column.nullable else sample(column) for column in columns(dataset)}
    rows = table(dataset, [record(**full), record(**bare)])
    (written,) = write_partition(tmp_path, Partition(dataset, 2022, "x"), [rows])
    return tmp_path / written.path


def test_pandas(dataset: str, file: Path) -> None:
    for place in (file, file.parent, file.parent.parent):
        frame = pandas.read_parquet(place)
        assert list(frame.columns) == schema(dataset).names
        assert len(frame) == 2
        for column in columns(dataset):
            value = frame[column.name].iloc[0]
            if column.type.startswith("decimal128"):
                assert isinstance(value, Decimal)
            if column.type.startswith("list"):
                assert len(value) == len(sample(column))
            if column.type == "int32" and not column.nullable:
                assert frame[column.name].dtype == "int32"


def test_polars(dataset: str, file: Path) -> None:
    for place in (file, file.parent / "*.parquet", file.parent.parent / "**/*.parquet"):
        frame = polars.read_parquet(place)
        assert frame.columns == schema(dataset).names
        for column in columns(dataset):
            kind = frame.schema[column.name]
            if column.type in POLARS:
                assert kind == POLARS[column.type]
            if column.type.startswith("decimal128"):
                assert isinstance(kind, polars.Decimal)
                assert frame[column.name][0] == Decimal("1.50")


def test_duckdb(dataset: str, file: Path) -> None:
    for place in (file, file.parent / "*.parquet", file.parent.parent / "*/*.parquet"):
        described = duckdb.sql(f"describe select * from '{place}'").fetchall()
        types = {name: kind for name, kind, *_ in described}
        for column in columns(dataset):
            expected = DUCKDB.get(column.type, column.type.replace("decimal128", "DECIMAL"))
            assert types[column.name].replace(chr(34), "") == expected
        assert duckdb.sql(f"select count(*) from '{place}'").fetchall() == [(2,)]


def test_arrow_keeps_what_is_required_and_what_may_be_null(dataset: str, file: Path) -> None:
    import pyarrow.parquet as pq

    read = pq.read_table(file)
    assert [field.nullable for field in read.schema] == [column.nullable for column in columns(dataset)]
    for column in columns(dataset):
        assert read[column.name].null_count == (1 if column.nullable else 0)


def test_a_dataset_without_rows_opens_with_its_columns(dataset: str, tmp_path: Path) -> None:
    (written,) = write_partition(tmp_path, Partition(dataset, 0, "x"), [])
    frame = polars.read_parquet(tmp_path / written.path)
    assert (frame.columns, len(frame)) == (schema(dataset).names, 0)


def test_rows_are_cut_into_groups_and_files_by_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pipeline.partitions as partitions

    monkeypatch.setattr(partitions, "ROW_GROUP", 100)
    monkeypatch.setattr(partitions, "FILE_BYTES", 1_000)
    record = DATASETS["cells"]
    full = {column.name: sample(column) for column in columns("cells")}
    rows: pa.Table = table("cells", [record(**full)] * 70)
    files = write_partition(tmp_path, Partition("cells", 2022, "x"), [rows] * 10)
    assert len(files) > 1
    assert sum(file.rows for file in files) == 700
    assert polars.read_parquet(tmp_path / "cells" / "2022" / "*.parquet").height == 700
