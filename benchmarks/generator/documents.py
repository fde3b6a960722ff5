"""One made-up department, many formats: its forms and narrative as printed tables, and what is true of them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.generator.cells import PrintedTable, Truth, printed_table
from benchmarks.generator.department import make_department
from benchmarks.generator.printed import Scale, Sheet
from benchmarks.generator.sheets import sheets
from benchmarks.generator.text import PARTS, YEAR, headings, telling
from benchmarks.generator.told import statements
from schemas.records import StatementRow


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A document before it has a format: cover, printed tables, narrative (a heading, a paragraph, …)."""

    seed: int
    cover: tuple[str, ...]
    tables: tuple[PrintedTable, ...]
    narrative: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    told: tuple[StatementRow, ...]

    def truths(self) -> list[Truth]:
        """Every printed amount of the tables."""
        return [cell.truth for table in self.tables for cell in table.cells if cell.truth is not None]


def final_accounts(seed: int, rows: int | None = None) -> MadeUp:
    """Final accounts of the department `seed`, with about `rows` rows by function (20 to 200 when not told)."""
    random = Random(seed)
    department = make_department(random, rows or round(20 * 10 ** random.random()))
    wan, yuan = Scale("万元", 1_000_000), Scale("元", 100, thousands=random.random() < 0.5)
    scale = wan if random.random() < 0.6 else yuan
    organisation = str(headings()["organisation"])
    made, told = sheets(department, scale), statements(department, wan)
    tables = [
        printed_table(sheet, entry, organisation)
        for entry, sheet in zip(headings()["form"], made, strict=True)
    ]
    narrative = (PARTS[1].format(year=YEAR), *telling(told))
    cover = (organisation, f"{YEAR}年度部门决算")
    return MadeUp(seed, cover, tuple(tables), narrative, tuple(made), tuple(told))
