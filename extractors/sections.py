"""The outline: headings found among the lines that no table claims, and how they nest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.contents import contents_lines
from extractors.headings import Heading, find_headings, tells_amounts
from schemas.characters import key
from schemas.context import Facts
from schemas.document import Document, Furniture, Line
from schemas.harvest import Harvest, Sourced
from schemas.prose import page_number_lines
from schemas.records import SectionRow
from schemas.sections import Section, kind_of, outline_styles, section_id

PREFACE_LINES = 12


@dataclass(slots=True)
class _Open:
    """An open section: its place in the outline, rank of its numbering, heading and number of children."""

    index: int
    rank: int
    heading: Heading
    children: int = 0


def _rank(heading: Heading) -> int:
    styles = outline_styles()
    return styles.index(heading.style) if heading.style in styles else 0


def _same_style(stack: list[_Open], heading: Heading, rank: int, direct: bool) -> int | None:
    """How many of the open sections stay open around `heading`, None when its style is not open."""
    same = [at for at in range(len(stack) - 1, -1, -1) if stack[at].rank == rank]
    following = [at for at in same if stack[at].heading.number + 1 == heading.number]
    if following:
        return following[-1] if heading.listed else following[0]
    if not same:
        return None
    if heading.number == 1 and direct:
        return len(stack)
    return same[0]


def _depth(stack: list[_Open], heading: Heading, direct: bool) -> int:
    rank = _rank(heading)
    if rank == 0:
        return 0
    depth = _same_style(stack, heading, rank, direct)
    if depth is not None:
        return depth
    return next((at + 1 for at in range(len(stack) - 1, -1, -1) if stack[at].rank < rank), 0)


def _nest(headings: Sequence[Heading], document: Document) -> list[Section]:
    sections: list[Section] = []
    stack: list[_Open] = []
    tops = 0
    for position, heading in enumerate(headings):
        direct = position > 0 and not any(
            not line.blank for line in document.lines[headings[position - 1].last + 1 : heading.first]
        )
        del stack[_depth(stack, heading, direct) :]
        parent = stack[-1] if stack else None
        if parent:
            parent.children += 1
        else:
            tops += 1
        above = sections[parent.index].kind if parent else ""
        sections.append(
            Section(
                title=heading.title,
                level=len(stack) + 1,
                ordinal=parent.children if parent else tops,
                kind=above or kind_of(str(heading.title)) or "",
                parent=parent.index if parent else None,
                lines=(heading.first, heading.first),
                body=heading.last + 1,
                own_end=heading.first,
                page=document.lines[heading.first].page,
                style=heading.style,
            )
        )
        stack.append(_Open(len(sections) - 1, _rank(heading), heading))
    return sections


def _trimmed(document: Document, first: int, last: int) -> int:
    while last > first and document.lines[last].blank:
        last -= 1
    return last


def _closed(sections: list[Section], document: Document) -> list[Section]:
    """Sections with their last lines: up to the next heading, and up to the next that is not below them."""
    closed = []
    final = len(document.lines) - 1
    for index, section in enumerate(sections):
        rest = sections[index + 1 :]
        own = rest[0].lines[0] - 1 if rest else final
        last = next((later.lines[0] - 1 for later in rest if later.level <= section.level), final)
        first = section.lines[0]
        closed.append(
            replace(
                section,
                lines=(first, _trimmed(document, first, last)),
                own_end=_trimmed(document, first, own),
            )
        )
    return closed


def _stretch(document: Document, lines: Sequence[int], kind: str, body: int) -> Section:
    first, last = lines[0], lines[-1]
    title = document.lines[first].strip()
    return Section(title, 1, 1, kind, None, (first, last), body, last, document.lines[first].page)


def _leading(
    document: Document, free: Sequence[int], contents: Sequence[int], first: int | None
) -> list[Section]:
    """The cover and the table of contents, before the first heading."""
    found = []
    ends = [index for index in (contents[0] if contents else None, first) if index is not None]
    end = min(ends, default=None)
    before = [index for index in free if end is None or index < end]
    if before and end is not None:
        amounts = tells_amounts(document.lines[index] for index in before)
        found.append(_stretch(document, before, "narrative" if amounts else "cover", before[0]))
    if contents:
        found.append(_stretch(document, contents, "contents", contents[0] + 1))
        between = [index for index in free if index > contents[-1] and (first is None or index < first)]
        if between:
            kind = "narrative" if tells_amounts(document.lines[index] for index in between) else "other"
            found.append(_stretch(document, between, kind, between[0]))
    return found


def _first_run(contents: Sequence[int], free: Sequence[int]) -> list[int]:
    """The lines of the first table of contents: up to the first free line behind it."""
    end = next((index for index in free if contents and index > contents[0]), None)
    return [index for index in contents if end is None or index < end]


def _headless(document: Document, free: Sequence[int], taken: frozenset[tuple[int, int]]) -> list[Section]:
    if not free:
        return []
    if tells_amounts(document.lines[index] for index in free):
        return [_stretch(document, free, "narrative", free[0])]
    first = next((at for at, line in enumerate(document.lines) if _place(line) in taken), None)
    before = [index for index in free[:PREFACE_LINES] if first is None or index < first]
    return [_stretch(document, before, "cover", before[0])] if before else []


def _settled(document: Document, sections: list[Section], free: frozenset[int]) -> list[Section]:
    """Every section gets a kind: prose with amounts is narrative where no title tells and no table stands."""
    tops: dict[int, str] = {}
    settled = []
    for index, section in enumerate(sections):
        kind = section.kind or (tops[section.parent] if section.parent is not None else "")
        if not kind:
            own = (document.lines[i] for i in range(section.lines[0], section.lines[1] + 1) if i in free)
            kind = "narrative" if tells_amounts(own) else "other"
        kind = "narrative" if kind == "forms" and _told(document, section, free) else kind
        tops[index] = kind
        settled.append(replace(section, kind=kind))
    return settled


def _told(document: Document, section: Section, free: frozenset[int]) -> bool:
    """Whether a section named like a form holds sentences with amounts and no line of a table."""
    own = [index for index in range(section.body, section.own_end + 1) if not document.lines[index].blank]
    return free.issuperset(own) and tells_amounts(document.lines[index] for index in own)


def _place(line: Line) -> tuple[int, int]:
    return (line.page, line.number)


def _sorted_lines(document: Document, taken: frozenset[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Indexes of the lines of the table of contents, and of the other lines that nothing claims."""
    listed, passed = contents_lines(document), page_number_lines(document) | taken
    contents, free = [], []
    for index, line in enumerate(document.lines):
        if _place(line) in listed:
            contents.append(index)
        elif not line.blank and _place(line) not in passed:
            free.append(index)
    return contents, free


def outline(document: Document, taken: frozenset[tuple[int, int]]) -> tuple[Section, ...]:
    """The sections in reading order; `taken` are (page, number) of lines that tables claim."""
    contents, free = _sorted_lines(document, taken)
    entries = frozenset(key(document.lines[index].text) for index in contents)
    headings = find_headings(document, free, entries)
    if not headings and not contents:
        return tuple(_headless(document, free, taken))
    first = headings[0].first if headings else None
    leading = _leading(document, free, _first_run(contents, free), first)
    nested = _closed(_nest(headings, document), document)
    shifted = [
        replace(
            section,
            parent=None if section.parent is None else section.parent + len(leading),
            ordinal=section.ordinal + (len(leading) if section.parent is None else 0),
        )
        for section in nested
    ]
    whole = [replace(section, ordinal=number) for number, section in enumerate(leading, 1)] + shifted
    return tuple(_settled(document, whole, frozenset(free)))


def _furniture(document: Document, sections: tuple[Section, ...]) -> Iterator[Furniture]:
    """Numbers of pages, and the lines of the table of contents below its heading."""
    pages = page_number_lines(document)
    yield from (Furniture(line.strip(), "page_number") for line in document.lines if _place(line) in pages)
    for section in sections:
        if section.kind == "contents":
            below = document.lines[section.body : section.lines[1] + 1]
            listed = (line for line in below if not line.blank and _place(line) not in pages)
            yield from (Furniture(line.strip(), "contents") for line in listed)


def extract_sections(document: Document, sections: tuple[Section, ...], facts: Facts) -> Harvest:
    """One row per section; page numbers and the table of contents are furniture."""
    rows = []
    for section in sections:
        parent = None if section.parent is None else section_id(facts.doc_id, sections[section.parent])
        first, last = (document.lines[index] for index in section.lines)
        title = section.shown
        row = SectionRow(
            doc_id=facts.doc_id,
            fiscal_year=facts.fiscal_year,
            section_id=section_id(facts.doc_id, section),
            parent_id=parent,
            level=section.level,
            ordinal=section.ordinal,
            title="".join(str(title).split()),
            kind=section.kind,  # type: ignore[arg-type]
            page=section.page or None,
            line_start=first.number,
            line_end=last.number,
        )
        rows.append(Sourced(row, (("title", title),)))
    return Harvest(tuple(rows), furniture=tuple(_furniture(document, sections)))
