"""`datapackage.json`: the release as a Data Package with Table Schemas and Fiscal Data Package column types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import regex

from pipeline.contract import Column, columns
from pipeline.references import REFERENCES, TARGETS
from pipeline.release import File, Release
from schemas.datasets import about, datasets, keywords
from schemas.records import DATASETS

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
# Which part of the classification a code belongs to is told by another column of the row.
CLASSIFICATIONS = {
    "functional": "functional-classification:generic:code",
    "economic_department": "economic-classification:generic:code",
    "economic_government": "economic-classification:generic:code",
}


def package(release: Release) -> dict[str, Any]:
    """The descriptor of a release."""
    return {
        "name": about("name"),
        "title": about("title"),
        "title_zh": about("title_zh"),
        "description": about("description"),
        "description_zh": about("description_zh"),
        "profile": "data-package",
        "keywords": list(keywords()),
        "countryCode": about("country"),
        "currency": about("currency"),
        "gongkai": {
            "format": FORMAT_VERSION,
            "versions": list(release.versions),
            "documents_by_status": release.statuses,
            "findings_by_severity": release.severities,
            "decisions": [asdict(file) for file in release.decisions],
        },
        "resources": [_resource(name, release.files[name]) for name in DATASETS if name in release.files],
    }


def package_bytes(release: Release) -> bytes:
    """The descriptor as it is written, in UTF-8."""
    return (json.dumps(package(release), ensure_ascii=False, indent=1) + "\n").encode()


def _resource(dataset: str, files: tuple[File, ...]) -> dict[str, Any]:
    words = datasets()[dataset]
    return {
        "name": dataset,
        "title": words.title,
        "title_zh": words.title_zh,
        "description": f"One row is {words.one_row}.",
        "description_zh": words.one_row_zh,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "path": [file.path for file in files],
        "rows": sum(file.rows for file in files),
        "files": [
            {"path": f.path, "rows": f.rows, "bytes": f.bytes, "sha256": f.sha256, "inputs": f.inputs}
            for f in files
        ],
        "schema": table_schema(dataset),
    }


def table_schema(dataset: str) -> dict[str, Any]:
    """The Table Schema of a dataset: fields, primary key, foreign keys."""
    described: dict[str, Any] = {"fields": [_field(column) for column in columns(dataset)]}
    described["primaryKey"] = list(datasets()[dataset].key)
    keys = list(_foreign_keys(dataset))
    if keys:
        described["foreignKeys"] = keys
    return described


def _foreign_keys(dataset: str) -> Iterator[dict[str, Any]]:
    pairs = [(column, target) for name, column, target in REFERENCES if name == dataset]
    if dataset not in ("documents", "decisions") and "doc_id" in DATASETS[dataset].__dataclass_fields__:
        pairs.insert(0, ("doc_id", "documents"))
    for column, target in pairs:
        resource = "" if target == dataset else target
        key = TARGETS[target]
        yield {"fields": [column], "reference": {"resource": resource, "fields": [key]}}


def _field(column: Column) -> dict[str, Any]:
    promise = column.promise
    kind = FIELD_TYPES[_WORD.findall(column.type)[0]]
    field: dict[str, Any] = {"name": column.name, "type": kind, "arrowType": column.type}
    constraints: dict[str, Any] = {"required": not column.nullable}
    if column.values:
        constraints["enum"] = list(column.values)
    number = int if kind == "integer" else str
    for name, bound in (("minimum", promise.minimum), ("maximum", promise.maximum)):
        if bound:
            constraints[name] = number(bound)
    field["constraints"] = constraints
    words = {"description": column.meaning, "description_zh": column.meaning_zh, "unit": promise.unit}
    field |= {name: text for name, text in words.items() if text}
    if promise.fiscal_type:
        field["columnType"] = promise.fiscal_type
    if column.name == "subject_code" and "subject_kind" in DATASETS[column.dataset].__dataclass_fields__:
        field["columnTypeBy"] = {"field": "subject_kind", "types": CLASSIFICATIONS}
    return field
