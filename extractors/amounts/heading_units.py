"""Units and years that a table prints beside its amounts, rather than in its caption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from extractors.amounts.printed import Heading, PrintedAmount, PrintedRow
from schemas.characters import fold, key
from schemas.grids import Region
from schemas.values import unit_name

_BRACKETS = regex.compile(r"\(([^()]{1,8})\)")
_YEAR = regex.compile(r"(?:19|20)\d{2}")


def heading_unit(heading: Heading) -> str | None:
    """The unit of money in brackets of a heading: it goes before that of the caption."""
    names = (unit_name(word) for word in _BRACKETS.findall(fold(heading.label)))
    return next((name for name in names if name), None)


def table_unit(region: Region, headings: Sequence[Heading], amounts: Sequence[PrintedAmount]) -> str:
    """The unit that stands behind most amounts; else that all headings of the table agree on; else that of its caption."""
    behind = Counter(unit_name(str(amount.unit)) for amount in amounts if amount.unit is not None)
    if behind:
        return behind.most_common(1)[0][0] or "unknown"
    found = {heading_unit(heading) for heading in headings}
    single = found.pop() if len(found) == 1 else None
    return single or region.unit or "unknown"


def stands_apart(amount: PrintedAmount, unit: str) -> bool:
    """Whether an amount has another unit behind it than others of its table, where nothing adds up."""
    return amount.unit is not None and unit_name(str(amount.unit)) != unit


def row_year(row: PrintedRow) -> int | None:
    """The year that stands in place of a row's number."""
    match = _YEAR.match(key(str(row.number))) if row.number else None
    return int(match[0]) if match else None
