"""Goals and tasks of department tables as records."""

from __future__ import annotations

from extractors.performance.prints import PrintedGoal, Prints
from extractors.performance.texts import joined, prose, whole
from schemas.context import Facts
from schemas.harvest import Sourced
from schemas.records import GoalRow
from schemas.spans import row_id


def goal_rows(prints: Prints, facts: Facts, table_id: str) -> list[Sourced[GoalRow]]:
    """One row per goal or task that prints words."""
    return [_row(goal, facts, table_id) for goal in prints.goals if goal.texts or goal.name or goal.results]


def _row(goal: PrintedGoal, facts: Facts, table_id: str) -> Sourced[GoalRow]:
    first = goal.name or (goal.texts or goal.results)[0]
    record = GoalRow(
        doc_id=facts.doc_id,
        fiscal_year=facts.fiscal_year,
        goal_id=row_id(facts.doc_id, "goals", first),
        table_id=table_id,
        kind=goal.kind,  # type: ignore[arg-type]
        name=joined((goal.name,)) if goal.name else None,
        text=prose(goal.texts) or "",
        result_text=prose(goal.results),
    )
    sources = [("name", goal.name), ("text", whole(goal.texts)), ("result_text", whole(goal.results))]
    return Sourced(record, tuple((name, text) for name, text in sources if text))
