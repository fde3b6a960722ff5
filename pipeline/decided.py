"""Decisions joined with the rows of a release: the row each is about today, or that there is none any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.stamping import IDENTITIES
from schemas.decisions import Anchor, Decision
from schemas.records import DecisionRow

Row = Mapping[str, Any]
Tables = Mapping[str, Row]
# The print that identifies a row, and the printed labels around it: text, row, column.
PRINTS: dict[str, tuple[tuple[str, ...], str | None, str | None]] = {
    "budget_lines": (("amount_raw",), "row_label_raw", "column_label"),
    "projects": (("project_name",), None, None),
    "indicators": (("level3", "target_raw", "description"), "level2", None),
    "goals": (("text",), "name", None),
    "statements": (("value_raw",), "metric", "role"),
    "findings": (("rule",), "found", "expected"),
    "tables": (("title", "form_number"), None, None),
}
BEGINNING = 200  # characters of a long print that identify it


def anchor(dataset: str, row: Row, tables: Tables) -> Anchor:
    """What identifies a row of `dataset`; `tables` are the rows of its document's tables by id."""
    texts, label, column = PRINTS[dataset]
    table = tables.get(row.get("table_id") or "")
    return Anchor(
        dataset=dataset,
        row_id=row[IDENTITIES[dataset]],
        text=next((str(row[name])[:BEGINNING] for name in texts if row[name] is not None), ""),
        form_id=table["form_id"] if table else None,
        table=table["title"] if table else None,
        row=_text(row[label]) if label else None,
        column=_text(row[column]) if column else None,
        page=row["page"],
        line=row["line_start"],
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)[:BEGINNING]


def find(decision: Decision, rows: Sequence[Row], tables: Tables) -> Row | None:
    """The one row of the anchor's dataset that a decision is about: same id, else same print at the same place in its table.

    None where nothing or more than one thing answers, and where the field now holds something else than was
    decided upon.
    """
    wanted = decision.place
    anchors = [(row, anchor(wanted.dataset, row, tables)) for row in rows]
    alike = [(row, place) for row, place in anchors if place.text == wanted.text]
    keys: tuple[Callable[[Anchor], object], ...] = (_by_id, _by_labels_and_line, _by_labels, _by_row)
    for key in keys:
        found = [row for row, place in alike if key(place) == key(wanted)]
        if len(found) == 1:
            return found[0] if _still_holds(decision, found[0]) else None
    return None


def _by_id(place: Anchor) -> object:
    return place.row_id


def _by_labels_and_line(place: Anchor) -> object:
    return (*_by_labels(place), place.page, place.line)


def _by_labels(place: Anchor) -> tuple[object, ...]:
    return place.form_id, place.table, place.row, place.column


def _by_row(place: Anchor) -> object:
    """Labels without the column, which a later version may know better."""
    return place.form_id, place.table, place.row, place.page, place.line


def _still_holds(decision: Decision, row: Row) -> bool:
    if decision.field is None:
        return True
    if decision.field not in row:
        return False
    return shown(row[decision.field]) in (decision.printed, decision.decided)


def shown(value: object) -> str | None:
    """A published value as text; decimals without an exponent."""
    if value is None:
        return None
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def decision_rows(
    decisions: Iterable[Decision], rows_of: Mapping[str, Mapping[str, Sequence[Row]]]
) -> Iterator[DecisionRow]:
    """Rows of the dataset `decisions`; `rows_of` holds by document and dataset the rows they may be about."""
    for decision in sorted(decisions, key=lambda one: (one.doc_id, one.at, one.decision_id)):
        known = rows_of.get(decision.doc_id, {})
        tables = {table["table_id"]: table for table in known.get("tables", ())}
        row = find(decision, known.get(decision.place.dataset, ()), tables)
        yield DecisionRow(
            decision_id=decision.decision_id,
            doc_id=decision.doc_id,
            row_id=row[IDENTITIES[decision.place.dataset]] if row else None,
            field=decision.field,
            action=decision.action,
            printed=decision.printed,
            decided=decision.decided,
            reason=decision.reason,
            by=decision.by,
            at=decision.at,
            state="applied" if row else "orphaned",
            dataset=decision.place.dataset,
            place=in_words(decision.place),
        )


def in_words(place: Anchor) -> str:
    """Where something stands as printed labels, outer ones first."""
    parts = (place.table, place.row, place.column, place.text)
    return " / ".join(part for part in parts if part)
