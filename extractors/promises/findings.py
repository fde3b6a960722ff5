"""All that a document announces against what it prints, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.promises.comparisons import wrong_comparisons
from extractors.promises.forms import blank_forms, missing_forms, repeated_forms
from extractors.promises.years import heading_years, placeholders, wrong_days
from schemas.context import Facts
from schemas.document import Document
from schemas.grids import Region
from schemas.harvest import Finding, Harvest
from schemas.prose import Prose, flow
from schemas.records import StatementRow, TableRow
from schemas.sections import Section

NARRATIVE = frozenset({"narrative", "overview"})
FILLED = "has_data"


def find_broken_promises(
    document: Document,
    sections: Sequence[Section],
    tables: Sequence[tuple[Region, Harvest]],
    statements: Harvest,
    taken: frozenset[tuple[int, int]],
    facts: Facts,
) -> Harvest:
    """Findings of one document; a blank template announces nothing. `taken`: places (page, line) of tables."""
    rows = [
        (region, item.record)
        for region, harvest in tables
        for item in harvest.rows
        if isinstance(item.record, TableRow)
    ]
    if not any(row.state == FILLED for _, row in rows):
        return Harvest()
    told = [item for item in statements.rows if isinstance(item.record, StatementRow)]
    found: list[Finding] = [
        *missing_forms(document, [region for region, _ in tables]),
        *blank_forms(rows, told),  # type: ignore[arg-type]
        *repeated_forms(rows),
        *heading_years(sections, facts),
        *placeholders([*(section.title for section in sections), *(region.title for region, _ in tables)]),
    ]
    for prose in _texts(document, sections, taken):
        found += [*wrong_days(prose, facts), *wrong_comparisons(prose)]
    return Harvest(findings=tuple(found))


def _texts(
    document: Document, sections: Sequence[Section], taken: frozenset[tuple[int, int]]
) -> Iterator[Prose]:
    for section in sections:
        if section.kind in NARRATIVE:
            lines = document.lines[section.body : section.own_end + 1]
            yield flow((line for line in lines if (line.page, line.number) not in taken), quotes=False)
