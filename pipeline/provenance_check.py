"""Every row of provenance against the bytes of its source, decoded apart from the reader."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.release import Release

MASK = "█"
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
COLUMNS = [
    "doc_id",
    "dataset",
    "row_id",
    "field",
    "part",
    "line_start",
    "line_end",
    "char_start",
    "char_end",
    "source_text",
]


def check_provenance(out: Path, release: Release, paths: Mapping[str, Path]) -> tuple[int, list[str]]:
    """How many places were compared, and those that do not hold what the release says."""
    compared, problems = 0, []
    lines: list[str] = []
    current = ""
    for row in _rows(out, release):
        compared += 1
        if row["doc_id"] != current:
            current = row["doc_id"]
            lines = source_lines(paths[current], current) if current in paths else []
        if current not in paths:
            problems.append(f"{_name(row)}: its source {current} is not among the files given")
            continue
        found = text_at(lines, row["line_start"], row["line_end"], row["char_start"], row["char_end"])
        if found is None or not same(row["source_text"], found):
            problems.append(f"{_name(row)}: {row['source_text']!r} is {found!r} in {paths[current].name}")
    return compared, problems


def _rows(out: Path, release: Release) -> Iterator[dict[str, Any]]:
    for file in release.files.get("provenance", ()):
        with pq.ParquetFile(out / file.path) as parquet:
            for batch in parquet.iter_batches(columns=COLUMNS):
                columns = [column.to_pylist() for column in batch.columns]
                for values in zip(*columns, strict=True):
                    yield dict(zip(batch.schema.names, values, strict=True))


def _name(row: Mapping[str, Any]) -> str:
    place = f"line {row['line_start']}:{row['char_start']}-{row['char_end']}"
    return f"{row['dataset']}.{row['field']} of {row['row_id']} part {row['part']}, {place}"


def source_lines(path: Path, doc_id: str) -> list[str]:
    """The lines of a text source; none when its bytes are no longer those of `doc_id`."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != doc_id:
        return []
    return [line.removesuffix("\r") for line in _decode(data).split("\n")]


def _decode(data: bytes) -> str:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], encoding)
    if b"\0" in data:
        return _decoded(data, "utf-16-le" if data[1::2].count(0) > data[0::2].count(0) else "utf-16-be")
    try:
        return _decoded(data, "utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    """The text of bytes that may end inside a character."""
    return codecs.getincrementaldecoder(encoding)().decode(data, final=False)


def text_at(lines: list[str], first: int, last: int, start: int, end: int) -> str | None:
    """The characters of a place: lines from 1, characters from 0; None when there is no such place."""
    if not 1 <= first <= last <= len(lines):
        return None
    if first == last:
        return lines[first - 1][start:end] if end <= len(lines[first - 1]) else None
    return "\n".join([lines[first - 1][start:], *lines[first : last - 1], lines[last - 1][:end]])


def same(printed: str, found: str) -> bool:
    """Whether two texts agree, where a masked character stands for any."""
    return len(printed) == len(found) and all(a in (b, MASK) for a, b in zip(printed, found, strict=True))
