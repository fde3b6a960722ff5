"""The ledger of an output folder: every source ever ingested, its names, origin and current extract.

It stands on disk as lines of JSON; a run works on a copy in its scratch database and writes the lines anew at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipeline.entry import Entry, disclosure_of, entry_from, line_of, organisation_of, published_order
from pipeline.extract import Summary
from pipeline.files import replacing
from pipeline.origin import Origin
from pipeline.scratch import scratch
from pipeline.source import Source, stand_in
from pipeline.store import STORE, Store
from schemas.errors import ReleaseError

NAME = "ledger.jsonl"
# region, name: what documents are sorted by; place, body: the organisation that documents are compared within.
# With row ids: a row is more than a page of a table without them keeps in one place.
TABLE = """
CREATE TABLE entry (
  doc_id TEXT PRIMARY KEY, line TEXT NOT NULL, region TEXT, name TEXT, place TEXT, body TEXT,
  year INTEGER, scope TEXT, version TEXT, disclosure TEXT, stamp TEXT
)
"""
PUT = "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
STAMP = "SELECT stamp FROM entry WHERE doc_id = ? AND version = ?"


class Ledger:
    """The entries of an output folder, in a scratch database; `changed` tells whether they are not as on disk."""

    def __init__(self, out: Path, db: sqlite3.Connection) -> None:
        """Copy the ledger of `out` into a database; empty when nothing was ingested yet."""
        self.out, self.db, self.changed, self.store = out, db, False, Store(out)
        db.execute(TABLE)
        self.unreadable = False  # whether any entry stands in for a file that could not be read
        for entry, line in _lines(out):
            db.execute(PUT, _values(entry, line))
            failed = entry.summary.status == "failed"
            self.unreadable = self.unreadable or (failed and entry.doc_id == stand_in(entry.names[0]))

    def __len__(self) -> int:
        """Number of entries."""
        return int(self.db.execute("SELECT count(*) FROM entry").fetchone()[0])

    def get(self, doc_id: str) -> Entry | None:
        """The entry of a source."""
        found = self.db.execute("SELECT line FROM entry WHERE doc_id = ?", (doc_id,)).fetchone()
        return entry_from(found[0]) if found else None

    def entries(self) -> Iterator[Entry]:
        """All entries, by doc_id."""
        for (line,) in self.db.execute("SELECT line FROM entry ORDER BY doc_id"):
            yield entry_from(line)

    def holds(self, doc_id: str, version: str) -> bool:
        """Whether an entry tells what reading a source with `version` would give: its extract is as it was entered."""
        found = self.db.execute(STAMP, (doc_id, version)).fetchone()
        return bool(found and found[0]) and found[0] == self.store.stamp(doc_id, version)

    def enter(self, source: Source, summary: Summary | None, origin: Origin | None) -> Summary:
        """Add a source that was read, or its new extract and names; its unreadable stand-ins give way.

        `summary` None: the one that is held stands. Gives the summary.
        """
        for name in source.names if self.unreadable and source.problem is None else ():
            self.remove(stand_in(name))
        known = self.get(source.doc_id)
        if summary is not None:
            stamp = self.store.stamp(source.doc_id, summary.version)
        elif known is not None:
            summary, stamp = known.summary, known.stamp
        else:
            raise KeyError(source.doc_id)
        entry = Entry(source.names, str(source.path), source.size, summary, origin, stamp)
        if known is not None and entry != known:
            names = tuple(sorted({*source.names, *known.names}))
            entry = replace(entry, names=names, origin=origin or known.origin)
        if entry != known:
            self._put(entry)
        return summary

    def _put(self, entry: Entry) -> None:
        self.db.execute(PUT, _values(entry, line_of(entry)))
        self.changed = True
        failed = entry.summary.status == "failed"
        self.unreadable = self.unreadable or (failed and entry.doc_id == stand_in(entry.names[0]))

    def remove(self, doc_id: str) -> None:
        """Take an entry out, if there is one."""
        self.changed |= self.db.execute("DELETE FROM entry WHERE doc_id = ?", (doc_id,)).rowcount > 0

    def write(self) -> None:
        """Write the ledger whole, one entry a line, sorted by doc_id; nothing when nothing changed."""
        if not self.changed:
            return
        try:
            with (
                replacing(self.out / STORE / NAME) as temporary,
                temporary.open("w", encoding="utf-8") as file,
            ):
                for (line,) in self.db.execute("SELECT line FROM entry ORDER BY doc_id"):
                    file.write(line + "\n")
        except OSError as error:
            raise ReleaseError(
                f"cannot write to {self.out}: {error.strerror}; then run the same again"
            ) from error
        self.changed = False


@contextmanager
def opened_ledger(out: Path) -> Iterator[Ledger]:
    """The ledger of an output folder, to be changed and written; the caller holds the lock."""
    with scratch(out) as db:
        yield Ledger(out, db)


def read_ledger(out: Path) -> Iterator[Entry]:
    """The entries of an output folder by doc_id; none when nothing was ingested yet."""
    for entry, _ in _lines(out):
        yield entry


def _values(entry: Entry, line: str) -> tuple[object, ...]:
    summary = entry.summary
    sorting, comparing = published_order(entry)[:2], organisation_of(entry) or (None, None)
    stamp = entry.stamp if summary.final else None
    known = (summary.fiscal_year, summary.scope, summary.version, disclosure_of(entry), stamp)
    return entry.doc_id, line, *sorting, *comparing, *known


def _lines(out: Path) -> Iterator[tuple[Entry, str]]:
    path = out / STORE / NAME
    if not path.exists():
        return
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield entry_from(line), line.rstrip("\n")
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path} is damaged: delete it and ingest all folders again ({error})") from error
