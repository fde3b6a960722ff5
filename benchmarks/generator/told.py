"""The narrative of a made-up department: statements that restate its forms, and its item budgets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from benchmarks.generator.department import Department, Item
from benchmarks.generator.printed import Scale
from benchmarks.generator.sheets import revenue_rows, three_public_values
from schemas.records import StatementRow
from schemas.values import to_yuan

THREE = ("", ".abroad", ".vehicles", ".vehicle_purchase", ".vehicle_operation", ".reception")
BUDGETED = (
    0,
    1,
    2,
    5,
)  # what narratives tell of budgets: total, abroad, vehicles, reception; of spending: all six


def _totals(department: Department) -> Iterator[tuple[str, str, int]]:
    items = department.items
    income = revenue_rows(department)
    opening = sum(i.opening + i.fund_opening for i in items)
    spent = sum(i.general + i.fund + i.state_capital + i.other for i in items)
    basic = sum(i.basic + i.other_basic for i in items)
    fiscal = income["general"] + income["fund"] + income["state_capital"]
    general = sum(i.general for i in items)
    general_basic = sum(i.basic for i in items)
    people = sum(value for code, value in department.economic if code[:3] in ("301", "303"))
    yield "revenue_expenditure_total", "final", sum(income.values()) + opening
    yield "revenue_total", "final", sum(income.values())
    yield "revenue.fiscal", "final", fiscal
    for name in ("superior", "business", "operating", "affiliated", "other"):
        if income[name]:
            yield f"revenue.{name}", "final", income[name]
    yield "expenditure_total", "final", spent
    yield "expenditure.basic", "final", basic
    yield "expenditure.project", "final", spent - basic
    yield "fiscal.revenue_expenditure_total", "final", fiscal + opening
    yield "general_budget.expenditure", "final", general
    yield "general_budget.basic", "final", general_basic
    yield "basic.personnel", "final", people
    yield "basic.public", "final", general_basic - people
    values = three_public_values(department)
    for index, name in enumerate(THREE):
        if index in BUDGETED:
            yield f"three_public{name}", "budget", values[index]
        yield f"three_public{name}", "final", values[index + 6]


def _subjects(items: tuple[Item, ...]) -> Iterator[tuple[str, int]]:
    """Classes and items of the general budget with their expenditure."""
    classes: dict[str, int] = {}
    for item in items:
        if item.general:
            classes[item.code[:3]] = classes.get(item.code[:3], 0) + item.general
    yield from classes.items()
    for item in items:
        if item.general:
            yield item.code, item.general


def _statement(
    number: int, metric: str, role: str, value: int, scale: Scale, code: str | None
) -> StatementRow:
    raw = str((Decimal(value) / scale.fen).quantize(Decimal("0.01"), ROUND_HALF_UP))
    return StatementRow(
        doc_id="made-up",
        fiscal_year=2022,
        statement_id=f"told:{number}",
        group_id=f"group:{number}",
        section_id=metric,
        metric=metric,
        subject_code=code,
        role=role,  # type: ignore[arg-type]
        value_raw=raw,
        amount=to_yuan(Decimal(raw), scale.unit),
        unit=scale.unit,
        agreement="no_counterpart",
    )


def statements(department: Department, scale: Scale) -> list[StatementRow]:
    """What the narrative tells, in its usual order; texts print 万元 whatever the tables print."""
    found = [_statement(n, *told, scale, None) for n, told in enumerate(_totals(department))]
    for code, value in _subjects(department.items):
        metric = "general_budget.expenditure"
        found.append(_statement(len(found), metric, "final", value, scale, code))
    return found
