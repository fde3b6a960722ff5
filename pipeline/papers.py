"""A published document as relations read it: values by where they stand, statements, projects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa

from schemas.characters import key
from schemas.forms import load_forms
from schemas.relations import ANY, TOTAL, Cell
from schemas.values import parse_value, unit_factors

TICKS = 10_000  # per yuan
SCOPE = "units_in_scope"
AMOUNT = "amount."

Row = Mapping[str, Any]
Read = Callable[[str], pa.Table]
Place = tuple[str, str, str | None, str]


@dataclass(frozen=True, slots=True)
class Print:
    """A printed amount: its row's id, value and last printed decimal in ticks, as printed, its unit, its line."""

    row_id: str
    ticks: int
    quantum: int
    printed: str
    unit: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of an amount: what it is about and how it is meant."""

    print: Print
    metric: str
    role: str
    code: str | None
    section: str | None
    direction: str | None


@dataclass(frozen=True, slots=True)
class Project:
    """A project by name: its amounts by field, and of its self-review by measure."""

    name: str
    amounts: Mapping[str, Print]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document; `units` is the number of units that it says it covers, None when it does not."""

    doc_id: str
    fiscal_year: int
    scope: str | None
    name: str
    cells: Mapping[Place, Print | None]
    told: tuple[Told, ...]
    projects: tuple[Project, ...]
    units: int | None

    def at(self, cell: Cell) -> Print | None:
        """The value of a cell; None when it is not printed, or more than once and not the same."""
        row = cell.row if cell.row.startswith(("@", "#")) else key(cell.row)
        return self.cells.get((cell.form, row, cell.side, cell.measure))

    def codes(self, cell: Cell) -> list[str]:
        """The subject codes that a form prints in a measure, as `#code`."""
        return sorted(
            row for form, row, side, measure in self.cells
            if row.startswith("#") and (form, side, measure) == (cell.form, cell.side, cell.measure)
        )  # fmt: skip


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _print(row_id: str, value: Decimal, raw: str, unit: str | None, line: int | None) -> Print | None:
    """The amount with its rounding; None without a known unit of money."""
    factor = unit_factors().get(unit or "")
    if factor is None:
        return None
    parsed = parse_value(raw.strip().removesuffix(unit or ""))  # performance tables print both in one cell
    decimals = parsed.decimals if parsed is not None else _decimals(value / factor)
    quantum = max(int(factor * TICKS) // 10**decimals, 1)
    return Print(row_id, int(value * TICKS), quantum, raw.strip().removesuffix(unit or ""), unit or "", line)


@cache
def _row_measures() -> dict[tuple[str, str], str]:
    """The measure that a row label carries, by form and label."""
    return {
        (form.form_id, key(row.texts[0])): row.measure
        for form in load_forms().values()
        for row in form.rows
        if row.measure
    }


@cache
def _totals() -> set[tuple[str, str]]:
    """Labels of the total rows of forms."""
    forms = load_forms().values()
    return {(f.form_id, key(text)) for f in forms for row in f.rows if row.total for text in row.texts}


def _is_total(line: Row, labels: set[tuple[str, str]]) -> bool:
    """Whether a line stands in the row that totals its form; forms without known rows say so by themselves."""
    if not line["is_total"] or line["subject_code"]:
        return False
    return not load_forms()[line["form_id"]].rows or (line["form_id"], key(line["row_label"] or "")) in labels


def _places(line: Row, carried: Mapping[tuple[str, str], str], total: bool) -> Iterator[Place]:
    """Every name that a line's place goes by."""
    form, measure, label = line["form_id"], line["measure"], key(line["row_label"] or "")
    names = [ANY]
    if line["subject_code"]:
        names.append(f"#{line['subject_code']}")
    elif label:
        names.append(label)
        if total:
            names.append(TOTAL)
    own = carried.get((form, label))
    measures = [measure]
    if own and measure.startswith(AMOUNT):
        measures.append(f"{own}.{measure.removeprefix(AMOUNT)}")
    for name in names:
        for side in dict.fromkeys((None, line["side"])):
            yield from ((form, name, side, one) for one in measures)


LINE = [
    "line_id", "form_id", "side", "row_label", "subject_code", "is_total", "measure", "value_kind", "amount",
    "amount_raw", "unit", "column_evidence", "proof", "line_start", "table_id",
]  # fmt: skip


def _trusted(line: Row) -> bool:
    flagged = line["column_evidence"] == "ambiguous" or line["proof"] == "contradicted"
    return line["value_kind"] == "money" and line["amount"] is not None and line["measure"] and not flagged


def _lines(rows: Iterable[Row]) -> tuple[dict[Place, Print | None], dict[str, dict[str, Print]]]:
    """Values by place (None: several that differ), and totals by table and measure."""
    carried, labels = _row_measures(), _totals()
    found: dict[Place, Print | None] = {}
    totals: dict[str, dict[str, Print]] = {}
    for line in rows:
        made = (
            _print(line["line_id"], line["amount"], line["amount_raw"], line["unit"], line["line_start"])
            if _trusted(line)
            else None
        )
        if made is None:
            continue
        total = _is_total(line, labels)
        if total:
            totals.setdefault(line["table_id"], {}).setdefault(line["measure"], made)
        for place in _places(line, carried, total):
            known = found.setdefault(place, made)
            if known is not None and known.ticks != made.ticks:
                found[place] = None
    return found, totals


def _told(rows: Iterable[Row]) -> Iterator[Told]:
    for row in rows:
        if row["amount"] is None:
            continue
        made = _print(row["statement_id"], row["amount"], row["value_raw"], row["unit"], row["line_start"])
        if made is not None:
            yield Told(
                made, row["metric"], row["role"], row["subject_code"], row["section_id"], row["direction"]
            )


AMOUNTS = ["amount_year", "amount_budget", "amount_total"]


def _projects(rows: Iterable[Row], reviews: Mapping[str, Mapping[str, Print]]) -> Iterator[Project]:
    yuan, cent = next(unit for unit, factor in unit_factors().items() if factor == 1), TICKS // 100
    for row in rows:
        own = {
            field: Print(row["project_id"], int(row[field] * TICKS), cent, f"{row[field]:f}", yuan, row["line_start"])
            for field in AMOUNTS
            if row[field] is not None
        }  # fmt: skip
        yield Project(key(row["project_name"]), dict(reviews.get(row["table_id"], {})) | own)


def paper(doc_id: str, name: str, read: Read) -> Paper:
    """A document from its published rows; `read` gives a dataset of its extract, `name` its organisation's key."""
    (document,) = read("documents").select(["fiscal_year", "scope"]).to_pylist()
    cells, totals = _lines(read("budget_lines").select(LINE).to_pylist())
    statements = read("statements").to_pylist()
    counts = {int(row["count"]) for row in statements if row["metric"] == SCOPE and row["count"] is not None}
    columns = ["project_id", "table_id", "project_name", "line_start", *AMOUNTS]
    return Paper(
        doc_id, document["fiscal_year"], document["scope"], name, cells,
        tuple(_told(statements)), tuple(_projects(read("projects").select(columns).to_pylist(), totals)),
        counts.pop() if len(counts) == 1 else None,
    )  # fmt: skip
