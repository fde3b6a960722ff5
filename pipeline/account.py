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


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number and what became of it; `start` counts characters from 0."""

    line: int
    start: int
    text: str
    kind: Kind


def account(reading: Reading) -> list[Number]:
    """Every number of a document in reading order; one that is covered in part only is left over."""
    covers = {
        "record": _cover(_records(reading)),
        "finding": _cover(span for finding in reading.harvest.findings for span in finding.at or ()),
        "furniture": _cover(_furniture(reading)),
    }
    numbers = []
    for line, printed in enumerate(printed_lines(reading.document), 1):
        for match in _NUMBER.finditer(printed):
            places = {(line, at) for at in range(*match.span())}
            covered = {place for cover in covers.values() for place in places & cover}
            kind: Kind = "left over"
            if covered == places:
                kind = next(kind for kind in KINDS if places & covers[kind])
            numbers.append(Number(line, match.start(), match[0], kind))
    return numbers


def printed_lines(document: Document) -> list[str]:
    """The lines of a document with the furniture that its reader set aside put back."""
    lines = [list(line.text) for line in document.lines]
    for piece in document.furniture:
        for span in piece.text:
            lines[span.line - 1][span.start : span.end] = span.text
    return ["".join(line) for line in lines]


def _cover(spans: Iterable[Span]) -> set[tuple[int, int]]:
    return {(span.line, at) for span in spans for at in range(span.start, span.end)}


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
