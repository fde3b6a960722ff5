"""The account of a file: every number it prints is a record, furniture, a finding, or left over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import regex

from pipeline.reading import Reading
from schemas.document import Document
from schemas.spans import Span

Kind = Literal["record", "finding", "furniture", "left over"]
KINDS: tuple[Kind, ...] = ("record", "finding", "furniture", "left over")

# 2,101.10   418.81   2021   12.5
_NUMBER = regex.compile(r"\d+(?:[,.，．]\d+)*")


Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number and what became of it: page, line and characters from 0; `around` is the whole line."""

    page: int
    line: int
    start: int
    text: str
    kind: Kind
    around: str


def account(reading: Reading) -> list[Number]:
    """Every number of a document in reading order; one that is covered in part only is left over."""
    covers = {
        "record": _cover(_records(reading)),
        "finding": _cover(span for finding in reading.harvest.findings for span in finding.at or ()),
        "furniture": _cover(_furniture(reading)),
    }
    numbers = []
    for (page, line), printed in printed_lines(reading.document).items():
        for match in _NUMBER.finditer(printed):
            places = {(page, line, at) for at in range(*match.span())}
            covered = {place for cover in covers.values() for place in places & cover}
            kind: Kind = "left over"
            if covered == places:
                kind = next(kind for kind in KINDS if places & covers[kind])
            numbers.append(Number(page, line, match.start(), match[0], kind, printed))
    return numbers


def printed_lines(document: Document) -> dict[Place, str]:
    """The lines of a document by page and number, with the furniture that its reader set aside put back."""
    lines = {(line.page, line.number): list(line.text) for line in document.lines}
    for piece in document.furniture:
        for span in piece.text:
            lines[span.page or 0, span.line][span.start : span.end] = span.text
    return {place: "".join(line) for place, line in lines.items()}


def _cover(spans: Iterable[Span]) -> set[tuple[int, int, int]]:
    return {(span.page or 0, span.line, at) for span in spans for at in range(span.start, span.end)}


def _records(reading: Reading) -> Iterable[Span]:
    for sourced in reading.harvest.rows:
        for _, text in sourced.sources:
            yield from text
    for table in reading.tables:
        for cell in table.grid.cells:
            yield from cell.text
    for _, text in reading.about.sources:
        yield from text


def _furniture(reading: Reading) -> Iterable[Span]:
    for piece in (*reading.document.furniture, *reading.harvest.furniture):
        yield from piece.text
