"""From a form that a person sent to a decision: checked, or refused with a reason that the page can show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from pipeline.contract import Column
from pipeline.decided import anchor, shown
from pipeline.decisions import Decided
from review.opened import Row
from review.record import RowView
from schemas.decisions import LONGEST, Decision, Withdrawal, identified
from schemas.forms import load_forms

NUMBERS = ("amount_raw", "value_raw")
ACTIONS = ("accept", "correct", "dismiss")


class Undecidable(ValueError):
    """What was sent is no decision; the argument is the key of the text that says why."""


def decide(
    form: Mapping[str, str], view: RowView, document: Row, by: str, now: datetime | None = None
) -> Decision:
    """The decision that a form asks for; `Undecidable` says what is missing or wrong."""
    action, reason = form.get("action", ""), form.get("reason", "").strip()
    if action not in ACTIONS:
        raise Undecidable("error.action")
    if not reason or len(reason) > LONGEST:
        raise Undecidable("error.reason")
    field = _main_field(view)
    decided = None
    if action == "correct":
        field = form.get("field", "")
        decided = _value(form.get("decided", "").strip(), field, view)
    tables = {view.table["table_id"]: view.table} if view.table else {}
    made = identified(
        Decision(
            decision_id="",
            doc_id=document["doc_id"],
            place=anchor(view.dataset, view.row, tables),
            action=action,  # type: ignore[arg-type]  # one of ACTIONS
            reason=reason,
            by=form.get("by", "").strip()[:200] or by,
            at=moment(now),
            document=document["source_name"],
            field=field,
            printed=shown(view.row[field]) if field else None,
            decided=decided,
        )
    )
    assert isinstance(made, Decision)
    return made


def moment(now: datetime | None = None) -> datetime:
    """The time in UTC to the second, without a zone, as the dataset has it."""
    return (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0, tzinfo=None)


def _main_field(view: RowView) -> str | None:
    """What accepting a row is about: its printed value."""
    return next((name for name in NUMBERS if name in view.row), None)


def _value(text: str, field: str, view: RowView) -> str:
    column = next((column for column in view.correctable if column.name == field), None)
    if column is None:
        raise Undecidable("error.field")
    if not text or len(text) > LONGEST:
        raise Undecidable("error.value")
    allowed = options(column, view)
    if allowed and text not in allowed:
        raise Undecidable("error.choice")
    if not _fits(text, column):
        raise Undecidable("error.number")
    return text


def options(column: Column, view: RowView) -> tuple[str, ...]:
    """What a column may hold, empty when anything is allowed; measures are those of the row's form."""
    if column.name == "measure" and view.row.get("form_id") in load_forms():
        form = load_forms()[view.row["form_id"]]
        measures = [*(heading.measure for heading in form.columns), *(label.measure for label in form.rows)]
        return tuple(dict.fromkeys(measure for measure in measures if measure))
    return column.values


def _fits(text: str, column: Column) -> bool:
    kind = "decimal" if column.name in NUMBERS else column.type
    try:
        if kind.startswith("decimal"):
            return Decimal(text.replace(",", "").rstrip("%")).is_finite()
        if kind.startswith("int"):
            return int(text) >= 0
        if kind.startswith("date"):
            return bool(date.fromisoformat(text))
    except (InvalidOperation, ValueError):
        return False
    return True


def withdraw(decision_id: str, reason: str, doc_id: str, decided: Decided, by: str) -> Withdrawal:
    """The entry that takes a decision back; `Undecidable` when there is none to take back."""
    known = [
        entry
        for entry in decided.entries
        if isinstance(entry, Decision) and (entry.decision_id, entry.doc_id) == (decision_id, doc_id)
    ]
    if not known:
        raise Undecidable("error.gone")
    if not reason.strip() or len(reason) > LONGEST:
        raise Undecidable("error.reason")
    made = identified(Withdrawal("", doc_id, decision_id, reason.strip(), by, moment()))
    assert isinstance(made, Withdrawal)
    return made
