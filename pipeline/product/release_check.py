"""Checks of a release as a whole: unique rows, descriptors that describe it, rows lost since an earlier one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.product.croissant import identity
from pipeline.product.descriptors import CROISSANT
from pipeline.product.query import connect
from pipeline.references import TARGETS
from pipeline.release import NAME, Release, read_release
from schemas.datasets import datasets


def check_keys(out: Path, release: Release) -> Iterator[str]:
    """Rows that occur more than once; ids are checked with the references."""
    with connect(out, release, contacts=True) as connection:
        for name, words in datasets().items():
            if name in release.files and words.key != (TARGETS.get(name),):
                columns = ", ".join(f'"{column}"' for column in words.key)
                sql = f"select count(*) from (select 1 from {name} group by {columns} having count(*) > 1)"
                ((twice,),) = connection.execute(sql).fetchall()
                if twice:
                    yield f"{name}: {twice} combinations of {', '.join(words.key)} stand more than once"


def check_described(out: Path, release: Release) -> Iterator[str]:
    """A Croissant description that is missing, damaged or of another state of the release."""
    try:
        told = json.loads((out / CROISSANT).read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError):
        told = ""
    if not str(told).endswith(identity(release)):
        yield f"{CROISSANT}: does not describe this release; delete it and ingest again"


def check_previous(release: Release, previous: Path) -> Iterator[str]:
    """Partitions that have fewer rows than in an earlier release, or are gone."""
    earlier = read_release(previous.parent if previous.name == NAME else previous)
    now = release.partitions()
    for path, files in sorted(earlier.partitions().items()):
        before, after = (sum(file.rows for file in found) for found in (files, now.get(path, ())))
        if after < before:
            yield f"{path}: {after:,} rows, {before:,} in the earlier release; `gongkai diff` lists them"
