"""What a document was found to say, and the step from one region to its grid and rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractors.amounts.extract import Amounts, extract_amounts, read_table, to_grid
from extractors.amounts.laid import is_laid_out, laid_regions
from extractors.cut import find_cut, without_cut_value
from extractors.facts import DocumentFacts
from extractors.performance.extract import extract_performance
from extractors.reconcile import reconcile_tables
from extractors.regions import tells_page
from extractors.tables import publish_table, table_id
from schemas.amounts import AmountTable
from schemas.context import Facts
from schemas.document import Document, Furniture, Line
from schemas.forms import Form, load_forms
from schemas.grids import Grid, Region
from schemas.harvest import Harvest, merge
from schemas.records import BudgetLine
from schemas.sections import Section, section_id

MISPRINT = 1
UNREAD = frozenset({"value.unplaced", "value.unread"})
MOSTLY = 0.8
LABELS = frozenset({"row.label_doubtful", "row.label_missing", "label.unmapped"})
PERFORMANCE = "performance."


@dataclass(frozen=True, slots=True)
class TableReading:
    """One region with its grid, its rows and its amounts for reconciliation."""

    region: Region
    table_id: str
    grid: Grid
    harvest: Harvest
    amounts: AmountTable | None = None

    def lines(self) -> list[BudgetLine]:
        """The budget lines of the table."""
        return [row.record for row in self.harvest.rows if isinstance(row.record, BudgetLine)]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document was found to say; `tables` in the order of their titles."""

    document: Document
    about: DocumentFacts
    sections: tuple[Section, ...]
    tables: tuple[TableReading, ...]
    harvest: Harvest


def read_region(
    document: Document, region: Region, sections: tuple[Section, ...], facts: Facts
) -> TableReading:
    """Grid and rows of one region, by the family of the form that its title claims."""
    owner = table_id(region, facts)
    if tells_page(region):
        furniture = tuple(Furniture(line.strip(), "page") for line in region.body if not line.blank)
        return TableReading(region, owner, Grid((), 0, 0, "cells"), Harvest((), (), furniture), None)
    grid, rows, amounts = _content(region, facts, owner)
    section = _section_of(document, region, sections)
    table = publish_table(_with_unit(region, rows), grid, facts, section, len(rows.rows), region.form_id)
    cut = find_cut(document, region, grid)
    if cut.findings:
        rows = replace(rows, rows=without_cut_value(rows.rows, document))
        amounts = _without(amounts, rows)
    return TableReading(region, owner, grid, merge([table, rows, cut]), amounts)


def _without(table: AmountTable | None, rows: Harvest) -> AmountTable | None:
    """The amounts whose lines are still published, as a table that is not complete."""
    if table is None:
        return None
    kept = {row.record.line_id for row in rows.rows if isinstance(row.record, BudgetLine)}
    return replace(
        table,
        complete=False,
        rows=tuple(
            replace(row, amounts=tuple(amount for amount in row.amounts if amount.line_id in kept))
            for row in table.rows
        ),
    )


def _with_unit(region: Region, rows: Harvest) -> Region:
    """The region with the one unit that all its amounts print beside themselves, where no caption prints one."""
    units = {
        row.record.unit
        for row in rows.rows
        if isinstance(row.record, BudgetLine) and row.record.amount is not None
    }
    return replace(region, unit=units.pop()) if region.unit is None and len(units) == 1 else region


def _content(region: Region, facts: Facts, owner: str) -> tuple[Grid, Harvest, AmountTable | None]:
    form = load_forms().get(region.form_id or "")
    if form is None:
        return to_grid(read_table(region, None)), Harvest(), None
    if form.form_id.startswith(PERFORMANCE):
        found = extract_performance(region, form, facts, owner)
        return found.grid, found.harvest, None
    amounts = extract_amounts(region, form, facts, owner)
    if amounts.shortened and (doubts := _doubts(amounts, facts)) > MISPRINT:
        other = extract_amounts(region, form, facts, owner, ends=False)
        amounts = other if _doubts(other, facts) < doubts else amounts
    amounts = _by_places(region, form, facts, owner, amounts)
    return amounts.grid, amounts.harvest, amounts.table


def _by_places(region: Region, form: Form, facts: Facts, owner: str, amounts: Amounts) -> Amounts:
    """The amounts, or those that the places of a laid out text give where these leave less in doubt and their sums hold."""
    faults = _faults(amounts, facts) if is_laid_out(region) else 0
    for other in laid_regions(region, form) if faults else ():
        found = extract_amounts(other, form, facts, owner)
        if (less := _faults(found, facts)) < faults and _holds(found, facts):
            amounts, faults = found, less
    return amounts


def _faults(amounts: Amounts, facts: Facts) -> int:
    """How much of a table is in doubt: open columns, cells and labels that were not read for certain, sums that do not hold."""
    lines = [row.record for row in amounts.harvest.rows if isinstance(row.record, BudgetLine)]
    opened = sum(line.column_evidence == "ambiguous" for line in lines)
    labels = sum(finding.rule in LABELS for finding in amounts.harvest.findings)
    return opened + labels + _doubts(amounts, facts)


def _holds(amounts: Amounts, facts: Facts) -> bool:
    """Whether every amount has a measure, none breaks a sum, and most are part of one that holds."""
    lines = [row.record for row in amounts.harvest.rows if isinstance(row.record, BudgetLine)]
    if amounts.table is None or any(line.measure is None and not line.candidates for line in lines):
        return False
    found = reconcile_tables([amounts.table], (), facts)
    sure = {member.row_id for verdict in found.verdicts if not verdict.broken for member in verdict.members}
    return not found.causes and sum(line.line_id in sure for line in lines) >= MOSTLY * len(lines)


def _doubts(amounts: Amounts, facts: Facts) -> int:
    """How many faults a table shows: cells that were not read, and causes of sums that do not hold.

    One is a misprint; where an export lost blank cells and moved the others, there are more.
    """
    unread = sum(finding.rule in UNREAD for finding in amounts.harvest.findings)
    return unread + (len(reconcile_tables([amounts.table], (), facts).causes) if amounts.table else 0)


def _section_of(document: Document, region: Region, sections: tuple[Section, ...]) -> str | None:
    """The innermost section that a region begins in."""
    start = next(((line.page, line.number) for line in region.lines()), (0, 0))
    lines = document.lines
    around = [
        section
        for section in sections
        if _place(lines[section.lines[0]]) <= start <= _place(lines[section.lines[1]])
    ]
    return section_id(document.doc_id, max(around, key=lambda section: section.level)) if around else None


def _place(line: Line) -> tuple[int, int]:
    return line.page, line.number
