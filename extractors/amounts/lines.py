"""Published amounts: `budget_lines` with their print, and the table that reconciliation reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extractors.amounts.heading_units import heading_unit, row_year, stands_apart, table_unit
from extractors.amounts.printed import Heading, PrintedAmount, PrintedTable
from extractors.amounts.rowlabels import NamedRow, name_rows, with_parents
from extractors.amounts.value_columns import PERCENT, column_kind, value_columns
from extractors.amounts.words import plain_label
from schemas.amounts import Amount, AmountRow, AmountTable
from schemas.codes import kind_of
from schemas.context import Facts
from schemas.forms import Form
from schemas.grids import Region
from schemas.harvest import Finding, Sourced
from schemas.records import BudgetLine
from schemas.spans import row_id
from schemas.values import Parsed, parse_value, to_yuan, unit_name

LEVELS = {3: "class", 5: "group", 7: "item"}


@dataclass(frozen=True, slots=True)
class Published:
    """The lines of one table with the same amounts as a table of arithmetic."""

    lines: tuple[Sourced[BudgetLine], ...]
    table: AmountTable
    findings: tuple[Finding, ...]


def _measure(heading: Heading, row: NamedRow) -> str | None:
    if heading.column is None:
        return None
    if row.known is not None and row.known.measure and heading.column.measure == "amount":
        return row.known.measure
    return heading.column.measure


def _unit(region: Region, heading: Heading | None, amount: PrintedAmount) -> str:
    if amount.unit is not None:
        return unit_name(str(amount.unit)) or "unknown"
    own = heading_unit(heading) if heading is not None else None
    return own or region.unit or "unknown"


def _kind(heading: Heading | None, row: NamedRow, parsed: Parsed) -> str:
    if parsed.percent:
        return PERCENT
    if row.known is not None and row.known.kind != "money":
        return row.known.kind
    return column_kind(heading) if heading is not None else "money"


def _subject_kind(row: NamedRow, form: Form) -> str | None:
    if row.code is None:
        return None
    return kind_of(row.code) or form.subject_kind if row.printed_code else form.subject_kind


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all lines of one table share."""

    region: Region
    form: Form
    facts: Facts
    table_id: str
    table: PrintedTable


def _row_fields(row: NamedRow, form: Form) -> dict[str, Any]:
    """What a line says of its row."""
    label, number = row.row.label, row.row.number
    return {
        "side": row.row.side,
        "row_label": plain_label(str(label)) if label else None,
        "row_label_raw": str(label) if label else None,
        "row_number": int(str(number))
        if number and str(number).isdigit() and not row_year(row.row)
        else None,
        "subject_kind": _subject_kind(row, form),
        "subject_code": row.code,
        "subject_level": LEVELS.get(len(row.code)) if row.code else None,
        "is_total": row.role == "total" or (row.known is not None and row.known.total),
    }


def _value_fields(sheet: _Sheet, row: NamedRow, amount: PrintedAmount) -> dict[str, Any]:
    """What a line says of its value and column."""
    parsed = parse_value(str(amount.text))
    assert parsed is not None and parsed.value is not None
    sure = len(amount.candidates) == 1 and amount.evidence != "ambiguous"
    single = sheet.table.headings[amount.candidates[0]] if sure else None
    kind = _kind(single, row, parsed)
    unit = _unit(sheet.region, single, amount) if kind == "money" else "other"
    fiscal = sheet.facts.fiscal_year
    year = single.value_year(fiscal) if single else fiscal
    printed_year = (single.printed_year if single else None) or row_year(row.row)
    return {
        "measure": _measure(single, row) if single else None,
        "column_label": single.label if single else None,
        "phase": _phase(sheet.table, sheet.form, amount),
        "value_year": printed_year or (year if fiscal else None),
        "value_kind": kind,
        "value": parsed.value,
        "amount": to_yuan(parsed.value, unit) if kind == "money" else None,
        "amount_raw": str(amount.text),
        "unit": unit,
        "column_evidence": amount.evidence,
        "candidates": _candidates(sheet.table, row, amount) if single is None else None,
    }


def _line(sheet: _Sheet, row: NamedRow, amount: PrintedAmount) -> Sourced[BudgetLine]:
    region, facts = sheet.region, sheet.facts
    organisation = str(region.organisation) if region.organisation else facts.org_name
    record = BudgetLine(
        doc_id=facts.doc_id,
        fiscal_year=facts.fiscal_year,
        line_id=row_id(facts.doc_id, "budget_lines", amount.text),
        table_id=sheet.table_id,
        form_id=sheet.form.form_id,
        form_title="".join(str(region.title).split()),
        org_name="".join(organisation.split()) if organisation else None,
        region_code=facts.region_code,
        proof="unchecked",
        checks_passed=0,
        checks_failed=0,
        **_row_fields(row, sheet.form),
        **_value_fields(sheet, row, amount),
    )
    single = sheet.table.headings[amount.candidates[0]] if record.column_label else None
    heading = single.text if single else None
    own = single is not None and heading_unit(single) is not None
    printed = amount.unit or (heading if own else region.unit_text)
    unit_text = printed if record.value_kind == "money" else None
    sources = [("amount_raw", amount.text), ("row_label_raw", row.row.label), ("subject_code", row.row.code)]
    sources += [("row_number", row.row.number), ("unit", unit_text), ("column_label", heading)]
    return Sourced(record, tuple((name, text) for name, text in sources if text))


def _phase(table: PrintedTable, form: Form, amount: PrintedAmount) -> str | None:
    """The phase that all columns the amount may stand in agree on, else None."""
    columns = [table.headings[index].column for index in amount.candidates]
    phases = {column.phase or form.phase if column else form.phase for column in columns}
    return phases.pop() if len(phases) == 1 else None


def _candidates(table: PrintedTable, row: NamedRow, amount: PrintedAmount) -> tuple[str, ...]:
    measures = [_measure(table.headings[index], row) for index in amount.candidates]
    return tuple(dict.fromkeys(measure for measure in measures if measure))


def _amount(line: BudgetLine, amount: PrintedAmount) -> Amount:
    parsed = parse_value(line.amount_raw)
    decimals = parsed.decimals if parsed else 0
    value = line.value if line.value is not None else Decimal(0)
    return Amount(line.line_id, value, decimals, amount.candidates, amount.evidence, amount.marks)


def publish(region: Region, form: Form, facts: Facts, table_id: str, table: PrintedTable) -> Published:
    """The printed table as budget lines and as a table of arithmetic."""
    shape = str(form.raw.get("variants", {}).get(table.variant, {}).get("shape", form.shape))
    rows = with_parents(name_rows(table.rows, form, table.variant), form, shape)
    sheet = _Sheet(region, form, facts, table_id, table)
    lines = [[_line(sheet, row, amount) for amount in row.row.amounts] for row in rows]
    settled = [line for found in lines for line in found]
    by_id = {line.record.line_id: line.record for line in settled}
    amounts = [amount for row in rows for amount in row.row.amounts]
    unit = table_unit(region, table.headings, amounts)
    mixed = any(stands_apart(amount, unit) for amount in amounts)
    arithmetic = tuple(
        AmountRow(
            ordinal=row.row.ordinal,
            role=row.role,
            amounts=tuple(
                _amount(by_id[line.record.line_id], amount)
                for line, amount in zip(found, row.row.amounts, strict=True)
                if amount.placeable and not mixed
            ),
            label=plain_label(str(row.row.label)) if row.row.label else "",
            row=row.known.texts[0] if row.known else None,
            side=row.row.side,
            code=row.code,
            subject_kind=_subject_kind(row, form),
            parent=row.parent,
        )
        for row, found in zip(rows, lines, strict=True)
    )
    whole = AmountTable(
        table_id,
        form.form_id,
        table.variant,
        unit,
        value_columns(table, facts, form, [(row.row, found) for row, found in zip(rows, lines, strict=True)]),
        arithmetic,
        table.complete and not mixed,
    )
    return Published(tuple(settled), whole, _label_findings(rows, settled, shape))


def _label_findings(
    rows: Sequence[NamedRow], lines: Sequence[Sourced[BudgetLine]], shape: str
) -> tuple[Finding, ...]:
    """Amounts whose row prints no label, labels that the form does not know, and cells that stood without a gap."""
    ids = {dict(line.sources)["amount_raw"].first.place: line.record.line_id for line in lines}
    found = []
    for row in rows:
        if not row.row.amounts:
            continue
        first = row.row.amounts[0].text
        owner = (ids[first.first.place],)
        label, code = row.row.label, row.row.code
        if code and row.code is None and label is not None:
            found.append(Finding("code.unreadable", at=code, found=str(code), row_ids=owner))
        if label is None and not row.row.code and (row.row.side is not None or shape != "single_row"):
            whole = tuple(ids[amount.text.first.place] for amount in row.row.amounts)
            found.append(Finding("row.label_missing", at=first, found=str(first), row_ids=whole))
        elif row.row.doubtful and label is not None:
            whole = tuple(ids[amount.text.first.place] for amount in row.row.amounts)
            found.append(
                Finding("row.label_doubtful", at=label, found=plain_label(str(label)), row_ids=whole)
            )
        elif label is not None and row.known is None and row.code is None and shape in ("sided", "labelled"):
            found.append(Finding("label.unmapped", at=label, found=plain_label(str(label)), row_ids=owner))
        found += [
            Finding(
                "value.glued", at=amount.text, found=str(amount.text), row_ids=(ids[amount.text.first.place],)
            )
            for amount in row.row.amounts
            if "glue" in amount.marks
        ]
    return tuple(found)
