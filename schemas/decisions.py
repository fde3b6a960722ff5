"""Decisions of people about published rows, as lines of `decisions/*.jsonl`.

One JSON object a line. A decision holds `id`, `doc_id`, `place`, `action`, `reason`, `by`, `at` and, where they apply, `document`
(file name), `field`, `printed` and `decided`. A line with `withdraws` takes an earlier decision back; nothing is ever deleted.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args

from schemas.errors import SpecificationError

Action = Literal["accept", "correct", "dismiss"]
DECIDABLE = ("tables", "budget_lines", "projects", "indicators", "goals", "statements", "findings")
LONGEST = 4000  # characters of one text
SECONDS = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a decision is about: the row's print and its place in the table, and its id when it was decided.

    `text` is the print that identifies the row (its amount, target, name …), for a finding its rule; `table`, `row` and
    `column` are printed labels. `page` and `line` tell apart what is printed twice.
    """

    dataset: str
    row_id: str
    text: str
    form_id: str | None = None
    table: str | None = None
    row: str | None = None
    column: str | None = None
    page: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `printed` is what the field held when it was decided, `decided` what stands beside it."""

    decision_id: str
    doc_id: str
    place: Anchor
    action: Action
    reason: str
    by: str
    at: datetime
    document: str | None = None
    field: str | None = None
    printed: str | None = None
    decided: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A decision taken back: which, by whom, when and why."""

    decision_id: str
    doc_id: str
    withdraws: str
    reason: str
    by: str
    at: datetime


Entry = Decision | Withdrawal


def identified(entry: Entry) -> Entry:
    """The entry with the id that its content gives."""
    content = json.dumps(_plain(dataclasses.replace(entry, decision_id="")), sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()[:24]
    return dataclasses.replace(entry, decision_id=digest)


def to_line(entry: Entry) -> str:
    """An entry as one line of JSON, keys in a fixed order, nulls left out, without the end of the line."""
    return json.dumps(_plain(entry), ensure_ascii=False)


def _plain(entry: Entry) -> dict[str, Any]:
    values = dataclasses.asdict(entry)
    values = {"id": values.pop("decision_id"), **values, "at": entry.at.strftime(SECONDS)}
    if "place" in values:
        values["place"] = {name: value for name, value in values["place"].items() if value is not None}
    return {name: value for name, value in values.items() if value is not None}


def from_line(line: str, file: str, number: int) -> Entry:
    """The entry of one line; `SpecificationError` names file and line of what is no decision."""
    try:
        values = json.loads(line)
        if not isinstance(values, dict):
            raise ValueError("not a JSON object")
        entry = _entry(values)
    except (ValueError, TypeError, KeyError) as error:
        what = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise SpecificationError(file, number, f"no decision: {what}") from error
    return entry if entry.decision_id else identified(entry)


def _entry(values: dict[str, Any]) -> Entry:
    given = {**values, "at": datetime.strptime(values["at"], SECONDS)}  # noqa: DTZ007  # always UTC, as in the dataset
    given["decision_id"] = given.pop("id", "")
    _check_texts(given)
    if "withdraws" in given:
        return Withdrawal(**given)
    if given["action"] not in get_args(Action):
        raise ValueError(f"action is {given['action']!r}, not one of {', '.join(get_args(Action))}")
    if (given.get("decided") is None) == (given["action"] == "correct"):
        raise ValueError("a correction, and nothing else, has a decided value")
    _check_texts(given["place"])
    if given["place"]["dataset"] not in DECIDABLE:
        raise ValueError(f"place.dataset is not one of {', '.join(DECIDABLE)}")
    return Decision(**{**given, "place": Anchor(**given["place"]), "action": cast("Action", given["action"])})


def _check_texts(values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name in ("page", "line"):
            if type(value) is not int:
                raise ValueError(f"{name} is no number")
        elif name not in ("at", "place") and not (isinstance(value, str) and len(value) <= LONGEST):
            raise ValueError(f"{name} is no text of at most {LONGEST} characters")
