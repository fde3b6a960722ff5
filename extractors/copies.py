"""Further copies of a form below one title: each begins with the label that opens the first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import regex

from extractors.captions import Caption, merged, read_caption
from extractors.grids.rows import BAR, is_bare
from schemas.characters import key
from schemas.document import Line
from schemas.forms import load_forms
from schemas.grids import Block, Region
from schemas.performance import column_fields, heading_fields, key_fields
from schemas.resources import read_toml

HEAD = 10
SHARED_HEADINGS, SHARED_LABELS = 2, 3
_MARKS = regex.compile(r"[\t|]")


@cache
def openings() -> frozenset[str]:
    """The labels that open a performance table."""
    return frozenset(key(word) for word in read_toml("tables.toml")["title"]["openings"])


def _words(line: Line) -> list[str]:
    """The cells of a row (the pieces between white space where nothing marks cells) as labels are compared."""
    marked = bool(line.fields) or "\t" in line.text or BAR in line.text
    pieces = _MARKS.split(line.text) if marked else line.text.split()
    found = (part for piece in pieces for part in key(piece).replace(":", ": ").split())
    return [word for part in found if (word := part.rstrip(":"))]


def _opener(rows: Sequence[list[str]]) -> int | None:
    """The row of the first opening label, which a value follows and no further heading."""
    for at, row in enumerate(rows[:HEAD]):
        if row and row[0] in openings():
            return None if _is_header(row) else at
    return None


def _is_header(row: Sequence[str]) -> bool:
    return sum(map(bool, column_fields(row[1:]))) >= SHARED_HEADINGS


def _value(rows: Sequence[list[str]], at: int) -> str:
    """What is printed behind the label that opens a row, there or, where cells stand on lines of their own, below."""
    behind = rows[at][1:] or (rows[at + 1] if at + 1 < len(rows) else [])
    return behind[0] if behind else ""


def _is_whole(rows: Sequence[list[str]], first: set[str]) -> bool:
    """Whether rows hold what makes a copy of the form: headings of indicators, or labels, of the first copy."""
    shared = first.intersection(word for row in rows for word in row)
    headings, labels = shared & heading_fields().keys(), shared & key_fields().keys()
    return len(headings) >= SHARED_HEADINGS or len(labels) >= SHARED_LABELS


def _begins(rows: Sequence[list[str]]) -> list[int]:
    """The rows with which copies begin, the first one included."""
    opener = _opener(rows)
    if opener is None:
        return [0]
    label, value = rows[opener][0], _value(rows, opener)
    repeats = [at for at in range(opener + 1, len(rows)) if rows[at] and rows[at][0] == label]
    begins, ends = [0], [*repeats, len(rows)]
    first = {word for row in rows[: ends[0]] for word in row}
    for at, end in itertools.pairwise(ends):
        printed = _value(rows, at)
        if printed and printed != value and _is_whole(rows[at:end], first):
            begins.append(_top(rows, opener, at))
            value = printed
    return begins


def _top(rows: Sequence[list[str]], opener: int, at: int) -> int:
    """The first row of a copy that opens at a row: rows above that begin as those above the first copy's are its own."""
    for above in range(1, opener + 1):
        own, other = rows[at - above], rows[opener - above]
        if not own or not other or own[0] != other[0]:
            return at - above + 1
    return at - opener


def _captions(lines: Sequence[Line]) -> tuple[int, Caption]:
    """From which of the last lines on there are only captions (and blank lines), and what they say together."""
    start, caption = len(lines), Caption()
    for index in range(len(lines) - 1, -1, -1):
        if is_bare(lines[index]):
            continue
        read = read_caption(lines[index])
        if read is None:
            break
        start, caption = index, merged(read, caption)
    return start, caption


def copies(region: Region) -> Iterator[Region]:
    """A region for each copy of a form that its lines hold; captions between two copies are those of the second."""
    if region.form_id is not None and load_forms()[region.form_id].family != "performance":
        yield region
        return
    block = region.blocks[0]
    lines = [line for line in block.body if not is_bare(line)]
    begins = _begins([_words(line) for line in lines])
    if len(begins) == 1:
        yield region
        return
    places = [block.body.index(lines[row]) for row in begins[1:]]
    title, captions, own, start = block.title, block.caption, region, 0
    for place in (*places, len(block.body)):
        last = place == len(block.body)
        top, caption = (place, Caption()) if last else _captions(block.body[start:place])
        end = top if last else start + top
        body = block.body[start:end]
        yield replace(own, blocks=(Block(title, captions, body),), notes=region.notes if last else ())
        if not last:
            own = _opened(region, block.body[place], caption)
            title, captions, start = (
                (),
                tuple(line for line in block.body[end:place] if not is_bare(line)),
                place,
            )


def _opened(region: Region, line: Line, caption: Caption) -> Region:
    return replace(
        region,
        opening=line.strip(),
        organisation=caption.organisation or region.organisation,
        unit=caption.unit or region.unit,
        unit_text=caption.unit_text or region.unit_text,
        year=caption.year or region.year,
    )
