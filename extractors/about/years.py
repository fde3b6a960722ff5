"""The year that a document is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from extractors.about.announcements import Announcements, cut_folded, vocabulary, year_pattern
from extractors.about.kinds import named_kind
from schemas.characters import key
from schemas.document import Document
from schemas.spans import Text

LONGEST_PROSE = 100_000


def _commonest(found: Sequence[tuple[int, Text]]) -> tuple[int, Text] | None:
    """The year that most places print, the first print of it; None when two are printed equally often."""
    counts = Counter(year for year, _ in found).most_common(2)
    if not counts or (len(counts) == 2 and counts[0][1] == counts[1][1]):
        return None
    return next((year, text) for year, text in found if year == counts[0][0])


def _years(texts: Iterable[Text], name: str) -> list[tuple[int, Text]]:
    found = []
    for text in texts:
        match = year_pattern(name).search(key(str(text)))
        if match:
            found.append((int(match[1]), cut_folded(text, *match.span(1))))
    return found


def _chinese_years(texts: Iterable[Text]) -> list[tuple[int, Text]]:
    words = vocabulary()["year"]
    digits = {character: str(value) for value, character in enumerate(words["digits"])}
    digits.update(dict.fromkeys(words["zeros"], "0"))
    found = []
    for text in texts:
        match = year_pattern("chinese").search(key(str(text)))
        if match:
            year = int("".join(digits[character] for character in match[1]))
            found.append((year, cut_folded(text, *match.span(1))))
    return found


def prose_year(document: Document) -> tuple[int, Text] | None:
    """The year that most sentences speak of, when the other years are earlier; its first print."""
    found = [
        (int(match[1]), line.cut(*match.span(1)))
        for line in document.lines
        if len(line.text) <= LONGEST_PROSE
        for match in year_pattern("prose").finditer(line.text)
    ]
    counts = Counter(year for year, _ in found)
    if not counts:
        return None
    year, most = counts.most_common(1)[0]
    if year < max(counts) or 2 * most <= sum(counts.values()):
        return None
    return next(item for item in found if item[0] == year)


def find_year(found: Announcements) -> tuple[int, Text] | None:
    """The year of the cover, else of titles and captions, else of headings; prose is not looked at."""
    named = [text for text in found.cover if named_kind(key(str(text))) is not None]
    for cover in (_years(named, "printed"), _years(found.cover, "printed"), _chinese_years(found.cover)):
        if cover:
            return cover[0]
    amounts = [title.text for title in found.titles if title.family == "amounts"]
    others = [title.text for title in found.titles if title.family != "amounts"]
    tiers = (
        _years(amounts, "printed"),
        _years(found.years, "alone") + _years(found.years, "caption"),
        _years(found.headings, "heading"),
        _years(others, "printed"),
    )
    return next((year for year in map(_commonest, tiers) if year is not None), None)
