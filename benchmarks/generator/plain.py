"""A made-up document as text exports: aligned page text, tabs, bars, one cell per line."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.generator.cells import PrintedTable
from benchmarks.generator.documents import MadeUp
from benchmarks.generator.text import PARTS, YEAR, text_of
from benchmarks.generator.web import rows_of

LAYOUTS = ("page", "tabs", "bars", "cells", "collapsed")


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


def _table(table: PrintedTable, layout: str) -> Iterator[str]:
    yield from (table.title, table.number)
    yield ("\t" if layout in ("tabs", "cells") else "    ").join(table.caption)
    if layout == "page":
        yield from _aligned(table)
    elif layout == "cells":
        yield from _cells(table)
    else:
        yield from (("\t" if layout == "tabs" else "|").join(row) for row in _places(table))
    yield from (*table.notes, "")


def plain_of(made: MadeUp, layout: str) -> bytes:
    """The text in UTF-8, in one of `LAYOUTS`; in `collapsed` blank cells are gone."""
    if layout == "collapsed":
        return text_of(made.sheets, made.told).encode()
    lines = [*made.cover, "", PARTS[0].format(year=YEAR), ""]
    for table in made.tables:
        lines += _table(table, layout)
    return "\n".join([*lines, *made.narrative, ""]).encode()
