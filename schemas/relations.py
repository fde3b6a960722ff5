"""Relations: identities between documents of one organisation, declared in `relations.toml`.

A cell is `form / row / measure` as published: the row is a label of the form (`side:label`), `@total` (the printed
total), `@any` (wherever the measure stands, where it stands once) or `@subject` (every code that both print).

- `[[relation]]`: the cell `at` equals the first printed cell of `with` in a document whose fiscal year is `year` years
  on; `{}` stands for each of `measures`;
- `[[project]]`: projects of the same name have equal amounts: the first of `fields` that each prints, else the total of
  its self-review in the measure `reviewed`;
- `[[told]]`: statements of a role equal their counterpart (`phrases.toml`) in forms that begin with one of `forms`;
  with `change`, less the change that the narrative tells;
- `[[units]]`: the cell `at` of a department is at least the sum over its units, and equal where all are there.

`certainty`: `usual` (a difference is a warning) or `open` (it may well be right: a remark). `about`: what is compared,
in words; `seen`: where it was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from schemas.errors import SpecificationError
from schemas.forms import Form, load_forms
from schemas.identity_terms import SIDES, Place, check_row
from schemas.records import ProjectRow
from schemas.resources import read_toml

FILE = "relations.toml"
TOTAL, ANY, SUBJECT = "@total", "@any", "@subject"
SLOT = "{}"

Certainty = Literal["usual", "open"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value stands in a published form; `row` is a label or a selector."""

    form: str
    row: str
    side: str | None
    measure: str


@dataclass(frozen=True, slots=True)
class About:
    """What all kinds of relations have: id, how sure it is, years on, and what is compared in words."""

    name: str
    certainty: Certainty
    year: int
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class CellRelation:
    """A cell and the cells of another document that say the same, the first printed one counts."""

    about: About
    at: Cell
    others: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ProjectRelation:
    """What projects of the same name agree in: the first of `fields`, else `reviewed` of their self-review."""

    about: About
    fields: tuple[str, ...]
    reviewed: str | None = None


@dataclass(frozen=True, slots=True)
class ToldRelation:
    """Statements of a role and the beginnings of the form ids that hold their counterparts."""

    about: About
    role: str
    change: bool
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitRelation:
    """A cell of a department that is the sum of the same cell of its units."""

    about: About
    at: Cell


@dataclass(frozen=True, slots=True)
class Relations:
    """Everything declared."""

    cells: tuple[CellRelation, ...]
    projects: tuple[ProjectRelation, ...]
    told: tuple[ToldRelation, ...]
    units: tuple[UnitRelation, ...]


_COMMON = {"id", "certainty", "about", "year", "seen"}
_KEYS = {
    "relation": {"at", "with", "measures"},
    "project": {"fields", "reviewed"},
    "told": {"role", "forms", "change"},
    "units": {"at"},
}
_OPTIONAL = {"measures", "change", "reviewed", "year", "seen"}


def _about(entry: dict[str, Any], table: str, place: Place) -> About:
    allowed = _COMMON | _KEYS[table]
    place.check(entry, allowed, allowed - _OPTIONAL)
    if set(entry["about"]) != {"en", "zh"}:
        raise place.error("about needs en and zh")
    certainty = cast("Certainty", place.choice(entry, "certainty", None, ("usual", "open")))
    return About(entry["id"], certainty, entry.get("year", 0), entry["about"]["en"], entry["about"]["zh"])


def _known_measures(form: Form) -> set[str | None]:
    found: set[str | None] = {*(c.measure for c in form.columns), *(r.measure for r in form.rows)}
    suffixes = {c.measure.removeprefix("amount") for c in form.columns if c.measure.startswith("amount.")}
    return found | {f"{row.measure}{suffix}" for row in form.rows if row.measure for suffix in suffixes}


def _cell(text: str, forms: Mapping[str, Form], place: Place) -> Cell:
    parts = [part.strip() for part in text.split(" / ")]
    if len(parts) != 3:
        raise place.error(f"{text!r} is not 'form / row / measure'")
    form = forms.get(parts[0])
    if form is None:
        raise place.error(f"form {parts[0]!r} is not known")
    if form.columns and parts[2] not in _known_measures(form):
        raise place.error(f"measure {parts[2]!r} is no measure of {parts[0]}")
    prefix, found, label = parts[1].partition(":")
    side = prefix if found and prefix in SIDES else None
    row = label if side else parts[1]
    if row not in (TOTAL, ANY, SUBJECT):
        row = check_row(row, form, side, place)
    return Cell(parts[0], row, side, parts[2])


def _cell_relations(entry: dict[str, Any], forms: Mapping[str, Form], place: Place) -> list[CellRelation]:
    about = _about(entry, "relation", place)
    if (SLOT in entry["at"]) != ("measures" in entry):
        raise place.error("'{}' needs measures, and measures need '{}'")
    return [
        CellRelation(
            about,
            _cell(entry["at"].replace(SLOT, measure), forms, place),
            tuple(_cell(text.replace(SLOT, measure), forms, place) for text in entry["with"]),
        )
        for measure in entry.get("measures", [""])
    ]


def _project(entry: dict[str, Any], place: Place) -> ProjectRelation:
    about = _about(entry, "project", place)
    for name in entry["fields"]:
        if name not in ProjectRow.__dataclass_fields__:
            raise place.error(f"projects have no field {name!r}")
    return ProjectRelation(about, tuple(entry["fields"]), entry.get("reviewed"))


def read_relations(file: str, data: dict[str, Any], forms: Mapping[str, Form]) -> Relations:
    """The relations that `data`, read from `file`, declares; `SpecificationError` names file and line."""
    for name in sorted(set(data) - set(_KEYS)):
        raise SpecificationError(f"schemas/{file}", None, f"unknown table {name!r}")
    placed = {
        table: [(entry, Place(file, table, n)) for n, entry in enumerate(data.get(table, []))]
        for table in _KEYS
    }
    return Relations(
        tuple(made for entry, place in placed["relation"] for made in _cell_relations(entry, forms, place)),
        tuple(_project(entry, place) for entry, place in placed["project"]),
        tuple(
            ToldRelation(
                _about(entry, "told", place), entry["role"], entry.get("change", False), tuple(entry["forms"])
            )
            for entry, place in placed["told"]
        ),
        tuple(
            UnitRelation(_about(entry, "units", place), _cell(entry["at"], forms, place))
            for entry, place in placed["units"]
        ),
    )


@cache
def load_relations() -> Relations:
    """Every relation of `relations.toml`."""
    return read_relations(FILE, read_toml(FILE), load_forms())
