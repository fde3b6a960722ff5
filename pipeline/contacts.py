"""The dataset `contacts`: people and telephones of a document, with the project that they stand in."""

from __future__ import annotations

from typing import Any

from extractors.personal import Persons
from pipeline.reading import Reading
from schemas.harvest import Sourced
from schemas.records import ContactRow, ProjectRow, Record, TableRow
from schemas.spans import row_id

ROLES = ("responsible", "contact", "telephone")


def contact_rows(reading: Reading, persons: Persons) -> list[Sourced[Record]]:
    """One row per person or telephone cell, from the print before it was masked."""
    about = reading.about
    tables, projects = _tables(reading), _projects(reading)
    rows: list[Sourced[Record]] = []
    for role, text in persons.contacts:
        first = text.first
        owners = [table for start, end, table in tables if start <= first.line <= end]
        values: dict[str, Any] = {"role": role if role in ROLES else "contact"}
        row = ContactRow(
            doc_id=about.doc_id,
            fiscal_year=about.fiscal_year,
            contact_id=row_id(about.doc_id, "contacts", text),
            project_id=next((projects[table] for table in owners if table in projects), None),
            value=str(text),
            **values,
        )
        rows.append(Sourced(row, (("value", text),)))
    return rows


def _tables(reading: Reading) -> list[tuple[int, int, str]]:
    """First line, last line and id of each table."""
    records = [row.record for row in reading.harvest.rows if isinstance(row.record, TableRow)]
    return [(table.line_start or 0, table.line_end or 0, table.table_id) for table in records]


def _projects(reading: Reading) -> dict[str, str]:
    """The project of each table that is about one."""
    records = [row.record for row in reading.harvest.rows if isinstance(row.record, ProjectRow)]
    return {project.table_id: project.project_id for project in records}
