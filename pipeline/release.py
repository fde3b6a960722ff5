"""A release: dataset files in year folders and the `datapackage.json` that lists them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import CallError, ReleaseError

NAME = "datapackage.json"


@dataclass(frozen=True, slots=True)
class File:
    """One Parquet file of a release; `inputs` is a hash of everything it was made from."""

    path: str
    rows: int
    bytes: int
    sha256: str
    inputs: str

    @property
    def partition(self) -> str:
        """`dataset/year`."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """One file that a release was published with: name, SHA-256 and number of entries."""

    name: str
    sha256: str
    entries: int


@dataclass(frozen=True, slots=True)
class Release:
    """What `datapackage.json` says: files by dataset, documents by status, findings by severity, decisions read."""

    files: dict[str, tuple[File, ...]]
    statuses: dict[str, int]
    severities: dict[str, int]
    versions: tuple[str, ...]
    decisions: tuple[DecisionFile, ...] = ()

    def rows(self, dataset: str) -> int:
        """Number of rows of a dataset."""
        return sum(file.rows for file in self.files.get(dataset, ()))

    def partitions(self) -> dict[str, tuple[File, ...]]:
        """Files by `dataset/year`."""
        found: dict[str, tuple[File, ...]] = {}
        for files in self.files.values():
            for file in files:
                found[file.partition] = (*found.get(file.partition, ()), file)
        return found


def read_release(out: Path) -> Release:
    """The release in `out`; `ReleaseError` when there is none or its list is damaged."""
    path = out / NAME
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
        files = {
            resource["name"]: tuple(File(**file) for file in resource["files"])
            for resource in package["resources"]
        }
        state = package["gongkai"]
        versions = tuple(state["versions"])
        decisions = tuple(DecisionFile(**file) for file in state.get("decisions", ()))
        return Release(
            files, state["documents_by_status"], state["findings_by_severity"], versions, decisions
        )
    except FileNotFoundError as error:
        raise CallError(f"{out} holds no release: run `gongkai ingest INPUT --out {out}` first") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path} is damaged ({error}): ingest again to write it anew") from error
