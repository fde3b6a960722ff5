"""What a made-up document promises, from how it was made: sums over printed cells, whatever any checker knows.

A planted error breaks a document when one of these sums can no longer be explained by rounding each of its terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from benchmarks.generator.printed import Line, Sheet
from schemas.records import StatementRow
from schemas.values import unit_factors

Cell = tuple[str, str, int]
Sum = tuple[tuple[Cell, int], ...]
Printed = Mapping[Cell, tuple[Decimal, Decimal]]

SUMMARY, FISCAL = "final.summary", "final.fiscal_summary"
REVENUE, EXPENDITURE, GENERAL = "final.revenue", "final.expenditure", "final.general_expenditure"
BASIC, FUND, CAPITAL, THREE = "final.basic", "final.fund", "final.state_capital", "final.three_public"
TOLD = "told"
# rows of one form: column of the total, columns of its parts
ROWS = {
    REVENUE: ((0, (1, 2, 3, 4, 5, 6)),),
    EXPENDITURE: ((0, (1, 2, 3, 4, 5)),),
    GENERAL: ((0, (1, 2)),),
    FUND: ((2, (3, 4)),),
    CAPITAL: ((2, (3, 4)),),
    THREE: ((0, (1, 2, 5)), (2, (3, 4)), (6, (7, 8, 11)), (8, (9, 10))),
    FISCAL: ((1, (2, 3, 4)),),
}
# sums of numbered rows: (form, column, numbers on the left, numbers on the right; "classes": every row with a code)
NUMBERED: tuple[tuple[str, int, tuple[int | str, ...], tuple[int | str, ...]], ...] = (
    (SUMMARY, 0, (27,), (1, 2, 3, 4, 5, 6, 7, 8)),
    (SUMMARY, 0, (31,), (27, 29)),
    (SUMMARY, 1, (58,), ("classes",)),
    (SUMMARY, 1, (62,), (58, 60)),
    (FISCAL, 0, (27,), (1, 2, 3)),
    (FISCAL, 0, (28,), (29, 30)),
    (FISCAL, 0, (32,), (27, 28)),
    *((FISCAL, c, (59,), ("classes",)) for c in (1, 2, 3, 4)),
    *((FISCAL, c, (64,), (59, 60)) for c in (1, 2, 3, 4)),
)  # fmt: skip
# equal cells of two places
SAME: tuple[tuple[Cell, Cell], ...] = (
    ((SUMMARY, "31", 0), (SUMMARY, "62", 1)),
    ((FISCAL, "32", 0), (FISCAL, "64", 1)),
    ((SUMMARY, "27", 0), (REVENUE, "total", 0)),
    *(((SUMMARY, str(row), 0), (REVENUE, "total", c)) for row, c in ((4, 2), (5, 3), (6, 4), (7, 5), (8, 6))),
    ((SUMMARY, "58", 1), (EXPENDITURE, "total", 0)),
    *(((SUMMARY, str(row), 0), (FISCAL, str(row), 0)) for row in (1, 2, 3)),
    ((FISCAL, "27", 0), (REVENUE, "total", 1)),
    ((FISCAL, "59", 2), (GENERAL, "total", 0)),
    ((FISCAL, "59", 3), (FUND, "total", 2)),
    ((FISCAL, "59", 4), (CAPITAL, "total", 2)),
    ((FISCAL, "2", 0), (FUND, "total", 1)),
    ((FISCAL, "3", 0), (CAPITAL, "total", 1)),
)  # fmt: skip
METRICS: dict[str, Cell] = {
    "revenue_expenditure_total": (SUMMARY, "31", 0), "revenue_total": (REVENUE, "total", 0),
    "revenue.fiscal": (REVENUE, "total", 1), "revenue.superior": (REVENUE, "total", 2),
    "revenue.business": (REVENUE, "total", 3), "revenue.operating": (REVENUE, "total", 4),
    "revenue.affiliated": (REVENUE, "total", 5), "revenue.other": (REVENUE, "total", 6),
    "expenditure_total": (EXPENDITURE, "total", 0), "expenditure.basic": (EXPENDITURE, "total", 1),
    "expenditure.project": (EXPENDITURE, "total", 2), "fiscal.revenue_expenditure_total": (FISCAL, "32", 0),
    "general_budget.expenditure": (GENERAL, "total", 0), "general_budget.basic": (GENERAL, "total", 1),
    "basic.personnel": (BASIC, "people", 0), "basic.public": (BASIC, "goods", 0),
}  # fmt: skip
THREE_METRICS = ("", ".abroad", ".vehicles", ".vehicle_purchase", ".vehicle_operation", ".reception")


def row_name(line: Line, position: int, count: int) -> str:
    """A row by number, code or role: the same in a document with errors."""
    if line.number is not None:
        return str(line.number)
    if line.code or line.role == "total":
        return line.code or "total"
    if line.role == "free":
        return "record"
    return "people" if position == count - 2 else "goods"


def printed(sheets: Iterable[Sheet], told: Iterable[StatementRow]) -> dict[Cell, tuple[Decimal, Decimal]]:
    """Value in yuan and half of the last printed decimal, by cell; blank cells are not there."""
    found: dict[Cell, tuple[Decimal, Decimal]] = {}
    for sheet in sheets:
        factor = unit_factors()[sheet.scale.unit]
        half = factor / 10**sheet.scale.decimals / 2
        for position, line in enumerate(sheet.lines):
            name = row_name(line, position, len(sheet.lines))
            for column, text in zip(_columns(sheet, line), line.cells, strict=True):
                if text is not None:
                    found[sheet.form_id, name, column] = Decimal(text.replace(",", "")) * factor, half
    for row in told:
        if row.amount is not None:
            half = unit_factors()[row.unit or ""] / 200
            found[TOLD, f"{row.metric}|{row.role}|{row.subject_code or ''}", 0] = Decimal(row.amount), half
    return found


def _columns(sheet: Sheet, line: Line) -> list[int]:
    return [index for index, (side, _, _) in enumerate(sheet.columns) if side is None or side == line.side]


def _parent(code: str, codes: set[str]) -> str:
    return next((code[:n] for n in range(len(code) - 1, 2, -1) if code[:n] in codes), "total")


def _trees(sheet: Sheet) -> Iterator[Sum]:
    codes = {line.code for line in sheet.lines if line.code and line.number is None}
    children: dict[str, list[str]] = {}
    for code in sorted(codes):
        children.setdefault(_parent(code, codes), []).append(code)
    for parent, below in children.items():
        if parent == "total" and sheet.form_id == BASIC:
            continue
        for column in range(len(sheet.columns)):
            parts = (((sheet.form_id, code, column), -1) for code in below)
            yield (((sheet.form_id, parent, column), 1), *parts)


def _numbered(sheets: Mapping[str, Sheet]) -> Iterator[Sum]:
    for form, column, left, right in NUMBERED:
        if form not in sheets:
            continue
        classes = [str(line.number) for line in sheets[form].lines if line.code]
        terms = [
            ((form, name, column), sign)
            for names, sign in ((left, 1), (right, -1))
            for known in names
            for name in (classes if known == "classes" else [str(known)])
        ]
        yield tuple(terms)


def _classes(sheets: Mapping[str, Sheet]) -> Iterator[Sum]:
    pairs = (
        (SUMMARY, 1, EXPENDITURE, 0),
        (FISCAL, 2, GENERAL, 0),
        (FISCAL, 3, FUND, 2),
        (FISCAL, 4, CAPITAL, 2),
    )
    for form, column, other, there in pairs:
        if form not in sheets or other not in sheets:
            continue
        for line in sheets[form].lines:
            if line.code:
                yield (((form, str(line.number), column), 1), ((other, line.code, there), -1))


def sums(sheets: Sequence[Sheet]) -> list[Sum]:
    """Everything that the forms of a document without errors promise."""
    by_form = {sheet.form_id: sheet for sheet in sheets}
    found: list[Sum] = [*_numbered(by_form), *_classes(by_form)]
    for sheet in sheets:
        if sheet.form_id not in (SUMMARY, FISCAL, THREE):
            found += _trees(sheet)
        for total, parts in ROWS.get(sheet.form_id, ()):
            names = {row_name(line, n, len(sheet.lines)) for n, line in enumerate(sheet.lines)}
            for name in sorted(names):
                found.append(
                    (((sheet.form_id, name, total), 1), *(((sheet.form_id, name, c), -1) for c in parts))
                )
    found += [((one, 1), (other, -1)) for one, other in SAME]
    fiscal = (((SUMMARY, str(n), 0), -1) for n in (1, 2, 3))
    found.append((((REVENUE, "total", 1), 1), *fiscal))
    found.append((((GENERAL, "total", 1), 1), ((BASIC, "people", 0), -1), ((BASIC, "goods", 0), -1)))
    found += _people(by_form[BASIC]) if BASIC in by_form else ()
    return [terms for terms in found if {cell[0] for cell, _ in terms} <= set(by_form)]


def _people(sheet: Sheet) -> Iterator[Sum]:
    codes = {line.code for line in sheet.lines if line.code and len(line.code) == 3}
    yield (((BASIC, "people", 0), 1), *(((BASIC, c, 0), -1) for c in sorted(codes & {"301", "303"})))
    yield (((BASIC, "goods", 0), 1), *(((BASIC, c, 0), -1) for c in sorted(codes - {"301", "303"})))


def tellings(told: Iterable[StatementRow], sheets: Sequence[Sheet]) -> list[Sum]:
    """Every statement and the cell that it restates, where its form is there."""
    forms = {TOLD, *(sheet.form_id for sheet in sheets)}
    return [terms for terms in _tellings(told) if all(cell[0] in forms for cell, _ in terms)]


def _tellings(told: Iterable[StatementRow]) -> Iterator[Sum]:
    for row in told:
        here: Cell = (TOLD, f"{row.metric}|{row.role}|{row.subject_code or ''}", 0)
        if row.subject_code:
            yield ((here, 1), ((GENERAL, row.subject_code, 0), -1))
        elif row.metric.startswith("three_public"):
            place = THREE_METRICS.index(row.metric.removeprefix("three_public"))
            yield ((here, 1), ((THREE, "record", place + (0 if row.role == "budget" else 6)), -1))
        elif row.metric in METRICS:
            yield ((here, 1), (METRICS[row.metric], -1))


def broken(promised: Iterable[Sum], cells: Printed) -> list[Sum]:
    """The sums that rounding of their printed terms cannot explain."""
    found = []
    for terms in promised:
        known = [(*cells[cell], sign) for cell, sign in terms if cell in cells]
        if abs(sum(value * sign for value, _, sign in known)) > sum(half for _, half, _ in known):
            found.append(terms)
    return found
