"""Second opinions: where arithmetic contradicts the tables of a PDF, their pages are read again by other borders.

The reading that satisfies more is kept; `tables.method` says whose borders those are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from extractors.personal import Persons, find_personal, mask
from pipeline.extract import Options
from pipeline.reading import Reading
from schemas.document import Document
from schemas.harvest import Finding
from schemas.quickly import changed
from schemas.records import BudgetLine, CheckRow

if TYPE_CHECKING:
    from extractors.readers.opinions import Frames

READER = "pdf"
TEXT = "text"
UNKNOWN = "unknown"
MOST_PAGES = 30
FEWEST, MANY = 3, 0.1  # contradicted amounts, and their share, with which the text itself is doubted
# Findings that a grid of wrong cells gives.
UNREAD = frozenset(
    {"value.unread", "value.unplaced", "column.unmapped", "header.unclear", "row.label_missing"}
)

Read = tuple[Reading, Persons]
Interpret = Callable[[Document], Reading]


def _understood(document: Document, interpret: Interpret) -> Read:
    persons = find_personal(document)
    return interpret(mask(document, persons)), persons


def settled(data: bytes, document: Document, options: Options, interpret: Interpret) -> Read:
    """The reading of a source that satisfies most, with the people masked in it.

    Others are tried only where the first is contradicted.
    """
    best = _understood(document, interpret)
    if not _readable(document):
        return best
    if options.ocr == "auto" and _misnamed(data, best[0]):
        return _understood(_recognised(data, document), interpret)
    from extractors.readers.opinions import OPINIONS

    read = [document]
    for name in OPINIONS:
        pages = doubtful_pages(best[0])
        if not pages:
            break
        frames = OPINIONS[name](data, pages)
        if not frames:
            continue
        again = _again(data, document, options, frames)
        if any(map(partial(_alike, again), read)):
            continue
        read.append(again)
        other = _understood(again, interpret)
        if better(other[0], best[0]):
            best = other
    return best


def _alike(one: Document, other: Document) -> bool:
    """Whether two readings of a document give the same lines and cells, whoever found them."""
    return len(one.lines) == len(other.lines) and all(
        line == same or changed(line, method=same.method) == same
        for line, same in zip(one.lines, other.lines, strict=True)
    )


def _readable(document: Document) -> bool:
    return document.reader == READER and all(page.source == TEXT for page in document.pages)


def _misnamed(data: bytes, reading: Reading) -> bool:
    """Whether much is contradicted and the picture shows other digits: the fonts name wrong ones."""
    from extractors.readers.scan.recogniser import missing

    lines = [row for row in reading.harvest.rows if isinstance(row.record, BudgetLine)]
    doubted = [
        row for row in lines if isinstance(row.record, BudgetLine) and row.record.proof == "contradicted"
    ]
    if len(doubted) < max(FEWEST, MANY * len(lines)) or missing():
        return False
    from extractors.readers.scan.compared import shows_other_numbers

    level = {page.number for page in reading.document.pages if page.turn is None}
    texts = [dict(row.sources).get("amount_raw") for row in doubted]
    spans = [text.first for text in texts if text is not None and len(text.pieces) == 1]
    return shows_other_numbers(data, [span for span in spans if span.page in level])


def _recognised(data: bytes, document: Document) -> Document:
    """The document read from its pictures, as its fonts name wrong digits."""
    from extractors.readers.pdf import read_pdf

    again = read_pdf(data, document.doc_id, ocr="force")
    told = tuple(
        replace(one, rule="ocr.misnamed") if one.rule == "ocr.read" else one for one in again.remarks
    )
    return replace(again, remarks=told)


def _again(data: bytes, document: Document, options: Options, frames: Frames) -> Document:
    from extractors.readers.pdf import read_pdf

    return read_pdf(data, document.doc_id, ocr=options.ocr, proposed=frames)


def doubtful_pages(reading: Reading) -> frozenset[int]:
    """The first pages with values that arithmetic contradicts or whose column is not known, or with cells not understood."""
    pages = {
        row.sources[0][1].first.page
        for row in reading.harvest.rows
        if isinstance(row.record, BudgetLine) and row.sources and _is_doubtful(row.record)
    }
    pages |= {finding.at.first.page for finding in _unread(reading) if finding.at}
    return frozenset(sorted(page for page in pages if page)[:MOST_PAGES])


def _is_doubtful(line: BudgetLine) -> bool:
    return line.proof == "contradicted" or line.column_evidence == "ambiguous"


def better(other: Reading, first: Reading) -> bool:
    """Whether a reading has fewer broken identities and doubts than the first, satisfies as many and lost no value.

    Codes that it takes for amounts are no values gained: as many as before have to stand beside a label or code and below
    a unit.
    """
    theirs, ours = (Counter(check.state for check in _checks(reading)) for reading in (other, first))
    doubts = [
        counts["failed"]
        + sum(line.column_evidence == "ambiguous" for line in _lines(reading))
        + len(_unread(reading))
        for counts, reading in ((theirs, other), (ours, first))
    ]
    kept = theirs["passed"] >= ours["passed"] and all(
        count(other) >= count(first) for count in (_published, _labelled, _united)
    )
    return kept and doubts[0] < doubts[1] and not _supported(first) - _amounts(other)


def _published(reading: Reading) -> int:
    return len(_lines(reading))


def _labelled(reading: Reading) -> int:
    """How many values have a row that says what they are."""
    return sum(bool(line.row_label or line.subject_code) for line in _lines(reading))


def _united(reading: Reading) -> int:
    """How many values are in a unit that is printed."""
    return sum(line.unit != UNKNOWN for line in _lines(reading))


def _supported(reading: Reading) -> Counter[str]:
    """The printed amounts that arithmetic bears out: other borders may move them, never lose one or cut it up."""
    return Counter(_digits(line) for line in _lines(reading) if line.proof in ("proved", "consistent"))


def _amounts(reading: Reading) -> Counter[str]:
    return Counter(map(_digits, _lines(reading)))


def _digits(line: BudgetLine) -> str:
    return "".join(line.amount_raw.split())


def _unread(reading: Reading) -> list[Finding]:
    return [finding for finding in reading.harvest.findings if finding.rule in UNREAD]


def _lines(reading: Reading) -> list[BudgetLine]:
    return [row.record for row in reading.harvest.rows if isinstance(row.record, BudgetLine)]


def _checks(reading: Reading) -> list[CheckRow]:
    return [row.record for row in reading.harvest.rows if isinstance(row.record, CheckRow)]
