"""The sources of one call in a scratch database: same bytes once, in the order of their names, with what became of each."""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import groupby
from operator import attrgetter

from pipeline.extract import Summary
from pipeline.source import LeftOut, Source, merge

SEEN = "CREATE TABLE seen (doc_id TEXT, name TEXT, place BLOB, source BLOB, PRIMARY KEY (doc_id, name, place)) WITHOUT ROWID"
MERGED = """
SELECT doc_id, source FROM seen JOIN (SELECT doc_id, min(name) AS first FROM seen GROUP BY doc_id) USING (doc_id)
ORDER BY first, doc_id, name, place
"""
CALLED = "CREATE TABLE called (at INTEGER PRIMARY KEY, doc_id TEXT UNIQUE, source BLOB)"
SETTLED = "CREATE TABLE settled (doc_id TEXT PRIMARY KEY, summary BLOB)"
PENDING = "FROM called WHERE NOT EXISTS (SELECT 1 FROM settled WHERE settled.doc_id = called.doc_id)"

# Values instead of objects: a data class costs as much again to take apart and put together.
SUMMARY = attrgetter(*(field.name for field in fields(Summary)))
SOURCE = attrgetter(*(field.name for field in fields(Source)))


class Called:
    """What a call names, each source once."""

    def __init__(self, db: sqlite3.Connection, found: Iterable[Source | LeftOut]) -> None:
        """Keep what was found."""
        self.db = db
        self.left_out: list[tuple[str, str]] = []
        db.execute(SEEN)
        for seen in found:
            if isinstance(seen, LeftOut):
                self.left_out.append((seen.name, seen.reason))
                continue
            values = (seen.doc_id, seen.names[0], os.fsencode(str(seen.path)), _packed(seen))
            db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", values)
        self.left_out.sort()
        db.execute(CALLED)
        db.execute(SETTLED)
        db.executemany("INSERT INTO called (doc_id, source) VALUES (?, ?)", self._merged())
        db.execute("DROP TABLE seen")

    def _merged(self) -> Iterator[tuple[str, bytes]]:
        for doc_id, same in groupby(self.db.execute(MERGED), key=lambda row: str(row[0])):
            sources = [source for _, source in same]
            yield doc_id, sources[0] if len(sources) == 1 else _packed(merge(map(_source, sources)))

    def __len__(self) -> int:
        """Number of sources."""
        return int(self.db.execute("SELECT count(*) FROM called").fetchone()[0])

    def __iter__(self) -> Iterator[Source]:
        """All sources, by first name."""
        for (source,) in self.db.execute("SELECT source FROM called ORDER BY at"):
            yield _source(source)

    def settle(self, summary: Summary) -> None:
        """Note what became of a source."""
        values = (summary.doc_id, pickle.dumps(SUMMARY(summary)))
        self.db.execute("INSERT INTO settled VALUES (?, ?)", values)

    def settled(self) -> Iterator[tuple[Source, Summary]]:
        """Sources and what became of them, by first name."""
        for source, summary in self.db.execute(
            "SELECT source, summary FROM called JOIN settled USING (doc_id) ORDER BY at"
        ):
            yield _source(source), Summary(*pickle.loads(summary))

    @property
    def pending(self) -> Pending:
        """The sources that are not settled."""
        return Pending(self.db)


class Pending:
    """Sources that wait for their outcome."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Count them."""
        self.db = db
        self.count = int(db.execute(f"SELECT count(*) {PENDING}").fetchone()[0])

    def __len__(self) -> int:
        """Number of sources that waited at first."""
        return self.count

    def __iter__(self) -> Iterator[Source]:
        """The sources, by first name."""
        for (source,) in self.db.execute(f"SELECT source {PENDING} ORDER BY at"):
            yield _source(source)


def _packed(source: Source) -> bytes:
    return pickle.dumps(SOURCE(source))


def _source(packed: bytes) -> Source:
    return Source(*pickle.loads(packed))
