"""Identities: the arithmetic that forms promise, declared in `identities.toml` and in each form's `[[identity]]` tables.

A table has `id`, `scope` and the terms of its scope (a leading `-` subtracts a term):

- `row`: `total = "total"`, `parts = ["basic", "project", "operating?"]`: measures, once per row (of `side`, of the
  rows in `rows`) and per phase and year; where row labels carry measures, once per table. `?`: the table need not
  have that column;
- `column`: `total = "sum label"`, `parts = ["label", …]`: rows, once per column (of `side`, of `measures`);
- `tree`: no terms: a parent code is the sum of its printed children, the grand total of the outermost, per column;
- `cell`: `total = "row / measure"`, with a form before it in `identities.toml`: `"form / row / measure"`, once;
- `subject`: `total = "form"` or `"form / measure"`, once per code of `level` and per entry of `measures`.

A row is the first text of a row of the form (`"above > row"`: the next such row below another), `#code`, or a
selector: `@total` (grand total), `@top` (outermost coded rows, summed). Rows that a table lacks count as 0. A measure
stands for the phase and year of the form; `measure@adjusted` names a phase, `measure@prior` the year before, `a|b`
alternatives. `revenue:row` names the side where both sides have such a row.
`relation` is `=` or `>=`; `certainty` hard, usual (a breach is a warning) or provincial (`regions`: prefixes of
the region code); `variants` and `except_variants` name column variants; `when` lists conditions `"a = b"` between
cells that must hold before the identity means anything; `seen` says where it was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from schemas.characters import key
from schemas.errors import SpecificationError
from schemas.forms import Form
from schemas.resources import read_text, read_toml

Scope = Literal["row", "column", "tree", "cell", "subject"]
Certainty = Literal["hard", "usual", "provincial"]
Relation = Literal["=", ">="]
SELECTORS = ("@total", "@top")
SIDES = ("revenue", "expenditure", "balance")
FILE = "identities.toml"


@dataclass(frozen=True, slots=True)
class Term:
    """One term: form, row reference and measure, each None where the scope supplies it; sign +1 or -1.

    `above` is the row below which `row` is looked for; `tag` a phase or `prior`; `optional`: may be missing;
    `measures` are alternatives, the first that the table has counts.
    """

    sign: int
    form: str | None
    row: str | None = None
    measures: tuple[str, ...] = ()
    side: str | None = None
    above: str | None = None
    tag: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """One declared relation total = Σ parts (or >=); `form_id` is None for relations across forms."""

    name: str
    scope: Scope
    form_id: str | None
    total: tuple[Term, ...] = ()
    parts: tuple[Term, ...] = ()
    relation: Relation = "="
    certainty: Certainty = "hard"
    side: str | None = None
    rows: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    level: str | None = None
    variants: tuple[str, ...] = ()
    except_variants: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    when: tuple[tuple[Term, Term], ...] = ()
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Restatement:
    """Where a number of the narrative stands in tables: one of `cells` holds the same amount as (metric, role).

    A cell is `form / row / measure`, `form / measure` where a table has one row or rows that carry measures, and with
    `by_subject` (numbers that name a code) `form / measure` in the row of that code.
    """

    name: str
    metric: str
    role: str
    cells: tuple[Term, ...]
    by_subject: bool
    certainty: Certainty
    seen: str | None


@dataclass(frozen=True, slots=True)
class Collection:
    """Project rows whose `field` adds up to one of `totals`, where all projects are published."""

    name: str
    field: str
    totals: tuple[Term, ...]
    seen: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A metric whose items the narrative lists, and the form that prints the same items."""

    metric: str
    form: str
    seen: str | None


@dataclass(frozen=True, slots=True)
class Identities:
    """Everything declared: by form, across forms, narrative and projects."""

    forms: Mapping[str, tuple[Identity, ...]]
    across: tuple[Identity, ...]
    restatements: tuple[Restatement, ...]
    collections: tuple[Collection, ...]
    listings: tuple[Listing, ...] = ()


_KEYS = {
    "id", "scope", "total", "parts", "relation", "certainty", "side", "rows", "measures", "level", "variants",
    "except_variants", "regions", "when", "seen",
}  # fmt: skip
_NEEDED: dict[str, set[str]] = {
    "row": {"total", "parts"},
    "column": {"total", "parts"},
    "tree": set(),
    "cell": {"total", "parts"},
    "subject": {"total", "parts"},
}


def _line(file: str, table: str, ordinal: int) -> int | None:
    lines = read_text(file).splitlines()
    found = [number for number, line in enumerate(lines, 1) if line.strip().startswith(f"[[{table}]]")]
    return found[ordinal] if ordinal < len(found) else None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in which file an entry stands, for errors."""

    file: str
    table: str
    ordinal: int

    def error(self, message: str) -> SpecificationError:
        return SpecificationError(f"schemas/{self.file}", _line(self.file, self.table, self.ordinal), message)

    def check(self, entry: dict[str, Any], allowed: set[str], needed: set[str]) -> None:
        wrong = [f"unknown key {name!r}" for name in sorted(set(entry) - allowed)]
        wrong += [f"missing key {name!r}" for name in sorted(needed - set(entry))]
        if wrong:
            raise self.error(", ".join(wrong))

    def choice(self, entry: dict[str, Any], name: str, default: str | None, options: tuple[str, ...]) -> str:
        value = entry.get(name, default)
        if value not in options:
            raise self.error(f"{name} is {value!r}; one of {', '.join(options)}")
        return str(value)


def _check_row(row: str, form: Form | None, side: str | None, place: _Place) -> str:
    """The canonical text of a row reference; an error names what the form does not have."""
    if row.startswith("#") or row in SELECTORS:
        return row
    if row.startswith("@"):
        raise place.error(f"unknown selector {row!r}; one of {', '.join(SELECTORS)}")
    if form is None or not form.rows:
        return row
    for label in form.rows:
        if key(row) in map(key, label.texts) and (side is None or label.side in (None, side)):
            return label.texts[0]
    raise place.error(f"row {row!r} is no row of {form.form_id}")


def _check_measure(measure: str, form: Form | None, place: _Place) -> str:
    known: set[str | None] = set()
    if form is not None:
        known = {*(column.measure for column in form.columns), *(row.measure for row in form.rows)}
    if form is not None and form.columns and measure not in known:
        raise place.error(f"measure {measure!r} is no measure of {form.form_id}")
    return measure


def _term(
    text: str, scope: str, own: Form | None, forms: Mapping[str, Form], side: str | None, place: _Place
) -> Term:
    sign, text = (-1, text[1:]) if text.startswith("-") else (1, text)
    parts = [part.strip() for part in text.split(" / ")]
    form_id: str | None = None
    if own is None:
        form_id = parts.pop(0)
        if form_id not in forms:
            raise place.error(f"form {form_id!r} is not known")
    form = own if own is not None else forms[cast("str", form_id)]
    counted = {"subject": (0, len(parts)), "restated": (len(parts) - 1, 1)}
    shape = {"row": (0, 1), "column": (1, 0), "cell": (1, 1), **counted}[scope]
    if len(parts) != sum(shape) or shape[0] > 1:
        raise place.error(f"term {text!r} does not fit scope {scope!r}")
    above, row, tag = None, None, ""
    measures: tuple[str, ...] = ()
    if shape[0]:
        prefix, found, rest = parts[0].partition(":")
        side, name = (prefix, rest) if found and prefix in SIDES else (side, parts[0])
        outer, found, inner = name.partition(" > ")
        above = _check_row(outer, form, side, place) if found else None
        row = _check_row(inner if found else outer, form, side, place)
    if shape[1]:
        names, _, tag = parts[-1].removesuffix("?").partition("@")
        measures = tuple(_check_measure(name, form, place) for name in names.split("|"))
    return Term(sign, form_id, row, measures, side, above, tag or None, text.endswith("?"))


def _terms(
    value: Any, scope: str, own: Form | None, forms: Mapping[str, Form], side: str | None, place: _Place
) -> tuple[Term, ...]:
    texts = [value] if isinstance(value, str) else value
    return tuple(_term(text, scope, own, forms, side, place) for text in texts)


def _conditions(
    entry: dict[str, Any], own: Form | None, forms: Mapping[str, Form], place: _Place
) -> tuple[tuple[Term, Term], ...]:
    out = []
    for text in entry.get("when", ()):
        left, found, right = text.partition(" = ")
        if not found:
            raise place.error(f"condition {text!r} has no ' = '")
        out.append(
            (_term(left, "cell", own, forms, None, place), _term(right, "cell", own, forms, None, place))
        )
    return tuple(out)


def _identity(entry: dict[str, Any], own: Form | None, forms: Mapping[str, Form], place: _Place) -> Identity:
    scope = place.choice(entry, "scope", None, get_args(Scope))
    place.check(entry, _KEYS, {"id", "scope"} | _NEEDED[scope])
    if own is None and scope not in ("cell", "subject"):
        raise place.error(f"scope {scope!r} belongs into the file of a form")
    side = entry.get("side")
    total, parts = (
        _terms(entry[name], scope, own, forms, side, place) if name in entry else ()
        for name in ("total", "parts")
    )
    for measure in entry.get("measures", ()):
        _check_measure(measure, own, place)
    return Identity(
        name=f"{own.form_id}.{entry['id']}" if own else entry["id"],
        scope=cast("Scope", scope),
        form_id=own.form_id if own else None,
        total=total,
        parts=parts,
        relation=cast("Relation", place.choice(entry, "relation", "=", get_args(Relation))),
        certainty=cast("Certainty", place.choice(entry, "certainty", "hard", get_args(Certainty))),
        side=side,
        rows=tuple(_check_row(row, own, side, place) for row in entry.get("rows", ())),
        when=_conditions(entry, own, forms, place),
        level=entry.get("level"),
        seen=entry.get("seen"),
        **{
            name: tuple(entry.get(name, ()))
            for name in ("measures", "variants", "except_variants", "regions")
        },
    )


def form_identities(form: Form) -> tuple[Identity, ...]:
    """The identities that a form's own file declares."""
    entries = form.raw.get("identity", [])
    return tuple(
        _identity(entry, form, {}, _Place(form.file, "identity", ordinal))
        for ordinal, entry in enumerate(entries)
    )


def _restatement(entry: dict[str, Any], forms: Mapping[str, Form], place: _Place) -> Restatement:
    place.check(
        entry, {"metric", "role", "cells", "by_subject", "certainty", "seen"}, {"metric", "role", "cells"}
    )
    by_subject = bool(entry.get("by_subject", False))
    return Restatement(
        name=f"narrative.{entry['metric']}.{entry['role']}" + (".subject" if by_subject else ""),
        metric=entry["metric"],
        role=entry["role"],
        cells=_terms(entry["cells"], "subject" if by_subject else "restated", None, forms, None, place),
        by_subject=by_subject,
        certainty=cast("Certainty", place.choice(entry, "certainty", "hard", get_args(Certainty))),
        seen=entry.get("seen"),
    )


def load_across(file: str, data: dict[str, Any], forms: Mapping[str, Form]) -> Identities:
    """Identities of `forms` and those across forms that `data`, read from `file`, declares."""
    for name in sorted(set(data) - {"identity", "statement", "projects", "listing", "targets", "rate"}):
        raise SpecificationError(f"schemas/{file}", None, f"unknown table {name!r}")
    across = [
        _identity(e, None, forms, _Place(file, "identity", n)) for n, e in enumerate(data.get("identity", []))
    ]
    restated = [
        _restatement(e, forms, _Place(file, "statement", n)) for n, e in enumerate(data.get("statement", []))
    ]
    collections = []
    for ordinal, entry in enumerate(data.get("projects", [])):
        place = _Place(file, "projects", ordinal)
        place.check(entry, {"id", "field", "totals", "seen"}, {"id", "field", "totals"})
        totals = _terms(entry["totals"], "cell", None, forms, None, place)
        collections.append(Collection(entry["id"], entry["field"], totals, entry.get("seen")))
    by_form = {form.form_id: form_identities(form) for form in forms.values()}
    listings = _listings(file, data, forms)
    return Identities(by_form, tuple(across), tuple(restated), tuple(collections), listings)


def _listings(file: str, data: dict[str, Any], forms: Mapping[str, Form]) -> tuple[Listing, ...]:
    found = []
    for ordinal, entry in enumerate(data.get("listing", [])):
        place = _Place(file, "listing", ordinal)
        place.check(entry, {"metric", "form", "seen"}, {"metric", "form"})
        if entry["form"] not in forms:
            raise place.error(f"form {entry['form']!r} is not known")
        found.append(Listing(entry["metric"], entry["form"], entry.get("seen")))
    return tuple(found)


def load_identities(forms: Mapping[str, Form]) -> Identities:
    """Every identity for `forms`; `SpecificationError` names file and line."""
    return load_across(FILE, read_toml(FILE), forms)
