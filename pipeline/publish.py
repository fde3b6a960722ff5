"""Publishing: extracts become the release, only partitions whose inputs changed are written again.

The order makes an interrupted publish visible and mendable: a journal names the partitions about to change,
each file is renamed into place, `datapackage.json` comes last and the journal goes.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from pipeline.catalogue import organisations, subjects
from pipeline.files import remove_temporaries, write_whole
from pipeline.fingerprint import code_fingerprint
from pipeline.joined import document_table, finding_table, joined_findings
from pipeline.ledger import Entry, Ledger
from pipeline.partitions import NO_YEAR, Partition, current, inputs_hash, write_partition
from pipeline.release import File, Release, read_release, write_release
from pipeline.store import STORE, Store
from schemas.errors import CallError, ReleaseError
from schemas.records import DATASETS

JOURNAL = "publishing.json"
DERIVED = ("subjects", "organisations", "decisions")
ON_REQUEST = "contacts"

Published = dict[str, tuple[File, ...]]


def publish(out: Path, ledger: Ledger) -> Release:
    """Bring the release in `out` to the state of the ledger; what did not change is not written."""
    published = _trusted(out)
    entries = [ledger[doc_id] for doc_id in sorted(ledger)]
    files: dict[str, tuple[File, ...]] = {}
    for dataset in DATASETS:
        if dataset in DERIVED or (dataset == ON_REQUEST and not any(e.summary.contacts for e in entries)):
            continue
        parts = [
            _bring(out, partition, members, published) for partition, members in _partitions(dataset, entries)
        ]
        files[dataset] = tuple(file for part in parts for file in part)
    files |= _derived(out, files, published)
    return _finish(out, entries, files)


def _trusted(out: Path) -> Published:
    """Published files by partition, without those that an interrupted publish may have left half changed."""
    try:
        published = read_release(out).partitions()
    except (CallError, ReleaseError):
        published = {}
    journal = out / STORE / JOURNAL
    if journal.exists():
        for name in DATASETS:
            remove_temporaries(out / name)
        for path in json.loads(journal.read_text(encoding="utf-8")):
            published.pop(path, None)
    return published


def _partitions(dataset: str, entries: list[Entry]) -> Iterator[tuple[Partition, list[Entry]]]:
    """The partitions of a dataset with the entries that have rows in them; year 0 when none has any."""
    by_year: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.summary.rows.get(dataset) or (dataset == "findings" and joined_findings(entry)):
            by_year.setdefault(entry.summary.fiscal_year, []).append(entry)
    for year, members in sorted((by_year or {NO_YEAR: []}).items()):
        inputs = inputs_hash(code_fingerprint(), dataset, year, [_made_from(dataset, e) for e in members])
        yield Partition(dataset, year, inputs), members


def _made_from(dataset: str, entry: Entry) -> list[object]:
    parts: list[object] = [entry.doc_id, entry.summary.version]
    if dataset in ("documents", "findings"):
        parts.append(asdict(entry.origin) if entry.origin else None)
    if dataset == "documents":
        parts += [entry.names, entry.summary.status_reason]
    return parts


def _bring(out: Path, partition: Partition, members: list[Entry], published: Published) -> tuple[File, ...]:
    return current(out, partition, published) or _write(
        out, partition, _tables(Store(out), partition.dataset, members)
    )


def _write(out: Path, partition: Partition, tables: Iterator[pa.Table]) -> tuple[File, ...]:
    journal = out / STORE / JOURNAL
    named = set(json.loads(journal.read_text(encoding="utf-8"))) if journal.exists() else set()
    write_whole(journal, json.dumps(sorted(named | {partition.path})).encode())
    return write_partition(out, partition, tables)


def _tables(store: Store, dataset: str, members: list[Entry]) -> Iterator[pa.Table]:
    for entry in members:
        rows = store.rows(entry.doc_id, entry.summary.version, dataset)
        if dataset == "documents":
            yield document_table(rows, entry)
        elif dataset == "findings":
            yield finding_table(rows, entry)
        else:
            yield rows


def _derived(out: Path, files: Published, published: Published) -> Published:
    """Datasets that are computed from other published ones."""
    by_year = {int(file.path.split("/")[1]): file.inputs for file in files["budget_lines"]}
    subject_files: tuple[File, ...] = ()
    for year, inputs in sorted(by_year.items()):
        partition = Partition("subjects", year, inputs_hash("subjects", inputs))
        lines = [out / file.path for file in files["budget_lines"] if file.path.split("/")[1] == str(year)]
        subject_files += current(out, partition, published) or _write(
            out, partition, iter([subjects(lines, year)])
        )
    documents = [out / file.path for file in files["documents"]]
    inputs = inputs_hash("organisations", [file.inputs for file in files["documents"]])
    known = Partition("organisations", NO_YEAR, inputs)
    decided = Partition("decisions", NO_YEAR, inputs_hash(code_fingerprint(), "decisions"))
    return {
        "subjects": subject_files,
        "organisations": current(out, known, published)
        or _write(out, known, iter([organisations(documents)])),
        "decisions": current(out, decided, published) or _write(out, decided, iter(())),
    }


def _finish(out: Path, entries: list[Entry], files: Published) -> Release:
    """Remove what is no longer published, then write `datapackage.json` and end the journal."""
    statuses = Counter(entry.summary.status for entry in entries)
    severities: Counter[str] = Counter()
    for entry in entries:
        severities.update(entry.summary.findings)
        severities.update(row.severity for row in joined_findings(entry))
    versions = tuple(sorted({entry.summary.version for entry in entries}))
    release = Release(files, dict(sorted(statuses.items())), dict(sorted(severities.items())), versions)
    _remove_others(out, {file.path for parts in files.values() for file in parts})
    journal = out / STORE / JOURNAL
    if journal.exists() or not _unchanged(out, release):
        write_release(out, release)
        journal.unlink(missing_ok=True)
    return release


def _unchanged(out: Path, release: Release) -> bool:
    try:
        return read_release(out) == release
    except (CallError, ReleaseError):
        return False


def _remove_others(out: Path, kept: set[str]) -> None:
    for dataset in DATASETS:
        for path in sorted((out / dataset).glob("*/*.parquet")):
            if path.relative_to(out).as_posix() not in kept:
                path.unlink()
        for folder in sorted((out / dataset).glob("*")):
            if folder.is_dir() and not any(folder.iterdir()):
                shutil.rmtree(folder)
        if (out / dataset).is_dir() and not any((out / dataset).iterdir()):
            (out / dataset).rmdir()
