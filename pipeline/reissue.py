"""Disclosures that were published again: which document takes the place of which earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.ledger import Entry
from schemas.characters import key
from schemas.harvest import Finding


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


def reissues(entries: Iterable[Entry]) -> dict[str, Issue]:
    """Issues by doc_id, for documents that have others of the same disclosure beside them.

    The same disclosure: organisation, region, scope, kind, year, draft mark and projects agree, and the
    later issue fills in every form of the earlier one, so that leaving out the earlier one loses no form.
    """
    groups: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        summary = entry.summary
        if summary.org_name and summary.fiscal_year and summary.forms and summary.status != "failed":
            groups.setdefault(_disclosure(entry), []).append(entry)
    links: dict[str, Issue] = {}
    for group in groups.values():
        if len(group) > 1:
            _link(sorted(group, key=_moment), links)
    return links


def _disclosure(entry: Entry) -> tuple[object, ...]:
    found = entry.summary
    region = found.region_code or found.region_name
    name = key(found.org_name or "")
    return name, region, found.scope, found.kind, found.fiscal_year, found.is_draft, found.projects


def _moment(entry: Entry) -> tuple[str, str, str]:
    return _retrieved(entry), entry.names[0], entry.doc_id


def _retrieved(entry: Entry) -> str:
    return (entry.origin.retrieved_at or "") if entry.origin else ""


def _link(issues: list[Entry], links: dict[str, Issue]) -> None:
    for index, later in enumerate(issues):
        for earlier in reversed(issues[:index]):
            if set(earlier.summary.forms) <= set(later.summary.forms):
                dated = "" < _retrieved(earlier) < _retrieved(later)
                issue = links.get(earlier.doc_id, ALONE)
                links[earlier.doc_id] = replace(issue, superseded_by=issue.superseded_by or later.doc_id)
                links[later.doc_id] = Issue(earlier.doc_id, None, earlier.names[0], dated)
                break


def issue_findings(issue: Issue) -> list[Finding]:
    """What a person should know of a document that takes the place of another."""
    if issue.supersedes is None:
        return []
    rule = "document.reissued" if issue.dated else "document.reissued_undated"
    return [Finding(rule, values=(("earlier", issue.earlier_name), ("doc_id", issue.supersedes)))]
