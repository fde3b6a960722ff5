"""Arrow schemas derive from the record types."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from pipeline.arrow import arrow_type, schema, table
from schemas.records import DATASETS, ProjectRow, ScheduleEntry


def project(**values: object) -> ProjectRow:
    known: dict[str, object] = {
        "doc_id": "d",
        "fiscal_year": 2022,
        "project_id": "p",
        "table_id": "t",
        "project_name": "n",
    }
    return ProjectRow(**(known | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("decimal128(20,2)", pa.decimal128(20, 2)),
        ("list<int32>", pa.list_(pa.int32())),
        (
            "list<struct<month:int32,percent:decimal128(7,4)>>",
            pa.list_(pa.struct([("month", pa.int32()), ("percent", pa.decimal128(7, 4))])),
        ),
        ("timestamp[s]", pa.timestamp("s")),
    ],
)
def test_a_type_name_of_the_contract_is_an_arrow_type(name: str, expected: pa.DataType) -> None:
    assert arrow_type(name) == expected


def test_every_dataset_has_a_schema_whose_first_columns_are_required() -> None:
    assert all(not schema(dataset).field(0).nullable for dataset in DATASETS)


def test_money_dates_and_structures_survive_exactly() -> None:
    schedule = (ScheduleEntry(3, Decimal("33.3333")), ScheduleEntry(12, Decimal("100")))
    row = project(amount_year=Decimal("12345678901234.56"), start_date=date(2022, 1, 31), schedule=schedule)
    (back,) = table("projects", [row]).to_pylist()
    assert back["amount_year"] == Decimal("12345678901234.56")
    assert back["start_date"] == date(2022, 1, 31)
    assert back["schedule"][0] == {"month": 3, "percent": Decimal("33.3333")}
    assert back["amount_other_funds"] is None


def test_more_decimals_than_the_column_holds_are_an_error_and_not_rounded() -> None:
    with pytest.raises(pa.ArrowInvalid):
        table("projects", [project(amount_year=Decimal("0.005"))])


def test_a_missing_required_value_is_an_error() -> None:
    with pytest.raises(ValueError, match="project_name"):
        table("projects", [project(project_name=None)])
