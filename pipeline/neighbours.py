"""Which documents of a release may be compared with each other; superseded ones are compared with nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from pipeline.entry import Entry, entry_from

DATASETS = ("checks", "findings")
STANDING = """
NOT EXISTS (SELECT 1 FROM issue WHERE issue.doc_id IN (own.doc_id, other.doc_id) AND superseded_by IS NOT NULL)
"""
# Other documents of the organisation, of the same year and the year before.
SAME = f"""
FROM entry own CROSS JOIN entry other ON other.place = own.place AND other.body = own.body
  AND other.year IN (own.year, own.year - 1) AND other.doc_id <> own.doc_id AND {STANDING}
"""
# Documents of units, of the year, whose name begins with that of this department.
UNITS = f"""
FROM entry own CROSS JOIN entry other ON own.scope = 'department' AND other.place = own.place
  AND other.body >= own.body AND other.body < own.body || char(1114111)
  AND other.scope = 'unit' AND other.year = own.year AND {STANDING}
"""
ORDER = "ORDER BY other.body, other.region, other.name, other.doc_id"
PAIR = "SELECT own.doc_id, other.doc_id || '.' || other.version"
TABLE = "CREATE TABLE compared (doc_id TEXT, other TEXT, PRIMARY KEY (doc_id, other)) WITHOUT ROWID"


class Neighbours:
    """The documents of each organisation, out of the tables `entry` and `issue`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Note in the table `compared`, for every document, the extracts that its related rows hang on."""
        self.db = db
        db.execute("CREATE INDEX IF NOT EXISTS organisations ON entry (place, body, year, scope)")
        db.execute(TABLE)
        for relation in (SAME, UNITS):
            db.execute(f"INSERT OR IGNORE INTO compared {PAIR} {relation}")

    def of(self, doc_id: str) -> tuple[str, ...]:
        """What the related rows of a document hang on: the extracts it is compared with, sorted."""
        found = self.db.execute("SELECT other FROM compared WHERE doc_id = ? ORDER BY other", (doc_id,))
        return tuple(other for (other,) in found)

    def same(self, doc_id: str) -> Iterator[Entry]:
        """Other documents of the organisation, of the same year and the year before, in published order."""
        return self._found(SAME, doc_id)

    def units(self, doc_id: str) -> Iterator[Entry]:
        """Documents of units, of the year, whose name begins with that of this department, by name."""
        return self._found(UNITS, doc_id)

    def _found(self, relation: str, doc_id: str) -> Iterator[Entry]:
        for (line,) in self.db.execute(
            f"SELECT other.line {relation} WHERE own.doc_id = ? {ORDER}", (doc_id,)
        ):
            yield entry_from(line)
