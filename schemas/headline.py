"""Headline figures: what they are and which lines of which forms say them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from schemas.characters import key
from schemas.errors import SpecificationError
from schemas.forms import load_forms
from schemas.resources import read_toml

FILE = "headline.toml"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: a form, its side, the measures and the folded row labels, best first."""

    form_id: str
    side: str | None
    measures: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline figure; `places` say the same thing, best first."""

    figure_id: str
    title: str
    title_zh: str
    side: str
    places: tuple[Place, ...]


@cache
def figures() -> tuple[Figure, ...]:
    """All headline figures; `SpecificationError` for a form or measure that does not exist."""
    content = read_toml(FILE)
    usual = tuple(content["rows"]["total"])
    found = []
    for entry in content["figure"]:
        places = tuple(
            Place(
                form_id,
                source.get("side"),
                tuple(source["measures"]),
                tuple(key(row) for row in source.get("rows", usual)),
            )
            for source in entry["source"]
            for form_id in source["forms"]
        )
        _check(entry["id"], places)
        found.append(Figure(entry["id"], entry["title"], entry["title_zh"], entry["side"], places))
    return tuple(found)


def _check(figure_id: str, places: tuple[Place, ...]) -> None:
    forms = load_forms()
    for place in places:
        form = forms.get(place.form_id)
        if form is None:
            raise SpecificationError(f"schemas/{FILE}", None, f"{figure_id}: no form {place.form_id}")
        known = {column.measure for column in form.columns} | {row.measure for row in form.rows}
        if not known & set(place.measures):
            what = f"{figure_id}: {place.form_id} has none of the measures {', '.join(place.measures)}"
            raise SpecificationError(f"schemas/{FILE}", None, what)
