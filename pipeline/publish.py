"""Publishing: extracts become the release, only partitions whose inputs changed are written again.

The order makes an interrupted publish visible and mendable: a journal names the partitions about to change,
each file is renamed into place, `datapackage.json` comes last and the journal goes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa

from pipeline.arrow import table
from pipeline.catalogue import organisations, subjects
from pipeline.decided import decision_rows
from pipeline.decisions import Decided, standing
from pipeline.files import remove_temporaries, write_whole
from pipeline.fingerprint import code_fingerprint
from pipeline.joined import document_table, finding_table, joined_findings
from pipeline.ledger import Entry, Ledger
from pipeline.partitions import NO_YEAR, Partition, current, inputs_hash, write_partition
from pipeline.product.descriptors import described, write_descriptors
from pipeline.release import File, Release, read_release
from pipeline.store import STORE, Store
from schemas.errors import CallError, ReleaseError
from schemas.records import DATASETS

JOURNAL = "publishing.json"
ON_REQUEST = "contacts"
DERIVED = ("subjects", "organisations", "decisions")

Published = dict[str, tuple[File, ...]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A partition of the release to be, and what gives its rows when it has to be written."""

    partition: Partition
    tables: Callable[[], Iterable[pa.Table]]


def publish(out: Path, ledger: Ledger, decided: Decided) -> Release:
    """Bring the release in `out` to the state of the ledger and of what was decided; what did not change is not written."""
    published = _trusted(out)
    entries = [ledger[doc_id] for doc_id in sorted(ledger)]
    files: Published = {}
    plans = [*_plans(out, entries, files), _decision_plan(out, ledger, decided)]
    kept = {plan.partition.path: current(out, plan.partition, published) for plan in plans}
    _announce(out, [path for path, known in kept.items() if not known])
    for plan in plans:
        written = kept[plan.partition.path] or write_partition(out, plan.partition, plan.tables())
        files[plan.partition.dataset] = files.get(plan.partition.dataset, ()) + written
    return _finish(out, entries, files, decided)


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


def _announce(out: Path, paths: list[str]) -> None:
    """Note the partitions about to change beside those that an interrupted publish had noted."""
    journal = out / STORE / JOURNAL
    noted = set(json.loads(journal.read_text(encoding="utf-8"))) if journal.exists() else set()
    if not noted >= set(paths):
        write_whole(journal, json.dumps(sorted(noted | set(paths))).encode())


def _plans(out: Path, entries: list[Entry], files: Published) -> list[Plan]:
    """All partitions in the order in which they are written; derived ones read `files` of those before them."""
    plans: list[Plan] = []
    contacts = any(entry.summary.contacts for entry in entries)
    for dataset in DATASETS:
        if dataset not in DERIVED and (dataset != ON_REQUEST or contacts):
            plans += (
                Plan(partition, partial(_tables, Store(out), dataset, members))
                for partition, members in _partitions(dataset, entries)
            )
    return plans + list(_derived(out, plans, files))


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
    parts: list[object] = [entry.doc_id, entry.summary.version, entry.summary.status_reason]
    if dataset in ("documents", "findings"):
        parts.append(asdict(entry.origin) if entry.origin else None)
    if dataset == "documents":
        parts.append(entry.names)
    return parts


def _tables(store: Store, dataset: str, members: list[Entry]) -> Iterator[pa.Table]:
    for entry in members:
        rows = store.rows(entry.doc_id, entry.summary.version, dataset)
        if dataset == "documents":
            yield document_table(rows, entry)
        elif dataset == "findings":
            yield finding_table(rows, entry)
        else:
            yield rows


def _derived(out: Path, plans: list[Plan], files: Published) -> Iterator[Plan]:
    """Partitions that are computed from other published ones."""
    sources = [plan.partition for plan in plans]
    for lines in sources:
        if lines.dataset == "budget_lines":
            partition = Partition("subjects", lines.year, inputs_hash("subjects", lines.inputs))
            yield Plan(partition, partial(_subjects, out, files, lines))
    inputs = inputs_hash("organisations", [part.inputs for part in sources if part.dataset == "documents"])
    yield Plan(Partition("organisations", NO_YEAR, inputs), partial(_organisations, out, files))


def _subjects(out: Path, files: Published, lines: Partition) -> Iterator[pa.Table]:
    paths = [out / file.path for file in files["budget_lines"] if file.partition == lines.path]
    yield subjects(paths, lines.year)


def _organisations(out: Path, files: Published) -> Iterator[pa.Table]:
    yield organisations([out / file.path for file in files["documents"]])


def _decision_plan(out: Path, ledger: Ledger, decided: Decided) -> Plan:
    """The decisions that stand, joined with the rows of today."""
    decisions = standing(decided.entries)
    asked = {decision.doc_id: {"tables"} for decision in decisions if decision.doc_id in ledger}
    for decision in decisions:
        if decision.doc_id in asked:
            asked[decision.doc_id].add(decision.place.dataset)
    made_from = [asdict(file) for file in decided.files] + [
        _made_from("findings", ledger[doc_id]) for doc_id in sorted(asked)
    ]

    def tables() -> Iterator[pa.Table]:
        rows = {doc_id: _rows_of(out, ledger[doc_id], datasets) for doc_id, datasets in asked.items()}
        yield table("decisions", list(decision_rows(decisions, rows)))

    return Plan(
        Partition("decisions", NO_YEAR, inputs_hash(code_fingerprint(), "decisions", made_from)), tables
    )


def _rows_of(out: Path, entry: Entry, datasets: set[str]) -> dict[str, list[dict[str, object]]]:
    return {
        dataset: [row for rows in _tables(Store(out), dataset, [entry]) for row in rows.to_pylist()]
        for dataset in sorted(datasets)
    }


def _finish(out: Path, entries: list[Entry], files: Published, decided: Decided) -> Release:
    """Remove what is no longer published, then write `datapackage.json` and end the journal."""
    statuses = Counter(entry.summary.status for entry in entries)
    severities: Counter[str] = Counter()
    for entry in entries:
        severities.update(entry.summary.findings)
        severities.update(row.severity for row in joined_findings(entry))
    versions = tuple(sorted({entry.summary.version for entry in entries}))
    release = Release(
        files, dict(sorted(statuses.items())), dict(sorted(severities.items())), versions, decided.files
    )
    _remove_others(out, {file.path for parts in files.values() for file in parts})
    if not (_unchanged(out, release) and described(out)):
        write_descriptors(out, release)
    (out / STORE / JOURNAL).unlink(missing_ok=True)
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
        for folder in (*sorted((out / dataset).glob("*")), out / dataset):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
