"""Tables whose title is printed again on a later page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from schemas.characters import key
from schemas.forms import Form, load_forms
from schemas.grids import Region
from schemas.resources import read_toml


def _continues(region: Region, following: Region) -> bool:
    form: Form | None = load_forms().get(following.form_id or "")
    if (
        form is None
        or region.form_id != following.form_id
        or key(str(region.title)) != key(str(following.title))
    ):
        return False
    if form.family == "amounts":
        return key(str(region.organisation or "")) == key(str(following.organisation or ""))
    openings = tuple(key(word) for word in read_toml("tables.toml")["title"]["openings"])
    head = [line for line in following.body if not line.blank][:3]
    return bool(head) and not any(key(line.text).startswith(openings) for line in head)


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
