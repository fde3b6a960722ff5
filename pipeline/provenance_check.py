"""Every row of provenance against the bytes of its source, decoded apart from the reader."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.archives import Member
from pipeline.native_places import Places, is_list_number, page_places, same_place, sheet_places, word_places
from pipeline.release import Release

MASK = "█"
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NATIVE: dict[str, Callable[[bytes], Places]] = {
    "sheet": sheet_places,
    "html": page_places,
    "docx": word_places,
}
Holds = Callable[[Mapping[str, Any]], tuple[bool, object]]
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
    "reader",
    "locator",
]


def check_provenance(
    out: Path, release: Release, paths: Mapping[str, Path | Member]
) -> tuple[int, list[str]]:
    """How many places were compared, and those that do not hold what the release says."""
    compared, problems = 0, []
    holds: Holds | None = None
    current = ""
    for row in _rows(out, release):
        compared += 1
        if row["doc_id"] != current:
            current = row["doc_id"]
            holds = opened(paths[current], current, row["reader"]) if current in paths else None
        if current not in paths:
            problems.append(f"{_name(row)}: its source {current} is not among the files given")
            continue
        right, found = holds(row) if holds is not None else (False, None)
        if not right:
            problems.append(f"{_name(row)}: {row['source_text']!r} is {found!r} in {paths[current].name}")
    return compared, problems


def opened(path: Path | Member, doc_id: str, reader: str) -> Holds:
    """The question whether a source holds a row's characters at its place, with what stands there instead."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != doc_id:
        return lambda _: (False, None)
    if reader in NATIVE:
        places = NATIVE[reader](data)
        return lambda row: _native(places, row)
    lines = [line.removesuffix("\r") for line in _decode(data).split("\n")]
    return lambda row: _line_place(lines, row)


def _native(places: Places, row: Mapping[str, Any]) -> tuple[bool, object]:
    if not row["source_text"].strip():
        return True, None  # the blank that joins two pieces stands nowhere
    found = places(row["locator"]) if row["locator"] else None
    return is_list_number(found) or same_place(row["source_text"], found), found


def _line_place(lines: list[str], row: Mapping[str, Any]) -> tuple[bool, object]:
    found = text_at(lines, row["line_start"], row["line_end"], row["char_start"], row["char_end"])
    return found is not None and same(row["source_text"], found), found


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
