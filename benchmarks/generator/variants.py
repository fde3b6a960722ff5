"""Made-up departments that print otherwise: denser, coarser, negative, zeros for blanks, fewer forms, less narrative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from benchmarks.generator.department import Department, Item, make_department, spend
from benchmarks.generator.printed import Line, Scale, Sheet
from benchmarks.generator.sheets import sheets
from benchmarks.generator.told import statements
from schemas.records import StatementRow

VARIANTS = ("dense", "coarse", "negative", "zeros", "few_forms", "silent", "decimals", "closing_sums")
NEEDED = ("final.expenditure", "final.summary")

Made = tuple[list[Sheet], list[StatementRow], int]


def _dense(random: Random, item: Item, grain: int) -> Item:
    """Basic and project expenditure in every item."""
    both = max(item.basic, item.project, grain)
    share = max(round(both * random.random() / grain) * grain, grain)
    return replace(item, basic=item.basic or share, project=item.project or share)


def _coarse(random: Random, item: Item, _: int) -> Item:
    """A handful of round amounts, so that many sums hold by accident."""
    new = {
        name: random.randint(1, 4) * 50 * 1_000_000
        for name in ("basic", "project", "fund")
        if getattr(item, name)
    }
    return replace(item, **new, opening=0, closing=0, fund_opening=0, fund_closing=0)  # type: ignore[arg-type]


def _negative(random: Random, item: Item, _: int) -> Item:
    """Money that was taken back: an item in eight is negative."""
    if random.random() > 0.125:
        return item
    return replace(item, basic=-item.basic, project=-item.project, opening=0)


CHANGES = {"dense": _dense, "coarse": _coarse, "negative": _negative}


def _zeros(sheet: Sheet) -> Sheet:
    """Blank cells of rows with amounts printed as zeros."""
    if any(line.side for line in sheet.lines):
        return sheet
    zero = sheet.scale.show(0)

    def filled(line: Line) -> Line:
        if not any(line.cells):
            return line
        return replace(line, cells=tuple(zero if text is None else text for text in line.cells))

    return replace(sheet, lines=tuple(filled(line) for line in sheet.lines))


def make_variant(variant: str, seed: int) -> Made:
    """A document of one variant, 20 to 300 rows."""
    random = Random(seed)
    rows = round(20 * 15 ** random.random())
    department = make_department(random, rows)
    change = CHANGES.get(variant)
    if change is not None:
        items = tuple(change(random, item, department.grain) for item in department.items)
        if sum(item.basic for item in items) > 0:
            department = spend(random, replace(department, items=items))
    if variant == "closing_sums":
        department = _closing(random, department)
    scale = Scale("万元", 1_000_000)
    if variant == "decimals":
        scale = random.choice((Scale("万元", 1_000_000, 4), Scale("万元", 1_000_000, 1), Scale("元", 100, 0)))
    made, told = sheets(department, scale), statements(department, Scale("万元", 1_000_000))
    return _printed(variant, random, made), _spoken(variant, random, told), rows


def _closing(random: Random, department: Department) -> Department:
    """Amounts of whole hundredths of 万元, so that every printed sum closes exactly."""
    step = 10_000

    def whole(item: Item) -> Item:
        names = ("basic", "project", "fund", "state_capital", "other_basic", "other_project")
        new = {name: -(-getattr(item, name) // step) * step for name in names}
        return replace(item, **new, opening=0, closing=0, fund_opening=0, fund_closing=0)  # type: ignore[arg-type]

    return spend(random, replace(department, items=tuple(map(whole, department.items)), grain=step))


def _printed(variant: str, random: Random, made: Sequence[Sheet]) -> list[Sheet]:
    if variant == "zeros":
        chosen = random.random() < 0.5
        return [_zeros(sheet) if chosen or random.random() < 0.5 else sheet for sheet in made]
    if variant == "few_forms":
        return [sheet for sheet in made if sheet.form_id in NEEDED or random.random() < 0.5]
    return list(made)


def _spoken(variant: str, random: Random, told: Sequence[StatementRow]) -> list[StatementRow]:
    if variant == "silent":
        return []
    return [row for row in told if variant != "few_forms" or random.random() < 0.5]
