"""Every broken identity says whose error it may be: rounding, the reader's, or the document's own."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.extract import Options
from pipeline.process import process

HEAD = "云岭市档案馆\n2023年度部门预算\n第二部分 2023年部门预算表\n一般公共预算支出表\n单位：万元\n"
CELLS = "科目编码\t科目名称\t合计\t基本支出\t项目支出"


def findings(text: str) -> list[Any]:
    found = process((HEAD + text).encode(), Options()).rows.get("findings", ())
    return [row for row in found if row.rule.startswith("identity.")]  # type: ignore[attr-defined]


def rows(*printed: str) -> str:
    return "\n".join((CELLS, *printed)) + "\n"


def test_a_tail_within_the_envelope_is_rounding() -> None:
    (found,) = findings(
        rows(
            "\t合计\t10.00\t\t10.00",
            "205\t教育支出\t3.33\t\t3.33",
            "208\t社会保障和就业支出\t3.33\t\t3.33",
            "213\t农林水支出\t3.33\t\t3.33",
        )
    )
    assert (found.rule, found.severity, found.cause) == ("identity.rounding", "info", "rounding")


def test_a_document_that_contradicts_itself_is_disclosure_with_both_sides_members_and_the_smallest_repair() -> (
    None
):
    (found,) = findings(
        rows(
            "\t合计\t418.81\t300.00\t118.81",
            "205\t教育支出\t350.42\t200.00\t105.42",
            "20502\t普通教育\t305.42\t200.00\t105.42",
            "208\t社会保障和就业支出\t113.39\t100.00\t13.39",
        )
    )
    assert (found.rule, found.severity, found.cause) == ("identity.broken", "error", "disclosure")
    assert (found.expected, found.found) == ("305.42", "350.42")
    assert found.residual is not None and "350.42 read as 305.42" in found.message
    assert "transposed" in found.message and len(found.row_ids) >= 6


def test_a_column_that_arithmetic_chose_makes_a_breach_extraction() -> None:
    text = "科目编码 科目名称 合计 基本支出 项目支出\n合计 130.00 60.00 70.00\n205 教育支出 80.00 60.00 20.00\n20502 普通教育 80.00 60.00 20.00\n"
    text += "208 社会保障和就业支出 50.00 50.00\n20805 行政事业单位养老支出 50.00 50.00\n2080505 机关事业单位基本养老保险缴费支出 50.00 51.00\n"
    causes = {(row.rule, row.cause) for row in findings(text)}
    assert ("identity.broken", "extraction") in causes


@pytest.mark.parametrize("broken", [False, True])
def test_five_sums_that_one_wrong_digit_breaks_are_one_finding(broken: bool) -> None:
    item = "91.00" if broken else "90.00"
    found = findings(
        rows(
            "\t合计\t150.00\t60.00\t90.00",
            "205\t教育支出\t150.00\t60.00\t90.00",
            "20502\t普通教育\t150.00\t60.00\t90.00",
            f"2050201\t学前教育\t150.00\t60.00\t{item}",
        )
    )
    assert len(found) == broken
