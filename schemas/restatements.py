"""What a number of the narrative restates: the `[[counterpart]]` and `[restates]` tables of `phrases.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from schemas.errors import SpecificationError
from schemas.forms import Form, load_forms
from schemas.identity_terms import SIDES, Place, check_measure, check_row
from schemas.phrases import FILE, phrases

TOTAL, SUBJECT, RECORD = "@total", "@subject", "@row"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a figure stands: form, row (a label or @total, @subject, @row), its side (None: any) and measure."""

    form: str
    row: str
    side: str | None
    measure: str


@dataclass(frozen=True, slots=True)
class Told:
    """Which phases of a form's values a role restates, and how far their year is from the fiscal year."""

    phases: tuple[str, ...]
    year: int


@dataclass(frozen=True, slots=True)
class Restatements:
    """Addresses by metric (and whether the number names a subject), phases by role."""

    addresses: Mapping[tuple[str, bool], tuple[Address, ...]]
    roles: Mapping[str, Told]


def _address(text: str, forms: Mapping[str, Form], place: Place) -> Address:
    parts = [part.strip() for part in text.split("/")]
    if len(parts) != 3:
        raise place.error(f"{text!r} is not 'form / row / measure'")
    form = forms.get(parts[0])
    if form is None:
        raise place.error(f"form {parts[0]!r} is not known")
    prefix, found, label = parts[1].partition(":")
    side = prefix if found and prefix in SIDES else None
    row = label if found else parts[1]
    if not row.startswith("@"):
        row = check_row(row, form, side, place)
    elif row not in (TOTAL, SUBJECT, RECORD):
        raise place.error(f"unknown selector {row!r}")
    return Address(parts[0], row, side, check_measure(parts[2], form, place))


def load_restatements(forms: Mapping[str, Form]) -> Restatements:
    """The counterparts of every metric; `SpecificationError` names file and line."""
    data = phrases()
    addresses: dict[tuple[str, bool], tuple[Address, ...]] = {}
    for ordinal, entry in enumerate(data.get("counterpart", [])):
        place = Place(FILE, "counterpart", ordinal)
        place.check(entry, {"metric", "at", "subject", "seen"}, {"metric", "at"})
        named = (entry["metric"], bool(entry.get("subject", False)))
        addresses[named] = tuple(_address(text, forms, place) for text in entry["at"])
    roles = {}
    for role, told in data.get("restates", {}).items():
        if set(told) != {"phases", "year"}:
            raise SpecificationError(f"schemas/{FILE}", None, f"[restates] {role}: needs phases and year")
        roles[role] = Told(tuple(told["phases"]), told["year"])
    return Restatements(addresses, roles)


@cache
def counterparts() -> Restatements:
    """Where the numbers of narratives stand in the known forms."""
    return load_restatements(load_forms())
