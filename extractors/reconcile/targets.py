"""Performance tables against themselves and the document: weights, scores, cost targets, rates that follow from amounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from schemas.characters import key
from schemas.harvest import Finding
from schemas.records import IndicatorRow, ProjectRow, StatementRow
from schemas.resources import read_toml
from schemas.spans import Text
from schemas.values import to_yuan

WHOLE = Decimal(100)


@cache
def _words() -> dict[str, frozenset[str]]:
    data = read_toml("identities.toml")["targets"]
    return {name: frozenset(key(word) for word in data[name]) for name in ("cost_levels",)}


@cache
def _rates() -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Indicator name to (metric, roles of the numerator, roles of the denominator)."""
    return {
        key(word): (rate["metric"], tuple(rate["part"]), tuple(rate["whole"]))
        for rate in read_toml("identities.toml")["rate"]
        for word in rate["indicators"]
    }


_Owner = tuple[str, str | None]


def _cost_target(row: IndicatorRow) -> Decimal | None:
    """A cost target in yuan, None when it is not an amount of money."""
    if (
        key(row.level2 or "") not in _words()["cost_levels"]
        or row.target_value is None
        or row.target_unit is None
    ):
        return None
    return to_yuan(row.target_value, row.target_unit) if row.operator in ("<=", "=", "<", None) else None


def target_findings(
    projects: Iterable[ProjectRow], indicators: Iterable[IndicatorRow], prints: Mapping[str, Text]
) -> Iterator[Finding]:
    """Cost targets that, taken together, are above every amount of their project."""
    costs: dict[str | None, list[tuple[IndicatorRow, Decimal]]] = {}
    for row in indicators:
        cost = _cost_target(row)
        if cost is not None:
            costs.setdefault(row.project_id, []).append((row, cost))
    for project in projects:
        amounts = {project.amount_year, project.amount_total, project.amount_budget} - {None}
        found = costs.get(project.project_id, [])
        total = sum((cost for _, cost in found), Decimal(0))
        largest = max((amount for amount in amounts if amount is not None), default=None)
        if largest is None or total <= largest:  # a target below it may be a price or a part
            continue
        expected = project.amount_year or project.amount_budget or project.amount_total
        ids = tuple(row.indicator_id for row, _ in found)
        yield Finding(
            "project.target_unlike_amount",
            prints.get(ids[0]),
            (*ids, project.project_id),
            expected=str(expected),
            found=str(total),
            values=(("name", project.project_name),),
        )


EXECUTION = (Decimal(10), Decimal(20))  # points for the execution of the budget, which targets do not print


def _reviews(indicators: Iterable[IndicatorRow]) -> dict[_Owner, list[IndicatorRow]]:
    tables: dict[_Owner, list[IndicatorRow]] = {}
    for row in indicators:
        if row.weight is not None:
            tables.setdefault(_owner(row), []).append(row)
    return tables


def _owner(row: IndicatorRow) -> _Owner:
    """The table and, in a list of projects, the project that an indicator belongs to."""
    return row.table_id, row.project_id


def review_findings(
    indicators: Sequence[IndicatorRow],
    others: Mapping[str, frozenset[Decimal]],
    prints: Mapping[str, Text],
) -> Iterator[Finding]:
    """Weights that do not add up to 100 and scores above their weight; `others`: weights beside amounts."""
    complete = {_owner(row) for row in indicators} - {
        _owner(row) for row in indicators if row.weight is None and (row.target_raw or row.actual_raw)
    }
    for owner, rows in _reviews(indicators).items():
        weights = sum((row.weight or Decimal(0) for row in rows), Decimal(0))
        sums = {weights} | {weights + other for other in others.get(owner[0], ())}
        if all(row.score is None and not row.actual_raw for row in rows):
            sums |= {weights + points for points in EXECUTION}
        ids = tuple(row.indicator_id for row in rows)
        if owner in complete and WHOLE not in sums:
            yield Finding(
                "performance.weights", prints.get(ids[0]), ids, expected=str(WHOLE), found=f"{weights:f}",
                residual=weights - WHOLE,
            )  # fmt: skip
        for row in rows:
            if row.score is not None and row.weight is not None and row.score > row.weight:
                yield Finding(
                    "performance.score_above_weight", prints.get(row.indicator_id), (row.indicator_id,),
                    expected=f"{row.weight:f}", found=f"{row.score:f}", values=(("name", row.level3 or "?"),),
                )  # fmt: skip


def _amount(statements: Sequence[StatementRow], metric: str, roles: Sequence[str]) -> StatementRow | None:
    for role in roles:
        for row in statements:
            if row.metric == metric and row.role == role and row.amount is not None and not row.subject_code:
                return row
    return None


def rate_findings(
    indicators: Iterable[IndicatorRow], statements: Sequence[StatementRow], prints: Mapping[str, Text]
) -> Iterator[Finding]:
    """Actual rates that the amounts of the narrative contradict."""
    for row in indicators:
        rate = _rates().get(key(row.level3 or ""))
        if rate is None or row.actual_value is None:
            continue
        part, whole = _amount(statements, rate[0], rate[1]), _amount(statements, rate[0], rate[2])
        if part is None or whole is None or not whole.amount or part.amount is None:
            continue
        expected = part.amount / whole.amount * 100
        if abs(expected - row.actual_value) > 1:
            yield Finding(
                "performance.actual_unlike_target",
                prints.get(row.indicator_id),
                (row.indicator_id, part.statement_id, whole.statement_id),
                expected=f"{expected:.2f}%",
                found=row.actual_raw or f"{row.actual_value:f}",
                values=(("name", row.level3 or "?"),),
            )
