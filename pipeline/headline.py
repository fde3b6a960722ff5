"""Headline figures: of all lines that say the same thing, the one to use, and whether the others agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.arrow import table
from schemas.characters import key
from schemas.headline import Figure, figures
from schemas.records import HeadlineRow

Line = dict[str, Any]
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


def headline(documents: Sequence[Path], lines: Sequence[Path]) -> pa.Table:
    """The headline figures of one year, from its files of `documents` and `budget_lines`."""
    current = _documents(documents)
    groups: dict[tuple[Any, ...], list[Candidate]] = {}
    wanted = list(_wanted(lines))
    for figure in figures():
        for candidate in _candidates(figure, wanted, current):
            document = candidate.document
            who = (document["org_id"], document["scope"] or "", candidate.line["phase"], figure.figure_id)
            groups.setdefault(who, []).append(candidate)
    sides = {figure.figure_id: figure.side for figure in figures()}
    rows = [_row(found, who[3], sides[who[3]]) for who, found in sorted(groups.items())]
    rows.sort(key=_published)
    return table("headline", rows)


def _published(row: HeadlineRow) -> tuple[str, ...]:
    """The order of all datasets: region, organisation, document."""
    return row.region_code or "", key(row.org_name), row.doc_id, row.phase, row.measure


def _documents(files: Sequence[Path]) -> dict[str, Line]:
    """Documents with an organisation that no later issue replaces."""
    rows = [row for file in files for row in pq.read_table(file, columns=OF_DOCUMENTS).to_pylist()]
    return {row["doc_id"]: row for row in rows if row["org_id"] and row["superseded_by"] is None}


def _wanted(files: Sequence[Path]) -> Iterator[Line]:
    """Lines of the year itself that stand in a figure's form and measure and have an amount and a phase."""
    forms = pa.array(sorted({place.form_id for figure in figures() for place in figure.places}))
    for file in files:
        rows = pq.read_table(file, columns=OF_LINES)
        usable = pc.and_(pc.is_in(rows["form_id"], forms), pc.is_valid(rows["amount"]))
        usable = pc.and_(usable, pc.and_(pc.is_valid(rows["measure"]), pc.is_valid(rows["phase"])))
        for row in rows.filter(usable).to_pylist():
            if row["column_evidence"] != "ambiguous" and row["value_year"] in (None, row["fiscal_year"]):
                yield row


def _candidates(figure: Figure, lines: Iterable[Line], documents: dict[str, Line]) -> Iterator[Candidate]:
    """The lines that say a figure: in each document and place those of the first row label that is there."""
    found: dict[tuple[str, int, str], dict[int, list[Line]]] = {}
    for line in lines:
        if line["doc_id"] not in documents:
            continue
        for rank, place in enumerate(figure.places):
            label = key(line["row_label"] or "")
            fits = line["form_id"] == place.form_id and line["measure"] in place.measures
            if fits and place.side in (None, line["side"]) and _holds(label, line, place.rows):
                row = place.rows.index(label) if label in place.rows else len(place.rows)
                rows = found.setdefault((line["doc_id"], rank, line["phase"]), {})
                rows.setdefault(row, []).append(line)
    for (doc_id, rank, _), rows in found.items():
        for line in rows[min(rows)]:
            yield Candidate(line, documents[doc_id], rank)


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
