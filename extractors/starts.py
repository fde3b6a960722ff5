"""Where tables begin: titles that captions or headings below confirm, with what the captions say."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import regex

from extractors.captions import Caption, beside_title, merged, read_caption, read_wrapped
from extractors.grids.rows import celled, is_bare
from extractors.titles import LONGEST_TITLE, Title, match_title
from schemas.characters import fold, key
from schemas.document import Document, Line, Run
from schemas.forms import load_forms
from schemas.resources import read_toml
from schemas.spans import Text
from schemas.values import unit_name

CAPTION_LINES = 6
NUMBER_ABOVE = 6
CELLS_BELOW = 3
_UNIT_BEHIND = regex.compile(r"\([^()]{1,4}\)$")
# The number of a form before the name of its sheet: 1, 02, GK01-1.
_NUMBERED = regex.compile(r"^[A-Za-z]{0,4}\d{1,3}(?:[-.]\d{1,2})?(?=\p{Han})")
_BRACKET_UNIT = regex.compile(r"\((?:[^():]{2,6}:)?([^():]{1,5})\)$")


@dataclass(frozen=True, slots=True)
class Start:
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
def _year() -> regex.Pattern[str]:
    return regex.compile(_vocabulary()["title"]["year"])


@cache
def column_words(form_id: str | None) -> frozenset[str]:
    """Keys of the headings that stand over the columns of a form."""
    form = load_forms().get(form_id or "")
    words = {
        key(word)
        for kind in ("code", "name", "number", "unit_code")
        for word in _vocabulary()["heading"][kind]
    }
    if form is not None:
        words |= {key(text) for column in form.columns for level in column.path for text in level}
    return frozenset(word for word in words if len(word) > 1)


@cache
def _heading_words(form_id: str | None) -> frozenset[str]:
    form = load_forms().get(form_id or "")
    words = {key(word) for word in _vocabulary()["title"]["openings"]}
    if form is not None:
        words |= {key(text) for row in form.rows for text in row.texts}
    return column_words(form_id) | frozenset(word for word in words if len(word) > 1)


def _looks_like_body(lines: Sequence[Line], form_id: str | None) -> bool:
    """Whether a table begins here: headings on the first line, or one on each of the first lines."""
    first = lines[0]
    words = {key(part) for part in regex.split(r"[\t|]|\s+", first.text) if part.strip()}
    known = len(words & _heading_words(form_id))
    if known >= (1 if celled(first) else 2):
        return True
    cells = {_UNIT_BEHIND.sub("", _year().sub("", key(line.text))) for line in lines}
    return not celled(first) and len(cells & _heading_words(form_id)) >= 2


def read_captions(lines: Sequence[Line], start: int) -> tuple[list[Line], Caption, int]:
    """Caption lines from an index on, what they say together, and the index behind them."""
    found: list[Line] = []
    caption, index, body = Caption(), start, start
    while index < len(lines) and len(found) < CAPTION_LINES:
        line = lines[index]
        index += 1
        if is_bare(line):
            continue
        read = read_caption(line)
        wrapped = read_wrapped(line, found, caption) if read is None and found else None
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
    above = next(
        (i for i in range(first - 1, max(first - 1 - NUMBER_ABOVE, -1), -1) if not lines[i].blank), None
    )
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


def _confirm(lines: Sequence[Line], index: int, title: Title) -> Start | None:
    after = index + len(title.lines)
    if len(title.lines) == 2:
        after = lines.index(title.lines[1]) + 1
    captions, caption, body = read_captions(lines, after)
    caption = merged(beside_title(title.lines[0], title.text), caption)
    below = list(itertools.islice((line for line in lines[body:] if not is_bare(line)), CELLS_BELOW))
    following = below[0] if below else None
    if title.form_id is None and not _announced(caption, captions, following):
        return None
    if not captions and below and not _looks_like_body(below, title.form_id):
        return None
    unit = _title_unit(title) if caption.unit is None else None
    if unit is not None:
        caption = replace(caption, unit=unit[0], unit_text=unit[1])
    above = _number_above(lines, index) if caption.number is None else None
    if above is not None:
        captions.insert(0, lines[above[0]])
        return Start(title, above[0], body, tuple(captions), replace(caption, number=above[1].number))
    return Start(title, index, body, tuple(captions), caption)


def _announced(caption: Caption, captions: Sequence[Line], following: Line | None) -> bool:
    """Whether captions or cells below show that a title no form knows is the title of a table."""
    return caption.unit is not None or (bool(captions) and following is not None and celled(following))


def _over_grid(lines: Sequence[Line], index: int) -> Title | None:
    """A line that no form knows as a title, with captions, one of them of units, and then a grid below it."""
    if lines[index].fields or read_caption(lines[index]) is not None:
        return None
    below = [line for line in lines[index + 1 : index + 1 + CAPTION_LINES] if not line.blank]
    read = list(itertools.takewhile(lambda found: found is not None, map(read_caption, below)))
    if not any(found is not None and found.unit for found in read):
        return None
    if len(read) == len(below) or not below[len(read)].fields:
        return None
    text = lines[index].strip()
    if len(text) > LONGEST_TITLE:
        return None
    return Title((lines[index],), text, None, None, None, None, str(text))


def _candidates(lines: Sequence[Line], index: int) -> Iterator[Title]:
    title = match_title(lines[index])
    over = _over_grid(lines, index) if title is None else None
    yield from (found for found in (title, over) if found is not None)
    if title is None or title.form_id is None:
        following = next((line for line in lines[index + 1 : index + 3] if not line.blank), None)
        if following is not None and match_title(following) is None and not celled(following):
            joined = match_title(lines[index], following)
            if joined is not None and joined.form_id is not None:
                yield joined


def find_starts(lines: Sequence[Line], skipped: frozenset[tuple[int, int]]) -> list[Start]:
    """The titles of tables with their captions, in reading order; `skipped` are places (page, line) of no title."""
    starts: list[Start] = []
    for index, line in enumerate(lines):
        if line.blank or (line.page, line.number) in skipped or (starts and index < starts[-1].body):
            continue
        found = (_confirm(lines, index, title) for title in _candidates(lines, index))
        start = next((item for item in found if item is not None), None)
        if start is not None:
            starts.append(start)
    return starts


def sheet_starts(document: Document, lines: Sequence[Line], starts: Sequence[Start]) -> list[Start]:
    """The starts with those of sheets that print no title and have the title of a form as their name."""
    titled = {lines[start.first].page for start in starts}
    found = []
    for number, name in document.names:
        if number in titled:
            continue
        run = Run(0, len(name), locator=f"{name}!")
        whole = Line(number, 0, name, runs=(run,))
        bare = replace(whole, text=_NUMBERED.sub(lambda match: " " * len(match[0]), name))
        read = (match_title(whole), match_title(bare))
        title = next((item for item in read if item is not None and item.form_id is not None), None)
        first = next((i for i, line in enumerate(lines) if line.page == number and not line.blank), None)
        if title is None or first is None:
            continue
        captions, caption, body = read_captions(lines, first)
        below = [line for line in lines[body:] if line.page == number and not is_bare(line)][:CELLS_BELOW]
        if below and _looks_like_body(below, title.form_id):
            found.append(Start(replace(title, lines=()), first, body, tuple(captions), caption))
    return sorted([*starts, *found], key=lambda start: start.first)
