"""Forms that the contents name and no table prints, and forms printed blank while the text tells amounts of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from extractors.contents import contents_lines
from extractors.titles import Title, match_title
from schemas.characters import key
from schemas.document import Document
from schemas.forms import load_forms
from schemas.grids import Region
from schemas.harvest import Finding, Sourced
from schemas.records import StatementRow, TableRow
from schemas.restatements import counterparts
from schemas.spans import Text

FAMILY = "amounts"
LEAST_KEPT = 2
LEADERS = " .\u2026\u00b7-_\t"
DIGITS = "0123456789"


def missing_forms(document: Document, regions: Sequence[Region]) -> Iterator[Finding]:
    """Entries of the contents that are titles of forms, where most such entries are kept and these are not."""
    printed = {region.form_id for region in regions}
    entries: dict[str, Title] = {}
    listed = contents_lines(document)
    for line in document.lines:
        if (line.page, line.number) not in listed:
            continue
        bare = line.text.rstrip().rstrip(DIGITS).rstrip(LEADERS)
        title = match_title(replace(line, text=bare + " " * (len(line.text) - len(bare))))
        if title is not None and title.form_id is not None and title.family == FAMILY:
            entries.setdefault(title.form_id, title)
    missing = [title for form, title in entries.items() if form not in printed]
    if len(entries) - len(missing) < max(LEAST_KEPT, len(missing)):
        return
    for title in missing:
        yield Finding("form.missing", at=title.text, values=(("title", title.wording),))


def blank_forms(
    tables: Sequence[tuple[Region, TableRow]], statements: Iterable[Sourced[StatementRow]]
) -> Iterator[Finding]:
    """Forms without amounts and without a note in a document that fills others."""
    blank = [(region, row) for region, row in tables if row.state == "no_body" and row.form_id]
    filled = {row.form_id for _, row in tables if row.state == "has_data"}
    if len(filled) < LEAST_KEPT:
        return
    rows = list(statements)
    for region, row in blank:
        if row.form_id in filled or row.form_id is None:
            continue
        title = row.title or row.form_id
        ids, values = (row.table_id,), (("title", title),)
        said = next((found for found in rows if _tells(found.record, row.form_id, filled)), None)
        if said is None:
            yield Finding("form.blank", region.title, ids, values=values)
            continue
        yield Finding(
            "form.blank_but_told",
            _place(said),
            (said.record.statement_id, *ids),
            found=f"{said.record.value_raw}{said.record.unit or ''}",
            values=values,
        )


def repeated_forms(tables: Sequence[tuple[Region, TableRow]]) -> Iterator[Finding]:
    """Filled tables of one form with one title, between which nothing printed tells whose they are."""
    seen: dict[tuple[str, ...], TableRow] = {}
    for region, row in tables:
        form = load_forms().get(row.form_id or "")
        if form is None or form.family != FAMILY or row.state != "has_data" or not row.title:
            continue
        same = (form.form_id, key(row.title), key(str(region.organisation or "")))
        first = seen.setdefault(same, row)
        if first is not row:
            values = (("title", row.title), ("first", str(first.line_start)), ("page", str(first.page or 1)))
            yield Finding("form.repeated", region.title, (first.table_id, row.table_id), values=values)


@cache
def _forms() -> dict[str, set[str]]:
    """The forms that print what the text tells, by metric."""
    found: dict[str, set[str]] = {}
    for (metric, _), addresses in counterparts().addresses.items():
        found.setdefault(metric, set()).update(address.form for address in addresses)
    return found


def _tells(row: StatementRow, form_id: str, filled: set[str | None]) -> bool:
    """Whether the text tells an amount that only a form prints which is blank here."""
    forms = _forms().get(row.metric, set())
    return bool(row.amount) and form_id in forms and not forms & filled


def _place(row: Sourced[StatementRow]) -> Text | None:
    return next((text for name, text in row.sources if name == "value_raw"), None)
