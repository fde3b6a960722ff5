"""What a release is made of: its documents in published order, and the partitions that they make."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass, field
from typing import Any

from pipeline.entry import Entry, entry_from
from pipeline.fingerprint import code_fingerprint
from pipeline.joined import joined_findings
from pipeline.ledger import Ledger
from pipeline.neighbours import DATASETS as COMPARED
from pipeline.neighbours import Neighbours
from pipeline.partitions import NO_YEAR, Partition
from pipeline.reissue import ALONE, COLUMNS, Issue, issue_from, note_issues
from schemas.quickly import quickly_made
from schemas.records import DATASETS

SORTED = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
ON_REQUEST = "contacts"
DERIVED = ("subjects", "organisations", "headline", "decisions")
MEMBERS = f"""
SELECT entry.line, entry.doc_id IN (SELECT doc_id FROM compared), {COLUMNS}
FROM entry LEFT JOIN issue USING (doc_id)
"""
ORDER = "ORDER BY entry.region, entry.name, entry.doc_id"


@quickly_made
@dataclass(frozen=True, slots=True)
class Member:
    """A document of a release: its entry, its neighbours among issues, the extracts that it is compared with."""

    entry: Entry
    issue: Issue
    near: tuple[str, ...]

    def made_from(self, dataset: str) -> list[object]:
        """Everything that the document's rows in a dataset are made from, but the code."""
        entry, found = self.entry, self.entry.summary
        parts: list[object] = [found.doc_id, found.version, found.status_reason]
        if dataset in COMPARED:
            parts += self.near
        if dataset in ("documents", "findings"):
            parts.append(asdict(entry.origin) if entry.origin else None)
            parts.append(astuple(self.issue) if self.issue is not ALONE else None)
        if dataset == "documents":
            parts.append(entry.names)
        return parts

    def datasets(self) -> Iterator[str]:
        """The datasets that hold rows of the document."""
        joined = joined_findings(self.entry, self.issue)
        for dataset in DATASETS:
            added = (dataset == "findings" and joined) or (dataset in COMPARED and self.near)
            if self.entry.summary.rows.get(dataset) or added:
                yield dataset


@dataclass(frozen=True, slots=True)
class Selection:
    """The partitions of a release, what its documents count up to, and the ledger that they stand in."""

    ledger: Ledger
    near: Neighbours
    parts: list[Partition] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    versions: set[str] = field(default_factory=set)

    def members(self, year: int | None = None) -> Iterator[Member]:
        """Documents, of all years or of one, by region, organisation and id."""
        where = "" if year is None else f"WHERE entry.year = {year:d}"
        for row in self.ledger.db.execute(f"{MEMBERS} {where} {ORDER}"):
            yield self._member(row)

    def member(self, doc_id: str) -> Member | None:
        """The document with an id."""
        row = self.ledger.db.execute(f"{MEMBERS} WHERE entry.doc_id = ?", (doc_id,)).fetchone()
        return self._member(row) if row else None

    def years(self) -> dict[int, list[Partition]]:
        """Partitions by year."""
        found: dict[int, list[Partition]] = {}
        for part in self.parts:
            found.setdefault(part.year, []).append(part)
        return dict(sorted(found.items()))

    def _member(self, row: tuple[Any, ...]) -> Member:
        line, compared, *issue = row
        entry = entry_from(line)
        near = self.near.of(entry.doc_id) if compared else ()
        return Member(entry, issue_from(*issue), near)


@dataclass(slots=True)
class Inputs:
    """The hash of what a partition is made from, fed a document at a time: that of the list of all as JSON."""

    dataset: str
    year: int
    digest: hashlib._Hash = field(init=False)
    members: int = 0

    def __post_init__(self) -> None:
        """Begin with the code and the partition."""
        head = SORTED.encode([code_fingerprint(), self.dataset, self.year])
        self.digest = hashlib.sha256(f"{head[:-1]}, [".encode())

    def add(self, made_from: str) -> None:
        """Add a document's parts as JSON."""
        self.digest.update(f", {made_from}".encode() if self.members else made_from.encode())
        self.members += 1

    @property
    def partition(self) -> Partition:
        """The partition with all that was added."""
        whole = self.digest.copy()
        whole.update(b"]]")
        return Partition(self.dataset, self.year, whole.hexdigest()[:32])


def select(ledger: Ledger) -> Selection:
    """Documents by region, organisation and id, so that a filter on one of them finds them together.

    One pass over the documents; a dataset that none has rows in is a partition of year 0 without members.
    """
    note_issues(ledger.db)
    for name, columns in (("published", "region, name, doc_id"), ("yearly", "year, region, name, doc_id")):
        ledger.db.execute(f"CREATE INDEX IF NOT EXISTS {name} ON entry ({columns})")
    selection = Selection(ledger, Neighbours(ledger.db))
    inputs: dict[tuple[str, int], Inputs] = {}
    contacts = False
    for member in selection.members():
        found = member.entry.summary
        _count(selection, member)
        contacts = contacts or found.contacts
        same = SORTED.encode(member.made_from(""))
        for dataset in member.datasets():
            made_from = same
            if dataset in ("documents", *COMPARED):
                made_from = SORTED.encode(member.made_from(dataset))
            part = dataset, found.fiscal_year
            if part not in inputs:
                inputs[part] = Inputs(*part)
            inputs[part].add(made_from)
    for dataset in DATASETS:
        if dataset not in DERIVED and (dataset != ON_REQUEST or contacts):
            own = [inputs[part] for part in sorted(inputs) if part[0] == dataset]
            selection.parts.extend(part.partition for part in own or [Inputs(dataset, NO_YEAR)])
    return selection


def _count(selection: Selection, member: Member) -> None:
    found = member.entry.summary
    selection.statuses[found.status] += 1
    selection.versions.add(found.version)
    selection.severities.update(found.findings)
    selection.severities.update(row.severity for row in joined_findings(member.entry, member.issue))
