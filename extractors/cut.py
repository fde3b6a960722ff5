"""Whether a file ends inside a table."""

from __future__ import annotations

from collections import Counter

import regex

from extractors.grids.rows import celled, is_cellwise
from schemas.characters import fold, key
from schemas.document import Document, Line
from schemas.forms import RowLabel, load_forms
from schemas.grids import Grid, Region
from schemas.harvest import Finding, Harvest, Sourced
from schemas.performance import data, heading_fields, key_fields
from schemas.records import BudgetLine, Record
from schemas.spans import Span

ROWS_COMPARED = 12
LEAST_ROWS = 2
SAME_SHARE = 0.7
_LAST_NUMBER = regex.compile(r"(?<![\d.,])-?[\d,]*\d(?:\.\d*)?$")
_NUMBERS = regex.compile(r"(?<![\d.,\p{L}])-?\d[\d,]*(?:\.(\d+))?(?![\d%\p{L}])")


def _last_line(document: Document) -> Line | None:
    return next((line for line in reversed(document.lines) if not line.blank), None)


def find_cut(document: Document, region: Region, grid: Grid) -> Harvest:
    """A finding when `region` ends the document before its table does.

    Evidence: the closing row that a form promises is missing, the table of a project ends before its indicators, the
    last row has fewer cells than the rows above it, or the last number has fewer decimals than all others.
    """
    last = _last_line(document)
    if last is None or last is not _last_of(region):
        return Harvest()
    missing = _missing_close(region, grid) or _missing_indicators(region, grid)
    expected = missing or _short_row(region, last) or _short_number(region, last)
    if expected is None:
        return Harvest()
    values = (("title", "".join(str(region.title).split())),)
    return Harvest(findings=(Finding("document.cut", at=last.strip(), expected=expected, values=values),))


def _last_of(region: Region) -> Line | None:
    return next((line for line in reversed(region.body) if not line.blank), None)


def _missing_close(region: Region, grid: Grid) -> str | None:
    closing = _closing(region)
    printed = {key(str(cell.text)) for cell in grid.cells}
    if not closing or any(printed & set(map(key, row.texts)) for row in closing):
        return None
    return closing[0].texts[0]


def _missing_indicators(region: Region, grid: Grid) -> str | None:
    """The heading of indicators, where the table of a project prints none of them."""
    form = load_forms().get(region.form_id or "")
    if form is None or form.family != "performance":
        return None
    printed = {key(str(cell.text)) for cell in grid.cells}
    named = any(key_fields()[word].field == "project_name" for word in printed & key_fields().keys())
    return str(data()["headings"]["level3"][0]) if named and not printed & heading_fields().keys() else None


def _closing(region: Region) -> list[RowLabel]:
    """The rows that close a form of two sides: the last of each side and variant, where it is a total."""
    form = load_forms().get(region.form_id or "")
    last = {(row.side, row.variant): row for row in (form.rows if form else ())}
    return [row for row in last.values() if row.total and row.side is not None]


def _short_row(region: Region, last: Line) -> str | None:
    """The cells that rows above the last one have, when it has fewer."""
    rows = [line.text.count("\t") + 1 for line in region.body if celled(line)]
    if not celled(last) or is_cellwise(region.body) or len(rows) <= LEAST_ROWS:
        return None
    compared = rows[-1 - ROWS_COMPARED : -1]
    width, count = Counter(compared).most_common(1)[0]
    return f"{width}" if count >= SAME_SHARE * len(compared) and rows[-1] < width else None


def _short_number(region: Region, last: Line) -> str | None:
    """The decimals that every number above the last one has, when it has fewer and nothing follows it."""
    number = _LAST_NUMBER.search(fold(last.text))
    if number is None:
        return None
    others = [
        len(m[1] or "")
        for line in region.body
        if line is not last
        for m in _NUMBERS.finditer(fold(line.text))
        if "." in m[0] or "," in m[0]
    ]
    whole = any(_whole_amount(line) for line in region.body if line is not last)
    least = 0 if whole else min(others, default=0)
    printed = len(number[0].partition(".")[2])
    return f"{least}" if len(others) > LEAST_ROWS and least > printed else None


def _whole_amount(line: Line) -> bool:
    """Whether a line ends with a number without decimals, as amounts of this table then may."""
    number = _LAST_NUMBER.search(fold(line.text))
    return (
        number is not None
        and "." not in number[0]
        and len(number[0]) < 6
        and bool(line.text.strip(number[0]))
    )


def without_cut_value(rows: tuple[Sourced[Record], ...], document: Document) -> tuple[Sourced[Record], ...]:
    """The rows without the budget line whose print ends a file that is cut: its figure may be cut too."""
    last = _last_line(document)
    if last is None:
        return rows
    end = last.strip().last

    def is_last(row: Sourced[Record]) -> bool:
        if not isinstance(row.record, BudgetLine) or not row.sources:
            return False
        piece: Span = row.sources[0][1].last
        return (piece.page, piece.line) == (end.page, end.line) and piece.end >= end.end

    return tuple(row for row in rows if not is_last(row))
