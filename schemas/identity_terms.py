"""Terms of identities: form, row and measure of a cell, as written in knowledge files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from schemas.characters import key
from schemas.errors import SpecificationError
from schemas.forms import Form
from schemas.resources import read_text

SELECTORS = ("@total", "@top", "@row")
SIDES = ("revenue", "expenditure", "balance")


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


def _line(file: str, table: str, ordinal: int) -> int | None:
    lines = read_text(file).splitlines()
    found = [number for number, line in enumerate(lines, 1) if line.strip().startswith(f"[[{table}]]")]
    return found[ordinal] if ordinal < len(found) else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file an entry stands, for errors."""

    file: str
    table: str
    ordinal: int

    def error(self, message: str) -> SpecificationError:
        """An error that names this place."""
        return SpecificationError(f"schemas/{self.file}", _line(self.file, self.table, self.ordinal), message)

    def check(self, entry: dict[str, Any], allowed: set[str], needed: set[str]) -> None:
        """Raise for keys that are unknown or missing."""
        wrong = [f"unknown key {name!r}" for name in sorted(set(entry) - allowed)]
        wrong += [f"missing key {name!r}" for name in sorted(needed - set(entry))]
        if wrong:
            raise self.error(", ".join(wrong))

    def choice(self, entry: dict[str, Any], name: str, default: str | None, options: tuple[str, ...]) -> str:
        """The value of a key that must be one of the options."""
        value = entry.get(name, default)
        if value not in options:
            raise self.error(f"{name} is {value!r}; one of {', '.join(options)}")
        return str(value)


def check_row(row: str, form: Form | None, side: str | None, place: Place) -> str:
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


def check_measure(measure: str, form: Form | None, place: Place) -> str:
    """The measure itself; an error when the form has no such column (forms without columns take any)."""
    known: set[str | None] = set()
    if form is not None:
        known = {*(column.measure for column in form.columns), *(row.measure for row in form.rows)}
    if form is not None and form.columns and measure not in known:
        raise place.error(f"measure {measure!r} is no measure of {form.form_id}")
    return measure


def read_term(
    text: str, scope: str, own: Form | None, forms: Mapping[str, Form], side: str | None, place: Place
) -> Term:
    """One term of a scope; `own` is the form whose file declares it, None for terms that name their form."""
    sign, text = (-1, text[1:]) if text.startswith("-") else (1, text)
    parts = [part.strip() for part in text.split(" / ")]
    form_id: str | None = None
    if own is None:
        form_id = parts.pop(0).removesuffix("?")
        if form_id not in forms:
            raise place.error(f"form {form_id!r} is not known")
    form = own if own is not None else forms[cast("str", form_id)]
    shape = {"row": (0, 1), "column": (1, 0), "nested": (1, 0), "cell": (1, 1), "subject": (0, len(parts))}[
        scope
    ]
    if len(parts) != sum(shape):
        raise place.error(f"term {text!r} does not fit scope {scope!r}")
    above, row, tag = None, None, ""
    measures: tuple[str, ...] = ()
    if shape[0]:
        prefix, found, rest = parts[0].partition(":")
        side, name = (prefix, rest) if found and prefix in SIDES else (side, parts[0])
        outer, found, inner = name.partition(" > ")
        above = check_row(outer, form, side, place) if found else None
        row = check_row(inner if found else outer, form, side, place)
    if shape[1]:
        names, _, tag = parts[-1].removesuffix("?").partition("@")
        measures = tuple(check_measure(name, form, place) for name in names.split("|"))
    return Term(sign, form_id, row, measures, side, above, tag or None, text.endswith("?"))


def read_terms(
    value: Any, scope: str, own: Form | None, forms: Mapping[str, Form], side: str | None, place: Place
) -> tuple[Term, ...]:
    """One term or a list of them."""
    texts = [value] if isinstance(value, str) else value
    return tuple(read_term(text, scope, own, forms, side, place) for text in texts)
