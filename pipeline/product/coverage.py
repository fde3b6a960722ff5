"""The command `coverage`: region by organisation by year by kind by form, and each hole with its reason."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.product.printing import print_json, print_table
from pipeline.product.query import answer
from schemas.characters import key
from schemas.errors import CallError

# What a department publishes every year; other kinds are holes only where they are expected.
YEARLY = ("department_budget", "department_final_accounts")
NEEDED = ("organisation", "year", "kind")
THERE = "has_data"
NOT_HERE = "not downloaded"
DOCUMENTS = """
select coalesce(region_code, ''), coalesce(org_name, source_name), fiscal_year, unnest(kinds), doc_id, status,
  coalesce(status_reason, '') from documents order by all
"""
TABLES = """
select doc_id, form_id, coalesce(title, ''), bool_or(state = 'has_data'), bool_or(state = 'declared_empty')
from tables group by all order by all
"""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the grid: `form` empty for the document as a whole; `reason` empty where there is data."""

    region: str
    organisation: str
    year: int
    kind: str
    form: str
    state: str
    reason: str
    doc_id: str


def coverage(out: Path, expected: Path | None, everything: bool, as_json: bool) -> int:
    """Print the grid or its holes; 0."""
    found = list(places(out, expected))
    shown = [place for place in found if everything or place.reason]
    if as_json:
        print_json([asdict(place) for place in shown])
        return 0
    if shown:
        print_table([field.name for field in fields(Place)][:-1], [astuple(place)[:-1] for place in shown])
    holes = sum(bool(place.reason) for place in found)
    print_table(["places", "with data", "holes"], [(len(found), len(found) - holes, holes)])
    return 0


def places(out: Path, expected: Path | None = None) -> list[Place]:
    """Every place of the grid: what the release holds, and what is missing from it."""
    held = list(_held(out))
    known = {(key(place.organisation), place.year, place.kind) for place in held}
    forms = {(*_who(place), place.form) for place in held if place.form}
    missing = _wanted(expected, held, known, forms) if expected else _gaps(held, known)
    return sorted([*held, *missing], key=lambda place: astuple(place)[:6])


def _who(place: Place) -> tuple[str, int, str]:
    return key(place.organisation), place.year, place.kind


def _held(out: Path) -> Iterator[Place]:
    tables: dict[str, list[tuple[Any, ...]]] = {}
    for doc_id, *row in answer(out, TABLES)[1]:
        tables.setdefault(doc_id, []).append(tuple(row))
    for region, organisation, year, kind, doc_id, status, why in answer(out, DOCUMENTS)[1]:
        reason = "" if status == "complete" else f"{status}: {why}" if why else status
        yield Place(region, organisation, year, kind, "", status, reason, doc_id)
        for form_id, title, has_data, declared_empty in tables.get(doc_id, ()):
            if form_id and not _belongs(form_id, kind):
                continue
            state = THERE if has_data else "declared_empty" if declared_empty else "no_body"
            form = form_id or title or "(no title)"
            reason = "unrecognised" if not form_id else "" if has_data else state.replace("_", " ")
            yield Place(region, organisation, year, kind, form, state, reason, doc_id)


def _belongs(form_id: str, kind: str) -> bool:
    """Whether a form is one of the kind; a document of several kinds shows each form once."""
    family = form_id.partition(".")[0]
    return {"final": "final" in kind, "budget": "budget" in kind}.get(family, "performance" in kind)


def _gaps(held: list[Place], known: set[tuple[str, int, str]]) -> Iterator[Place]:
    """Yearly kinds that an organisation lacks between the first and the last year in which it has any."""
    years: dict[tuple[str, str], list[int]] = {}
    for place in held:
        if place.year:
            years.setdefault((place.region, place.organisation), []).append(place.year)
    for (region, organisation), seen in years.items():
        for year in range(min(seen), max(seen) + 1):
            for kind in YEARLY:
                if (key(organisation), year, kind) not in known:
                    yield Place(region, organisation, year, kind, "", "absent", NOT_HERE, "")


def _wanted(
    expected: Path, held: list[Place], known: set[tuple[str, int, str]], forms: set[tuple[str, int, str, str]]
) -> Iterator[Place]:
    """What a list expects and the release has not: a whole document, or a form in a document that is there."""
    documents = {_who(place): place.doc_id for place in held}
    for region, organisation, year, kind, form in _list(expected):
        who = (key(organisation), year, kind)
        if who not in known:
            yield Place(region, organisation, year, kind, form, "absent", NOT_HERE, "")
        elif form and (*who, form) not in forms:
            yield Place(
                region, organisation, year, kind, form, "absent", "not in the document", documents[who]
            )


def _list(path: Path) -> Iterator[tuple[str, str, int, str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(f"{path} cannot be read ({error}): give a CSV file in UTF-8") from error
    for number, row in enumerate(rows, 2):
        lacking = [name for name in NEEDED if not row.get(name)]
        if lacking or not str(row["year"]).isdecimal():
            what = f"no {lacking[0]}" if lacking else f"{row['year']!r} is no year"
            raise CallError(f"{path}:{number}: {what}; the header is region,organisation,year,kind,form")
        yield (
            row.get("region") or "",
            row["organisation"],
            int(row["year"]),
            row["kind"],
            row.get("form") or "",
        )
