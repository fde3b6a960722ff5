"""An entry of the ledger: one source with its names, origin and extract, and what documents are sorted and grouped by."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

from pipeline.extract import Summary, summary_from
from pipeline.origin import Origin
from schemas.characters import key
from schemas.quickly import quickly_made

OF_SUMMARY = tuple(field.name for field in fields(Summary))
OF_ORIGIN = tuple(field.name for field in fields(Origin))
AS_PRINTED = json.JSONEncoder(ensure_ascii=False)


@quickly_made
@dataclass(frozen=True, slots=True)
class Entry:
    """One source of a release; `path` is where it was last seen, `stamp` what `Store.stamp` said of its extract."""

    names: tuple[str, ...]
    path: str
    size: int
    summary: Summary
    origin: Origin | None = None
    stamp: str | None = None

    @property
    def doc_id(self) -> str:
        """SHA-256 of the source."""
        return self.summary.doc_id


def published_order(entry: Entry) -> tuple[str, str, str]:
    """Region, organisation, id, as `documents` has them: what rows of documents are sorted by."""
    found, origin = entry.summary, entry.origin
    told = (origin.region or "") if origin else ""
    region = found.region_code or (told if told.isdigit() else "")
    name = found.org_name or (origin.organisation if origin else None) or ""
    return region, key(name), entry.doc_id


def organisation_of(entry: Entry) -> tuple[str, str] | None:
    """Region and name of an organisation as documents print them, else as the manifest does; None without a year."""
    origin = entry.origin
    name = entry.summary.org_name or (origin.organisation if origin else None)
    region = entry.summary.region_code or (origin.region if origin else None)
    return (region or "", key(name)) if name and entry.summary.fiscal_year else None


def disclosure_of(entry: Entry) -> str | None:
    """What all issues of a disclosure share: organisation, region, scope, kind, year, draft mark and projects."""
    found = entry.summary
    if not (found.org_name and found.fiscal_year and found.forms) or found.status == "failed":
        return None
    region = found.region_code or found.region_name
    who = (key(found.org_name), region, found.scope, found.kind)
    return AS_PRINTED.encode([*who, found.fiscal_year, found.is_draft, found.projects])


def entry_from(line: str) -> Entry:
    """An entry from its line of JSON."""
    data: dict[str, Any] = json.loads(line)
    summary, origin, names = summary_from(data.pop("summary")), data.pop("origin"), tuple(data.pop("names"))
    return Entry(names=names, summary=summary, origin=Origin(**origin) if origin else None, **data)


def line_of(entry: Entry) -> str:
    """An entry as a line of JSON; a path that is no text is escaped."""
    plain: dict[str, object] = {"names": entry.names, "path": entry.path, "size": entry.size}
    plain["summary"] = {name: getattr(entry.summary, name) for name in OF_SUMMARY}
    plain["origin"] = {name: getattr(entry.origin, name) for name in OF_ORIGIN} if entry.origin else None
    plain["stamp"] = entry.stamp
    line = AS_PRINTED.encode(plain)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(plain)
    return line
