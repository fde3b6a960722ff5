"""A made-up department whose books close: items of expenditure by functional code, funds, balances, in fen.

Sparsity follows the real files: in 焦作 2022 six of seven items are basic or project only, in 济源 2021 thirteen of
fifteen; amounts spread over four orders of magnitude around 30 万元; most departments live on the general budget.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from random import Random

from schemas.resources import read_csv

SOURCES = ("fiscal", "superior", "business", "operating", "affiliated", "other")


@dataclass(frozen=True, slots=True)
class Item:
    """One 项: expenditure in fen by kind, for general budget, funds and other money; balances of fiscal money."""

    code: str
    basic: int = 0
    project: int = 0
    fund: int = 0
    state_capital: int = 0
    other_basic: int = 0
    other_project: int = 0
    opening: int = 0
    closing: int = 0
    fund_opening: int = 0
    fund_closing: int = 0
    source: str = "other"

    @property
    def general(self) -> int:
        """Expenditure from the general public budget."""
        return self.basic + self.project

    @property
    def fiscal_revenue(self) -> int:
        """Fiscal revenue of the year: what was spent and kept, less what was there."""
        return self.general + self.closing - self.opening + self.fund_revenue + self.state_capital

    @property
    def fund_revenue(self) -> int:
        """Revenue of government funds."""
        return self.fund + self.fund_closing - self.fund_opening

    @property
    def other(self) -> int:
        """Expenditure from money that is not fiscal; revenue equals it."""
        return self.other_basic + self.other_project


@dataclass(frozen=True, slots=True)
class Department:
    """Items in the order of their codes, economic codes of general basic expenditure, three-public amounts."""

    items: tuple[Item, ...]
    economic: tuple[tuple[str, int], ...]
    three_public: tuple[int, ...]
    budgets: tuple[int, ...]
    grain: int


@cache
def names(kind: str) -> dict[str, str]:
    """Printed name of each code: the first listed."""
    found: dict[str, str] = {}
    for row in read_csv(f"codes/{kind}.csv"):
        found.setdefault(row["code"], row["name"])
    return found


@cache
def _families(prefixes: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Item codes by group, of classes that begin with one of the prefixes."""
    known = names("functional")
    groups: dict[str, list[str]] = {}
    for code in sorted(known):
        if len(code) == 7 and code.startswith(prefixes) and code[:3] in known and code[:5] in known:
            groups.setdefault(code[:5], []).append(code)
    return tuple(tuple(codes) for _, codes in sorted(groups.items()))


def _codes(random: Random, rows: int) -> list[str]:
    """Item codes so that classes, groups and items together are about `rows` rows."""
    families = list(
        _families(("201", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215", "221", "224"))
    )
    random.shuffle(families)
    chosen: list[str] = []
    count = 1
    groups: set[str] = set()
    for family in families:
        if count >= rows:
            break
        size = min(len(family), max(1, round(random.expovariate(0.45))), max(rows - count - 1, 1))
        chosen += random.sample(family, size)
        count += size + 1 + (family[0][:3] not in groups)
        groups.add(family[0][:3])
    return sorted(chosen)


def _amount(random: Random, grain: int) -> int:
    """A positive amount in fen, a multiple of `grain`."""
    return max(round(random.lognormvariate(17.2, 1.7) * 0.1 / grain) * grain, grain)


def _item(random: Random, code: str, grain: int, others: bool, carried: bool) -> Item:
    amount = _amount(random, grain)
    share = random.random()
    values: dict[str, int | str] = {}
    if share < 0.43:
        values["basic"] = amount
    elif share < 0.86:
        values["project"] = amount
    else:
        values["basic"], values["project"] = amount, _amount(random, grain)
    if others and random.random() < 0.2:
        values["other_project" if random.random() < 0.7 else "other_basic"] = _amount(random, grain)
        values["source"] = random.choice(("business", "other", "other", "superior"))
    if carried and "project" in values and random.random() < 0.25:
        values["opening"] = min(_amount(random, grain), int(values["project"]))
    if carried and random.random() < 0.1:
        values["closing"] = _amount(random, grain)
    return Item(code, **values)  # type: ignore[arg-type]


def _fund_items(random: Random, grain: int, codes: set[str]) -> list[Item]:
    known = [
        code
        for code in names("functional")
        if len(code) == 7 and code.startswith("21208") and code not in codes
    ]
    items = []
    for code in random.sample(known, min(len(known), random.choice((1, 1, 2, 3)))):
        spent = _amount(random, grain)
        opening = min(_amount(random, grain), spent) if random.random() < 0.2 else 0
        items.append(Item(code, fund=spent, fund_opening=opening))
    return items


def _split(random: Random, total: int, parts: int, grain: int) -> list[int]:
    """`total` in `parts` positive parts of whole grains, the last of which takes the rest."""
    weights = [random.lognormvariate(0, 1) for _ in range(parts)]
    cut = [max(int(total * w / sum(weights) / grain) * grain, grain) for w in weights[:-1]]
    rest = total - sum(cut)
    return [*cut, rest] if rest > 0 else [total]


def _economic(random: Random, total: int, grain: int) -> list[tuple[str, int]]:
    known = names("economic_department")
    wages, goods, aid = (
        sorted(c for c in known if len(c) == 5 and c[:3] == p) for p in ("301", "302", "303")
    )
    shares = _split(random, total, random.choice((2, 2, 3)), grain)
    found: list[tuple[str, int]] = []
    for codes, share in zip((wages, goods, aid), shares, strict=False):
        count = min(len(codes), random.randint(1, 10))
        found += zip(sorted(random.sample(codes, count)), _split(random, share, count, grain), strict=False)
    return sorted(found)


def spend(random: Random, department: Department) -> Department:
    """The department with its basic expenditure spread over economic codes again."""
    basic = sum(item.basic for item in department.items)
    spread = tuple(_economic(random, basic, department.grain)) if basic > 0 else ()
    return replace(department, economic=spread)


def make_department(random: Random, rows: int) -> Department:
    """A department with about `rows` rows in its table of expenditure by function."""
    grain = random.choice((1, 1, 100, 10_000, 10_000))
    funds, others, carried = random.random() < 0.25, random.random() < 0.35, random.random() < 0.35
    codes = _codes(random, rows)
    items = [_item(random, code, grain, others, carried) for code in codes]
    if funds:
        items += _fund_items(random, grain, set(codes))
    if random.random() < 0.06:
        items.append(Item("2230105", state_capital=_amount(random, grain)))
    items.sort(key=lambda item: item.code)
    basic = sum(item.basic for item in items)
    small = [_amount(random, grain) // 40 // grain * grain if random.random() < 0.4 else 0 for _ in range(8)]
    return Department(
        tuple(items),
        tuple(_economic(random, basic, grain)) if basic else (),
        tuple(small),
        tuple(0 if random.random() < 0.2 else _amount(random, grain) for _ in items),
        grain,
    )
