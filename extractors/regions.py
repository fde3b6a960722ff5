"""Table regions: from titles and captions to the stretches of lines that hold one table each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from extractors.captions import Caption
from extractors.contents import contents_lines
from extractors.continuations import join_prints
from extractors.copies import copies
from extractors.endings import ends_tables, split_notes
from extractors.feet import find_feet
from extractors.grids.rows import celled, is_bare, is_figures
from extractors.starts import Start, find_starts, sheet_starts
from extractors.unfolded import unfolded
from schemas.characters import key
from schemas.document import Document, Line
from schemas.grids import Block, Region
from schemas.resources import read_toml
from schemas.spans import Text

LEAST_ROWS = 3


def _region(start: Start, lines: list[Line]) -> Region:
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
        rows = [item for item in run if (celled(item) or is_figures(item)) and not is_bare(item)]
        if len(rows) >= LEAST_ROWS:
            yield _region(Start(None, 0, 0, (), Caption()), run)
        run = []


@cache
def _page_labels() -> frozenset[str]:
    return frozenset(map(key, read_toml("tables.toml")["page"]["labels"]))


def tells_page(region: Region) -> bool:
    """Whether the rows of a region without a title are what a web page says of itself: half begin with its labels."""
    rows = [line for line in region.body if not line.blank and region.form_id is None and not region.title]
    first = [key(row.text.lstrip("| ").split("|")[0]).strip("[]【】:") for row in rows if "|" in row.text]
    known = sum(label in _page_labels() for label in first)
    return known >= 2 and 2 * known >= len(rows)


def _goes_on(run: Sequence[Line], line: Line) -> bool:
    """Whether a line is a further row of a run of rows: cells, or a blank line; a new grid is a new run."""
    if run and line.grid != run[-1].grid:
        return False
    return celled(line) or bool(line.fields) or is_figures(line) or (bool(run) and line.blank)


def find_regions(document: Document) -> tuple[Region, ...]:
    """The table regions of a document in reading order; prints of one title are spans of one region."""
    lines = unfolded(document.lines)
    skipped = contents_lines(document)
    starts = sheet_starts(document, lines, find_starts(lines, skipped))
    feet = {foot.first: foot for foot in find_feet(lines, starts, skipped)}
    begun = {start.first: start for start in (*(foot.start for foot in feet.values()), *starts)}
    starts = [begun[first] for first in sorted(begun)]
    tops = [feet[start.first].top if start.first in feet else start.first for start in starts]
    regions: list[Region] = []
    for start, following in zip(starts, (*tops[1:], len(lines)), strict=False):
        foot = feet.get(start.first)
        begin = start.body if foot is None else foot.end
        stop = next((i for i in range(begin, following) if ends_tables(lines[i])), following)
        body = lines[begin : max(begin, stop)]
        regions.append(
            _region(start, list(body)) if foot is None else _region(foot.start, [*foot.rows, *body])
        )
    regions = join_prints([copy for region in regions for copy in copies(region)])
    taken = {(line.page, line.number) for region in regions for line in region.lines()} | set(skipped)
    regions.extend(_untitled(lines, taken))
    return tuple(sorted(regions, key=_place))


def _place(region: Region) -> tuple[int, int, int]:
    line = next(region.lines())
    return (line.page, line.number, line.offset)
