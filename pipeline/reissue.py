"""Disclosures that were published again: which document takes the place of which earlier one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.entry import Entry, entry_from
from schemas.harvest import Finding

TABLE = """
CREATE TABLE issue (
  doc_id TEXT PRIMARY KEY, supersedes TEXT, superseded_by TEXT, earlier_name TEXT, dated INTEGER
) WITHOUT ROWID
"""
COLUMNS = "issue.supersedes, issue.superseded_by, issue.earlier_name, issue.dated"
ISSUED_AGAIN = """
SELECT disclosure, line FROM entry WHERE disclosure IN (
  SELECT disclosure FROM entry WHERE disclosure IS NOT NULL GROUP BY disclosure HAVING count(*) > 1
) ORDER BY disclosure
"""


@dataclass(frozen=True, slots=True)
class Issue:
    """The neighbours of one document among the issues of a disclosure.

    `dated`: the manifest's dates tell which came first; else the order of names does, which proves nothing.
    """

    supersedes: str | None = None
    superseded_by: str | None = None
    earlier_name: str = ""
    dated: bool = False


ALONE = Issue()


def issue_from(
    supersedes: str | None, superseded_by: str | None, name: str | None, dated: int | None
) -> Issue:
    """An issue from its `COLUMNS`, all null for a document that stands alone."""
    return ALONE if name is None else Issue(supersedes, superseded_by, name, bool(dated))


def note_issues(db: sqlite3.Connection) -> None:
    """Note in the table `issue` the documents that have others of the same disclosure beside them."""
    db.execute(TABLE)
    for doc_id, issue in _issues(db):
        values = (doc_id, issue.supersedes, issue.superseded_by, issue.earlier_name, issue.dated)
        db.execute("INSERT INTO issue VALUES (?, ?, ?, ?, ?)", values)


def _issues(db: sqlite3.Connection) -> Iterator[tuple[str, Issue]]:
    db.execute("CREATE INDEX IF NOT EXISTS disclosures ON entry (disclosure)")
    for _, group in groupby(db.execute(ISSUED_AGAIN), key=lambda row: str(row[0])):
        yield from linked(entry_from(line) for _, line in group).items()


def linked(issues: Iterable[Entry]) -> dict[str, Issue]:
    """Issues of one disclosure by doc_id.

    The later issue fills in every form of the earlier one, so that leaving out the earlier one loses no form.
    """
    links: dict[str, Issue] = {}
    ordered = sorted(issues, key=_moment)
    for index, later in enumerate(ordered):
        for earlier in reversed(ordered[:index]):
            if set(earlier.summary.forms) <= set(later.summary.forms):
                dated = "" < _retrieved(earlier) < _retrieved(later)
                issue = links.get(earlier.doc_id, ALONE)
                links[earlier.doc_id] = replace(issue, superseded_by=issue.superseded_by or later.doc_id)
                links[later.doc_id] = Issue(earlier.doc_id, None, earlier.names[0], dated)
                break
    return links


def _moment(entry: Entry) -> tuple[str, str, str]:
    return _retrieved(entry), entry.names[0], entry.doc_id


def _retrieved(entry: Entry) -> str:
    return (entry.origin.retrieved_at or "") if entry.origin else ""


def issue_findings(issue: Issue) -> list[Finding]:
    """What a person should know of a document that takes the place of another."""
    if issue.supersedes is None:
        return []
    rule = "document.reissued" if issue.dated else "document.reissued_undated"
    return [Finding(rule, values=(("earlier", issue.earlier_name), ("doc_id", issue.supersedes)))]
