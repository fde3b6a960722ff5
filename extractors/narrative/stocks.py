"""Metrics with a role of their own: what is there at a date is neither budget nor spending."""

from __future__ import annotations

from functools import cache
from typing import cast

from extractors.narrative.roles import DERIVED, Reading, Role
from schemas.phrases import metrics, relatives


@cache
def _special() -> dict[str, Role]:
    """Roles by the metrics, and by what is appended to one, that have one of their own."""
    own = {entry.id: entry.role for entry in reversed(metrics()) if entry.role}
    own |= {relative.suffix: relative.role for relative in relatives() if relative.role}
    return cast("dict[str, Role]", own)


def balanced(metric: str, reading: Reading) -> Role:
    """The role of a number about `metric`: that of a stock where no word tells another."""
    of_fund, appended = metric.partition(".")[2], metric.rpartition(".")[2]
    special = next((role for name in (metric, of_fund, appended) if (role := _special().get(name))), None)
    return special if special and not reading.explicit and reading.role not in DERIVED else reading.role
