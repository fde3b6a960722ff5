"""`croissant.json`: the release for those who load data sets by Croissant descriptions (JSON-LD)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pipeline.contract import Column, columns
from pipeline.release import Release
from schemas.datasets import about, datasets, keywords

PARQUET = "application/x-parquet"  # the name that Croissant readers know
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
DATA_TYPES = {"int": "sc:Integer", "bool": "sc:Boolean", "float": "sc:Float", "decimal": "sc:Float"}
DATA_TYPES |= {"date": "sc:Date", "timestamp": "sc:DateTime"}


def croissant(release: Release) -> dict[str, Any]:
    """The description of a release; every file with its hash, every column with its source."""
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about("name"),
        "description": about("description"),
        "keywords": list(keywords()),
        "inLanguage": ["zh", "en"],
        "version": f"1.0.0+{identity(release)}",
        "citeAs": about("citation").partition(",")[0].format(identity=identity(release)),
        "license": about("licence"),
        "distribution": list(_distribution(release)),
        "recordSet": [_record_set(name) for name, files in release.files.items() if files],
    }


def croissant_bytes(release: Release) -> bytes:
    """The description as it is written, in UTF-8."""
    return (json.dumps(croissant(release), ensure_ascii=False, indent=1) + "\n").encode()


def identity(release: Release) -> str:
    """Twelve characters that name the content of a release: a hash over the hashes of its files."""
    hashes = sorted((file.path, file.sha256) for files in release.files.values() for file in files)
    return hashlib.sha256(json.dumps(hashes).encode()).hexdigest()[:12]


def _distribution(release: Release) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    for name, files in release.files.items():
        parts.append(
            {
                "@type": "cr:FileSet",
                "@id": name,
                "name": name,
                "description": f"All files of {name}.",
                "encodingFormat": PARQUET,
                "includes": f"{name}/*/*.parquet",
            }
        )
        parts += [
            {
                "@type": "cr:FileObject",
                "@id": file.path,
                "name": file.path,
                "contentUrl": file.path,
                "contentSize": f"{file.bytes} B",
                "encodingFormat": PARQUET,
                "sha256": file.sha256,
            }
            for file in files
        ]
    return parts


def _record_set(dataset: str) -> dict[str, Any]:
    words = datasets()[dataset]
    return {
        "@type": "cr:RecordSet",
        "@id": f"{dataset}_records",
        "name": f"{dataset}_records",
        "description": f"One record is {words.one_row}. {words.one_row_zh}",
        "key": [{"@id": f"{dataset}_records/{column}"} for column in words.key],
        # its readers take no lists of structures: checks.members and projects.schedule are in the files only
        "field": [_field(dataset, column) for column in columns(dataset) if "struct<" not in column.type],
    }


def _field(dataset: str, column: Column) -> dict[str, Any]:
    name = f"{dataset}_records/{column.name}"
    kind = column.type.removeprefix("list<")
    data_type = next((known for begin, known in DATA_TYPES.items() if kind.startswith(begin)), "sc:Text")
    field: dict[str, Any] = {"@type": "cr:Field", "@id": name, "name": name}
    field["description"] = f"{column.meaning} {column.meaning_zh}".strip()
    field["dataType"] = data_type
    if column.type.startswith("list<"):
        field["repeated"] = True
    field["source"] = {"fileSet": {"@id": dataset}, "extract": {"column": column.name}}
    return field
