"""The store: one immutable file per source and version under `OUT/_store/extracts`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.extract import Extract, Options, Summary, summarise, summary_from
from pipeline.files import write_whole
from schemas.errors import ReleaseError

if TYPE_CHECKING:
    import pyarrow as pa

STORE = "_store"
MAGIC = b"gongkai-extract 1\n"


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
        return self.folder / doc_id[:2] / f"{doc_id}.{version}.extract"

    def write(self, extract: Extract, version: str, options: Options) -> Summary:
        """Write an extract and give its summary; `ReleaseError` when the folder cannot be written."""
        from pipeline.extract_file import encode

        summary = summarise(extract, version, options)
        content = encode(extract, summary)
        try:
            write_whole(self.path(extract.doc_id, version), content)
        except OSError as error:
            raise ReleaseError(f"cannot write to {self.out}: {error.strerror}") from error
        return summary

    def summary(self, doc_id: str, version: str) -> Summary | None:
        """The summary of a stored extract; None when there is none or it is damaged."""
        try:
            return summary_from(self._header(doc_id, version)["summary"])
        except (FileNotFoundError, ReleaseError, TypeError):
            return None

    def rows(self, doc_id: str, version: str, dataset: str) -> pa.Table:
        """The rows of one dataset of an extract; `ReleaseError` when its file is missing or damaged."""
        from pipeline.arrow import empty
        from pipeline.extract_file import decode

        header = self._header(doc_id, version)
        place = header["datasets"].get(dataset)
        if place is None:
            return empty(dataset)
        with self.path(doc_id, version).open("rb") as file:
            file.seek(header["start"] + place["offset"])
            packed = file.read(place["length"])
        if hashlib.sha256(packed).hexdigest() != place["sha256"]:
            raise self._damaged(doc_id, version)
        return decode(packed, place["size"], dataset)

    def forget(self, doc_id: str) -> None:
        """Remove every version of a source's extract."""
        for path in (self.folder / doc_id[:2]).glob(f"{doc_id}.*"):
            path.unlink()

    def _header(self, doc_id: str, version: str) -> dict[str, Any]:
        with self.path(doc_id, version).open("rb") as file:
            magic, line, start = file.readline(), file.readline(), file.tell()
        if magic != MAGIC:
            raise self._damaged(doc_id, version)
        try:
            header: dict[str, Any] = json.loads(line)
        except ValueError as error:
            raise self._damaged(doc_id, version) from error
        return header | {"start": start}

    def _damaged(self, doc_id: str, version: str) -> ReleaseError:
        path = self.path(doc_id, version)
        return ReleaseError(f"the extract {path} is damaged: delete it and ingest its source again")
