"""Pages to the lines of a document: each page read by itself, tables that go on over a page joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from extractors.grids.page import page_lines
from schemas.document import Furniture, Line, Page
from schemas.page import PageContent


@dataclass(frozen=True, slots=True)
class PagesRead:
    """The lines of all pages with what the reader set aside and has to report."""

    lines: tuple[Line, ...]
    pages: tuple[Page, ...]
    furniture: tuple[Furniture, ...] = ()
    notes: tuple[str, ...] = ()


def read_pages(contents: Iterable[PageContent]) -> PagesRead:
    """Lines in reading order; the rows of one table share a grid number over all its pages."""
    lines: list[Line] = []
    pages: list[Page] = []
    grids = 0
    for content in contents:
        read = page_lines(content)
        lines.extend(
            line if line.grid is None else replace(line, grid=grids + line.grid) for line in read.lines
        )
        grids += len(read.tables)
        pages.append(Page(content.number, content.width, content.height))
    return PagesRead(tuple(lines), tuple(pages))
