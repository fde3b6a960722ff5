"""Pages to the lines of a document: each page read by itself, tables that go on over a page joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractors.grids.continued import common_borders, same_columns
from extractors.grids.filling import row_lines
from extractors.grids.foot import with_headings
from extractors.grids.leading import with_leading_rows
from extractors.grids.margins import is_page_number
from extractors.grids.methods import LOOSE, UNRULED
from extractors.grids.page import PageItems, page_items
from extractors.grids.page_table import PageTable
from extractors.grids.placing import widened
from extractors.grids.prints import set_line
from extractors.grids.ruled import Frame
from extractors.grids.spread import parted
from schemas.document import Furniture, Line, Page, Remark
from schemas.page import PageContent

SPANS_NAMED = 12

Proposed = Mapping[int, Sequence[Frame]]


@dataclass(frozen=True, slots=True)
class PagesRead:
    """The lines of all pages with what the reader set aside."""

    lines: tuple[Line, ...]
    pages: tuple[Page, ...]
    furniture: tuple[Furniture, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(slots=True)
class _Part:
    """A table on one page: the number of its grid, and the numbers of its column borders in the whole grid."""

    table: PageTable
    grid: int
    borders: Sequence[int]


@dataclass(slots=True)
class _Open:
    """Pages that wait because their last table may go on: the parts of that table and its column borders."""

    pages: list[tuple[PageItems, list[_Part]]] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)
    xs: tuple[float, ...] = ()


def read_pages(contents: Iterable[PageContent], proposed: Proposed | None = None) -> PagesRead:
    """Lines in reading order; the rows of one table share a grid number over all its pages.

    `proposed` are the frames of tables by page, for pages whose own are not to be used.
    """
    pages: list[Page] = []
    lines: list[Line] = []
    furniture: list[Furniture] = []
    remarks: list[tuple[int, Remark]] = []
    for items, parts in _joined(_seen(contents, pages, remarks, proposed or {})):
        for line, aside in _lines(items, parts) if not items.panes else _spread(items, parts):
            lines.append(line)
            if aside:
                furniture.append(Furniture(line.strip(), "page_number"))
                lines[-1] = replace(line, text=" " * len(line.text), skips=((0, len(line.text)),))
    pages.sort(key=lambda page: page.number)
    return PagesRead(tuple(lines), tuple(pages), tuple(furniture), tuple(_gathered(remarks)))


def _gathered(remarks: Iterable[tuple[int, Remark]]) -> Iterator[Remark]:
    """One remark for each rule, about all pages that have it."""
    by_rule: dict[str, list[tuple[int, Remark]]] = {}
    for page, remark in remarks:
        by_rule.setdefault(remark.rule, []).append((page, remark))
    for rule, found in by_rule.items():
        pages = sorted({page for page, _ in found})
        yield Remark(rule, _spans(pages), str(sum(int(remark.count or 0) for _, remark in found)))


def _spans(pages: Iterable[int]) -> str:
    """Page numbers as people write them: `1-3, 7`, the first spans of many."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    spans = [str(first) if first == last else f"{first}-{last}" for first, last in runs[:SPANS_NAMED]]
    return ", ".join(spans) + (", …" if len(runs) > SPANS_NAMED else "")


def _seen(
    contents: Iterable[PageContent],
    pages: list[Page],
    remarks: list[tuple[int, Remark]],
    proposed: Proposed,
) -> Iterator[PageItems]:
    for content in contents:
        for page in content.panes or (content,):
            pages.append(Page(page.number, page.width, page.height, page.source, page.turn))
            remarks.extend((page.number, remark) for remark in page.remarks)
        own = content.turned or content.panes
        yield page_items(content, None if own else proposed.get(content.number))


def _joined(pages: Iterable[PageItems]) -> Iterator[tuple[PageItems, list[_Part]]]:
    """Each page with the parts of its tables; a page waits while its last table may go on."""
    open_ = _Open()
    grids = 0
    for items in pages:
        if open_.pages and not open_.parts and (above := with_headings(open_.pages[-1][0], items)):
            table = next(item for item in reversed(above.items) if isinstance(item, PageTable))
            open_.parts = [_Part(table, grids, range(len(table.frame.xs)))]
            open_.pages[-1] = above, [*open_.pages[-1][1], *open_.parts]
            open_.xs = table.frame.xs
            grids += 1
        if open_.parts and open_.parts[-1].table.frame.method in LOOSE:
            items = with_leading_rows(items, open_.xs, open_.parts[0].table, open_.parts[-1].table)
        body = [item for at, item in enumerate(items.items) if not is_page_number(items, at)]
        tables = [item for item in body if isinstance(item, PageTable)]
        parts: list[_Part] = []
        for table in tables:
            part = _going_on(open_, table) if table is body[0] else None
            if part is None:
                part = _Part(table, grids, range(len(table.frame.xs)))
                grids += 1
            parts.append(part)
        going_on = bool(parts) and any(parts[0] is part for part in open_.parts)
        if body and not (going_on and len(body) == 1):
            yield from open_.pages
            open_ = _Open()
            if tables and tables[-1] is body[-1]:
                open_ = _Open([], [parts[-1]], parts[-1].table.frame.xs)
        open_.pages.append((items, parts))
    yield from open_.pages


def _going_on(open_: _Open, table: PageTable) -> _Part | None:
    """The part that a table is of the open one, whose parts then have the columns of all of them."""
    if not open_.parts:
        return None
    if not UNRULED.isdisjoint((table.frame.method, open_.parts[-1].table.frame.method)):
        return _aligned_on(open_, table)
    common = common_borders(open_.xs, table.frame.xs)
    if common is None:
        return None
    for part in open_.parts:
        part.borders = [common.old[border] for border in part.borders]
    open_.parts.append(_Part(table, open_.parts[0].grid, common.new))
    open_.xs = common.xs
    return open_.parts[-1]


def _aligned_on(open_: _Open, table: PageTable) -> _Part | None:
    """The same where a part has no rules: the part that shows fewer columns gets blank ones."""
    grid = open_.parts[0].grid
    if len(table.frame.xs) <= len(open_.xs):
        columns = same_columns(open_.xs, table.frame.xs)
        if columns is None:
            return None
        xs = open_.xs[1:-1]
        open_.xs = (min(open_.xs[0], table.frame.xs[0]), *xs, max(open_.xs[-1], table.frame.xs[-1]))
        table = widened(table, open_.xs, columns)
    else:
        columns = same_columns(table.frame.xs, open_.xs)
        if columns is None or any(len(part.borders) != len(open_.xs) for part in open_.parts):
            return None
        open_.xs = table.frame.xs
        for part in open_.parts:
            part.table = widened(part.table, open_.xs, columns)
            part.borders = range(len(open_.xs))
    open_.parts.append(_Part(table, grid, range(len(open_.xs))))
    return open_.parts[-1]


def _lines(items: PageItems, parts: Sequence[_Part]) -> Iterator[tuple[Line, bool]]:
    """The lines of a page, numbered from 1, and whether each is but the number of the page."""
    number = 1
    waiting = iter(parts)
    last = len(items.items) - 1
    for at, item in enumerate(items.items):
        if isinstance(item, PageTable):
            part = next(waiting)
            for row in row_lines(
                part.table.frame, part.table.cells, part.borders, items.number, number, part.grid
            ):
                yield row, False
                number += 1
        else:
            text, run = set_line(item, 0)
            yield Line(items.number, number, text, runs=(run,)), at in (0, last) and is_page_number(items, at)
            number += 1


def _spread(items: PageItems, parts: Sequence[_Part]) -> Iterator[tuple[Line, bool]]:
    """The lines of pages side by side, each on its own page."""
    numbers: dict[int, int] = {}
    for line, _ in _lines(items, parts):
        for part in parted(line, items.panes, numbers):
            yield part, False
