"""Publishing: extracts become the release, only partitions whose inputs changed are written again.

The order keeps the last release whole until the new one is on disk: changed partitions are written to a stage,
a journal names them, their files are renamed into place, `datapackage.json` comes last and the journal goes.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from pipeline.decisions import Decided
from pipeline.derived import Written, derived
from pipeline.ledger import Ledger
from pipeline.partitions import current, write_partition
from pipeline.product.descriptors import described, write_descriptors
from pipeline.relate import related_severities
from pipeline.release import File, Release, read_release
from pipeline.selection import Selection, select
from pipeline.staging import Stage
from pipeline.store import Store
from pipeline.yearly import write_year
from schemas.errors import CallError, ReleaseError
from schemas.records import DATASETS

Published = dict[str, tuple[File, ...]]


def publish(ledger: Ledger, decided: Decided) -> Release:
    """Bring the release to the state of the ledger and of what was decided; what did not change is kept."""
    out = ledger.out
    stage = Stage(out)
    try:
        stage.clear()
        selection = select(ledger)
        published = _trusted(out, stage)
        files = _write(out, stage, selection, published)
        for plan in derived(selection, decided, Written(stage, files)):
            files[plan.partition.path] = current(out, plan.partition, published) or write_partition(
                stage.root, plan.partition, plan.tables()
            )
        return _finish(out, stage, selection, decided, files)
    except OSError as error:
        stage.clear()
        said = os.strerror(error.errno) if error.errno else str(error)
        raise ReleaseError(
            f"cannot publish to {out}: {said}; make room or give leave to write, then run the same command again: "
            "nothing that was read is lost"
        ) from error


def _trusted(out: Path, stage: Stage) -> Published:
    """Published files by partition, without those that an interrupted publish may have left half changed."""
    try:
        published = read_release(out).partitions()
    except (CallError, ReleaseError):
        published = {}
    for path in stage.doubtful():
        published.pop(path, None)
    return published


def _write(out: Path, stage: Stage, selection: Selection, published: Published) -> Published:
    """Files of all partitions that are made from extracts; changed ones are written, a year at a time."""
    files: Published = {}
    for parts in selection.years().values():
        known = {part.path: current(out, part, published) for part in parts}
        changed = [part for part in parts if not known[part.path]]
        files |= {path: kept for path, kept in known.items() if kept}
        files |= write_year(stage.root, Store(out), changed, selection)
    return files


def _finish(
    out: Path, stage: Stage, selection: Selection, decided: Decided, partitions: Published
) -> Release:
    """Move what is staged into place, remove what is no longer published, `datapackage.json` last."""
    files: Published = dict.fromkeys(DATASETS, ())
    for path in sorted(partitions, key=_place):
        files[path.split("/")[0]] += partitions[path]
    files = {dataset: found for dataset, found in files.items() if found}
    severities = selection.severities + Counter(
        related_severities(stage.place(file) for file in files.get("findings", ()))
    )
    statuses, versions = dict(sorted(selection.statuses.items())), tuple(sorted(selection.versions))
    release = Release(files, statuses, dict(sorted(severities.items())), versions, decided.files)
    stage.move(file for found in files.values() for file in found)
    _remove_others(out, {file.path for parts in files.values() for file in parts})
    if not (_unchanged(out, release) and described(out)):
        write_descriptors(out, release)
    stage.end()
    return release


def _place(path: str) -> tuple[str, int]:
    dataset, year = path.split("/")
    return dataset, int(year)


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
