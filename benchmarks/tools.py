"""The tools that are compared: each gives the tables of every page of a PDF file."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

Tables = list[list[list[str | None]]]
Tool = Callable[[Path], list[Tables]]
LIBRARY_TEXT = {"vertical_strategy": "text", "horizontal_strategy": "text"}


def gongkai(path: Path) -> list[Tables]:
    """Characters to grids, as the pipeline reads them."""
    from extractors.readers.pdf import read_pdf

    document = read_pdf(path.read_bytes(), "made-up")
    pages: list[dict[int, list[list[str | None]]]] = [{} for _ in range(document.page_count)]
    for line in document.lines:
        if line.grid is None or not line.fields:
            continue
        row: list[str | None] = [None] * (max(place.column for place in line.fields) + 1)
        for place in line.fields:
            row[place.column] = line.text[place.start : place.end]
        pages[line.page - 1].setdefault(line.grid, []).append(row)
    return [list(tables.values()) for tables in pages]


def pdfium_text(path: Path) -> list[Tables]:
    """The text of every page and nothing else: what reading costs at least."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for page in document:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    count = len(document)
    document.close()
    return [[] for _ in range(count)]


def pdfplumber(path: Path, settings: dict[str, Any] | None = None) -> list[Tables]:
    """`extract_tables` of pdfplumber."""
    import pdfplumber as library

    pages = []
    with library.open(path) as document:
        for page in document.pages:
            pages.append(page.extract_tables(settings or {}))
            page.close()
    return pages


def camelot(path: Path, flavor: str) -> list[Tables]:
    """`read_pdf` of camelot with one of its flavours."""
    import camelot as library
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    count = len(document)
    document.close()
    pages: list[Tables] = [[] for _ in range(count)]
    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(1, count + 1):
            try:
                found = library.read_pdf(str(path), pages=str(number), flavor=flavor)
            except Exception as fault:
                logging.debug("camelot %s page %d: %s", flavor, number, fault)
                continue
            pages[number - 1] = [table.df.values.tolist() for table in found]
    logging.disable(logging.NOTSET)
    return pages


TOOLS: dict[str, Tool] = {
    "gongkai": gongkai,
    "pdfium text pass": pdfium_text,
    "pdfplumber": pdfplumber,
    "pdfplumber text": lambda path: pdfplumber(path, LIBRARY_TEXT),
    "camelot lattice": lambda path: camelot(path, "lattice"),
    "camelot stream": lambda path: camelot(path, "stream"),
    "camelot network": lambda path: camelot(path, "network"),
    "camelot hybrid": lambda path: camelot(path, "hybrid"),
}
