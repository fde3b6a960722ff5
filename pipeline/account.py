"""The account of a file: every number it prints is a record, furniture, a finding, or left over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import regex

from pipeline.reading import Reading
from schemas.document import Document
from schemas.harvest import Finding
from schemas.spans import Span, Text, join

Kind = Literal["record", "finding", "furniture"]
KINDS: tuple[Kind, ...] = ("record", "finding", "furniture")

# 2,101.10   418.81   2021   12.5
_NUMBER = regex.compile(r"\d+(?:[,.，．]\d+)*")
_AMOUNT = regex.compile(r"\d{1,3}(?:[,，]\d{3})+(?:[.．]\d+)?|\d+[.．]\d{1,6}")


Place = tuple[int, int]
MOST_FINDINGS = 40
UNCLAIMED = "number.unclaimed"


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number and what became of it: page, line and characters from 0; `around` is the whole line.

    `unknown`: nothing recognised it, or not the whole of it, and it is in the finding that says so.
    """

    page: int
    line: int
    start: int
    text: str
    kind: Kind
    around: str
    unknown: bool = False


def account(reading: Reading) -> list[Number]:
    """Every number of a document in reading order; what nothing recognised is in a finding (see `unclaimed`)."""
    lines = printed_lines(reading.document)
    sizes = {place: len(printed) for place, printed in lines.items()}
    covers: dict[Kind, dict[Place, bytearray]] = {
        "record": _cover(sizes, _records(reading)),
        "finding": _cover(sizes, (span for found in reading.harvest.findings for span in found.at or ())),
        "furniture": _cover(sizes, _furniture(reading)),
    }
    numbers = []
    for (page, line), printed in lines.items():
        masks = {kind: cover.get((page, line), bytes(len(printed))) for kind, cover in covers.items()}
        for match in _NUMBER.finditer(printed):
            parts = {kind: mask[slice(*match.span())] for kind, mask in masks.items()}
            known = bool(parts) and all(map(any, zip(*parts.values(), strict=True)))
            kind = next(kind for kind in KINDS if any(parts[kind])) if known else "finding"
            numbers.append(Number(page, line, match.start(), match[0], kind, printed, not known))
    return numbers


def unclaimed(reading: Reading) -> list[Finding]:
    """Numbers that are in no record, no furniture and no finding: a finding for each run of lines that have some.

    In a document in which nothing is recognised `document.unrecognised` says so of all.
    """
    sizes = {(line.page, line.number): len(line.text) for line in reading.document.lines}
    told = (span for found in reading.harvest.findings for span in found.at or ())
    cover = _cover(sizes, chain(_records(reading), told, _furniture(reading)))
    runs: list[list[Text]] = []
    last: Place | None = None
    for line in reading.document.lines:
        mask = cover.get((line.page, line.number), bytes(len(line.text)))
        found = [
            line.cut(*match.span())
            for match in _NUMBER.finditer(line.text)
            if line.is_woven or mask.find(0, *match.span()) >= 0
        ]
        if line.is_woven:
            found = [text for text in found if not all(_is_covered(span, cover) for span in text)]
        if not found:
            continue
        if last != (line.page, line.number - 1) and len(runs) < MOST_FINDINGS:
            runs.append([])
        runs[-1] += found
        last = line.page, line.number
    return [_told(run) for run in runs]


def _is_covered(span: Span, cover: Mapping[Place, bytearray]) -> bool:
    mask = cover.get((span.page or 0, span.line), b"")
    return span.end <= len(mask) and mask.find(0, span.start, span.end) < 0


def _told(numbers: list[Text]) -> Finding:
    amounts = any(_AMOUNT.fullmatch(str(number)) for number in numbers)
    values = (("count", str(len(numbers))),)
    return Finding(
        UNCLAIMED, join(numbers), found=str(numbers[0]), values=values, severity=None if amounts else "info"
    )


def printed_lines(document: Document) -> dict[Place, str]:
    """The lines of a document by page and number, with the furniture that its reader set aside put back."""
    lines = {(line.page, line.number): list(line.text) for line in document.lines if not line.is_woven}
    woven = (line.cut() for line in document.lines if line.is_woven)
    for text in chain((piece.text for piece in document.furniture), woven):
        for span in text:
            if span.text.strip():
                line = lines.setdefault((span.page or 0, span.line), [])
                line += " " * (span.end - len(line))
                line[span.start : span.end] = span.text
    return {place: "".join(lines[place]) for place in sorted(lines)}


def _cover(sizes: Mapping[Place, int], spans: Iterable[Span]) -> dict[Place, bytearray]:
    """Per line a byte for each character: 1 where a span covers it."""
    masks: dict[Place, bytearray] = {}
    for span in spans:
        place = span.page or 0, span.line
        mask = masks.get(place)
        if mask is None:
            mask = masks[place] = bytearray(sizes.get(place, span.end))
        if span.end > len(mask):
            mask.extend(bytes(span.end - len(mask)))
        mask[span.start : span.end] = b"\x01" * (span.end - span.start)
    return masks


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
