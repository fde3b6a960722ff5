"""Adapters between `process` and extractors; a stage whose module is not there yet gives nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from extractors.amounts.extract import extract_amounts, read_table, to_grid
from extractors.cut import find_cut
from extractors.regions import region_lines
from extractors.tables import publish_table, table_id
from schemas.amounts import AmountTable
from schemas.context import Facts
from schemas.document import Document
from schemas.forms import load_forms
from schemas.grids import Grid, Region
from schemas.harvest import Harvest, merge
from schemas.records import BudgetLine
from schemas.sections import Section, section_id
from schemas.spans import Text
from schemas.subjects import NoSubjects, observed_subjects


@dataclass(frozen=True, slots=True)
class Persons:
    """Personal print: (role, text) of the people and telephone cells, and all stretches to mask."""

    contacts: tuple[tuple[str, Text], ...] = ()
    stretches: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class TableReading:
    """One region with its grid, its rows and its amounts for reconciliation."""

    region: Region
    table_id: str
    grid: Grid
    harvest: Harvest
    amounts: AmountTable | None = None


def _stage(module: str, name: str) -> Callable[..., Any] | None:
    try:
        return getattr(import_module(f"extractors.{module}"), name, None)
    except ImportError:
        return None


def find_personal(document: Document) -> Persons:
    """People and telephone numbers of a document."""
    found = _stage("personal", "find_personal")
    return found(document) if found else Persons()


def mask(document: Document, persons: Persons) -> Document:
    """The document with every personal stretch replaced to the same length."""
    found = _stage("personal", "mask")
    return found(document, persons) if found else document


def extract_statements(
    document: Document,
    sections: tuple[Section, ...],
    taken: frozenset[tuple[int, int]],
    facts: Facts,
    tables: tuple[TableReading, ...],
) -> Harvest:
    """Numbers of the running text; subjects are named as the document's own forms name them."""
    found = _stage("narrative.statements", "extract_statements")
    lines = [s.record for table in tables for s in table.harvest.rows if isinstance(s.record, BudgetLine)]
    return (
        found(document, sections, taken, facts, observed_subjects(lines, NoSubjects()))
        if found
        else Harvest()
    )


def extract_text_goals(
    document: Document, sections: tuple[Section, ...], taken: frozenset[tuple[int, int]], facts: Facts
) -> Harvest:
    """Goals that stand in running text."""
    found = _stage("text_goals", "extract_text_goals")
    return found(document, sections, taken, facts) if found else Harvest()


def reconcile(harvest: Harvest, tables: tuple[TableReading, ...], facts: Facts) -> Harvest:
    """The harvest with columns and proofs that arithmetic settles."""
    found = _stage("reconcile", "reconcile")
    amounts = tuple(table.amounts for table in tables if table.amounts is not None)
    return found(harvest, amounts, facts) if found else harvest


def read_region(
    document: Document, region: Region, sections: tuple[Section, ...], facts: Facts
) -> TableReading:
    """Grid and rows of one region, by the family of the form that its title claims."""
    owner = table_id(region, facts)
    grid, rows, amounts = _content(region, facts, owner)
    section = _section_of(document, region, sections)
    table = publish_table(region, grid, facts, section, len(rows.rows), region.form_id)
    return TableReading(region, owner, grid, merge([table, rows, find_cut(document, region, grid)]), amounts)


def _content(region: Region, facts: Facts, owner: str) -> tuple[Grid, Harvest, AmountTable | None]:
    form = load_forms().get(region.form_id or "")
    if (region.form_id or "").startswith("performance."):
        found = _stage("performance.extract", "extract_performance")
        if found is not None:
            reading = found(region, form, facts, owner)
            return reading.grid, reading.harvest, None
    if form is None:
        return to_grid(read_table(region, None)), Harvest(), None
    amounts = extract_amounts(region, form, facts, owner)
    return amounts.grid, amounts.harvest, amounts.table


def _section_of(document: Document, region: Region, sections: tuple[Section, ...]) -> str | None:
    """The innermost section that a region begins in."""
    first = next((line.number for line in region_lines(region)), 0)
    around = [
        s for s in sections if document.lines[s.lines[0]].number <= first <= document.lines[s.lines[1]].number
    ]
    return section_id(document.doc_id, max(around, key=lambda section: section.level)) if around else None
