"""Places in text exports: lines and characters of the decoded bytes."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.provenance_check import Row, Witness

MASK = "█"
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def text_witness(data: bytes) -> Witness:
    """What stands at lines and characters of a text."""
    lines = [line.removesuffix("\r") for line in _decode(data).split("\n")]

    def other(row: Row) -> str | None:
        place = row["line_start"], row["line_end"], row["char_start"], row["char_end"]
        found = text_at(lines, *place)
        if found is None:
            return "no such place"
        return None if same(row["source_text"], found) else found

    return other


def _decode(data: bytes) -> str:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], encoding)
    if b"\0" in data:
        return _decoded(data, "utf-16-le" if data[1::2].count(0) > data[0::2].count(0) else "utf-16-be")
    try:
        return _decoded(data, "utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    """The text of bytes that may end inside a character."""
    return codecs.getincrementaldecoder(encoding)().decode(data, final=False)


def text_at(lines: list[str], first: int, last: int, start: int, end: int) -> str | None:
    """The characters of a place: lines from 1, characters from 0; None when there is no such place."""
    if not 1 <= first <= last <= len(lines):
        return None
    if first == last:
        return lines[first - 1][start:end] if end <= len(lines[first - 1]) else None
    return "\n".join([lines[first - 1][start:], *lines[first : last - 1], lines[last - 1][:end]])


def same(printed: str, found: str) -> bool:
    """Whether two texts agree, where a masked character stands for any."""
    return len(printed) == len(found) and all(a in (b, MASK) for a, b in zip(printed, found, strict=True))
