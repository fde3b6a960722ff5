"""Whether a file ends inside a table."""

from __future__ import annotations

from extractors.regions import region_lines
from schemas.characters import key
from schemas.document import Document
from schemas.forms import RowLabel, load_forms
from schemas.grids import Grid, Region
from schemas.harvest import Finding, Harvest


def find_cut(document: Document, region: Region, grid: Grid) -> Harvest:
    """A finding when `region` ends the document and lacks every closing row that its form promises."""
    last = next((line for line in reversed(document.lines) if not line.blank), None)
    if last is None or last not in set(region_lines(region)):
        return Harvest()
    printed = {key(str(cell.text)) for cell in grid.cells}
    closing = _closing(region)
    if not closing or any(printed & set(map(key, row.texts)) for row in closing):
        return Harvest()
    title = "".join(str(region.title).split())
    values = (("title", title),)
    return Harvest(
        findings=(Finding("document.cut", at=last.strip(), expected=closing[0].texts[0], values=values),)
    )


def _closing(region: Region) -> list[RowLabel]:
    """The rows that close a form of two sides: the last of each side and variant, where it is a total."""
    form = load_forms().get(region.form_id or "")
    last = {(row.side, row.variant): row for row in (form.rows if form else ())}
    return [row for row in last.values() if row.total and row.side is not None]
