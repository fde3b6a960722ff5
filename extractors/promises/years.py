"""Years of headings and of days, and placeholders of templates, against the year that the document is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extractors.promises.vocabulary import pattern, vocabulary
from schemas.characters import fold
from schemas.context import Facts
from schemas.harvest import Finding
from schemas.prose import Prose
from schemas.sections import Section
from schemas.spans import Text

OUTLINE = frozenset({"forms", "narrative", "overview"})


def heading_years(sections: Iterable[Section], facts: Facts) -> Iterator[Finding]:
    """Headings of parts that name another year than the document's."""
    if not facts.fiscal_year:
        return
    for section in sections:
        match = pattern("year", "heading").search("".join(fold(section.name).split()))
        wrong = match is not None and int(match[1]) != facts.fiscal_year
        if wrong and section.kind in OUTLINE and section.parent is None:
            yield Finding(
                "heading.year", at=section.title, expected=str(facts.fiscal_year), found=section.name
            )


def placeholders(texts: Iterable[Text]) -> Iterator[Finding]:
    """Headings in which a mark of a template stands for a name or a year."""
    for text in texts:
        printed = "".join(str(text).split())
        if pattern("placeholder", "pattern").search(printed):
            yield Finding("heading.placeholder", at=text, found=printed)


def wrong_days(prose: Prose, facts: Facts) -> Iterator[Finding]:
    """Days on which final accounts count what is there, at the end of another year than their own."""
    if not facts.fiscal_year or not set(facts.kinds) & set(vocabulary()["year"]["day_kinds"]):
        return
    for match in pattern("year", "day").finditer(prose.plain):
        if int(match[1]) != facts.fiscal_year:
            at = prose.cut(match.start(), match.end())
            yield Finding("day.year", at=at, expected=str(facts.fiscal_year), found="".join(str(at).split()))
