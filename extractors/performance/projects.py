"""The project of a project table: names, codes, amounts, dates, schedule and texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import regex

from extractors.performance.funds import bracket_unit, parse_money
from extractors.performance.prints import PrintedField, PrintedFunds, Prints
from extractors.performance.texts import code, iso_date, joined, prose, whole
from schemas.characters import key
from schemas.context import Facts
from schemas.grids import Region
from schemas.harvest import Finding, Sourced
from schemas.performance import words
from schemas.records import ProjectRow, ScheduleEntry
from schemas.spans import Text, row_id
from schemas.values import parse_value, to_yuan

LAST_MONTH = 12
NAMES = frozenset({"project_name", "org_name"})
_LEADING_CODE = regex.compile(r"^\s*([0-9A-Z]{3,15})\s*(?=\p{Han})")
_ATTACHED = regex.compile(r"\s*[（(][^（()）]{1,8}[)）]\s*$")


def organisation(region: Region) -> tuple[Text | None, Text | None]:
    """(code, name) of the organisation in a caption or title: `471002<name>` is a code and a name."""
    text = region.organisation
    if text is None:
        return None, None
    match = _LEADING_CODE.match(str(text))
    if match is None:
        return None, text.strip()
    return text.cut(match.start(1), match.end(1)), text.cut(match.end()).strip()


def _name(text: Text | None) -> str | None:
    return _ATTACHED.sub("", "".join(str(text).split())) if text else None


class _Values:
    """Values of the fields with their print; the first print of a field counts, a second is a finding."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.sources: dict[str, Text] = {}
        self.findings: list[Finding] = []

    def put(self, name: str, value: Any, text: Text) -> None:
        if value is None:
            return
        if name in self.values:
            if self.values[name] != value:
                shown = "".join(str(text).split())[:80]
                self.findings.append(Finding("project.field_twice", at=text, found=shown))
            return
        self.values[name] = value
        self.sources[name] = text


def _amount(item: PrintedField, region: Region, values: _Values) -> Decimal | None:
    for text in item.values:
        money = parse_money(text)
        if money is not None:
            unit = money[1] or bracket_unit(item.label, item.opening) or region.unit
            if unit is None:
                values.findings.append(Finding("project.unit_unknown", at=text, found=str(text)))
                return None
            return to_yuan(money[0], unit)
        parsed = parse_value(str(text))
        if parsed is None:
            values.findings.append(Finding("value.unread", at=text, found=str(text)[:80]))
    return None


def _date(item: PrintedField, _region: Region, values: _Values) -> date | None:
    for text in item.values:
        found = iso_date(text)
        if found is not None:
            return found
        values.findings.append(Finding("value.unread", at=text, found=str(text)[:80]))
    return None


def _text(item: PrintedField, _region: Region, _values: _Values) -> str | None:
    kept = [text for text in item.values if key(str(text)) not in words("furniture", "labels")]
    if item.field == "unit_code" or item.kind == "code":
        return code(kept)
    return joined(kept) if item.field in NAMES else prose(kept)


READERS: dict[str, Callable[[PrintedField, Region, _Values], Any]] = {
    "text": _text,
    "code": _text,
    "amount": _amount,
    "date": _date,
}


def _schedule(prints: Prints, values: _Values) -> None:
    entries = []
    for share in prints.schedule:
        parsed = parse_value(str(share.value))
        if parsed is not None and parsed.value is not None:
            entries.append(ScheduleEntry(share.month, parsed.value))
    if entries:
        text = whole([part for share in prints.schedule for part in (share.heading, share.value)])
        values.put("schedule", tuple(entries), text)
    months = {share.month for share in prints.schedule}
    if prints.months and LAST_MONTH not in months:
        printed = "/".join("".join(str(month).split()) for month in prints.months)
        values.findings.append(Finding("schedule.column_lost", at=prints.months[-1], found=printed))


def unplaced_amounts(prints: Prints, project: bool) -> list[PrintedFunds]:
    """Amounts beside a label that no column of a project takes: a label that is printed again, or no project at all."""
    taken: set[str] = set()
    found = []
    for item in prints.fields:
        if item.kind == "amount" and any(parse_money(text) for text in item.values):
            if not item.field or item.field in taken or not project:
                found += [PrintedFunds(item.label, text, opening=item.opening) for text in item.values]
            taken.add(item.field)
    return found


def project_row(
    prints: Prints, region: Region, facts: Facts, table_id: str
) -> tuple[Sourced[ProjectRow], list[Finding]]:
    """The one project of a table; without a printed name the table's title names it, and that is a finding."""
    values = _Values()
    for item in prints.fields:
        if item.field and item.kind in READERS and item.values:
            values.put(item.field, READERS[item.kind](item, region, values), whole(item.values))
    _schedule(prints, values)
    unit_code, name = organisation(region)
    if unit_code is not None:
        values.put("unit_code", code((unit_code,)), unit_code)
    if name is not None:
        values.put("org_name", _name(name), name)
    if facts.org_name:
        values.values.setdefault("org_name", facts.org_name)
    title = region.title
    if "project_name" not in values.values:
        values.values["project_name"] = "".join(str(title).split())
        values.findings.append(Finding("project.name_missing", at=title))
    anchor = values.sources.get("project_name", title)
    body = [line for line in region.body if not line.blank]
    record = ProjectRow(
        doc_id=facts.doc_id,
        fiscal_year=facts.fiscal_year,
        project_id=row_id(facts.doc_id, "projects", anchor),
        table_id=table_id,
        page=(body[0].page or None) if body else None,
        line_start=body[0].number if body else None,
        line_end=body[-1].number if body else None,
        **values.values,
    )
    return Sourced(record, tuple(values.sources.items())), values.findings
