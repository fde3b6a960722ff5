"""Which line is part of which: decided after columns are settled, because a part stands in its whole's column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from schemas.amounts import Amount, AmountTable
from schemas.harvest import Harvest, Sourced
from schemas.quickly import changed
from schemas.records import BudgetLine, Record


def settled_column(table: AmountTable, amount: Amount, line: BudgetLine) -> int | None:
    """Index of the column that a line stands in, or None while it is open."""
    if len(amount.candidates) == 1:
        return amount.candidates[0]
    if line.measure is None:
        return None
    return next((c for c in amount.candidates if table.columns[c].measure == line.measure), None)


def _links(table: AmountTable, lines: Mapping[str, BudgetLine]) -> dict[str, str]:
    """Line id of the whole by line id of the part, climbing over rows that print nothing in the column."""
    places: list[dict[int, str]] = []
    for row in table.rows:
        found = {
            settled_column(table, amount, lines[amount.line_id]): amount.line_id for amount in row.amounts
        }
        places.append({column: line_id for column, line_id in found.items() if column is not None})
    links: dict[str, str] = {}
    for index, row in enumerate(table.rows):
        for column, line_id in places[index].items():
            parent, hops = row.parent, 0
            while parent is not None and hops < len(table.rows) and column not in places[parent]:
                parent, hops = table.rows[parent].parent, hops + 1
            if parent is not None and parent != index and column in places[parent]:
                links[line_id] = places[parent][column]
    return links


def link_parents(
    lines: Sequence[Sourced[BudgetLine]], tables: Iterable[AmountTable]
) -> list[Sourced[BudgetLine]]:
    """The lines with `parent_line_id`, and `is_total` on every line that others are part of."""
    by_id = {line.record.line_id: line.record for line in lines}
    links: dict[str, str] = {}
    wholes: set[str] = set()
    for table in tables:
        links.update(_links(table, by_id))
        parents = {row.parent for row in table.rows if row.parent is not None and row.amounts}
        wholes |= {amount.line_id for index in parents for amount in table.rows[index].amounts}
    wholes |= set(links.values())
    return [
        Sourced(
            changed(
                line.record,
                parent_line_id=links.get(line.record.line_id, line.record.parent_line_id),
                is_total=line.record.is_total or line.record.line_id in wholes,
            ),
            line.sources,
        )
        for line in lines
    ]


def link(harvest: Harvest, tables: Sequence[AmountTable]) -> Harvest:
    """The harvest with its budget lines linked to the lines that they are part of."""
    known = {amount.line_id for table in tables for _, amount in table.amounts()}
    lines = [
        Sourced(row.record, row.sources)
        for row in harvest.rows
        if isinstance(row.record, BudgetLine) and row.record.line_id in known
    ]
    linked = {line.record.line_id: line for line in link_parents(lines, tables)}
    rows: list[Sourced[Record]] = [
        linked.get(row.record.line_id, row) if isinstance(row.record, BudgetLine) else row
        for row in harvest.rows
    ]
    return replace(harvest, rows=tuple(rows))
