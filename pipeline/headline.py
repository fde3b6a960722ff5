"""Headline figures: of all lines that say the same thing, the one to use, and whether the others agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.arrow import table
from schemas.characters import key
from schemas.headline import Place, figures
from schemas.records import HeadlineRow

Line = dict[str, Any]
ROWS = 512
OF_DOCUMENTS = ["doc_id", "org_id", "org_name", "region_code", "scope", "is_draft", "superseded_by"]
OF_LINES = [
    "doc_id", "line_id", "form_id", "side", "row_label", "parent_line_id", "is_total", "measure", "phase",
    "value_year", "fiscal_year", "amount", "amount_raw", "value", "column_evidence", "proof",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that says a figure: its document, and its rank among the figure's places, 0 best."""

    line: Line
    document: Line
    rank: int

    @property
    def order(self) -> tuple[bool, bool, int, str, str]:
        """What is preferred: values without a flag, no drafts, better places; ids break ties."""
        doubted = self.line["proof"] == "contradicted"
        return doubted, self.document["is_draft"], self.rank, self.line["doc_id"], self.line["line_id"]

    @property
    def precision(self) -> Decimal:
        """Yuan of one unit of the last printed decimal."""
        value, amount = self.line["value"], self.line["amount"]
        decimals = len(self.line["amount_raw"].strip().partition(".")[2].rstrip("%"))
        return abs(amount / value).normalize() * Decimal(10) ** -decimals if value else Decimal(0)


Groups = dict[tuple[str, str, str], list[Candidate]]


def headline(documents: Sequence[Path], lines: Sequence[Path]) -> Iterator[pa.Table]:
    """The headline figures of one year, from its files of `documents` and `budget_lines` in published order.

    In memory at any time: the documents of the year, the lines of one organisation and some rows.
    """
    sides = {figure.figure_id: figure.side for figure in figures()}
    rows: list[HeadlineRow] = []
    for candidates in _by_organisation(_owned(_documents(documents), _wanted(lines))):
        found = [_row(group, who[2], sides[who[2]]) for who, group in candidates.items()]
        rows += sorted(found, key=_published)
        if len(rows) >= ROWS:
            yield table("headline", rows)
            rows = []
    yield table("headline", rows)


def _published(row: HeadlineRow) -> tuple[str, ...]:
    """The order within an organisation; organisations come in that of all datasets."""
    return row.doc_id, row.phase, row.measure


def _documents(files: Sequence[Path]) -> Iterator[Line]:
    """All documents, in published order."""
    for rows in _batches(files, OF_DOCUMENTS):
        yield from rows.to_pylist()


def _owned(documents: Iterator[Line], lines: Iterable[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Documents with their lines, both in published order; without an organisation or replaced by a later issue: none."""
    for doc_id, printed in groupby(lines, key=lambda line: line["doc_id"]):
        document = next(document for document in documents if document["doc_id"] == doc_id)
        if document["org_id"] and document["superseded_by"] is None:
            yield document, list(printed)


def _by_organisation(owned: Iterable[tuple[Line, list[Line]]]) -> Iterator[Groups]:
    """What each organisation's documents say, by scope, phase and figure; an organisation's documents are neighbours."""
    for _, same in groupby(owned, key=lambda pair: pair[0]["org_id"]):
        groups: Groups = {}
        for document, printed in same:
            for figure_id, candidate in _candidates(document, printed):
                who = (candidate.document["scope"] or "", candidate.line["phase"], figure_id)
                groups.setdefault(who, []).append(candidate)
        yield groups


def _wanted(files: Sequence[Path]) -> Iterator[Line]:
    """Lines of the year itself that stand in a figure's form and measure and have an amount and a phase."""
    forms = pa.array(sorted({form_id for form_id, _ in _places()}))
    for rows in _batches(files, OF_LINES):
        usable = pc.and_(pc.is_in(rows["form_id"], forms), pc.is_valid(rows["amount"]))
        usable = pc.and_(usable, pc.and_(pc.is_valid(rows["measure"]), pc.is_valid(rows["phase"])))
        for row in rows.filter(usable).to_pylist():
            own_year = row["value_year"] in (None, row["fiscal_year"])
            if row["column_evidence"] != "ambiguous" and own_year:
                yield row


def _batches(files: Sequence[Path], columns: list[str]) -> Iterator[pa.RecordBatch]:
    for file in files:
        with pq.ParquetFile(file) as parquet:
            yield from parquet.iter_batches(ROWS, columns=columns, use_threads=False)


@cache
def _places() -> dict[tuple[str, str], list[tuple[str, int, Place]]]:
    """The figures that a form's measure may say, each with its rank there."""
    found: dict[tuple[str, str], list[tuple[str, int, Place]]] = {}
    for figure in figures():
        for rank, place in enumerate(figure.places):
            for measure in place.measures:
                found.setdefault((place.form_id, measure), []).append((figure.figure_id, rank, place))
    return found


def _candidates(document: Line, lines: Iterable[Line]) -> Iterator[tuple[str, Candidate]]:
    """The lines of a document that say a figure: in each place those of the first row label that is there."""
    found: dict[tuple[str, int, str], dict[int, list[Line]]] = {}
    for line in lines:
        places = _places().get((line["form_id"], line["measure"]), ())
        label = key(line["row_label"] or "") if places else ""
        for figure_id, rank, place in places:
            if place.side in (None, line["side"]) and _holds(label, line, place.rows):
                row = place.rows.index(label) if label in place.rows else len(place.rows)
                found.setdefault((figure_id, rank, line["phase"]), {}).setdefault(row, []).append(line)
    for (figure_id, rank, _), rows in found.items():
        for line in rows[min(rows)]:
            yield figure_id, Candidate(line, document, rank)


def _holds(label: str, line: Line, rows: tuple[str, ...]) -> bool:
    """Whether a row is one of those that hold the figure; a measure of its own needs no label."""
    return label in rows or str(line["measure"]).startswith("three_public.")


def _row(found: list[Candidate], measure: str, side: Any) -> HeadlineRow:
    first, *others = sorted(found, key=lambda candidate: candidate.order)
    line, document = first.line, first.document
    parts = (document["org_id"], line["fiscal_year"], document["scope"], line["phase"], measure)
    state = _state(first, others)
    return HeadlineRow(
        headline_id=hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:24],
        org_id=document["org_id"],
        org_name=document["org_name"],
        region_code=document["region_code"],
        fiscal_year=line["fiscal_year"],
        scope=document["scope"],
        phase=line["phase"],
        measure=measure,
        side=side,
        amount=None if state == "undecided" else line["amount"],
        state=state,  # type: ignore[arg-type]  # the words of _state
        proof=line["proof"],
        is_draft=document["is_draft"],
        line_id=line["line_id"],
        doc_id=line["doc_id"],
        form_id=line["form_id"],
        other_line_ids=tuple(other.line["line_id"] for other in others),
    )


def _state(first: Candidate, others: list[Candidate]) -> str:
    """How the candidates stand to each other; prints of different precision agree within rounding."""
    if not others:
        return "single"
    own = [
        other for other in others if (other.line["doc_id"], other.rank) == (first.line["doc_id"], first.rank)
    ]
    if any(not _agree(first, other) for other in own):
        return "undecided"
    return "agrees" if all(_agree(first, other) for other in others) else "disagrees"


def _agree(one: Candidate, other: Candidate) -> bool:
    difference = abs(one.line["amount"] - other.line["amount"])
    return bool(difference <= (one.precision + other.precision) / 2)
