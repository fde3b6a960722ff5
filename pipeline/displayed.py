"""Places on pages that were turned or straightened for reading, as places on the page as displayed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from schemas.document import Page
from schemas.records import CellRow, ProvenanceRow, Record
from schemas.spans import Box

Placed = TypeVar("Placed", CellRow, ProvenanceRow)


def all_displayed(rows: Mapping[str, Iterable[Record]], pages: Iterable[Page]) -> dict[str, list[Record]]:
    """The rows of all datasets, boxes as displayed; provenance of recognised pages names their reader."""
    known = {page.number: page for page in pages if page.turn is not None or page.source == "ocr"}
    if not known:
        return {dataset: list(found) for dataset, found in rows.items()}
    return {dataset: [_displayed(row, known) for row in found] for dataset, found in rows.items()}


def _displayed(row: Record, pages: Mapping[int, Page]) -> Record:
    page = pages.get(getattr(row, "page", None) or 0)
    if page is None:
        return row
    if isinstance(row, ProvenanceRow):
        return _turned(replace(row, reader="scan") if page.source == "ocr" else row, page)
    return _turned(row, page) if isinstance(row, CellRow) else row


def _turned(row: Placed, page: Page) -> Placed:
    if page.turn is None or row.x0 is None or row.top is None or row.x1 is None or row.bottom is None:
        return row
    box = page.turn.back(Box(row.x0, row.top, row.x1, row.bottom))
    return replace(row, x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom)
