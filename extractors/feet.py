"""Titles that a text prints below their tables, as exports do that follow the order in which a page was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from extractors.captions import Caption, merged, read_caption
from extractors.starts import Start, column_words
from extractors.titles import match_title
from schemas.characters import key
from schemas.document import Line

LEAST_FEET = 2
TOP_LINES = 3
_AMOUNT = regex.compile(r"(?<![\d.])\d{1,3}(?:,?\d{3})*\.\d{1,2}(?![\d.])")


@dataclass(frozen=True, slots=True)
class Foot:
    """A title at the foot of its page: the start with the captions of its page, and the rows below and above the title.

    Its page is `lines[top:end]`; what follows may go on with the table.
    """

    start: Start
    first: int
    top: int
    end: int
    rows: tuple[Line, ...]


def find_feet(
    lines: Sequence[Line], starts: Sequence[Start], skipped: frozenset[tuple[int, int]]
) -> list[Foot]:
    """Titles below their tables; none where more pages print a title above their first amount.

    Where they are, a title that stands alone on its page, below more lines than above, is one too: its table may be empty,
    and nothing below it needs to confirm it. `skipped` are places (page, line) of no title.
    """
    if any(line.fields for line in lines):
        return []
    pages: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if not line.blank:
            pages.setdefault(line.page, []).append(index)
    claimed = [start for start in starts if start.title is not None and start.title.form_id is not None]
    own = [(start, pages[lines[start.first].page]) for start in claimed]
    sure = [_topped(lines, page, start, starts) for start, page in own]
    above = sum(_opens(lines, page, start) for start, page in own)
    if not LEAST_FEET <= sum(map(bool, sure)) > above:
        return []
    taken = {lines[start.first].page for start in starts}
    bare = ((_bare(lines, page, skipped), page) for number, page in pages.items() if number not in taken)
    own += [(start, page) for start, page in bare if start is not None]
    sure += [None] * (len(own) - len(sure))
    found = [
        foot or _lower(lines, page, start, starts) for foot, (start, page) in zip(sure, own, strict=True)
    ]
    return [foot for foot in found if foot is not None]


def _bare(lines: Sequence[Line], page: Sequence[int], skipped: frozenset[tuple[int, int]]) -> Start | None:
    """The only title of a page, where nothing follows that confirms it."""
    free = [index for index in page if (lines[index].page, lines[index].number) not in skipped]
    titles = [(index, title) for index in free if (title := match_title(lines[index])) and title.form_id]
    return Start(titles[0][1], titles[0][0], titles[0][0] + 1, (), Caption()) if len(titles) == 1 else None


def _amounts(lines: Sequence[Line], indexes: Sequence[int]) -> bool:
    return any(_AMOUNT.search(lines[index].text) for index in indexes)


def _opens(lines: Sequence[Line], page: Sequence[int], start: Start) -> bool:
    """Whether amounts follow the title on its page and none stand above it."""
    above = [index for index in page if index < start.first]
    return not _amounts(lines, above) and _amounts(lines, [index for index in page if index > start.first])


def _topped(lines: Sequence[Line], page: Sequence[int], start: Start, starts: Sequence[Start]) -> Foot | None:
    """The start as a title at the foot: a caption tops the page, amounts stand above the title and none below it."""
    above = [index for index in page if index < start.first]
    below = [index for index in page if index >= start.body]
    if not _amounts(lines, above) or _amounts(lines, below):
        return None
    foot = _foot(lines, page, start, starts)
    return foot if foot is not None and foot.start.caption.unit is not None else None


def _lower(lines: Sequence[Line], page: Sequence[int], start: Start, starts: Sequence[Start]) -> Foot | None:
    """The start as a title at the foot where others are: no amounts below it, and fewer lines than above."""
    above = [index for index in page if index < start.first]
    below = [index for index in page if index > start.first]
    if _amounts(lines, below) or len(below) >= len(above):
        return None
    return _foot(lines, page, start, starts)


def _foot(lines: Sequence[Line], page: Sequence[int], start: Start, starts: Sequence[Start]) -> Foot | None:
    """The only start of its page with the rows above and below it, and the captions that top the page or follow it."""
    if any(page[0] <= other.first <= page[-1] for other in starts if other is not start):
        return None
    above = [index for index in page if index < start.first]
    below = [index for index in page if index >= start.body]
    read = {at: found for at in (*above, *below) if (found := _caption(lines[at])) is not None}
    caption = start.caption if start.caption.unit is not None else Caption()
    for found in read.values():
        caption = merged(caption, found)
    captions = tuple(lines[at] for at in read)
    heads = _are_headings([lines[index] for index in below if index not in read], start)
    order = (*below, *above) if heads else (*above, *below)
    rows = tuple(lines[index] for index in order if index not in read)
    begun = replace(start, captions=captions, caption=caption)
    return Foot(begun, start.first, above[0], page[-1] + 1, rows)


def _caption(line: Line) -> Caption | None:
    """What a line says as a caption with an organisation, a unit or the number of a form, and nothing else."""
    read = read_caption(line) if match_title(line) is None else None
    return read if read and (read.unit or read.organisation or read.number) else None


def _are_headings(lines: Sequence[Line], start: Start) -> bool:
    """Whether most words of the lines below a title are headings: merged cells, which are drawn last."""
    known = column_words(start.title.form_id if start.title else None)
    words = [key(word) for line in lines for word in line.text.split()]
    return len(words) > 1 and 2 * sum(word in known for word in words) >= len(words)
