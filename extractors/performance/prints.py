"""What a performance table prints, before it is published: fields, schedule, goals, tasks, amounts and indicators."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.grids.exact import ExactRow, width_of
from schemas.performance import AmountColumnWords
from schemas.spans import Text

Row = list[Text]


class GridRow(list[Text]):
    """A row whose source shows its cells: texts at their first columns.

    `over`: texts of cells above that reach down into the row, by every column that they cover; `spans`: how many columns
    the row's own cells cover, where it is more than one.
    """

    def __init__(self, exact: ExactRow) -> None:
        super().__init__(exact.texts(width_of([exact])))
        self.exact = exact
        self.over = {cell.column + k: cell.text for cell in exact.over for k in range(cell.column_span)}
        self.spans = {cell.column: cell.column_span for cell in exact.cells if cell.column_span > 1}


@dataclass(frozen=True, slots=True)
class PrintedField:
    """A label of a project table with the print of its value (one text per cell, over all rows).

    `opening` is the label of the block it stands in, which may print the unit of amounts.
    """

    field: str
    kind: str
    label: Text
    values: tuple[Text, ...]
    opening: Text | None = None


@dataclass(frozen=True, slots=True)
class PrintedShare:
    """One column of a schedule: the month's heading and the share below it."""

    month: int
    heading: Text
    value: Text


@dataclass(frozen=True, slots=True)
class PrintedGoal:
    """A goal or task in words."""

    kind: str
    name: Text | None
    texts: tuple[Text, ...]
    results: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedFunds:
    """One printed value of a block of amounts: its row label, the heading over it, and the label of the block."""

    label: Text
    value: Text
    column: AmountColumnWords | None = None
    heading: Text | None = None
    opening: Text | None = None


@dataclass(frozen=True, slots=True)
class PrintedIndicator:
    """One row of the indicator block by field; blank fields have no entry. `lost`: fields that the row has no cell for.

    `over`: fields that a cell above covers in this row, where the source shows its cells, else None.
    """

    cells: dict[str, Text]
    order: int
    lost: tuple[str, ...] = ()
    over: dict[str, Text] | None = None


@dataclass(slots=True)
class Prints:
    """Everything read of one table; `left` holds cells that nothing claimed, `months` the headings of a schedule,
    `pending` the label of a first level that no indicator has carried yet.
    """

    fields: list[PrintedField] = field(default_factory=list)
    schedule: list[PrintedShare] = field(default_factory=list)
    months: list[Text] = field(default_factory=list)
    goals: list[PrintedGoal] = field(default_factory=list)
    funds: list[PrintedFunds] = field(default_factory=list)
    indicators: list[PrintedIndicator] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    organisation: Text | None = None
    left: list[Text] = field(default_factory=list)
    labels: list[Text] = field(default_factory=list)
    opening: Text | None = None
    pending: Text = field(default_factory=Text)
    totals: list[PrintedFunds] = field(default_factory=list)
