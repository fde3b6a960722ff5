"""The source of a document as the page shows it: lines of text, or pictures of pages."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from pathlib import Path

from extractors.personal import find_personal, mask
from pipeline.archives import held_at
from pipeline.extract import Options
from pipeline.process import read
from review.opened import Opened
from review.pages import PageSize, page_picture, page_sizes
from schemas.document import Line
from schemas.errors import SourceError

PICTURED = ("pdf", "scan")
LINES_KEPT, PICTURES_KEPT = 8, 64 * 1024 * 1024  # documents; bytes


def source_bytes(opened: Opened, sources: Path | None, doc_id: str) -> bytes | None:
    """The bytes of a source: a file that has another hash, or lies outside `sources`, is not it."""
    for path in _candidates(opened, sources, doc_id):
        try:
            held = held_at(path)
            data = held.read_bytes() if held else b""
        except (OSError, SourceError):
            continue
        if hashlib.sha256(data).hexdigest() == doc_id:
            return data
    return None


def _candidates(opened: Opened, sources: Path | None, doc_id: str) -> list[Path]:
    seen = [Path(opened.paths[doc_id])] if doc_id in opened.paths else []
    if sources is None:
        return seen
    root = sources.resolve()
    named = [(root / name).resolve() for name in opened.documents[doc_id]["source_names"]]
    return [path for path in (*named, *seen) if path.is_relative_to(root)]


class Sources:
    """Sources that were looked at lately: lines of text with people masked, pictures of pages."""

    def __init__(self) -> None:
        self._lines: OrderedDict[str, tuple[Line, ...] | None] = OrderedDict()
        self._pictures: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._one = threading.Lock()  # pdfium takes one caller at a time, and so do the shelves

    def lines(self, opened: Opened, sources: Path | None, doc_id: str) -> tuple[Line, ...] | None:
        """The lines that a reader sees, people and telephone numbers masked; None when the source is not at hand."""
        with self._one:
            if doc_id not in self._lines:
                data = source_bytes(opened, sources, doc_id)
                if data is None:
                    return None  # it may come back
                self._lines[doc_id] = _read(data)
                while len(self._lines) > LINES_KEPT:
                    self._lines.popitem(last=False)
            self._lines.move_to_end(doc_id)
            return self._lines[doc_id]

    def pages(self, opened: Opened, sources: Path | None, doc_id: str) -> list[PageSize]:
        """The pages of a PDF or image file; none when it is not at hand."""
        data = source_bytes(opened, sources, doc_id)
        if data is None:
            return []
        try:
            with self._one:
                return page_sizes(data)
        except SourceError:
            return []

    def picture(self, opened: Opened, sources: Path | None, doc_id: str, number: int) -> bytes | None:
        """A page as PNG; None when there is no such page at hand."""
        key = (doc_id, number)
        with self._one:
            if key not in self._pictures:
                data = source_bytes(opened, sources, doc_id)
                picture = page_picture(data, number) if data is not None else None
                if picture is None:
                    return None
                self._pictures[key] = picture
                while sum(map(len, self._pictures.values())) > PICTURES_KEPT and len(self._pictures) > 1:
                    self._pictures.popitem(last=False)
            self._pictures.move_to_end(key)
            return self._pictures[key]


def _read(data: bytes) -> tuple[Line, ...] | None:
    try:
        document = read(data, Options())
    except SourceError:
        return None
    return mask(document, find_personal(document)).lines
