"""Checks over all datasets: ids are unique, and what a row refers to exists in the same document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.release import Release
from pipeline.stamping import IDENTITIES
from schemas.records import DATASETS

EXAMPLES = 5
# (dataset, column, dataset that it refers to)
REFERENCES = (
    ("sections", "parent_id", "sections"),
    ("tables", "section_id", "sections"),
    ("cells", "table_id", "tables"),
    ("budget_lines", "table_id", "tables"),
    ("budget_lines", "parent_line_id", "budget_lines"),
    ("projects", "table_id", "tables"),
    ("indicators", "table_id", "tables"),
    ("indicators", "project_id", "projects"),
    ("goals", "table_id", "tables"),
    ("goals", "section_id", "sections"),
    ("statements", "section_id", "sections"),
    ("statements", "restates_line_id", "budget_lines"),
    ("contacts", "project_id", "projects"),
    ("documents", "supersedes", "documents"),
    ("documents", "org_id", "organisations"),
    ("headline", "org_id", "organisations"),
    ("headline", "line_id", "budget_lines"),
)
# What a reference points to: rows with provenance, and organisations, which stand in many documents.
TARGETS = IDENTITIES | {"organisations": "org_id"}


def read_columns(out: Path, release: Release, dataset: str, names: list[str]) -> pa.Table:
    """Columns of all files of a dataset."""
    files = release.files.get(dataset, ())
    return pa.concat_tables([pq.read_table(out / file.path, columns=names) for file in files])


def check_references(out: Path, release: Release) -> Iterator[str]:
    """What is wrong between the datasets of a release."""
    ids: dict[str, set[str]] = {}
    for dataset, column in TARGETS.items():
        if release.files.get(dataset):
            values = read_columns(out, release, dataset, [column])[column].to_pylist()
            ids[dataset] = set(values)
            if len(ids[dataset]) != len(values):
                yield f"{dataset}.{column}: {len(values) - len(ids[dataset])} ids stand more than once"
    for dataset, column, target in REFERENCES:
        if release.files.get(dataset):
            used = set(read_columns(out, release, dataset, [column])[column].to_pylist()) - {None}
            yield from _lost(f"{dataset}.{column}", used - ids[target], target)
    for dataset in release.files:
        if "doc_id" in DATASETS[dataset].__dataclass_fields__ and dataset not in ("documents", "decisions"):
            used = set(read_columns(out, release, dataset, ["doc_id"])["doc_id"].to_pylist())
            yield from _lost(f"{dataset}.doc_id", used - ids["documents"], "documents")
    yield from _row_references(out, release, ids)


def _row_references(out: Path, release: Release, ids: dict[str, set[str]]) -> Iterator[str]:
    everything = set().union(*ids.values())
    findings = read_columns(out, release, "findings", ["row_ids"])["row_ids"].to_pylist()
    yield from _lost(
        "findings.row_ids", {row for rows in findings for row in rows} - everything, "any dataset"
    )
    checks = read_columns(out, release, "checks", ["members"])["members"].to_pylist()
    members = {member["row_id"] for rows in checks for member in rows}
    yield from _lost("checks.members", members - everything, "any dataset")
    decisions = read_columns(out, release, "decisions", ["row_id"])["row_id"].to_pylist()
    yield from _lost("decisions.row_id", set(decisions) - everything - {None}, "any dataset")
    places = read_columns(out, release, "provenance", ["dataset", "row_id", "field"])
    for dataset, group in _by_dataset(places).items():
        if dataset not in ids:
            yield f"provenance.dataset: {dataset!r} is no dataset with ids"
            continue
        yield from _lost(f"provenance.row_id of {dataset}", {row for row, _ in group} - ids[dataset], dataset)
        fields = {field for _, field in group} - set(DATASETS[dataset].__dataclass_fields__)
        yield from _lost(f"provenance.field of {dataset}", fields, f"the columns of {dataset}")


def _by_dataset(places: pa.Table) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for dataset, row, field in zip(*(column.to_pylist() for column in places.columns), strict=True):
        found.setdefault(dataset, set()).add((row, field))
    return found


def _lost(what: str, missing: set[str], target: str) -> Iterator[str]:
    if missing:
        shown = ", ".join(sorted(missing)[:EXAMPLES])
        yield f"{what}: {len(missing)} values are not in {target}, e.g. {shown}"
