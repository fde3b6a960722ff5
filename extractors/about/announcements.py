"""What a document says of itself outside its tables and prose: cover, titles, captions, headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import regex

from extractors.captions import Caption, read_caption
from extractors.contents import contents_lines
from extractors.titles import Title, match_title
from schemas.characters import key, keyed
from schemas.document import Document, Line
from schemas.resources import read_toml
from schemas.spans import Text

LONGEST_LINE = 160
LONGEST_HEADING = 45
COVER_LINES = 40
MOST_PROSE = 20
NEAR_TITLE = 6
LISTING, MOST_LISTED = "\u3001", 2
PROSE = frozenset(",;。!?|")
_CODED = regex.compile(r"^\[?\(?(\d{3,12})\]?\)?[-_:]?(\D.{2,60})$")
_CELLS = regex.compile(r"[\t|]+|\s{2,}|(?<=\S) (?=\S)")


@dataclass(slots=True)
class Announcements:
    """Cover lines, titles, captions, short headings, years, organisations after codes and labels, heads of sentences."""

    cover: list[Text] = field(default_factory=list)
    titles: list[Title] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    headings: list[Text] = field(default_factory=list)
    years: list[Text] = field(default_factory=list)
    coded: list[tuple[str, Text, Text]] = field(default_factory=list)
    labelled: list[Text] = field(default_factory=list)
    prose: list[Text] = field(default_factory=list)


@cache
def vocabulary() -> dict[str, Any]:
    """The words of `documents.toml`."""
    return read_toml("documents.toml")


@cache
def year_pattern(name: str) -> regex.Pattern[str]:
    """A pattern of `[year]`."""
    return regex.compile(vocabulary()["year"][name])


@cache
def naming_pattern(name: str) -> regex.Pattern[str]:
    """A pattern of `[naming]`."""
    return regex.compile(vocabulary()["naming"][name])


@cache
def organisation_endings() -> tuple[str, ...]:
    """Words with which the name of an organisation ends, folded."""
    return tuple(key(word) for word in read_toml("tables.toml")["title"]["organisations"])


def is_organisation(folded: str) -> bool:
    """Whether folded text reads like the name of an organisation."""
    return (
        4 <= len(folded) <= 60
        and folded.endswith(organisation_endings())
        and folded not in vocabulary()["cover"]["not_organisations"]
        and not naming_pattern("nobody").match(folded)
        and not any(character in PROSE or character == ":" for character in folded)
        and folded.count(LISTING) < MOST_LISTED
    )


def cut_folded(text: Text, start: int, end: int) -> Text:
    """The print behind characters `start:end` of `key(text)`."""
    offsets = keyed(str(text))[1]
    return text.cut(offsets[start], offsets[end - 1] + 1) if start < end else Text()


def split_code(text: Text) -> tuple[str, Text, Text] | None:
    """A code and the name after it, in one cell: the digits, their print, the print of the name."""
    folded = key(str(text))
    match = _CODED.match(folded)
    if match is None or not is_organisation(match[2]):
        return None
    return match[1], cut_folded(text, *match.span(1)), cut_folded(text, *match.span(2))


def _labelled(line: Line) -> Text | None:
    """The organisation in the cell after a label that asks for it."""
    cells: list[Text] = []
    start = 0
    for match in _CELLS.finditer(line.text):
        cells.append(line.cut(start, match.start()).strip())
        start = match.end()
    cells.append(line.cut(start).strip())
    cells = [cell for cell in cells if cell]
    named = len(cells) > 1 and key(str(cells[0])).rstrip(":") in asked_labels()
    return cells[1] if named and is_organisation(key(str(cells[1]))) else None


@cache
def asked_labels() -> tuple[str, ...]:
    """Labels of cells that ask for the organisation, folded, longest first."""
    return tuple(sorted(map(key, vocabulary()["label"]["organisation"]), key=len, reverse=True))


def _flattened(line: Line) -> list[Text]:
    """The head of a line that holds a whole sheet, when it names the disclosure."""
    head = line.cut(0, LONGEST_LINE).strip()
    match = year_pattern("heading").match(key(str(head)))
    return [cut_folded(head, *match.span())] if match and not PROSE & set(match[0]) else []


def _ends_cover(folded: str, title: Title | None) -> bool:
    claimed = title is not None and title.form_id is not None
    words = vocabulary()["cover"]
    return claimed or words["sentence"] in folded or folded.startswith(tuple(words["stops"]))


@cache
def _title_ending() -> str:
    return str(read_toml("tables.toml")["title"]["ending"])


def _title(line: Line) -> Title | None:
    return match_title(line) if _title_ending() in line.text else None


def _caption(found: Announcements, line: Line, folded: str, near: bool) -> None:
    if year_pattern("alone").match(folded):
        found.years.append(line.strip())
    if ":" in folded or (near and len(folded) <= LONGEST_HEADING):
        caption = read_caption(line)
        if caption is not None and (caption.organisation or caption.unit):
            found.captions.append(caption)
            if year_pattern("caption").search(folded):
                found.years.append(line.strip())


def _prose(found: Announcements, line: Line) -> None:
    if len(found.prose) < MOST_PROSE:
        found.prose.append(line.cut(0, LONGEST_HEADING).strip())


def announcements(document: Document) -> Announcements:
    """Everything that a document says of itself, in reading order; its table of contents is left out."""
    found = Announcements()
    contents = contents_lines(document)
    covering, since = True, NEAR_TITLE
    for line in document.lines:
        if line.blank:
            continue
        if len(line.text) > LONGEST_LINE:
            covering = False
            found.headings.extend(_flattened(line))
            _prose(found, line)
            continue
        folded = key(line.text)
        if (line.page, line.number) in contents:
            covering = False
            continue
        title = _title(line)
        covering = covering and not _ends_cover(folded, title) and len(found.cover) < COVER_LINES
        if covering:
            found.cover.append(line.strip())
        since = 0 if title is not None else since + 1
        if title is not None:
            found.titles.append(title)
        _caption(found, line, folded, since <= NEAR_TITLE)
        coded = split_code(line.strip()) if since <= NEAR_TITLE and "\t" not in line.text.strip() else None
        if coded is not None:
            found.coded.append(coded)
        labelled = _labelled(line) if folded.startswith(asked_labels()) else None
        if labelled is not None:
            found.labelled.append(labelled)
        if len(folded) <= LONGEST_HEADING and not PROSE & set(folded):
            found.headings.append(line.strip())
        else:
            _prose(found, line)
    return found
