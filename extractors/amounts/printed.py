"""A table of amounts as printed: headings over values, rows with codes and labels, and where each amount may stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.amounts import Evidence
from schemas.document import Furniture
from schemas.forms import Column
from schemas.grids import Cell
from schemas.harvest import Finding
from schemas.spans import Text


@dataclass(frozen=True, slots=True)
class Heading:
    """A value column of this table: the headings over it (outer to inner) and the form's column, when one fits.

    `evidence` is `inferred` where the export dropped the column's own heading and the form's order tells; `year` is the
    one told over it, counted from the document's where it is negative; `text` is the print behind the label, where it
    was found.
    """

    label: str
    column: Column | None
    side: str | None = None
    evidence: Evidence = "printed"
    year: int | None = None
    text: Text | None = None

    @property
    def printed_year(self) -> int | None:
        """The year printed over the column."""
        return self.year if self.year is not None and self.year > 0 else None

    def value_year(self, fiscal_year: int) -> int:
        """The year of the column's amounts in a document of a fiscal year (0: not known)."""
        return self.printed_year or fiscal_year + (self.year or (self.column.year if self.column else 0))


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """One printed value and the headings (indexes into `PrintedTable.headings`) it may stand under.

    `unit`: that printed behind it, before that of headings and caption. `placeable`: arithmetic may place it; not so where the
    same identities hold under each of its headings.
    """

    text: Text
    candidates: tuple[int, ...]
    evidence: Evidence
    marks: tuple[str, ...] = ()
    placeable: bool = True
    unit: Text | None = None


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row of one side; `label` joins its pieces over wraps, `outer` is a label that spans rows before it.

    `room`: the group of columns the row stands in, and how many cells it has behind its label; `digits`: the code as
    joined digits, where its cells tell more than its print; `doubtful`: its label may be cut, or belong to the row beside.
    """

    ordinal: int
    amounts: tuple[PrintedAmount, ...]
    code: Text | None = None
    label: Text | None = None
    number: Text | None = None
    unit_code: Text | None = None
    outer: Text | None = None
    side: str | None = None
    room: tuple[int, int] | None = None
    digits: str | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """Everything one region prints, before it is published; `cells` account for every character of the body.

    `unsure`: which columns the table has is not known (headings nobody knows, a row with more amounts than columns),
    so that arithmetic must not place its amounts. `shortened`: some rows were taken to lack blank cells at their end only.
    """

    headings: tuple[Heading, ...]
    rows: tuple[PrintedRow, ...]
    cells: tuple[Cell, ...]
    variant: str
    method: str
    findings: tuple[Finding, ...] = ()
    furniture: tuple[Furniture, ...] = field(default=())
    complete: bool = True
    unsure: bool = False
    shortened: bool = False
