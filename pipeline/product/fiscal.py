"""A Fiscal Data Package: the amounts that are no sums of others, classifications in columns of their own."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.product.printing import harmless, text
from schemas.datasets import about

if TYPE_CHECKING:
    import duckdb

NAME = "leaf_amounts"
FUNCTIONAL = "functional-classification:generic:level"
ECONOMIC = "economic-classification:generic:level"
# column, SQL over budget_lines b and documents d, type, column type
FIELDS = (
    ("line_id", "b.line_id", "string", "budget-line-id"),
    ("fiscal_year", "b.fiscal_year", "integer", "date:fiscal-year"),
    ("org_id", "d.org_id", "string", "administrative-classification:generic:level1:code"),
    ("org_name", "d.org_name", "string", "administrative-classification:generic:level1:label"),
    ("region_code", "d.region_code", "string", "geo:source:code"),
    ("phase", "b.phase", "string", "phase:id"),
    ("direction", "b.side", "string", "direction"),
    ("form_id", "b.form_id", "string", ""),
    ("measure", "b.measure", "string", "expenditure-type:code"),
    ("functional_class", "case when b.subject_kind = 'functional' then left(b.subject_code, 3) end", "string",
     f"{FUNCTIONAL}1:code"),
    ("functional_group", ("case when b.subject_kind = 'functional' and len(b.subject_code) >= 5 "
     "then left(b.subject_code, 5) end"), "string", f"{FUNCTIONAL}2:code"),
    ("functional_item", ("case when b.subject_kind = 'functional' and len(b.subject_code) >= 7 "
     "then b.subject_code end"), "string", f"{FUNCTIONAL}3:code"),
    ("economic_class", "case when b.subject_kind like 'economic%' then left(b.subject_code, 3) end", "string",
     f"{ECONOMIC}1:code"),
    ("economic_item", ("case when b.subject_kind like 'economic%' and len(b.subject_code) >= 5 "
     "then b.subject_code end"), "string", f"{ECONOMIC}2:code"),
    ("label", "b.row_label", "string", ""),
    ("amount", "b.amount", "number", "value"),
    ("currency", "'CNY'", "string", "value-currency:code"),
    ("proof", "b.proof", "string", ""),
)  # fmt: skip
LEAVES = """
from budget_lines b join documents d using (doc_id)
where b.amount is not null and b.measure is not null and b.phase is not null and not b.is_total
  and b.column_evidence <> 'ambiguous' and d.superseded_by is null
  and b.line_id not in (select parent_line_id from budget_lines where parent_line_id is not null)
order by b.fiscal_year, b.doc_id, b.line_id
"""
NOTE = (
    "Amounts that are no sums of others in their table. The same money stands in several forms and measures: "
    "add amounts of one form_id and one measure only."
)


def write_fiscal(connection: duckdb.DuckDBPyConnection, to: Path) -> None:
    """Write `leaf_amounts.csv` and its `datapackage.json` into folder `to`."""
    to.mkdir(parents=True, exist_ok=True)
    selected = ", ".join(f"{sql} as {name}" for name, sql, _, _ in FIELDS)
    rows = connection.execute(f"select {selected} {LEAVES}").fetchall()
    with (to / f"{NAME}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name for name, *_ in FIELDS])
        writer.writerows([harmless(text(value)) for value in row] for row in rows)
    descriptor = json.dumps(_descriptor(len(rows)), ensure_ascii=False, indent=1)
    (to / "datapackage.json").write_text(descriptor + "\n", encoding="utf-8")


def _descriptor(rows: int) -> dict[str, Any]:
    fields = [
        {"name": name, "type": kind, **({"columnType": fiscal} if fiscal else {})}
        for name, _, kind, fiscal in FIELDS
    ]
    resource = {
        "name": NAME,
        "description": NOTE,
        "path": f"{NAME}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "rows": rows,
        "schema": {"fields": fields, "primaryKey": ["line_id"], "missingValues": [""]},
    }
    package = {"name": about("name"), "title": about("title"), "description": NOTE}
    return {**package, "profile": "data-package", "countryCode": about("country"), "resources": [resource]}
