"""Table regions: from titles and captions to the stretches of lines that hold one table each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import regex

from extractors.captions import Caption, beside_title, merged, read_caption, read_wrapped
from extractors.contents import contents_lines
from extractors.continuations import join_prints
from extractors.endings import ends_tables, split_notes
from extractors.grids.rows import celled
from extractors.titles import Title, match_title
from schemas.characters import fold, key
from schemas.document import Document, Line
from schemas.forms import load_forms
from schemas.grids import Block, Region
from schemas.resources import read_toml
from schemas.spans import Text
from schemas.values import unit_name

CAPTION_LINES = 6
LEAST_ROWS = 3
_BRACKET_UNIT = regex.compile(r"\((?:[^():]{2,6}:)?([^():]{1,5})\)$")


@dataclass(frozen=True, slots=True)
class _Start:
    """A confirmed title: indexes of its lines, of its captions and of the first body line."""

    title: Title | None
    first: int
    body: int
    captions: tuple[Line, ...]
    caption: Caption


@cache
def _vocabulary() -> dict[str, Any]:
    return read_toml("tables.toml")


@cache
def _heading_words(form_id: str | None) -> frozenset[str]:
    form = load_forms().get(form_id or "")
    words = {
        key(word)
        for kind in ("code", "name", "number", "unit_code")
        for word in _vocabulary()["heading"][kind]
    }
    words |= {key(word) for word in _vocabulary()["title"]["openings"]}
    if form is not None:
        words |= {key(text) for column in form.columns for level in column.path for text in level}
        words |= {key(text) for row in form.rows for text in row.texts}
    return frozenset(word for word in words if len(word) > 1)


def _looks_like_body(line: Line, form_id: str | None) -> bool:
    words = {key(part) for part in regex.split(r"[\t|]|\s+", line.text) if part.strip()}
    return len(words & _heading_words(form_id)) >= (1 if celled(line) else 2)


def _captions(lines: Sequence[Line], start: int) -> tuple[list[Line], Caption, int]:
    found: list[Line] = []
    caption, index, body = Caption(), start, start
    while index < len(lines) and len(found) < CAPTION_LINES:
        line = lines[index]
        index += 1
        if line.blank:
            continue
        read = read_caption(line)
        wrapped = read_wrapped(line, found[-1], caption) if read is None and found else None
        if wrapped is not None:
            read, caption = wrapped, replace(caption, organisation=None)
        if read is None or (match_title(line) is not None and read.number is None):
            break
        caption = merged(caption, read)
        found.append(line)
        body = index
    return found, caption, body


def _number_above(lines: Sequence[Line], first: int) -> tuple[int, Caption] | None:
    """Index and reading of the line above a title when it prints the form's number and nothing else."""
    above = next((i for i in range(first - 1, max(first - 3, -1), -1) if not lines[i].blank), None)
    if above is None or celled(lines[above]):
        return None
    caption = read_caption(lines[above])
    only = (
        caption is not None
        and caption.number is not None
        and caption.unit is None
        and caption.organisation is None
    )
    return (above, caption) if caption is not None and only else None


def _title_unit(title: Title) -> tuple[str, Text] | None:
    """The unit of amounts that a title prints in brackets at its end."""
    printed = str(title.text)
    match = _BRACKET_UNIT.search(fold(printed))
    name = unit_name(match[1]) if match else None
    return (name, title.text.cut(match.start(1), match.end(1))) if match and name else None


def _confirm(lines: Sequence[Line], index: int, title: Title) -> _Start | None:
    after = index + len(title.lines)
    if len(title.lines) == 2:
        after = lines.index(title.lines[1]) + 1
    captions, caption, body = _captions(lines, after)
    caption = merged(beside_title(title.lines[0], title.text), caption)
    following = next((line for line in lines[body:] if not line.blank), None)
    if title.form_id is None and not _announced(caption, captions, following):
        return None
    if not captions and (following is None or not _looks_like_body(following, title.form_id)):
        return None
    unit = _title_unit(title) if caption.unit is None else None
    if unit is not None:
        caption = replace(caption, unit=unit[0], unit_text=unit[1])
    above = _number_above(lines, index) if caption.number is None else None
    if above is not None:
        captions.insert(0, lines[above[0]])
        return _Start(title, above[0], body, tuple(captions), replace(caption, number=above[1].number))
    return _Start(title, index, body, tuple(captions), caption)


def _announced(caption: Caption, captions: Sequence[Line], following: Line | None) -> bool:
    """Whether captions or cells below show that a title no form knows is the title of a table."""
    return caption.unit is not None or (bool(captions) and following is not None and celled(following))


def _candidates(lines: Sequence[Line], index: int) -> Iterator[Title]:
    title = match_title(lines[index])
    if title is not None:
        yield title
    if title is None or title.form_id is None:
        following = next((line for line in lines[index + 1 : index + 3] if not line.blank), None)
        if following is not None and match_title(following) is None and not celled(following):
            joined = match_title(lines[index], following)
            if joined is not None and joined.form_id is not None:
                yield joined


def _starts(lines: Sequence[Line], skipped: frozenset[tuple[int, int]]) -> list[_Start]:
    starts: list[_Start] = []
    for index, line in enumerate(lines):
        if line.blank or (line.page, line.number) in skipped or (starts and index < starts[-1].body):
            continue
        found = (_confirm(lines, index, title) for title in _candidates(lines, index))
        start = next((item for item in found if item is not None), None)
        if start is not None:
            starts.append(start)
    return starts


def _region(start: _Start, lines: list[Line]) -> Region:
    body, notes, _ = split_notes(lines)
    while body and body[-1].blank:
        body.pop()
    title, caption = start.title, start.caption
    block = Block(title.lines if title else (), start.captions, tuple(body))
    return Region(
        title=title.text if title else Text(),
        form_id=title.form_id if title else None,
        number=caption.number,
        organisation=caption.organisation or (title.organisation if title else None),
        unit=caption.unit,
        unit_text=caption.unit_text,
        year=(title.year if title else None) or caption.year,
        blocks=(block,),
        notes=tuple(notes),
    )


def _untitled(lines: Sequence[Line], taken: set[tuple[int, int]]) -> Iterator[Region]:
    """Runs of rows that no title announces."""
    run: list[Line] = []
    for line in (*lines, None):
        free = line is not None and (line.page, line.number) not in taken
        if line is not None and free and _goes_on(run, line):
            run.append(line)
            continue
        rows = [item for item in run if celled(item) and not item.blank]
        if len(rows) >= LEAST_ROWS:
            yield _region(_Start(None, 0, 0, (), Caption()), run)
        run = []


def _goes_on(run: Sequence[Line], line: Line) -> bool:
    """Whether a line is a further row of a run of rows: cells, or a blank line; a new grid is a new run."""
    if run and line.grid != run[-1].grid:
        return False
    return celled(line) or bool(line.fields) or (bool(run) and line.blank)


def region_lines(region: Region) -> Iterator[Line]:
    """Every line that belongs to the region: titles, captions, body and notes."""
    for block in region.blocks:
        yield from block.title
        yield from block.caption
        yield from block.body
    yield from region.notes


def find_regions(document: Document) -> tuple[Region, ...]:
    """The table regions of a document in reading order; prints of one title are spans of one region."""
    lines = document.lines
    skipped = contents_lines(document)
    starts = _starts(lines, skipped)
    regions: list[Region] = []
    for position, start in enumerate(starts):
        stop = starts[position + 1].first if position + 1 < len(starts) else len(lines)
        stop = next((i for i in range(start.body, stop) if ends_tables(lines[i])), stop)
        regions.append(_region(start, list(lines[start.body : stop])))
    regions = join_prints(regions)
    taken = {(line.page, line.number) for region in regions for line in region_lines(region)} | set(skipped)
    regions.extend(_untitled(lines, taken))
    return tuple(sorted(regions, key=_place))


def _place(region: Region) -> tuple[int, int]:
    line = next(region_lines(region))
    return (line.page, line.number)
