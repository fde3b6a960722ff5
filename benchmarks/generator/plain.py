"""A made-up document as text exports: aligned page text, tabs, bars, one cell per line, as web pages are saved."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.generator.cells import PrintedTable
from benchmarks.generator.documents import MadeUp
from benchmarks.generator.text import PARTS, YEAR, text_of
from benchmarks.generator.web import rows_of

LAYOUTS = ("page", "tabs", "bars", "cells", "collapsed", "paragraphs", "stream", "listed", "packed")


def _places(table: PrintedTable) -> Iterator[list[str]]:
    """Texts of every row by column; places that a merged cell covers are empty."""
    for row in rows_of(table):
        texts = [""] * len(table.weights)
        for cell in row:
            texts[cell.column] = cell.text
        yield texts


def _size(text: str) -> int:
    return sum(2 if ord(char) > 127 else 1 for char in text)


def _aligned(table: PrintedTable) -> Iterator[str]:
    rows = list(_places(table))
    widths = [max(_size(row[column]) for row in rows) + 2 for column in range(len(table.weights))]
    for row in rows:
        yield "".join(
            text + " " * (width - _size(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()


def _cells(table: PrintedTable) -> Iterator[str]:
    for row in _places(table):
        yield from (f"\t{text}" for text in row)
        yield ""


def _paragraphs(table: PrintedTable) -> Iterator[str]:
    """Every cell that prints something as a paragraph; blank cells leave nothing."""
    for row in rows_of(table):
        for cell in row:
            if cell.text:
                yield from (cell.text, "")


def _marked(table: PrintedTable, apart: bool) -> Iterator[str]:
    """Every cell with the bar behind it, on a line of its own or (`apart`) on two; a row is filled up with bars."""
    for row in rows_of(table):
        for cell in row:
            yield from ((cell.text, "|") if apart and cell.text else (f"{cell.text} |".strip(),))
        if len(row) < len(table.weights):
            yield "|" * (len(table.weights) - len(row))


def _packed(table: PrintedTable) -> Iterator[str]:
    """A row a line with a bar behind each cell; what merged cells cover stands at the end as bars."""
    for row in rows_of(table):
        yield " | ".join(cell.text for cell in row) + " |" + "|" * (len(table.weights) - len(row))


def _body(table: PrintedTable, layout: str) -> Iterator[str]:
    if layout == "page":
        return _aligned(table)
    if layout == "cells":
        return _cells(table)
    if layout == "paragraphs":
        return _paragraphs(table)
    if layout in ("stream", "listed"):
        return _marked(table, layout == "stream")
    if layout == "packed":
        return _packed(table)
    return (("\t" if layout == "tabs" else "|").join(row) for row in _places(table))


def _table(table: PrintedTable, layout: str) -> Iterator[str]:
    yield from (table.title, table.number)
    yield ("\t" if layout in ("tabs", "cells") else "    ").join(table.caption)
    yield from _body(table, layout)
    yield from (*table.notes, "")


def plain_of(made: MadeUp, layout: str) -> bytes:
    """The text in UTF-8, in one of `LAYOUTS`; in `collapsed` blank cells are gone."""
    if layout == "collapsed":
        return text_of(made.sheets, made.told).encode()
    lines = [*made.cover, "", PARTS[0].format(year=YEAR), ""]
    for table in made.tables:
        lines += _table(table, layout)
    return "\n".join([*lines, *made.narrative, ""]).encode()
