"""A release: dataset files in year folders and the `datapackage.json` that lists them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

from pipeline.contract import columns
from pipeline.files import write_whole
from schemas.errors import CallError, ReleaseError
from schemas.records import DATASETS, ID_COLUMNS

NAME = "datapackage.json"
FORMAT_VERSION = "1"
_WORD = regex.compile(r"[a-z]+")
FIELD_TYPES = {
    "string": "string",
    "int": "integer",
    "bool": "boolean",
    "float": "number",
    "decimal": "number",
    "date": "date",
    "timestamp": "datetime",
    "list": "array",
}


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
class Release:
    """What `datapackage.json` says: files by dataset, documents by status, findings by severity."""

    files: dict[str, tuple[File, ...]]
    statuses: dict[str, int]
    severities: dict[str, int]
    versions: tuple[str, ...]

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
        return Release(files, state["documents_by_status"], state["findings_by_severity"], versions)
    except FileNotFoundError as error:
        raise CallError(f"{out} holds no release: run `gongkai ingest INPUT --out {out}` first") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path} is damaged ({error}): ingest again to write it anew") from error


def write_release(out: Path, release: Release) -> None:
    """Write `datapackage.json`, the last step of a publish."""
    package = {
        "name": "gongkai",
        "title": "Budget, final-account and performance disclosures of Chinese local governments",
        "profile": "data-package",
        "gongkai": {
            "format": FORMAT_VERSION,
            "versions": list(release.versions),
            "documents_by_status": release.statuses,
            "findings_by_severity": release.severities,
        },
        "resources": [_resource(name, release.files[name]) for name in DATASETS if name in release.files],
    }
    write_whole(out / NAME, (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode())


def _resource(dataset: str, files: tuple[File, ...]) -> dict[str, Any]:
    record = DATASETS[dataset]
    key = ID_COLUMNS.get(dataset)
    return {
        "name": dataset,
        "description": (record.__doc__ or "").strip(),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "path": [file.path for file in files],
        "rows": sum(file.rows for file in files),
        "bytes": sum(file.bytes for file in files),
        "files": [
            {"path": f.path, "rows": f.rows, "bytes": f.bytes, "sha256": f.sha256, "inputs": f.inputs}
            for f in files
        ],
        "schema": {"fields": list(_fields(dataset)), **({"primaryKey": [key]} if key else {})},
    }


def _fields(dataset: str) -> Iterator[Mapping[str, Any]]:
    for column in columns(dataset):
        constraints: dict[str, Any] = {"required": not column.nullable}
        if column.values:
            constraints["enum"] = list(column.values)
        kind = FIELD_TYPES[_WORD.findall(column.type)[0]]
        field: dict[str, Any] = {"name": column.name, "type": kind, "arrowType": column.type}
        field["constraints"] = constraints
        if column.meaning:
            field["description"] = column.meaning
        if column.meaning_zh:
            field["description_zh"] = column.meaning_zh
        yield field
