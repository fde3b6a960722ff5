"""One region of a budget or final-account form: cells, budget lines and the table for reconciliation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.amounts.aligned_table import read_aligned
from extractors.amounts.collapsed import read_collapsed, read_listed
from extractors.amounts.gridded import read_gridded
from extractors.amounts.header_split import Row, is_number, known_of, split_header
from extractors.amounts.lines import Published, publish
from extractors.amounts.packed import SINGLE
from extractors.amounts.printed import PrintedTable
from extractors.amounts.torn import inside, is_packed_left, is_torn, is_whole
from extractors.amounts.words import label_key
from extractors.grids.exact import is_exact
from extractors.grids.rows import (
    BAR,
    celled,
    cellwise_rows,
    is_cellwise,
    is_listed,
    is_streamed,
    listed_cells,
    streamed_rows,
    tab_rows,
)
from schemas.amounts import AmountTable
from schemas.context import Facts
from schemas.document import Line
from schemas.forms import Form
from schemas.grids import Grid, Region
from schemas.harvest import Harvest

CELLED_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a region of amounts gives; `table` is None where arithmetic has nothing to say (see `unsure`)."""

    grid: Grid
    harvest: Harvest
    table: AmountTable | None
    shortened: bool = False


def is_celled(lines: Sequence[Line]) -> bool:
    """Whether the export of these lines marks cells."""
    filled = [line for line in lines if not line.blank]
    return bool(filled) and sum(map(celled, filled)) >= CELLED_SHARE * len(filled)


def lost_blanks(lines: Sequence[Line], form: Form, ends: bool = True) -> bool:
    """Whether an export with tabs lost blank cells: of its header, or all of them although its rows differ in length.

    A table without a blank cell between printed ones lost them where labels of its second side begin its rows, or where
    it does not add up otherwise (`ends`).
    """
    if any(line.fields or BAR in line.text for line in lines) or len(form.columns) < 2:
        return False
    rows = tab_rows(lines)
    top = split_header(rows, form)
    if is_torn(rows[:top], rows[top:]):
        return form.shape not in SINGLE or not is_whole(rows[:top], rows[top:])
    if is_packed_left(rows[top:]) and (not ends or _begins_with_second(rows[top:], form)):
        return True
    if any(not cell.strip() for row in rows for cell in inside(row)):
        return False
    kept = [row for i, row in enumerate(rows) if i < top or any(map(is_number, row))]
    return len(set(map(len, kept))) > 1 and len({len(inside(row)) for row in kept}) > 1


def _begins_with_second(rows: Sequence[Row], form: Form) -> bool:
    """Whether a row begins with a label that only the expenditure side of a form has."""
    labels = known_of(form).sides.get("expenditure", frozenset())
    return any(label_key(str(row[0])) in labels for row in rows if row[0].strip())


def read_table(region: Region, form: Form | None, ends: bool = True) -> PrintedTable:
    """The printed table of a region, by whatever the export left of its cells; `ends` as in `read_aligned`."""
    blocks = [block.body for block in region.blocks if block.body]
    if is_exact(region.body):
        return read_gridded(blocks, form)
    if is_cellwise(region.body):
        return read_aligned([cellwise_rows(lines) for lines in blocks], form)
    if is_streamed(region.body) or is_listed(region.body):
        return _read_streams(blocks, form)
    if form is not None and is_celled(region.body) and lost_blanks(region.body, form, ends):
        return read_collapsed(blocks, form)
    if is_celled(region.body) or form is None:
        return read_aligned([tab_rows(lines) for lines in blocks], form, ends)
    return read_collapsed(blocks, form)


def _read_streams(blocks: Sequence[Sequence[Line]], form: Form | None) -> PrintedTable:
    """A table from its cells in order: by rows of equal length, else with the numbers put beside their labels."""
    rows = [streamed_rows(lines) for lines in blocks]
    cells = [listed_cells(lines) for lines in blocks]
    if form is not None and max(map(len, rows[0])) == 1:
        return read_listed(cells, form)
    table = read_aligned(rows, form)
    if form is None or not _is_open(table):
        return table
    listed = read_listed(cells, form)
    return table if listed.unsure else listed


def _is_open(table: PrintedTable) -> bool:
    """Whether no amount has a column."""
    return all(len(amount.candidates) != 1 for row in table.rows for amount in row.amounts)


def to_grid(table: PrintedTable) -> Grid:
    """The cells of a printed table as a grid."""
    rows = max((cell.row for cell in table.cells), default=-1) + 1
    columns = max((cell.column for cell in table.cells), default=-1) + 1
    return Grid(table.cells, rows, columns, table.method, table.furniture)


def extract_amounts(region: Region, form: Form, facts: Facts, table_id: str, ends: bool = True) -> Amounts:
    """Budget lines of one region whose title claims a form of amounts; `ends` as in `read_aligned`."""
    table = read_table(region, form, ends)
    published: Published = publish(region, form, facts, table_id, table)
    harvest = Harvest(tuple(published.lines), (*table.findings, *published.findings))
    amounts = None if table.unsure else published.table
    return Amounts(to_grid(table), harvest, amounts, table.shortened)
