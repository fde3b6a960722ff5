"""The command `diff`: what changed between two releases, value by value, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.contract import columns
from pipeline.product.printing import plain, print_json, print_table, text
from pipeline.product.query import connect
from pipeline.release import Release, read_release
from schemas.datasets import datasets
from schemas.errors import CallError

if TYPE_CHECKING:
    import duckdb

# Told as the reason of a difference, not as a difference.
REASONS = {"documents": {"version"}}
LEFT_OUT = ("contacts",)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that one release has and the other has not, or has with other values; `values`: before, after."""

    dataset: str
    key: tuple[str, ...]
    change: str
    why: str
    values: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sides:
    """Two releases behind one connection, and what is known of their documents and decisions."""

    connection: duckdb.DuckDBPyConnection
    versions: tuple[dict[str, str], dict[str, str]]
    decided: frozenset[str]

    def why(self, doc_id: str | None) -> str:
        """Why rows of a document differ."""
        old, new = self.versions
        if doc_id is None:
            return "other documents"
        if doc_id not in old:
            return "new source"
        if doc_id not in new:
            return "source forgotten"
        if old[doc_id] != new[doc_id]:
            return "new version"
        return "decision" if doc_id in self.decided else "other documents or manifest"


def diff(old: Path, new: Path, wanted: Sequence[str], limit: int, as_json: bool) -> int:
    """Print the differences; 0 when there are none, else 1."""
    found = list(differences(old, new, wanted))
    if as_json:
        print_json([{"dataset": d.dataset, "key": d.key, "change": d.change, "why": d.why, "values": {
            name: {"before": plain(before), "after": plain(after)} for name, (before, after) in d.values.items()
        }} for d in found])  # fmt: skip
        return 1 if found else 0
    counts = Counter((d.dataset, d.change, d.why) for d in found)
    print_table(["dataset", "change", "why", "rows"], [(*what, n) for what, n in sorted(counts.items())])
    shown: Counter[str] = Counter()
    rows = []
    for difference in found:
        shown[difference.dataset] += 1
        if shown[difference.dataset] <= limit:
            rows += list(_lines(difference))
    if rows:
        print_table(["dataset", "row", "change", "column", "before", "after", "why"], rows)
    return 1 if found else 0


def _lines(difference: Difference) -> Iterator[tuple[str, ...]]:
    head = (difference.dataset, " ".join(difference.key), difference.change)
    if not difference.values:
        yield (*head, "", "", "", difference.why)
    for name, (before, after) in difference.values.items():
        yield (*head, name, text(before), text(after), difference.why)


def differences(old: Path, new: Path, wanted: Sequence[str] = ()) -> Iterator[Difference]:
    """All differences by dataset, added rows first; `CallError` for a dataset that does not exist."""
    unknown = [name for name in wanted if name not in datasets()]
    if unknown:
        raise CallError(f"no dataset {unknown[0]}: choose among {', '.join(datasets())}")
    releases = read_release(old), read_release(new)
    sides = _sides(old, new, releases)
    try:
        yield from _all(sides, wanted or [name for name in datasets() if name not in LEFT_OUT], releases)
    finally:
        sides.connection.close()


def _all(sides: Sides, wanted: Sequence[str], releases: tuple[Release, Release]) -> Iterator[Difference]:
    for dataset in wanted:
        hashes = [sorted(file.sha256 for file in release.files.get(dataset, ())) for release in releases]
        if hashes[0] != hashes[1]:
            yield from _of_dataset(sides, dataset, releases)


def _sides(old: Path, new: Path, releases: tuple[Release, Release]) -> Sides:
    connections = [connect(folder, release) for folder, release in zip((old, new), releases, strict=True)]
    versions = [_pairs(connection, "select doc_id, version from documents") for connection in connections]
    decisions = [
        set(connection.execute("select * exclude state from decisions").fetchall())
        for connection in connections
    ]
    changed = frozenset(str(row[1]) for row in decisions[0] ^ decisions[1])
    for connection in connections:
        connection.close()
    return Sides(_both(old, new, releases), (versions[0], versions[1]), changed)


def _pairs(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, str]:
    return dict(connection.execute(sql).fetchall())


def _both(old: Path, new: Path, releases: tuple[Release, Release]) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect()
    for side, folder, release in zip(("old", "new"), (old, new), releases, strict=True):
        connection.execute(f"create schema {side}")
        for dataset, files in release.files.items():
            paths = [str((folder / file.path).resolve()) for file in files]
            names = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
            connection.execute(f"create view {side}.{dataset} as select * from read_parquet([{names}])")
    return connection


def _of_dataset(sides: Sides, dataset: str, releases: tuple[Release, Release]) -> Iterator[Difference]:
    missing = [dataset not in release.files for release in releases]
    if all(missing):
        return
    key = datasets()[dataset].key
    if any(missing):
        side, change = ("new", "added") if missing[0] else ("old", "removed")
        yield from _alone(sides, f"select * from {side}.{dataset}", dataset, change)
        return
    using = " and ".join(f'o."{name}" is not distinct from n."{name}"' for name in key)
    for side, other, change in (("new n", "old o", "added"), ("old o", "new n", "removed")):
        (left, alias), right = side.split(), other.split()
        sql = (
            f"select {alias}.* from {left}.{dataset} {alias} "
            f"anti join {right[0]}.{dataset} {right[1]} on {using} order by all"
        )
        yield from _alone(sides, sql, dataset, change)
    yield from _changed(sides, dataset, key, using)


def _alone(sides: Sides, sql: str, dataset: str, change: str) -> Iterator[Difference]:
    for row in _rows(sides.connection, sql):
        yield Difference(dataset, _key(dataset, row), change, sides.why(row.get("doc_id")))


def _changed(sides: Sides, dataset: str, key: tuple[str, ...], using: str) -> Iterator[Difference]:
    names = [set(_names(sides.connection, f"{side}.{dataset}")) for side in ("old", "new")]
    compared = [
        column.name
        for column in columns(dataset)
        if column.name in names[0] & names[1] and column.name not in REASONS.get(dataset, ())
    ]
    both = ", ".join(f'o."{name}" as old_{name}, n."{name}" as new_{name}' for name in compared)
    order = ", ".join(f'n."{name}"' for name in key)
    differs = " or ".join(f'o."{name}" is distinct from n."{name}"' for name in compared)
    sql = (
        f"select {both} from old.{dataset} o join new.{dataset} n on {using} where {differs} order by {order}"
    )
    for row in _rows(sides.connection, sql):
        values = {name: (row[f"old_{name}"], row[f"new_{name}"]) for name in compared}
        changed = {name: pair for name, pair in values.items() if pair[0] != pair[1]}
        now = {name: pair[1] for name, pair in values.items()}
        yield Difference(dataset, _key(dataset, now), "changed", sides.why(now.get("doc_id")), changed)


def _names(connection: duckdb.DuckDBPyConnection, view: str) -> list[str]:
    return [column[0] for column in connection.execute(f"select * from {view} limit 0").description or ()]


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[Row]:
    found = connection.execute(sql)
    names = [column[0] for column in found.description or ()]
    rows = found.fetchall()
    yield from (dict(zip(names, row, strict=True)) for row in rows)


def _key(dataset: str, row: Row) -> tuple[str, ...]:
    return tuple(text(row[name]) for name in datasets()[dataset].key)
