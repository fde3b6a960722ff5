"""Tables whose title is printed again on a later page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import regex

from extractors.copies import openings
from extractors.grids.rows import BAR, is_bare
from schemas.characters import key
from schemas.forms import Form, load_forms
from schemas.grids import Region
from schemas.resources import read_toml

CELLS = regex.compile(r"[\t|]|\s{2,}")
HEAD = 5
WHOLE = 3
WRAPPED = 3
_AMOUNT = regex.compile(r"-?[\d,]*\d(?:\.\d+)?")


def _continues(region: Region, following: Region) -> bool:
    form: Form | None = load_forms().get(following.form_id or "")
    if (
        form is None
        or following.opening is not None
        or region.form_id != following.form_id
        or key(str(region.title)) != key(str(following.title))
    ):
        return False
    if form.family == "amounts":
        same = key(str(region.organisation or "")) == key(str(following.organisation or ""))
        return same and not _totals(region) & _totals(following)
    head = [key(line.text).lstrip(BAR) for line in following.body if not is_bare(line)][:HEAD]
    return bool(head) and not _opens(head)


@cache
def _total_words() -> frozenset[str]:
    label = read_toml("tables.toml")["label"]
    return frozenset(map(key, label["total"])) - frozenset(map(key, label["parts"]))


def _totals(region: Region) -> set[str]:
    """The labels of totals with an amount: a table that prints them again is a table of its own."""
    found: set[str] = set()
    for line in region.body:
        cells = [word for cell in CELLS.split(line.text) if (word := key(cell))]
        if any(map(_AMOUNT.fullmatch, cells)):
            found |= _total_words().intersection(cells)
    return found


def _opens(head: Sequence[str]) -> bool:
    """Whether the first lines print a label that opens a table, whole or wrapped beside its value."""
    known = tuple(openings())
    if any(line.startswith(known) for line in head[:WHOLE]):
        return True
    return any(
        opening.startswith(first) and any(line.startswith(opening[len(first) :]) for line in rest)
        for first, *rest in (head[at : at + WRAPPED] for at in range(len(head)))
        for opening in known
        if len(first) < len(opening)
    )


def join_prints(regions: Sequence[Region]) -> list[Region]:
    """Regions where every print of one title goes on with the region before it."""
    out: list[Region] = []
    for region in regions:
        if out and _continues(out[-1], region):
            last = out[-1]
            out[-1] = replace(
                last,
                unit=last.unit or region.unit,
                unit_text=last.unit_text or region.unit_text,
                blocks=last.blocks + region.blocks,
                notes=last.notes + region.notes,
            )
        else:
            out.append(region)
    return out
