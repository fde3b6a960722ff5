"""Goals in running text: overall goals, duties, tasks, goals by field and safeguards under their headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.characters import fold, key
from schemas.context import Facts
from schemas.document import Document, Line
from schemas.harvest import Harvest, Sourced
from schemas.prose import page_number_lines
from schemas.records import GoalRow
from schemas.sections import GoalHeading, Marker, Section, goal_headings, read_marker, section_id, vocabulary
from schemas.spans import Text, join, row_id

NOT_GOALS = frozenset({"contents", "glossary", "cover"})
MOST_LOST = 2
COMMAS = "\u3001,;:"


@dataclass(frozen=True, slots=True)
class _Item:
    """A stretch of text with its numbering (None: it has none)."""

    marker: Marker | None
    lines: tuple[Line, ...]


def _goes_on(line: Line) -> bool:
    """Whether the sentence at the end of a line goes on in the next."""
    folded = fold(line.text).rstrip()
    return bool(folded) and folded[-1] not in {fold(mark) for mark in vocabulary()["item"]["ends"]}


def _name_end(printed: str) -> int:
    """Where the first sentence ends that names an item; 0 when the text does not begin with one."""
    folded = fold(printed)
    end = folded.find("\u3002")
    if not 0 < end <= vocabulary()["item"]["longest_name"] or end == len(folded.rstrip()) - 1:
        return 0
    return 0 if any(mark in folded[:end] for mark in COMMAS) else end


def _follows(marker: Marker, style: str | None, last: int) -> bool:
    return style is None or (marker.style == style and last < marker.number <= last + MOST_LOST + 1)


def _heading_like(line: Line, marker: Marker) -> bool:
    rest = key(str(line.strip().cut(marker.end)))
    marks = vocabulary()["heading"]
    return (
        bool(rest)
        and not any(mark in rest for mark in marks["stops"])
        and not rest.endswith(tuple(marks["open"]))
    )


def _items(lines: Sequence[Line]) -> list[_Item]:
    """Items by the outermost numbering; other text goes on the item before it, unless it names one."""
    items: list[tuple[Marker | None, list[Line]]] = []
    style: str | None = None
    number = 0
    for at, line in enumerate(lines):
        printed = str(line.strip())
        marker = read_marker(printed)
        if marker is not None and _follows(marker, style, number):
            style, number = marker.style, marker.number
            items.append((marker, [line]))
        elif items and (_goes_on(lines[at - 1]) or not (_name_end(printed) and _complete(*items[-1]))):
            items[-1][1].append(line)
        else:
            items.append((None, [line]))
    return [_Item(marker, tuple(own)) for marker, own in items]


def _complete(marker: Marker | None, lines: Sequence[Line]) -> bool:
    """Whether an item without numbering may follow: the last one has no name, or is complete."""
    printed = str(lines[0].strip())
    named = _name_end(printed[marker.end :] if marker else printed)
    return marker is None or not named or len(lines) > 1


def _introduces(item: _Item) -> bool:
    printed = key(item.lines[-1].text)
    return item.marker is None and printed.endswith(tuple(map(fold, vocabulary()["item"]["introduction"])))


def _text(lines: Sequence[Line]) -> Text:
    """Lines as one text: wraps, blank lines and pages joined, spaces inside lines kept."""
    return join(line.strip() for line in lines if not line.blank)


def _split(item: _Item, titled: bool) -> tuple[Text | None, Text]:
    """Name and text of an item: its first line, if `titled`, or a short first sentence names it."""
    first = item.lines[0].strip()
    start = item.marker.end if item.marker else 0
    if titled and item.marker and len(item.lines) > 1 and _heading_like(item.lines[0], item.marker):
        return first.cut(start).strip(), _text(item.lines[1:])
    whole = _text(item.lines).cut(start).strip()
    end = _name_end(str(whole))
    if end:
        return whole.cut(0, end), whole.cut(end + 1).strip()
    return None, whole


def _row(kind: str, name: Text | None, text: Text, section: Section, facts: Facts) -> Sourced[GoalRow]:
    at = name or text
    pages = text.last
    row = GoalRow(
        doc_id=facts.doc_id,
        fiscal_year=facts.fiscal_year,
        goal_id=row_id(facts.doc_id, "goals", at),
        section_id=section_id(facts.doc_id, section),
        kind=kind,  # type: ignore[arg-type]
        name=str(name) if name else None,
        text=str(text),
        page=at.first.page,
        line_start=at.first.line,
        line_end=pages.line,
    )
    sources = (("name", name), ("text", text))
    return Sourced(row, tuple((field, printed) for field, printed in sources if printed))


def _heading_of(section: Section) -> GoalHeading | None:
    title = key(str(section.title))
    for heading in goal_headings():
        told = any(word in title for word in heading.words)
        if told and not any(word in title for word in heading.excluded):
            return heading
    return None


def _goals(
    heading: GoalHeading, section: Section, lines: Sequence[Line], facts: Facts
) -> Iterator[Sourced[GoalRow]]:
    if not lines:
        return
    if not heading.items:
        yield _row(heading.kind, None, _text(lines), section, facts)
        return
    items = _items(lines)
    if any(item.marker for item in items):
        items = [item for item in items if not _introduces(item)]
    for item in items:
        name, text = _split(item, heading.titled)
        if text:
            yield _row(heading.kind, name, text, section, facts)


def extract_text_goals(
    document: Document, sections: tuple[Section, ...], taken: frozenset[tuple[int, int]], facts: Facts
) -> Harvest:
    """Goals that stand in running text under a heading that announces them."""
    passed = taken | page_number_lines(document)
    rows: list[Sourced[GoalRow]] = []
    done = -1
    for section in sections:
        heading = _heading_of(section)
        if heading is None or section.kind in NOT_GOALS or section.lines[0] <= done:
            continue
        own = document.lines[section.body : section.lines[1] + 1]
        lines = [line for line in own if not line.blank and (line.page, line.number) not in passed]
        found = list(_goals(heading, section, lines, facts))
        rows += found
        if found:
            done = section.lines[1]
    return Harvest(tuple(rows))
