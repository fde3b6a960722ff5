"""The sources of one call in a scratch database: same bytes once, in the order of their names, with what became of each."""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path

from pipeline.extract import Summary
from pipeline.source import LeftOut, Source, merge

SEEN = """
CREATE TABLE seen (
  doc_id TEXT, name TEXT, place BLOB, readable INTEGER, source BLOB, PRIMARY KEY (doc_id, name, place)
) WITHOUT ROWID
"""
MERGED = """
SELECT doc_id, readable, source FROM seen JOIN (SELECT doc_id, min(name) AS first FROM seen GROUP BY doc_id) USING (doc_id)
ORDER BY first, doc_id, name, place
"""
CALLED = "CREATE TABLE called (at INTEGER PRIMARY KEY, doc_id TEXT UNIQUE, readable INTEGER, source BLOB)"
KNOWABLE = "SELECT doc_id FROM called WHERE readable ORDER BY doc_id"
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
            place, readable = os.fsencode(str(seen.path)), seen.problem is None
            values = (seen.doc_id, seen.names[0], place, readable, _packed(seen))
            db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?, ?)", values)
        self.left_out.sort()
        db.execute(CALLED)
        db.execute(SETTLED)
        db.executemany("INSERT INTO called (doc_id, readable, source) VALUES (?, ?, ?)", self._merged())
        db.execute("DROP TABLE seen")

    def _merged(self) -> Iterator[tuple[str, bool, bytes]]:
        for doc_id, same in groupby(self.db.execute(MERGED), key=itemgetter(0)):
            sources = [(source, readable) for _, readable, source in same]
            source, readable = sources[0]
            if len(sources) > 1:
                merged = merge(_source(one) for one, _ in sources)
                source, readable = _packed(merged), merged.problem is None
            yield doc_id, readable, source

    def __len__(self) -> int:
        """Number of sources."""
        return int(self.db.execute("SELECT count(*) FROM called").fetchone()[0])

    def __iter__(self) -> Iterator[Source]:
        """All sources, by first name."""
        for (source,) in self.db.execute("SELECT source FROM called ORDER BY at"):
            yield _source(source)

    def readable(self) -> Iterator[str]:
        """The ids of all sources whose bytes could be read, in the order in which extracts and ledger stand on disk."""
        for (doc_id,) in self.db.execute(KNOWABLE):
            yield doc_id

    def settle_as_held(self, doc_id: str) -> None:
        """Note that the ledger holds what became of a source."""
        self.db.execute("INSERT INTO settled VALUES (?, NULL)", (doc_id,))

    def settle(self, summary: Summary) -> None:
        """Note what became of a source."""
        values = (summary.doc_id, pickle.dumps(SUMMARY(summary), pickle.HIGHEST_PROTOCOL))
        self.db.execute("INSERT INTO settled VALUES (?, ?)", values)

    def settled(self) -> Iterator[tuple[Source, Summary | None]]:
        """Sources and what became of them, by doc_id; None: what the ledger holds."""
        for source, summary in self.db.execute(
            "SELECT source, summary FROM called JOIN settled USING (doc_id) ORDER BY doc_id"
        ):
            yield _source(source), Summary(*pickle.loads(summary)) if summary else None

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
    values = SOURCE(source)
    path = str(source.path) if isinstance(source.path, Path) else source.path
    return pickle.dumps((values[0], path, *values[2:]), pickle.HIGHEST_PROTOCOL)


def _source(packed: bytes) -> Source:
    doc_id, path, *values = pickle.loads(packed)
    return Source(doc_id, Path(path) if isinstance(path, str) else path, *values)
