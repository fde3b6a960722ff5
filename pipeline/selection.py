"""What a release is made of: its documents in published order, and the partitions that they make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass

from pipeline.fingerprint import code_fingerprint
from pipeline.joined import joined_findings
from pipeline.ledger import Entry
from pipeline.neighbours import Neighbours
from pipeline.partitions import NO_YEAR, Partition, inputs_hash
from pipeline.reissue import ALONE, Issue, reissues
from schemas.characters import key
from schemas.records import DATASETS

ON_REQUEST = "contacts"
DERIVED = ("subjects", "organisations", "headline", "decisions")


@dataclass(frozen=True, slots=True)
class Part:
    """A partition with the documents that have rows in it, in published order."""

    partition: Partition
    members: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """All documents of a release, the partitions made from them, which is an issue of which, and who is compared with whom."""

    entries: list[Entry]
    parts: list[Part]
    issues: dict[str, Issue]
    near: Neighbours

    def issue(self, entry: Entry) -> Issue:
        """The neighbours of a document among the issues of its disclosure."""
        return self.issues.get(entry.doc_id, ALONE)

    def years(self) -> dict[int, list[Part]]:
        """Partitions by year."""
        found: dict[int, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.partition.year, []).append(part)
        return dict(sorted(found.items()))


def select(entries: Iterable[Entry]) -> Selection:
    """Documents by region, organisation and id, so that a filter on one of them finds them together."""
    ordered = sorted(entries, key=published_order)
    issues = reissues(ordered)
    contacts = any(entry.summary.contacts for entry in ordered)
    superseded = frozenset(doc_id for doc_id, issue in issues.items() if issue.superseded_by)
    selection = Selection(ordered, [], issues, Neighbours(ordered, superseded))
    for dataset in DATASETS:
        if dataset not in DERIVED and (dataset != ON_REQUEST or contacts):
            selection.parts.extend(_parts(dataset, selection))
    return selection


def published_order(entry: Entry) -> tuple[str, str, str]:
    """Region, organisation, id, as `documents` has them: what rows of documents are sorted by."""
    found, origin = entry.summary, entry.origin
    told = (origin.region or "") if origin else ""
    region = found.region_code or (told if told.isdigit() else "")
    name = found.org_name or (origin.organisation if origin else None) or ""
    return region, key(name), entry.doc_id


def _parts(dataset: str, selection: Selection) -> list[Part]:
    """The partitions of a dataset; year 0 without members when no document has any rows in it."""
    by_year: dict[int, list[Entry]] = {}
    for entry in selection.entries:
        joined = dataset == "findings" and joined_findings(entry, selection.issue(entry))
        if entry.summary.rows.get(dataset) or joined or selection.near.made_from(dataset, entry):
            by_year.setdefault(entry.summary.fiscal_year, []).append(entry)
    code = code_fingerprint()
    parts = []
    for year, members in sorted((by_year or {NO_YEAR: []}).items()):
        members_made_from = [made_from(dataset, entry, selection) for entry in members]
        inputs = inputs_hash(code, dataset, year, members_made_from)
        parts.append(Part(Partition(dataset, year, inputs), tuple(members)))
    return parts


def made_from(dataset: str, entry: Entry, selection: Selection) -> list[object]:
    """Everything that the rows of one document in `dataset` are made from, but the code."""
    parts: list[object] = [entry.doc_id, entry.summary.version, entry.summary.status_reason]
    parts += selection.near.made_from(dataset, entry)
    issue = selection.issue(entry)
    if dataset in ("documents", "findings"):
        parts.append(asdict(entry.origin) if entry.origin else None)
        parts.append(astuple(issue) if issue is not ALONE else None)
    if dataset == "documents":
        parts.append(entry.names)
    return parts
