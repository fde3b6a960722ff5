"""Partitions: what each `dataset/year` folder is made from, and its Parquet files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.arrow import schema
from pipeline.files import replacing, sha256_of
from pipeline.product.documented import documented
from pipeline.release import File

ROW_GROUP = 131_072
FILE_BYTES = 512 * 1024 * 1024  # in memory; about a quarter of it on disk
NO_YEAR = 0


@dataclass(frozen=True, slots=True)
class Partition:
    """A `dataset/year` folder; `inputs` is a hash of everything that its rows are made from."""

    dataset: str
    year: int
    inputs: str

    @property
    def path(self) -> str:
        """`dataset/year`."""
        return f"{self.dataset}/{self.year}"


def inputs_hash(*parts: object) -> str:
    """A short hash of what a partition is made from."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]


def current(out: Path, partition: Partition, published: Mapping[str, tuple[File, ...]]) -> tuple[File, ...]:
    """The published files of a partition if they are made from the same inputs and still there, else none."""
    files = published.get(partition.path, ())
    for file in files:
        path = out / file.path
        if file.inputs != partition.inputs or not path.is_file() or path.stat().st_size != file.bytes:
            return ()
    return files


def write_partition(out: Path, partition: Partition, tables: Iterable[pa.Table]) -> tuple[File, ...]:
    """Write a partition's rows file by file, each renamed into place; at least one file, if without rows."""
    files: list[File] = []
    for number, groups in enumerate(_files(_row_groups(tables, schema(partition.dataset)))):
        target = out / partition.path / f"part-{number:05}.parquet"
        rows = 0
        with replacing(target) as temporary:
            with _writer(temporary, partition.dataset) as writer:
                for group in groups:
                    writer.write_table(group, row_group_size=max(group.num_rows, 1))
                    rows += group.num_rows
            digest, size = sha256_of(temporary), temporary.stat().st_size
        files.append(File(target.relative_to(out).as_posix(), rows, size, digest, partition.inputs))
    return tuple(files)


def _writer(path: Path, dataset: str) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, documented(dataset), compression="zstd", write_page_index=True)


def _row_groups(tables: Iterable[pa.Table], target: pa.Schema) -> Iterator[pa.Table]:
    """Tables as row groups of a fixed number of rows; one empty group when there are no rows at all."""
    pending: list[pa.Table] = []
    rows, any_rows = 0, False
    for rows_of_one in tables:
        pending.append(rows_of_one)
        rows += rows_of_one.num_rows
        while rows >= ROW_GROUP:
            whole = pa.concat_tables(pending)
            yield whole.slice(0, ROW_GROUP).combine_chunks()
            any_rows = True
            pending, rows = [whole.slice(ROW_GROUP)], rows - ROW_GROUP
    if rows or not any_rows:
        yield pa.concat_tables([target.empty_table(), *pending]).combine_chunks()


def _files(groups: Iterable[pa.Table]) -> Iterator[list[pa.Table]]:
    """Row groups by file: a file is full when its rows take more than `FILE_BYTES` in memory."""
    held: list[pa.Table] = []
    size = 0
    for group in groups:
        if held and size + group.nbytes > FILE_BYTES:
            yield held
            held, size = [], 0
        held.append(group)
        size += group.nbytes
    yield held
