"""What reconciliation needs to know of the amounts of a table: rows, columns and the places an amount may stand.

Extractors of budget lines hand over one `AmountTable` per table beside its `BudgetLine`s; reconciliation reads
arithmetic from the tables and writes what it settles into the lines with the same `line_id`.

What an extractor must give, and nothing else is looked at:

- every printed *number* of the table as one `Amount`, in printed order within its row, with the `line_id` of its
  `BudgetLine`; blank cells, dashes and other states are left out (a missing amount counts as 0);
- `candidates`: indexes into `AmountTable.columns`, ascending. One index: the column is known. Several: blank cells
  were lost; list every column that order, side, forced columns and geometry still allow for this amount *by itself*
  (reconciliation keeps the amounts of one row in strictly ascending columns). Never empty;
- `columns` in printed order over all sides; the columns of one row are those whose `side` is the row's side;
- rows in printed order, page breaks joined, continuation rows merged, also rows without amounts when they carry a
  code or a canonical label (a subject row without amounts is a printed parent of zero or unknown: it is skipped).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Role = Literal["total", "group", "subject", "label", "free"]
Evidence = Literal["printed", "geometry", "inferred", "ambiguous"]


UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True)
class AmountColumn:
    """A value column as this table prints it; (measure, phase, value_year) is unique within one side.

    `label` is the published `column_label`; `forced`: filled whenever another of its row is; `phase` (resolved: the
    form's own where the column has none) and `value_year` are copied into a line when its amount is placed here.
    """

    measure: str
    label: str
    side: str | None = None
    forced: bool = False
    kind: str = "money"
    phase: str | None = None
    value_year: int | None = None

    @property
    def unmapped(self) -> bool:
        """Whether the form does not know the column: its measure is `unmapped` and a number."""
        return self.measure.startswith(UNMAPPED)


@dataclass(frozen=True, slots=True)
class Amount:
    """One printed number in the unit of its table; `decimals` are the printed ones.

    `marks` says why the reader may be wrong: glue (cut out of a run of characters), shift (its row was shifted by a
    column), wrap (joined over lines), ocr (recognised from a picture).
    """

    line_id: str
    value: Decimal
    decimals: int
    candidates: tuple[int, ...]
    evidence: Evidence
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AmountRow:
    """One row (of one side) of a table.

    `role`: total (the grand total of a table of subjects, usually its first row), group (an organisation or other
    heading without a code that sums the subject rows below it up to the next group), subject (a row with a code),
    label (a row that the form names; `row` is then the first text of its `RowLabel`, unchanged), free (the rest).
    Two sides printed on one line are two rows with the same `ordinal`. `parent` is the index in `AmountTable.rows`
    of the row that this one is part of.
    """

    ordinal: int
    role: Role
    amounts: tuple[Amount, ...]
    label: str = ""
    row: str | None = None
    side: str | None = None
    code: str | None = None
    subject_kind: str | None = None
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class AmountTable:
    """The amounts of one table; `variant` is the form's column variant, `unit` a name of `units.toml` or unknown.

    `complete`: nothing suggests that rows are missing (no page cut, no lost row); sums over an incomplete table are
    usual, never hard.
    """

    table_id: str
    form_id: str
    variant: str
    unit: str
    columns: tuple[AmountColumn, ...]
    rows: tuple[AmountRow, ...]
    complete: bool = True

    def amounts(self) -> Iterator[tuple[AmountRow, Amount]]:
        """Every amount with its row, in printed order."""
        return ((row, amount) for row in self.rows for amount in row.amounts)

    def side_columns(self, row: AmountRow) -> tuple[int, ...]:
        """Indexes of the columns that belong to the row's side."""
        return tuple(
            index
            for index, column in enumerate(self.columns)
            if column.side is None or column.side == row.side
        )
