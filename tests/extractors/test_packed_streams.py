"""Streams of cells with bars in which merged cells left nothing: amounts keep to their row and are never under a wrong heading."""

from __future__ import annotations

from pipeline.extract import Options
from pipeline.process import process

STREAM = """2017年云岭区“三公”经费预算情况表 |
|||||||
|
|
|
|
|
单位:万元 |
||
合计 |
因公出国 |
公务用车购置及运行维护 |
|||||
小计 |
公务用车购置 |
公车运行及维护 | 公务接待费 | ||||
%s
"""


def read(values: list[str]) -> dict[str, str | None]:
    found = process((STREAM % "\n".join(f"{value} |" for value in values)).encode(), Options())
    return {row.amount_raw: row.measure for row in found.rows.get("budget_lines", ())}


def test_all_amounts_of_a_packed_stream_stand_under_their_headings() -> None:
    found = read(["583.4", "10.1", "530.3", "69.1", "461.2", "43.0"])
    assert found["583.4"] == "three_public.total"
    assert found["461.2"] == "three_public.vehicle_operation"
    assert found["43.0"] == "three_public.reception"


def test_where_one_is_lost_no_column_is_wrong() -> None:
    found = read(["583.4", "10.1", "69.1", "461.2", "43.0"])
    right = {"69.1": "vehicle_purchase", "461.2": "vehicle_operation", "43.0": "reception"}
    assert all(found[raw] in (None, f"three_public.{name}") for raw, name in right.items())
