"""Every row of provenance against the bytes of its source, read apart from the reader: one module per kind of source.

A module gives a function from the bytes of a source to a `Witness`: what stands at a place instead of the characters
that the release says, None where they stand there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.archives import Member
from pipeline.release import Release

Row = Mapping[str, Any]
Witness = Callable[[Row], str | None]

COLUMNS = [
    "doc_id",
    "dataset",
    "row_id",
    "field",
    "part",
    "page",
    "line_start",
    "line_end",
    "char_start",
    "char_end",
    "x0",
    "top",
    "x1",
    "bottom",
    "locator",
    "source_text",
    "reader",
]


def check_provenance(
    out: Path, release: Release, paths: Mapping[str, Path | Member], ocr: bool = False
) -> tuple[int, list[str]]:
    """How many places were compared, and those that do not hold what the release says; `ocr` recognises scans again."""
    compared, problems = 0, []
    witnesses: dict[str, Witness] = {}
    current, data = "", b""
    for row in _rows(out, release):
        compared += 1
        if row["doc_id"] != current:
            current, witnesses = row["doc_id"], {}
            data = paths[current].read_bytes() if current in paths else b""
            if hashlib.sha256(data).hexdigest() != current:
                data = b""
        if not data:
            problems.append(f"{_name(row)}: its source {current} is not among the files given")
            continue
        if row["reader"] not in witnesses:
            witnesses[row["reader"]] = witness_of(row["reader"], data, ocr)
        found = witnesses[row["reader"]](row)
        if found is not None:
            problems.append(f"{_name(row)}: {row['source_text']!r} is {found!r} in {paths[current].name}")
    return compared, problems


def witness_of(reader: str, data: bytes, ocr: bool = False) -> Witness:
    """The witness for places that a reader gave."""
    if reader == "pdf":
        from pipeline.provenance_check.pdf import pdf_witness

        return pdf_witness(data)
    if reader == "scan":
        from pipeline.provenance_check.scan import scan_witness

        return scan_witness(data, ocr)
    if reader in ("sheet", "html", "docx"):
        from pipeline.provenance_check import native

        if reader == "docx" and not data.startswith(b"PK"):
            from extractors.readers.old_word import as_docx

            data = as_docx(data)
        places = {"sheet": native.sheet_places, "html": native.page_places, "docx": native.word_places}
        return native.native_witness(places[reader](data))
    from pipeline.provenance_check.text import text_witness

    return text_witness(data)


def _rows(out: Path, release: Release) -> Iterator[dict[str, Any]]:
    for file in release.files.get("provenance", ()):
        with pq.ParquetFile(out / file.path) as parquet:
            for batch in parquet.iter_batches(columns=COLUMNS):
                columns = [column.to_pylist() for column in batch.columns]
                for values in zip(*columns, strict=True):
                    yield dict(zip(batch.schema.names, values, strict=True))


def _name(row: Row) -> str:
    page = f"page {row['page']}, " if row["x0"] is not None else ""
    place = f"{page}line {row['line_start']}:{row['char_start']}-{row['char_end']}"
    return f"{row['dataset']}.{row['field']} of {row['row_id']} part {row['part']}, {place}"
