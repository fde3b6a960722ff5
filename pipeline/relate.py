"""Relating: a step of publishing that compares the documents of one organisation with each other.

It adds rows to `checks` and `findings` of the document that speaks, and changes no value and no proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extractors.reconcile.settle import check_id
from pipeline.arrow import table
from pipeline.comparing import Circle, Comparison, compare
from pipeline.entry import Entry, organisation_of
from pipeline.neighbours import DATASETS, Neighbours
from pipeline.papers import TICKS, Paper, Print, paper
from pipeline.stamping import finding_rows
from pipeline.store import Store
from schemas.context import Facts
from schemas.harvest import Finding
from schemas.records import CheckMember, CheckRow, FindingRow
from schemas.relations import About, load_relations
from schemas.spans import Span, row_id
from schemas.values import unit_factors

if TYPE_CHECKING:
    from pipeline.selection import Member

PLACE = Span(None, 0, 0, 0, "", locator="related")
RULES = "related."
HELD = 64  # documents kept in memory: those of one organisation are published one after the other
SHOWN = 3
ROWS = 4_096


class Relating:
    """Compares documents of a release with their neighbours, out of the store."""

    def __init__(self, near: Neighbours, store: Store) -> None:
        self.near = near
        self.load = lru_cache(HELD)(partial(_load, store))

    def rows(self, dataset: str, member: Member) -> pa.Table | None:
        """The related rows of a document for `checks` or `findings`; None when there are none."""
        if dataset not in DATASETS or not member.near:
            return None
        checks, findings = related_rows(self._circle(member.entry))
        rows = checks if dataset == "checks" else findings
        return table(dataset, rows) if rows else None

    def _circle(self, entry: Entry) -> Circle:
        same, units = (
            tuple(self._paper(other) for other in found)
            for found in (self.near.same(entry.doc_id), self.near.units(entry.doc_id))
        )
        return Circle(self._paper(entry), same, units)

    def _paper(self, entry: Entry) -> Paper:
        name = organisation_of(entry)
        return self.load(entry.doc_id, entry.summary.version, name[1] if name else "")


def _load(store: Store, doc_id: str, version: str, name: str) -> Paper:
    return paper(doc_id, name, store.read(doc_id, version).rows)


def related_severities(files: Iterable[Path]) -> Iterator[str]:
    """The severity of every related finding in published files."""
    for file in files:
        with pq.ParquetFile(file) as parquet:
            for rows in parquet.iter_batches(ROWS, columns=["rule", "severity"], use_threads=False):
                yield from rows.filter(pc.starts_with(rows["rule"], RULES))["severity"].to_pylist()


def _residual(found: Comparison) -> Decimal:
    """What is left over, in the unit of the first print."""
    factor = unit_factors()[found.members[0][0].unit] * TICKS
    return (Decimal(found.residual) / factor).quantize(Decimal("0.000001"))


def _check(own: Paper, found: Comparison) -> CheckRow:
    members = tuple(CheckMember(print_.row_id, sign) for print_, sign in found.members)
    return CheckRow(
        doc_id=own.doc_id,
        fiscal_year=own.fiscal_year,
        check_id=check_id(own.doc_id, found.about.name, [f"{m.sign}{m.row_id}" for m in members]),
        identity=found.about.name,
        state=found.state,
        residual=Decimal(0) if found.bound else _residual(found),
        members=members,
    )


def _words(prints: Sequence[Print]) -> str:
    return " + ".join(f"{print_.printed} {print_.unit}" for print_ in prints)


def _equation(found: Comparison) -> str:
    left = [print_ for print_, sign in found.members if sign > 0]
    right = [print_ for print_, sign in found.members if sign < 0]
    return f"{_words(left)} {'<' if found.bound else '≠'} {_words(right)}"


def _finding(about: About, total: int, failed: Sequence[Comparison]) -> Finding:
    first = failed[0]
    others = {other.doc_id: other.fiscal_year for found in failed for other in found.others}
    values = (
        ("about", about.en),
        ("about_zh", about.zh),
        ("count", str(len(failed))),
        ("total", str(total)),
        ("equation", "; ".join(_equation(found) for found in failed[:SHOWN])),
        ("year", ", ".join(dict.fromkeys(map(str, others.values())))),
        ("document", ", ".join(doc_id[:12] for doc_id in list(others)[:SHOWN])),
        ("line", str(first.members[0][0].line or "?")),
    )
    return Finding(
        rule="related.exceeds" if first.bound else "related.differs",
        row_ids=tuple(dict.fromkeys(print_.row_id for found in failed for print_, _ in found.members)),
        expected=_words([print_ for print_, sign in first.members if sign < 0]),
        found=_words([first.members[0][0]]),
        residual=_residual(first),
        values=values,
        severity="info" if about.certainty == "open" else "warning",
    )


def related_rows(circle: Circle) -> tuple[list[CheckRow], list[FindingRow]]:
    """Checks of a document against others of its organisation, and one finding per relation that fails."""
    own = circle.own
    comparisons = compare(load_relations(), circle)
    checks = {check.check_id: check for check in (_check(own, found) for found in comparisons)}
    by_relation: dict[About, list[Comparison]] = {}
    for found in comparisons:
        by_relation.setdefault(found.about, []).append(found)
    findings, lines = [], []
    for about, group in by_relation.items():
        failed = [found for found in group if found.state == "failed"]
        if failed:
            findings.append(_finding(about, len(group), failed))
            lines.append(failed[0].members[0][0].line)
    rows = finding_rows(findings, Facts(own.doc_id, own.fiscal_year))
    placed = [
        replace(row, finding_id=row_id(own.doc_id, "findings", PLACE, n), line_start=line, line_end=line)
        for n, (row, line) in enumerate(zip(rows, lines, strict=True))
    ]
    return list(checks.values()), placed
