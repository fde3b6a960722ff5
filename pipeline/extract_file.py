"""The bytes of an extract file: a compressed Arrow stream per dataset behind a header of JSON."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import Any

import pyarrow as pa

from pipeline.arrow import schema, table
from pipeline.extract import Extract, Summary
from pipeline.store import MAGIC
from schemas.records import DATASETS, Record

PLACE = ("page", "line_start", "char_start")
END = b"\xff\xff\xff\xff\0\0\0\0"  # of a stream of Arrow


def encode(extract: Extract, summary: Summary) -> bytes:
    """An extract as bytes: `MAGIC` and a hash, JSON in a line (summary; place, size, hash of each dataset), streams."""
    sections: list[bytes] = []
    places: dict[str, dict[str, Any]] = {}
    offset = 0
    for dataset in DATASETS:
        rows: Sequence[Record] = extract.rows.get(dataset, ())
        if dataset == "documents":
            rows = (extract.document,)
        if not rows:
            continue
        raw = _stream(table(dataset, _ordered(rows)))
        packed = pa.compress(raw, codec="zstd", asbytes=True)
        digest = hashlib.sha256(packed).hexdigest()
        places[dataset] = {"offset": offset, "length": len(packed), "size": len(raw), "sha256": digest}
        sections.append(packed)
        offset += len(packed)
    header = {"summary": dataclasses.asdict(summary), "datasets": places}
    head = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    return b"".join([MAGIC, hashlib.sha256(head).hexdigest().encode(), b"\n", head, b"\n", *sections])


def _ordered(rows: Sequence[Record]) -> list[Record]:
    """Rows of one dataset by page, line and character; rows of one place keep the order in which they were found."""
    known = {field.name for field in dataclasses.fields(rows[0])}
    places = list(
        zip(
            *([value or 0 for value in map(attrgetter(name), rows)] for name in PLACE if name in known),
            strict=True,
        )
    )
    order = sorted(range(len(rows)), key=places.__getitem__) if places else range(len(rows))
    return [rows[index] for index in order]


def _stream(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    return bytes(sink.getvalue())


def decode(packed: bytes | memoryview, size: int, dataset: str) -> pa.Table:
    """The rows of one dataset from its stream, in today's schema: columns that are new are null."""
    stream = _zstd().decompress(packed, size)
    head = _head(dataset)
    if stream.slice(0, head.size).equals(head):
        batches = pa.BufferReader(stream.slice(head.size))
        target = schema(dataset)
        batch = pa.ipc.read_record_batch(pa.ipc.read_message(batches), target)
        if stream.size - head.size - batches.tell() == len(END):
            return pa.Table.from_batches([batch])
    return _fitted(pa.ipc.open_stream(stream).read_all(), schema(dataset))


@cache
def _zstd() -> pa.Codec:
    return pa.Codec("zstd")


@cache
def _head(dataset: str) -> pa.Buffer:
    """What a stream in today's schema begins with."""
    return schema(dataset).serialize()


def _fitted(rows: pa.Table, target: pa.Schema) -> pa.Table:
    if rows.schema.equals(target):
        return rows
    names = set(rows.column_names)
    arrays = [
        rows[field.name].cast(field.type) if field.name in names else pa.nulls(rows.num_rows, field.type)
        for field in target
    ]
    return pa.Table.from_arrays(arrays, schema=target)
