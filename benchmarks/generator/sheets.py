"""The nine final-account forms of a department as sheets: rows of printed strings under columns of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from benchmarks.generator.department import SOURCES, Department, Item, names
from benchmarks.generator.printed import Line, Scale, Sheet
from schemas.forms import load_forms

REVENUE = ("general", "fund", "state_capital", "superior", "business", "operating", "affiliated", "other")


def _columns(
    form_id: str, variant: str
) -> tuple[tuple[tuple[str | None, str, str | None], ...], frozenset[int]]:
    form = load_forms()[form_id]
    columns = form.side_columns(variant)
    forced = frozenset(index for index, column in enumerate(columns) if column.forced)
    return tuple((c.side, c.measure, c.phase or form.phase) for c in columns), forced


def _sheet(form_id: str, variant: str, lines: Iterable[Line], scale: Scale) -> Sheet:
    columns, forced = _columns(form_id, variant)
    return Sheet(
        form_id, variant, columns, tuple(_fill(line, forced, scale) for line in lines), scale, forced
    )


def _fill(line: Line, forced: frozenset[int], scale: Scale) -> Line:
    """A row with an amount prints its forced columns, also where they are 0 (tables without sides)."""
    if line.side is not None or not any(line.cells):
        return line
    cells = tuple(
        scale.show(0) if text is None and n in forced else text for n, text in enumerate(line.cells)
    )
    return replace(line, cells=cells)


def _cells(values: Iterable[int], scale: Scale) -> tuple[str | None, ...]:
    return tuple(scale.show(value) if value else None for value in values)


def _tree(items: Iterable[Item], measure: Callable[[Item], tuple[int, ...]], scale: Scale) -> list[Line]:
    """Total, classes, groups and items of the items that have an amount."""
    known = names("functional")
    found = [(item, measure(item)) for item in items if any(measure(item))]
    sums: dict[str, tuple[int, ...]] = {}
    for item, values in found:
        for code in ("", item.code[:3], item.code[:5], item.code):
            before = sums.get(code, (0,) * len(values))
            sums[code] = tuple(a + b for a, b in zip(before, values, strict=True))
    lines = []
    for code in sorted(sums):
        role, label = ("subject", known[code]) if code else ("total", load_total())
        lines.append(Line(role, label, _cells(sums[code], scale), code or None, None if code else label))
    return lines


def load_total() -> str:
    """The label of the total row of coded forms."""
    return load_forms()["final.expenditure"].rows[0].texts[0]


def _summed(items: Iterable[Item], value: Callable[[Item], int]) -> int:
    return sum(value(item) for item in items)


def revenue_rows(department: Department) -> dict[str, int]:
    """Revenue of the year by row of form 01."""
    items = department.items
    rows = dict.fromkeys(REVENUE, 0)
    rows["general"] = _summed(items, lambda i: i.general + i.closing - i.opening)
    rows["fund"] = _summed(items, lambda i: i.fund_revenue)
    rows["state_capital"] = _summed(items, lambda i: i.state_capital)
    for item in items:
        rows[item.source] += item.other
    return rows


def _classes(items: Iterable[Item], values: Callable[[Item], tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    sums: dict[str, tuple[int, ...]] = {}
    for item in items:
        before = sums.get(item.code[:3])
        here = values(item)
        sums[item.code[:3]] = (
            here if before is None else tuple(a + b for a, b in zip(before, here, strict=True))
        )
    return sums


def _named(
    form_id: str, side: str, wanted: dict[int, tuple[int, ...]], scale: Scale, blank: int
) -> list[Line]:
    """Rows of a sided form by their printed number; rows that `wanted` lacks are blank."""
    lines = []
    for label in load_forms()[form_id].rows:
        if label.side == side and label.number is not None:
            cells = _cells(wanted.get(label.number, (0,) * blank), scale)
            lines.append(Line("label", label.texts[0], cells, label.code, label.texts[0], side, label.number))
    return lines


def _class_rows(form_id: str, sums: dict[str, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    rows = load_forms()[form_id].rows
    return {r.number: sums[r.code] for r in rows if r.code in sums and r.number is not None and r.code}


def summary(department: Department, scale: Scale) -> Sheet:
    """公开01表."""
    items = department.items
    revenue = revenue_rows(department)
    opening = _summed(items, lambda i: i.opening + i.fund_opening)
    closing = _summed(items, lambda i: i.closing + i.fund_closing)
    income = sum(revenue.values())
    left: dict[int, tuple[int, ...]] = {n + 1: (revenue[name],) for n, name in enumerate(REVENUE)}
    left |= {27: (income,), 29: (opening,), 31: (income + opening,)}
    spent = _classes(items, lambda i: (i.general + i.fund + i.state_capital + i.other,))
    total = sum(value for (value,) in spent.values())
    right = _class_rows("final.summary", spent) | {58: (total,), 60: (closing,), 62: (total + closing,)}
    lines = _named("final.summary", "revenue", left, scale, 1)
    lines += _named("final.summary", "expenditure", right, scale, 1)
    return _sheet("final.summary", "ministry", lines, scale)


def revenue(department: Department, scale: Scale) -> Sheet:
    """公开02表."""

    def measure(item: Item) -> tuple[int, ...]:
        sources = dict.fromkeys(SOURCES, 0)
        sources["fiscal"] = item.fiscal_revenue
        sources[item.source] += item.other
        return (sum(sources.values()), *(sources[name] for name in SOURCES))

    return _sheet("final.revenue", "ministry", _tree(department.items, measure, scale), scale)


def expenditure(department: Department, scale: Scale) -> Sheet:
    """公开03表."""

    def measure(item: Item) -> tuple[int, ...]:
        basic = item.basic + item.other_basic
        project = item.project + item.other_project + item.fund + item.state_capital
        return (basic + project, basic, project, 0, 0, 0)

    return _sheet("final.expenditure", "ministry", _tree(department.items, measure, scale), scale)


def fiscal_summary(department: Department, scale: Scale) -> Sheet:
    """公开04表."""
    items = department.items
    income = revenue_rows(department)
    opening = (_summed(items, lambda i: i.opening), _summed(items, lambda i: i.fund_opening))
    closing = (_summed(items, lambda i: i.closing), _summed(items, lambda i: i.fund_closing))
    year = income["general"] + income["fund"] + income["state_capital"]
    left: dict[int, tuple[int, ...]] = {
        1: (income["general"],), 2: (income["fund"],), 3: (income["state_capital"],), 27: (year,),
        28: (sum(opening),), 29: (opening[0],), 30: (opening[1],), 32: (year + sum(opening),),
    }  # fmt: skip
    spent = _classes(
        items, lambda i: (i.general + i.fund + i.state_capital, i.general, i.fund, i.state_capital)
    )
    total = tuple(map(sum, zip(*spent.values(), strict=True))) if spent else (0, 0, 0, 0)
    kept = (sum(closing), closing[0], closing[1], 0)
    both = tuple(a + b for a, b in zip(total, kept, strict=True))
    right = _class_rows("final.fiscal_summary", spent) | {59: total, 60: kept, 64: both}
    lines = _named("final.fiscal_summary", "revenue", left, scale, 1)
    lines += _named("final.fiscal_summary", "expenditure", right, scale, 4)
    return _sheet("final.fiscal_summary", "ministry", lines, scale)


def general_expenditure(department: Department, scale: Scale) -> Sheet:
    """公开05表."""
    lines = _tree(department.items, lambda i: (i.general, i.basic, i.project), scale)
    return _sheet("final.general_expenditure", "ministry", lines, scale)


def basic(department: Department, scale: Scale) -> Sheet:
    """公开06表."""
    known = names("economic_department")
    sums: dict[str, int] = {}
    for code, value in department.economic:
        sums[code] = value
        sums[code[:3]] = sums.get(code[:3], 0) + value
    lines = [Line("subject", known[code], _cells((sums[code],), scale), code) for code in sorted(sums)]
    labels = [row.texts[0] for row in load_forms()["final.basic"].rows]
    people = sums.get("301", 0) + sums.get("303", 0)
    for label, value in ((labels[0], people), (labels[1], sum(v for _, v in department.economic) - people)):
        lines.append(Line("label", label, _cells((value,), scale), None, label))
    return _sheet("final.basic", "ministry", lines, scale)


def fund(department: Department, scale: Scale) -> Sheet:
    """公开07表."""

    def measure(item: Item) -> tuple[int, ...]:
        return (item.fund_opening, item.fund_revenue, item.fund, 0, item.fund, item.fund_closing)

    return _sheet("final.fund", "ministry", _tree(department.items, measure, scale), scale)


def state_capital(department: Department, scale: Scale) -> Sheet:
    """公开08表."""

    def measure(item: Item) -> tuple[int, ...]:
        return (0, item.state_capital, item.state_capital, 0, item.state_capital, 0)

    return _sheet("final.state_capital", "balances", _tree(department.items, measure, scale), scale)


THREE_CODES = ("30212", "", "30231", "30217")


def three_public_values(department: Department) -> tuple[int, ...]:
    """The twelve columns of form 09: no less spent than basic expenditure shows by economic code."""
    b, spent = department.three_public[:4], department.three_public[4:]
    basic = dict(department.economic)
    f = [value + basic.get(code, 0) for value, code in zip(spent, THREE_CODES, strict=True)]
    return tuple(v for a, p, o, r in (b, f) for v in (a + p + o + r, a, p + o, p, o, r))


def three_public(department: Department, scale: Scale) -> Sheet:
    """公开09表."""
    lines = [Line("free", "", _cells(three_public_values(department), scale))]
    return _sheet("final.three_public", "ministry", lines, scale)


def sheets(department: Department, scale: Scale) -> list[Sheet]:
    """All nine forms."""
    makers = (
        summary, revenue, expenditure, fiscal_summary, general_expenditure, basic, fund, state_capital, three_public,
    )  # fmt: skip
    return [make(department, scale) for make in makers]
