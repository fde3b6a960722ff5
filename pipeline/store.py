"""The store: one immutable file per source and version under `OUT/_store/extracts`."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.extract import Extract, Options, Summary, summarise, summary_from
from pipeline.files import TEMPORARY, write_whole
from schemas.errors import ReleaseError

if TYPE_CHECKING:
    import pyarrow as pa

STORE = "_store"
MAGIC = b"gongkai-extract 2 "  # and the hash of the next line
STAMP = 32  # characters of the hash
WITHOUT_HASH = b"gongkai-extract 1\n"


def own_temporaries(out: Path, process: int) -> Path:
    """The folder for temporary files of a worker of the run that writes to `out`."""
    return out / STORE / f"{TEMPORARY}{process}-work"


@dataclass(frozen=True, slots=True)
class Store:
    """The extracts of an output folder; Arrow is loaded when rows are written or read, not before."""

    out: Path

    @property
    def folder(self) -> Path:
        """Where extracts stand."""
        return self.out / STORE / "extracts"

    def path(self, doc_id: str, version: str) -> Path:
        """The file of one source and version."""
        return Path(self._place(doc_id, version))

    def _place(self, doc_id: str, version: str) -> str:
        return f"{self.out}/{STORE}/extracts/{doc_id[:2]}/{doc_id}.{version}.extract"

    def write(self, extract: Extract, version: str, options: Options) -> Summary:
        """Write an extract and give its summary; `ReleaseError` when the folder cannot be written."""
        from pipeline.extract_file import encode

        summary = summarise(extract, version, options)
        content = encode(extract, summary)
        try:
            write_whole(self.path(extract.doc_id, version), content)
        except OSError as error:
            raise ReleaseError(
                f"cannot write to {self.out}: {error.strerror}; make room or give leave to write, then run the "
                "same command again: what was read is kept"
            ) from error
        return summary

    def summary(self, doc_id: str, version: str) -> Summary | None:
        """The summary of a stored extract; None when there is none or its file was cut or altered in size."""
        try:
            first, line, size = self._head(doc_id, version)
            header = _header(first, line, doc_id, version)
            end = max(place["offset"] + place["length"] for place in header["datasets"].values())
            whole = size == len(first) + len(line) + end
            return summary_from(header["summary"]) if whole else None
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def stamp(self, doc_id: str, version: str) -> str | None:
        """Size of an extract's file and hash of its header; None when there is none or its header was altered."""
        try:
            first, line, size = self._head(doc_id, version)
        except FileNotFoundError:
            return None
        digest = hashlib.sha256(line[:-1]).hexdigest()
        return f"{size} {digest[:STAMP]}" if first == MAGIC + digest.encode() + b"\n" else None

    def _head(self, doc_id: str, version: str) -> tuple[bytes, bytes, int]:
        """The first two lines of an extract's file, and its size."""
        with open(self._place(doc_id, version), "rb") as file:  # noqa: PTH123  # for each source of a run
            return file.readline(), file.readline(), os.fstat(file.fileno()).st_size

    def read(self, doc_id: str, version: str) -> StoredExtract:
        """A stored extract, whole; `ReleaseError` when it is missing or damaged."""
        path = self.path(doc_id, version)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise ReleaseError(f"{path} is missing: ingest its source again, or forget {doc_id}") from error
        first, _, rest = content.partition(b"\n")
        line, _, body = rest.partition(b"\n")
        try:
            header = _header(first + b"\n", line + b"\n", doc_id, version)
        except (ValueError, KeyError, TypeError):
            raise self._damaged(doc_id, version) from None
        for place in header["datasets"].values():
            packed = body[place["offset"] : place["offset"] + place["length"]]
            if hashlib.sha256(packed).hexdigest() != place["sha256"]:
                raise self._damaged(doc_id, version)
        return StoredExtract(header["datasets"], memoryview(body))

    def forget(self, doc_id: str) -> None:
        """Remove every version of a source's extract."""
        for path in (self.folder / doc_id[:2]).glob(f"{doc_id}.*"):
            path.unlink()

    def _damaged(self, doc_id: str, version: str) -> ReleaseError:
        """The error for an extract that is not what was written; the next run reads its source anew."""
        path = self.path(doc_id, version)
        path.unlink(missing_ok=True)
        return ReleaseError(f"the extract {path} was damaged and is removed: ingest its source again")


@dataclass(frozen=True, slots=True)
class StoredExtract:
    """The rows of one source as they stand in the store; `datasets` gives place and size of each."""

    datasets: dict[str, dict[str, Any]]
    body: memoryview

    def rows(self, dataset: str) -> pa.Table:
        """The rows of one dataset."""
        from pipeline.arrow import empty
        from pipeline.extract_file import decode

        place = self.datasets.get(dataset)
        if place is None:
            return empty(dataset)
        return decode(self.body[place["offset"] : place["offset"] + place["length"]], place["size"], dataset)


def _header(first: bytes, line: bytes, doc_id: str, version: str) -> dict[str, Any]:
    """The header of an extract from its first two lines; `ValueError` when it is not what was written, or of another."""
    told = MAGIC + hashlib.sha256(line[:-1]).hexdigest().encode() + b"\n"
    if first not in (told, WITHOUT_HASH):
        raise ValueError("damaged")
    header: dict[str, Any] = json.loads(line)
    summary = header["summary"]
    if (summary["doc_id"], summary["version"]) != (doc_id, version):
        raise ValueError("the extract of another source")
    return header
