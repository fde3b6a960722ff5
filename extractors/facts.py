"""What is known of a document as a whole: year, kind, scope, organisation, region, unit, draft or not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import regex

from extractors.about.announcements import Announcements, announcements, cut_folded, vocabulary
from extractors.about.kinds import Kind, Scope, find_kinds, find_scope
from extractors.about.organisations import find_code, find_organisation
from extractors.about.years import find_year, prose_year
from schemas.characters import key
from schemas.context import Facts
from schemas.document import Document
from schemas.harvest import Finding, Harvest
from schemas.regions import Region, find_region
from schemas.spans import Text
from schemas.values import unit_factors, unit_labels

LONGEST_CONTEXT = 20_000


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Facts of one document; `sources` gives the print behind each field that was read."""

    doc_id: str
    fiscal_year: int = 0
    kind: Kind = "other"
    kinds: tuple[Kind, ...] = ("other",)
    scope: Scope | None = None
    org_name: str | None = None
    org_code: str | None = None
    province: str | None = None
    region_code: str | None = None
    region_name: str | None = None
    is_draft: bool = False
    amount_unit: str | None = None
    sources: tuple[tuple[str, Text], ...] = ()

    def context(self) -> Facts:
        """What the rows of every dataset repeat."""
        return Facts(
            self.doc_id, self.fiscal_year, self.org_name, self.region_code, self.amount_unit, self.kinds
        )


def _context(found: Announcements) -> str:
    texts = [*found.cover, *(title.text for title in found.titles), *found.headings]
    texts += [caption.organisation for caption in found.captions if caption.organisation]
    return key("\n".join(map(str, texts)))[:LONGEST_CONTEXT]


def _region(found: Announcements, organisation: Text | None, year: int) -> tuple[Region, Text] | None:
    """The region in the organisation's name, else on the cover, where a province is a province only."""
    context = _context(found)
    if organisation is not None:
        region = find_region(key(str(organisation)), year, context)
        if region is not None:
            return region, cut_folded(organisation, region.start, region.end)
    for text in (*found.cover, *(title.text for title in found.titles if title.family == "amounts")):
        region = find_region(key(str(text)), year, context)
        if region is not None and region.start == 0:
            printed = cut_folded(text, region.start, region.end)
            if region.code is not None and region.code.endswith("0000"):
                region = Region(None, None, region.province, region.start, region.end)
            return region, printed
    return None


def _draft(found: Announcements) -> Text | None:
    for text in (*found.cover, *(title.text for title in found.titles)):
        folded = key(str(text))
        for word in vocabulary()["draft"]["words"]:
            if word in folded:
                return cut_folded(text, folded.index(word), folded.index(word) + len(word))
    return None


def _unit(document: Document, found: Announcements) -> tuple[str, Text | None] | None:
    """The unit of most captions, else the one most often after a label, in brackets, after a number."""
    captions = Counter(caption.unit for caption in found.captions if caption.unit)
    if captions:
        unit = captions.most_common(1)[0][0]
        return unit, next(caption.unit_text for caption in found.captions if caption.unit == unit)
    names = "|".join(sorted(unit_factors(), key=len, reverse=True))
    labels = "|".join(unit_labels())
    for pattern in (
        rf"(?:{labels})[:\uff1a]\s{{0,4}}({names})",
        rf"[(\uff08]({names})[)\uff09]",
        rf"\d ?({names})",
    ):
        prints = [
            line.cut(*match.span(1))
            for line in document.lines
            for match in regex.finditer(pattern, line.text)
        ]
        if prints:
            unit = Counter(map(str, prints)).most_common(1)[0][0]
            return unit, next(text for text in prints if str(text) == unit)
    return None


def _sources(read: dict[str, Text | None]) -> tuple[tuple[str, Text], ...]:
    return tuple((name, text) for name, text in read.items() if text)


def find_facts(document: Document) -> tuple[DocumentFacts, Harvest]:
    """Facts of the document, and a finding when no year is printed that it is about."""
    found = announcements(document)
    printed = find_year(found)
    year, scope, unit = printed or prose_year(document), find_scope(found), _unit(document, found)
    kind, kinds, kind_text = find_kinds(found)
    organisation, draft = find_organisation(found), _draft(found)
    code = find_code(found, organisation) if organisation else None
    place = _region(found, organisation, year[0] if year else 0)
    region, place_text = place if place else (Region(None, None, None, 0, 0), None)
    facts = DocumentFacts(
        doc_id=document.doc_id,
        fiscal_year=year[0] if year else 0,
        kind=kind,
        kinds=kinds,
        scope=scope[0] if scope else None,
        org_name="".join(str(organisation).split()) if organisation else None,
        org_code=code[0] if code else None,
        province=region.province,
        region_code=region.code,
        region_name=region.name,
        is_draft=draft is not None,
        amount_unit=unit[0] if unit else None,
        sources=_sources(
            {
                "fiscal_year": year[1] if year else None,
                "kind": kind_text,
                "scope": scope[1] if scope else None,
                "org_name": organisation,
                "org_code": code[1] if code else None,
                "province": place_text if region.province else None,
                "region_code": place_text if region.code else None,
                "region_name": place_text if region.name else None,
                "is_draft": draft,
                "amount_unit": unit[1] if unit else None,
            }
        ),
    )
    return facts, Harvest(findings=() if printed else (_year_finding(document, found, year),))


def _year_finding(document: Document, found: Announcements, year: tuple[int, Text] | None) -> Finding:
    if year is not None:
        return Finding("document.year_told", year[1], found=str(year[0]))
    titles = [title.text for title in found.titles]
    first = next((line.strip() for line in document.lines if not line.blank), None)
    return Finding("document.year_unknown", at=next(iter((*found.cover, *titles)), first))
