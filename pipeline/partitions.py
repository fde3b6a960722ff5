"""Partitions: what each `dataset/year` folder is made from, and its Parquet files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.allocator import give_back
from pipeline.arrow import schema
from pipeline.files import flush, sha256_of
from pipeline.product.documented import documented
from pipeline.release import File
from pipeline.row_spool import RowSpool

ROW_GROUP = 65_536
ROW_GROUPS = {"documents": 4_096}  # a filter on a region or an organisation starts here
FILE_BYTES = 128 * 1024 * 1024  # on disk; a file ends with the row group that passes it
# What people look up by value: a row group whose filter does not know it is not read.
SOUGHT = frozenset({"doc_id", "region_code", "org_name", "subject_code"})
NO_YEAR = 0
JOINED = 32
PIECE = 1_024  # rows; a multiple of what a Parquet page is filled by, so that pieces change no byte

LEAST_DISTINCT = 64
FALSE_HITS = 0.01


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


@dataclass(slots=True)
class PartitionWriter:
    """Writes a partition's rows under `root` as they come; rows of a row group wait on disk until it is whole.

    Small tables are joined at once: each costs some kilobytes, whatever is in it.
    """

    root: Path
    partition: Partition
    files: list[File] = field(default_factory=list)
    fresh: list[pa.Table] = field(default_factory=list)
    fresh_rows: int = 0
    waiting: RowSpool | None = None
    file_rows: int = 0
    sink: pa.NativeFile | None = None
    writer: pq.ParquetWriter | None = None

    @property
    def size(self) -> int:
        """Rows of a whole row group."""
        return ROW_GROUPS.get(self.partition.dataset, ROW_GROUP)

    def add(self, rows: pa.Table) -> None:
        """Take the next rows; whole row groups go to disk."""
        self.fresh.append(rows)
        self.fresh_rows += rows.num_rows
        if len(self.fresh) >= JOINED or self.fresh_rows >= PIECE:
            self._join()

    def close(self) -> tuple[File, ...]:
        """Write the rest and give the files, at least one, flushed to disk."""
        self._join()
        (rest,) = self.fresh or [schema(self.partition.dataset).empty_table()]
        if rest.num_rows or self.waiting or not (self.files or self.writer):
            self._write_group(rest)
        if self.writer is not None:
            self._end_file()
        return tuple(self.files)

    def _join(self) -> None:
        """Join what came; whole pieces wait on disk, the rest in memory."""
        if not self.fresh:
            return
        joined, at = pa.concat_tables(self.fresh).combine_chunks(), 0
        piece = min(PIECE, self.size)
        while joined.num_rows - at >= piece:
            if self.waiting is None:
                self.waiting = RowSpool(self._path().with_suffix(".rows"), joined.schema)
            self.waiting.add(joined.slice(at, piece))
            at += piece
            if self.waiting.rows >= self.size:
                self._write_group(joined.slice(0, 0))
        self.fresh, self.fresh_rows = [joined.slice(at).combine_chunks()], joined.num_rows - at

    def _path(self) -> Path:
        return self.root / self.partition.path / f"part-{len(self.files):05}.parquet"

    def _write_group(self, rest: pa.Table) -> None:
        """Write a row group: what waits on disk, and `rest`."""
        waiting, self.waiting = self.waiting, None
        if waiting is None:
            self._write(rest.combine_chunks())
            return
        with waiting.taken() as rows:
            self._write(pa.concat_tables([rows, rest]) if rest.num_rows else rows)

    def _write(self, group: pa.Table) -> None:
        if self.writer is None or self.sink is None:
            self._path().parent.mkdir(parents=True, exist_ok=True)
            self.sink = pa.OSFile(str(self._path()), "wb")
            self.writer = _writer(self.sink, self.partition.dataset, group)
        self.writer.write_table(group, row_group_size=max(group.num_rows, 1))
        self.file_rows += group.num_rows
        give_back()
        if self.sink.tell() >= FILE_BYTES:
            self._end_file()

    def _end_file(self) -> None:
        assert self.writer is not None
        assert self.sink is not None
        self.writer.close()
        self.sink.close()
        path = self._path()
        flush(path)
        name = path.relative_to(self.root).as_posix()
        size, digest = path.stat().st_size, sha256_of(path)
        self.files.append(File(name, self.file_rows, size, digest, self.partition.inputs))
        self.writer, self.sink, self.file_rows = None, None, 0


def write_partition(root: Path, partition: Partition, tables: Iterable[pa.Table]) -> tuple[File, ...]:
    """Write a partition's rows under `root`; at least one file, if without rows."""
    writer = PartitionWriter(root, partition)
    for rows in tables:
        writer.add(rows)
    return writer.close()


def _writer(sink: pa.NativeFile, dataset: str, first: pa.Table) -> pq.ParquetWriter:
    """A writer whose filters of values are sized by its first row group; a lone small one needs none."""
    size = ROW_GROUPS.get(dataset, ROW_GROUP)
    sought = {
        name: {"ndv": max(pc.count_distinct(first[name]).as_py(), LEAST_DISTINCT), "fpp": FALSE_HITS}
        for name in schema(dataset).names
        if name in SOUGHT and first.num_rows >= size
    }
    return pq.ParquetWriter(
        sink,
        documented(dataset),
        compression="zstd",
        write_page_index=True,
        bloom_filter_options=sought or None,
    )
