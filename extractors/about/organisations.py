"""The organisation that a document is about, and its code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from extractors.about.announcements import (
    Announcements,
    asked_labels,
    cut_folded,
    is_organisation,
    naming_pattern,
    split_code,
    vocabulary,
    year_pattern,
)
from schemas.characters import key
from schemas.regions import find_region
from schemas.spans import Text

WRITER, COVER, LABELLED, MOST_CAPTIONS, MOST_TITLES = 6, 4, 3, 5, 3
FIRST_SENTENCES = 3


def _without_trailing(text: Text) -> Text:
    folded = key(str(text))
    end = len(folded)
    for word in vocabulary()["cover"]["trailing"]:
        if folded[:end].endswith(word) and end > len(word):
            end -= len(word)
    return cut_folded(text, 0, end)


def _cover_organisation(text: Text) -> tuple[Text, int] | None:
    """The organisation that a cover line names: after a label, before its verb or year, or alone."""
    folded, words = key(str(text)), vocabulary()["cover"]
    if folded.startswith(asked_labels()) and ":" not in folded:
        return None
    if folded.startswith(tuple(words["not_openings"])) or any(word in folded for word in words["site"]):
        return None
    for label in vocabulary()["cover"]["labels"]:
        if folded.startswith(label + ":") and is_organisation(folded[len(label) + 1 :]):
            return cut_folded(text, len(label) + 1, len(folded)), WRITER
    for word in vocabulary()["cover"]["writers"]:
        if folded.endswith(word) and is_organisation(folded.removesuffix(word)):
            return cut_folded(text, 0, len(folded) - len(word)), WRITER
    named = _named(folded)
    if named is None and year_pattern("printed").search(folded) is None and _is_one(folded):
        named = 0, len(folded)
    return (cut_folded(text, *named), COVER) if named else None


def _is_one(folded: str) -> bool:
    """Whether folded text is the name of an organisation, and not of a region alone."""
    region = find_region(folded) if is_organisation(folded) else None
    return is_organisation(folded) and (region is None or region.end < len(folded))


def _named(folded: str) -> tuple[int, int] | None:
    """Where the organisation stands in a line that names its disclosure, or what it says of its year."""
    if folded.startswith(tuple(vocabulary()["cover"]["not_openings"])):
        return None
    opening, vague = naming_pattern("opening").match(folded), naming_pattern("vague")
    start = opening.end() if opening else 0
    ends = [match.start() for match in naming_pattern("closing").finditer(folded, start, overlapped=True)]
    for end in [*ends, len(folded)] if start else ends:
        name = folded[start:end]
        if _is_one(name) and not vague.search(name) and name.count("(") == name.count(")"):
            return (start, end) if _of_a_region(name) else None
    return None


def _of_a_region(name: str) -> bool:
    """Whether a name is more than a level of government, or begins with the region whose level it is."""
    region = find_region(name)
    return not naming_pattern("level").search(name) or (region is not None and region.start == 0)


def _prints(found: Announcements) -> list[tuple[list[tuple[Text, int]], int]]:
    """Groups of organisations with the weight of each print, and the most that one group may weigh."""
    covers = [one for one in map(_cover_organisation, found.cover) if one is not None]
    captions = [_without_trailing(caption.organisation) for caption in found.captions if caption.organisation]
    captions = [code[2] if (code := split_code(text)) else text for text in captions]
    captions += [name for _, _, name in found.coded]
    titles = [title.organisation for title in found.titles if title.organisation]
    return [
        (covers, WRITER + COVER),
        ([(text, 1) for text in captions], MOST_CAPTIONS),
        ([(text, LABELLED) for text in found.labelled], LABELLED),
        ([(text, 1) for text in titles], MOST_TITLES),
    ]


def find_organisation(found: Announcements) -> Text | None:
    """The organisation that most prints agree on; covers outweigh captions, captions titles."""
    weights: Counter[str] = Counter()
    first: dict[str, Text] = {}
    for group, most in _prints(found):
        counted: Counter[str] = Counter()
        for text, weight in group:
            name = key(str(text))
            if is_organisation(name):
                first.setdefault(name, text)
                counted[name] = min(counted[name] + weight, most)
        weights.update(counted)
    best = first[weights.most_common(1)[0][0]] if weights else None
    told = _overview(found)
    if told is None and best is None:
        return _told(found.headings) or _told(found.prose[:FIRST_SENTENCES])
    if told is None or (best is not None and _shortens(key(str(told)), key(str(best)))):
        return best
    return told if best is not None or is_organisation(key(str(told))) else None


def _told(lines: Sequence[Text]) -> Text | None:
    """The one organisation that lines name at their head, before a year or the name of a disclosure."""
    names: dict[str, Text] = {}
    for text in lines:
        folded = key(str(text))
        named = _named(folded)
        if named is not None:
            names.setdefault(folded[slice(*named)], cut_folded(text, *named))
    return next(iter(names.values())) if len(names) == 1 else None


def _overview(found: Announcements) -> Text | None:
    """The organisation that the first heading of the text names."""
    words = vocabulary()["overview"]
    for heading in found.headings:
        folded = key(str(heading))
        match = regex.match(words["pattern"], folded)
        if match and match[1] not in words["nobody"]:
            return cut_folded(heading, *match.span(1))
    return None


def _shortens(short: str, name: str) -> bool:
    """Whether the characters of `short` stand in `name` in their order."""
    rest = iter(name)
    return all(character in rest for character in short)


def find_code(found: Announcements, organisation: Text) -> tuple[str, Text] | None:
    """The code printed before the organisation's name, when it is always the same."""
    name = key(str(organisation))
    printed = [split_code(caption.organisation) for caption in found.captions if caption.organisation]
    coded = [*found.coded, *(code for code in printed if code is not None)]
    codes = {digits: text for digits, text, named in coded if key(str(named)) == name}
    return next(iter(codes.items())) if len(codes) == 1 else None
