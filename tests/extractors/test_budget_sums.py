"""Sums of budget forms: nested revenue, headed expenditure, classes in two forms."""

from __future__ import annotations

import pytest

from pipeline.extract import Extract, Options
from pipeline.process import process
from schemas.records import BudgetLine

HEAD = "云岭市档案馆\n2023年度部门预算\n第二部分 2023年部门预算表\n"
FISCAL = """财政拨款收支总表
表4
单位：万元
收入\t\t支出\t\t\t\t
项目\t预算数\t项目\t合计\t一般公共预算\t政府性基金预算\t国有资本经营预算
一、本年收入\t90.00\t一、本年支出\t100.00\t80.00\t20.00\t
（一）一般公共预算拨款\t70.00\t（一）教育支出\t60.00\t60.00\t\t
（二）政府性基金预算拨款\t20.00\t（二）城乡社区支出\t40.00\t20.00\t20.00\t
（三）国有资本经营预算拨款\t\t\t\t\t\t
二、上年结转\t10.00\t\t\t\t\t
（一）一般公共预算拨款\t10.00\t\t\t\t\t
（二）政府性基金预算拨款\t\t二、年终结转结余\t\t\t\t
收入总计\t100.00\t支出总计\t100.00\t80.00\t20.00\t
"""
SUMMARY = """部门收支总表
表1
单位：万元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一般公共预算拨款收入\t90.00\t教育支出\t60.00
事业收入\t10.00\t城乡社区支出\t40.00
本年收入合计\t100.00\t本年支出合计\t100.00
上年结转结余\t\t年终结转结余\t
收入总计\t100.00\t支出总计\t100.00
"""
SPENT = """部门支出总表
表3
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t100.00\t70.00\t30.00
205\t教育支出\t60.00\t60.00\t
212\t城乡社区支出\t40.00\t10.00\t30.00
"""


def read(text: str) -> Extract:
    return process((HEAD + text).encode(), Options())


def alarms(extract: Extract) -> list[tuple[str, str]]:
    return [
        (row.rule, "".join(row.row_ids[:1]))  # type: ignore[attr-defined]
        for row in extract.rows.get("findings", ())
        if row.severity in ("error", "warning")  # type: ignore[attr-defined]
    ]


def line(extract: Extract, printed: str) -> BudgetLine:
    (found,) = [
        row
        for row in extract.rows["budget_lines"]
        if isinstance(row, BudgetLine) and row.amount_raw == printed
    ]
    return found


def test_right_forms_raise_no_alarm() -> None:
    found = read(FISCAL + SUMMARY + SPENT)
    assert alarms(found) == []
    proofs = {row.proof for row in found.rows["budget_lines"] if isinstance(row, BudgetLine)}
    assert proofs == {"proved", "consistent"}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("一、本年收入\t90.00", "一、本年收入\t99.00"),
        ("一、本年支出\t100.00", "一、本年支出\t101.00"),
        ("二、上年结转\t10.00", "二、上年结转\t11.00"),
    ],
)
def test_a_wrong_amount_of_a_nested_form_is_named(right: str, wrong: str) -> None:
    found = read(FISCAL.replace(right, wrong))
    bad = line(found, wrong.split("\t")[1])
    assert bad.proof == "contradicted"
    assert alarms(found) == [("identity.broken", bad.line_id)]


def test_a_class_that_differs_between_two_forms_is_named() -> None:
    found = read(SUMMARY.replace("城乡社区支出\t40.00", "城乡社区支出\t41.00") + SPENT)
    bad = line(found, "41.00")
    assert bad.proof == "contradicted"
    assert alarms(found) == [("identity.broken", bad.line_id)]


LISTING = """政府采购预算表
单位：万元
项目\t金额
合计\t100.00
货物A\t40.00
办公设备购置\t25.00
台式计算机\t20.00
复印机\t5.00
家具购置\t15.00
办公桌\t15.00
服务C\t60.00
物业管理服务\t35.00
印刷服务\t25.00
"""


def test_a_listing_of_purchases_is_checked_where_its_running_sums_close() -> None:
    found = read(LISTING)
    assert alarms(found) == []
    assert {row.proof for row in found.rows["budget_lines"] if isinstance(row, BudgetLine)} <= {
        "proved",
        "consistent",
    }


def test_a_listing_whose_running_sums_do_not_close_says_nothing_and_accuses_nobody() -> None:
    found = read(LISTING.replace("复印机\t5.00", "复印机\t6.00"))
    assert alarms(found) == []
    assert line(found, "6.00").proof == "unchecked"
    assert line(found, "35.00").proof in ("proved", "consistent")
