"""Which documents of a release may be compared with each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from pipeline.ledger import Entry
from schemas.characters import key

DATASETS = ("checks", "findings")
YEARS = (-1, 0)

Name = tuple[str, str]


def name_of(entry: Entry) -> Name | None:
    """Region and name of an organisation as documents print them, else as the manifest does."""
    origin = entry.origin
    name = entry.summary.org_name or (origin.organisation if origin else None)
    region = entry.summary.region_code or (origin.region if origin else None)
    return (region or "", key(name)) if name and entry.summary.fiscal_year else None


class Neighbours:
    """The documents of each organisation; `superseded` ones are compared with nothing."""

    def __init__(self, entries: Iterable[Entry], superseded: frozenset[str]) -> None:
        self.by_name: dict[Name, list[Entry]] = {}
        self.superseded = superseded
        for entry in entries:
            name = name_of(entry)
            if name is not None and entry.doc_id not in superseded:
                self.by_name.setdefault(name, []).append(entry)
        self.names = sorted(self.by_name)
        self.compared: dict[str, list[str]] = {}

    def same(self, entry: Entry) -> list[Entry]:
        """Other documents of the organisation, of the same year and the year before."""
        name = name_of(entry)
        if name is None or entry.doc_id in self.superseded:
            return []
        return [
            other
            for other in self.by_name[name]
            if other.doc_id != entry.doc_id and other.summary.fiscal_year - entry.summary.fiscal_year in YEARS
        ]

    def units(self, entry: Entry) -> list[Entry]:
        """Documents of units, of the year, whose name begins with that of this department."""
        name = name_of(entry)
        if name is None or entry.doc_id in self.superseded or entry.summary.scope != "department":
            return []
        found: list[Entry] = []
        for other in self.names[bisect_left(self.names, name) :]:
            if other[0] != name[0] or not other[1].startswith(name[1]):
                break
            found += [e for e in self.by_name[other] if e.summary.fiscal_year == entry.summary.fiscal_year]
        return [other for other in found if other.summary.scope == "unit"]

    def made_from(self, dataset: str, entry: Entry) -> list[str]:
        """What the related rows of a document hang on: the extracts it is compared with."""
        if dataset not in DATASETS:
            return []
        if entry.doc_id not in self.compared:
            others = [*self.same(entry), *self.units(entry)]
            self.compared[entry.doc_id] = sorted({f"{e.doc_id}.{e.summary.version}" for e in others})
        return self.compared[entry.doc_id]
