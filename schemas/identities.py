"""Identities: the arithmetic that forms promise, declared in `identities.toml` and in each form's `[[identity]]` tables.

A table has `id`, `scope` and the terms of its scope (a leading `-` subtracts a term):

- `row`: `total = "total"`, `parts = ["basic", "project", "operating?"]`: measures, once per row (of `side`, of the
  rows in `rows`) and per phase and year; where row labels carry measures, once per table. `?`: the table need not
  have that column;
- `column`: `total = "sum label"`, `parts = ["label", …]`: rows, once per column (of `side`, of `measures`);
- `tree`: no terms: a parent code is the sum of its printed children, the grand total of the outermost, per column;
- `nested`: `parts`: rows that head the rows below them, which add up by themselves or in groups headed by a row of
  their own; a listing without codes, applied where the running sums close exactly and nowhere else;
- `cell`: `total = "row / measure"`, with a form before it in `identities.toml`: `"form / row / measure"`, once;
- `subject`: `total = "form"` or `"form / measure"`, once per code of `level` and per entry of `measures`, where every
  form has a row with the code; `"form?"`: a form that need not have it, nor need the document have that form where
  the grand totals of the others make up the whole.

A row is the first text of a row of the form (`"above > row"`: the next such row below another), `#code` (`#code!`:
where the name beside it is that code's), or a selector: `@total` (grand total), `@top` (outermost coded rows,
summed), `@row` (the only row, in forms of one row). Rows that a table lacks count as 0. A measure
stands for the phase and year of the form; `measure@adjusted` names a phase, `measure@prior` the year before, `a|b`
alternatives. `revenue:row` names the side where both sides have such a row.
`relation` is `=` or `>=`; `certainty` hard, usual (a breach is a warning), provincial (`regions`: prefixes of the
region code) or soft (a breach is a warning and contradicts no value); `needs` and `without` name rows that a table
must have with an amount, or must not have (scope column); `variants` and `except_variants` name column variants;
`when` lists conditions `"a = b"` between cells that must hold before the identity means anything; `seen` says where
it was seen. `[[empty]]` names a `form` and the `columns` (`"form / measure"`) that hold nothing where a document declares
it empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from schemas.errors import SpecificationError
from schemas.forms import Form
from schemas.identity_terms import Place, Term, check_measure, check_row, read_term, read_terms
from schemas.resources import read_toml

Scope = Literal["row", "column", "tree", "nested", "cell", "subject"]
Certainty = Literal["hard", "usual", "provincial", "soft"]
Relation = Literal["=", ">="]
FILE = "identities.toml"


@dataclass(frozen=True, slots=True)
class Identity:
    """One declared relation total = Σ parts (or >=); `form_id` is None for relations across forms.

    `among` are the forms that a relation across forms names, its conditions included.
    """

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
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    seen: str | None = None
    among: tuple[str, ...] = ()


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
class Emptiness:
    """A form that a document may declare empty, and the columns (form, measure) that then hold no amounts."""

    form: str
    columns: tuple[tuple[str, str], ...]
    seen: str | None


@dataclass(frozen=True, slots=True)
class Identities:
    """Everything declared: by form, across forms, narrative and projects."""

    forms: Mapping[str, tuple[Identity, ...]]
    across: tuple[Identity, ...]
    collections: tuple[Collection, ...]
    listings: tuple[Listing, ...] = ()
    empties: tuple[Emptiness, ...] = ()


_KEYS = {
    "id", "scope", "total", "parts", "relation", "certainty", "side", "rows", "measures", "level", "variants",
    "except_variants", "regions", "when", "needs", "without", "seen",
}  # fmt: skip
_NEEDED: dict[str, set[str]] = {
    "row": {"total", "parts"},
    "column": {"total", "parts"},
    "tree": set(),
    "nested": {"parts"},
    "cell": {"total", "parts"},
    "subject": {"total", "parts"},
}


def _conditions(
    entry: dict[str, Any], own: Form | None, forms: Mapping[str, Form], place: Place
) -> tuple[tuple[Term, Term], ...]:
    out = []
    for text in entry.get("when", ()):
        left, found, right = text.partition(" = ")
        if not found:
            raise place.error(f"condition {text!r} has no ' = '")
        out.append(
            (
                read_term(left, "cell", own, forms, None, place),
                read_term(right, "cell", own, forms, None, place),
            )
        )
    return tuple(out)


def _identity(entry: dict[str, Any], own: Form | None, forms: Mapping[str, Form], place: Place) -> Identity:
    scope = place.choice(entry, "scope", None, get_args(Scope))
    place.check(entry, _KEYS, {"id", "scope"} | _NEEDED[scope])
    if own is None and scope not in ("cell", "subject"):
        raise place.error(f"scope {scope!r} belongs into the file of a form")
    side = entry.get("side")
    total, parts = (
        read_terms(entry[name], scope, own, forms, side, place) if name in entry else ()
        for name in ("total", "parts")
    )
    for measure in entry.get("measures", ()):
        check_measure(measure, own, place)
    conditions = _conditions(entry, own, forms, place)
    named = [term.form for term in (*total, *parts, *(term for pair in conditions for term in pair))]
    return Identity(
        name=f"{own.form_id}.{entry['id']}" if own else entry["id"],
        scope=cast("Scope", scope),
        form_id=own.form_id if own else None,
        total=total,
        parts=parts,
        relation=cast("Relation", place.choice(entry, "relation", "=", get_args(Relation))),
        certainty=cast("Certainty", place.choice(entry, "certainty", "hard", get_args(Certainty))),
        side=side,
        rows=tuple(check_row(row, own, side, place) for row in entry.get("rows", ())),
        needs=tuple(check_row(row, own, side, place) for row in entry.get("needs", ())),
        without=tuple(check_row(row, own, side, place) for row in entry.get("without", ())),
        when=conditions,
        among=tuple(sorted({form for form in named if form})),
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
        _identity(entry, form, {}, Place(form.file, "identity", ordinal))
        for ordinal, entry in enumerate(entries)
    )


def load_across(file: str, data: dict[str, Any], forms: Mapping[str, Form]) -> Identities:
    """Identities of `forms` and those across forms that `data`, read from `file`, declares."""
    for name in sorted(
        set(data) - {"identity", "projects", "listing", "empty", "targets", "rate", "percent"}
    ):
        raise SpecificationError(f"schemas/{file}", None, f"unknown table {name!r}")
    across = [
        _identity(e, None, forms, Place(file, "identity", n)) for n, e in enumerate(data.get("identity", []))
    ]
    collections = []
    for ordinal, entry in enumerate(data.get("projects", [])):
        place = Place(file, "projects", ordinal)
        place.check(entry, {"id", "field", "totals", "seen"}, {"id", "field", "totals"})
        totals = read_terms(entry["totals"], "cell", None, forms, None, place)
        collections.append(Collection(entry["id"], entry["field"], totals, entry.get("seen")))
    by_form = {form.form_id: form_identities(form) for form in forms.values()}
    listings, empties = _listings(file, data, forms), _empties(file, data, forms)
    return Identities(by_form, tuple(across), tuple(collections), listings, empties)


def _empties(file: str, data: dict[str, Any], forms: Mapping[str, Form]) -> tuple[Emptiness, ...]:
    found = []
    for ordinal, entry in enumerate(data.get("empty", [])):
        place = Place(file, "empty", ordinal)
        place.check(entry, {"form", "columns", "seen"}, {"form", "columns"})
        columns = [tuple(part.strip() for part in text.split("/")) for text in entry["columns"]]
        for form, measure in columns:
            if entry["form"] not in forms or form not in forms:
                raise place.error(f"form {entry['form']!r} or {form!r} is not known")
            check_measure(measure, forms[form], place)
        found.append(Emptiness(entry["form"], tuple(columns), entry.get("seen")))
    return tuple(found)


def _listings(file: str, data: dict[str, Any], forms: Mapping[str, Form]) -> tuple[Listing, ...]:
    found = []
    for ordinal, entry in enumerate(data.get("listing", [])):
        place = Place(file, "listing", ordinal)
        place.check(entry, {"metric", "form", "seen"}, {"metric", "form"})
        if entry["form"] not in forms:
            raise place.error(f"form {entry['form']!r} is not known")
        found.append(Listing(entry["metric"], entry["form"], entry.get("seen")))
    return tuple(found)


def load_identities(forms: Mapping[str, Form]) -> Identities:
    """Every identity for `forms`; `SpecificationError` names file and line."""
    return load_across(FILE, read_toml(FILE), forms)
