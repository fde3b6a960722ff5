"""The command `verify`: hashes, types, ids and references of a release, its print in the sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq
from rich.console import Console
from rich.text import Text

from pipeline.archives import Member
from pipeline.product.printing import print_json
from pipeline.product.release_check import check_described, check_keys, check_previous
from pipeline.provenance_check import check_provenance
from pipeline.references import check_references
from pipeline.release import Release, read_release
from pipeline.source import collect
from pipeline.staging import Stage
from pipeline.table_check import check_table
from schemas.errors import CallError
from schemas.records import DATASETS

SHOWN = 200


def verify(
    out: Path, sources: Sequence[Path], previous: Path | None = None, as_json: bool = False, ocr: bool = False
) -> int:
    """Check the release in `out` against the files in all `sources`; 0 when all holds, else 1 with a list.

    With an earlier release, partitions that lost rows are told, too; `ocr` reads scans again.
    """
    console = Console(soft_wrap=True, highlight=False)
    paths = _paths(sources)
    release = read_release(out)
    problems = [*interrupted(out), *check_files(out, release)]
    compared = right = 0
    if problems:
        problems.append(
            f"mend: delete the files named above and run the same `gongkai ingest … --out {out}` again; "
            "it writes what is missing, torn or altered anew"
        )
    else:
        problems += [
            *check_references(out, release),
            *check_keys(out, release),
            *check_described(out, release),
        ]
        problems += check_previous(release, previous) if previous else []
        compared, differing = check_provenance(out, release, paths, ocr)
        problems += differing
        right = compared - len(differing)
    if as_json:
        rows = sum(release.rows(dataset) for dataset in release.files)
        print_json({"problems": problems, "places": compared, "places_right": right, "rows": rows})
    else:
        _show(console, release, problems, compared, right)
    return 1 if problems else 0


def _show(console: Console, release: Release, problems: list[str], compared: int, right: int) -> None:
    if compared:
        console.print(f"provenance: {right:,} of {compared:,} places hold the printed characters")
    for problem in problems[:SHOWN]:
        console.print(Text(problem))
    if len(problems) > SHOWN:
        console.print(f"and {len(problems) - SHOWN:,} more")
    rows = sum(release.rows(dataset) for dataset in release.files)
    console.print(f"{rows:,} rows in {sum(map(len, release.files.values()))} files: ", end="")
    console.print(f"{len(problems):,} problems" if problems else "everything holds")


def _paths(sources: Sequence[Path]) -> dict[str, Path | Member]:
    for given in sources:
        if not given.exists():
            raise CallError(f"there is no folder {given}: give --sources the folder that was ingested")
    return {source.doc_id: source.path for source in collect(sources).sources if source.problem is None}


def interrupted(out: Path) -> Iterator[str]:
    """Partitions that a publish was about to change when it was interrupted."""
    doubtful = sorted(Stage(out).doubtful())
    if doubtful:
        yield f"a publish was interrupted while it changed {', '.join(doubtful)}"


def check_files(out: Path, release: Release) -> Iterator[str]:
    """What is wrong with the files of a release: missing, altered, not listed, of another schema or range."""
    from pipeline.files import sha256_of

    listed = set()
    for dataset, files in release.files.items():
        for file in files:
            listed.add(file.path)
            path = out / file.path
            if not path.is_file():
                yield f"{file.path}: missing"
            elif path.stat().st_size != file.bytes or sha256_of(path) != file.sha256:
                yield f"{file.path}: its bytes are not those of datapackage.json"
            else:
                yield from check_table(dataset, file, pq.read_table(path))
    for dataset in DATASETS:
        for path in sorted((out / dataset).glob("**/*.parquet")):
            if path.relative_to(out).as_posix() not in listed:
                yield f"{path.relative_to(out).as_posix()}: not listed in datapackage.json"
    yield from (
        f"{dataset}: no file"
        for dataset in DATASETS
        if not release.files.get(dataset) and dataset != "contacts"
    )
