"""Finding rows of a release by id, with their places and the checks that name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.release import Release
from pipeline.stamping import IDENTITIES
from schemas.errors import CallError

Row = dict[str, Any]
RELATED = "related."
# The field that a row is about; the place of the row on its page.
MAIN = {
    "budget_lines": ("amount_raw",),
    "indicators": ("level3", "target_raw", "actual_raw", "score", "weight", "description"),
    "projects": ("project_name", "amount_total"),
    "goals": ("text", "result_text"),
    "statements": ("value_raw",),
}
AMOUNTS = ("budget_lines", "statements", "projects")


def find_row(out: Path, release: Release, row_id: str) -> tuple[str, Row]:
    """Dataset and row whose id is, or alone begins with, `row_id`; `CallError` for none or several."""
    found: list[tuple[str, Row]] = []
    for dataset, column in IDENTITIES.items():
        found += [(dataset, row) for row in _rows(out, release, dataset, column, row_id)]
    exact = [(dataset, row) for dataset, row in found if row[IDENTITIES[dataset]] == row_id]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        raise CallError(f"no row {row_id} in {out}: take an id from one of its datasets")
    shown = ", ".join(f"{row[IDENTITIES[dataset]]} ({dataset})" for dataset, row in found[:5])
    raise CallError(f"{len(found)} rows begin with {row_id}: {shown}; give more characters")


def _rows(out: Path, release: Release, dataset: str, column: str, beginning: str) -> Iterator[Row]:
    for file in release.files.get(dataset, ()):
        ids = pq.read_table(out / file.path, columns=[column])[column]
        hits = pc.starts_with(ids, beginning)
        if pc.any(hits).as_py():
            yield from pq.read_table(out / file.path).filter(hits).to_pylist()


def places(out: Path, release: Release, row_id: str, year: int, field: str | None) -> list[Row]:
    """The rows of provenance of one row, in the order of its fields and parts."""
    rows = _of_year(out, release, "provenance", year, [("row_id", "=", row_id)])
    return [row for row in rows if field in (None, row["field"])]


def checks_of(out: Path, release: Release, row: Row, row_id: str) -> list[Row]:
    """The checks in which a row is a member: those of its document, and of others that are compared with it."""
    year = row["fiscal_year"]
    own = _of_year(out, release, "checks", year, [("doc_id", "=", row["doc_id"])])
    related = [
        check
        for later in (year, year + 1)
        for check in _of_year(out, release, "checks", later, [("doc_id", "!=", row["doc_id"])])
        if check["identity"].startswith(RELATED)
    ]
    return [check for check in own + related if any(m["row_id"] == row_id for m in check["members"])]


def members_of(out: Path, release: Release, year: int, checks: Sequence[Row]) -> dict[str, Row]:
    """The rows that checks name, by id, from all datasets that hold amounts."""
    wanted = sorted({member["row_id"] for check in checks for member in check["members"]})
    found: dict[str, Row] = {}
    for dataset in AMOUNTS if wanted else ():
        column = IDENTITIES[dataset]
        for other in (year - 1, year, year + 1):
            rows = _of_year(out, release, dataset, other, [(column, "in", wanted)])
            found.update({row[column]: row for row in rows})
    return found


def _of_year(
    out: Path, release: Release, dataset: str, year: int, filters: list[tuple[str, str, Any]]
) -> list[Row]:
    files = [file for file in release.files.get(dataset, ()) if file.partition == f"{dataset}/{year}"]
    return [row for file in files for row in pq.read_table(out / file.path, filters=filters).to_pylist()]
