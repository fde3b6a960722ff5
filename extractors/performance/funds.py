"""Amounts of performance tables as budget lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import regex

from extractors.performance.prints import PrintedFunds, Prints
from schemas.characters import fold, fold_print, key
from schemas.context import Facts
from schemas.forms import Form
from schemas.grids import Region
from schemas.harvest import Finding, Sourced
from schemas.performance import amount_rows, words
from schemas.records import BudgetLine
from schemas.resources import read_toml
from schemas.spans import Text, row_id
from schemas.values import NUMBER, parse_value, to_yuan, unit_factors, unit_name

_WITH_UNIT = regex.compile(rf"^(-?(?:{NUMBER}))(\p{{Han}}{{1,3}})$")
_BRACKET = regex.compile(r"\((?:[^():]{2,4}:)?([^():]{1,4})\)?")


def parse_money(text: Text) -> tuple[Decimal, str | None] | None:
    """A printed amount with the unit printed beside it, if one is; None when it is no amount."""
    parsed = parse_value(str(text))
    if parsed is not None:
        return None if parsed.value is None else (parsed.value, None)
    match = _WITH_UNIT.match("".join(fold(str(text)).split()))
    if match is None or unit_name(match[2]) is None:
        return None
    return Decimal(match[1].replace(",", "")), unit_name(match[2])


@cache
def _numbering() -> regex.Pattern[str]:
    return regex.compile(read_toml("tables.toml")["label"]["numbering"])


@cache
def _groups() -> list[str]:
    """Words that only group amounts, the longest first."""
    return sorted(map(key, read_toml("performance.toml")["amount_group"]["labels"]), key=len, reverse=True)


def row_label(printed: Text) -> str:
    """The label without numbering and without the words that only group it."""
    label = "".join(fold_print(str(printed)).split())
    for _ in range(6):
        folded = fold(label)
        match = _numbering().match(folded)
        if match:
            label = label[match.end() :]
            continue
        group = next(
            (word for word in _groups() if folded.startswith(word) and len(folded) > len(word)), None
        )
        if group is None:
            break
        label = label[len(group) :].lstrip(":：")
    return label.rstrip(":：")


def bracket_unit(*labels: Text | None) -> str | None:
    """The unit of money that the first of the labels prints in brackets."""
    for text in labels:
        for word in _BRACKET.findall(fold(key(str(text)))) if text else ():
            name = unit_name(word)
            if name in unit_factors():
                return name
    return None


def _unit(funds: PrintedFunds, printed: str | None, region: Region) -> str:
    return printed or bracket_unit(funds.label, funds.heading, funds.opening) or region.unit or "unknown"


def fund_lines(
    prints: Prints, region: Region, form: Form, facts: Facts, table_id: str
) -> tuple[list[Sourced[BudgetLine]], list[Finding]]:
    """One line per printed value of the blocks of amounts; what is no amount is a finding."""
    lines: list[Sourced[BudgetLine]] = []
    findings: list[Finding] = []
    for funds in (*prints.funds, *prints.totals):
        money = parse_money(funds.value)
        if money is None:
            parsed = parse_value(str(funds.value))
            if parsed is None:
                findings.append(Finding("value.unread", at=funds.value, found=str(funds.value)[:80]))
            continue
        lines.append(_line(funds, money, region, form, facts, table_id))
    return _with_parents(lines), findings


def _with_parents(lines: list[Sourced[BudgetLine]]) -> list[Sourced[BudgetLine]]:
    """Money of a source or use of funds is a part of the total that is printed before it in the same column."""
    totals: dict[str | None, str] = {}
    out = []
    for line in lines:
        record, column = line.record, line.record.column_label
        if record.value_kind != "money" or key(record.row_label or "") not in amount_rows():
            out.append(line)
        elif record.is_total:
            totals[column] = record.line_id
            out.append(line)
        else:
            out.append(replace(line, record=replace(record, parent_line_id=totals.get(column))))
    return out


def _kind(funds: PrintedFunds) -> str:
    parsed = parse_value(str(funds.value))
    if parsed is not None and parsed.percent:
        return "percent"
    return funds.column.kind if funds.column else "money"


def _line(
    funds: PrintedFunds,
    money: tuple[Decimal, str | None],
    region: Region,
    form: Form,
    facts: Facts,
    table_id: str,
) -> Sourced[BudgetLine]:
    label, column = row_label(funds.label), funds.column
    measure, total = amount_rows().get(key(label), (None, key(label) in words("totals", "labels")))
    kind = _kind(funds)
    unit = _unit(funds, money[1], region) if kind == "money" else "other"
    record = BudgetLine(
        doc_id=facts.doc_id,
        fiscal_year=facts.fiscal_year,
        line_id=row_id(facts.doc_id, "budget_lines", funds.value),
        table_id=table_id,
        form_id=form.form_id,
        form_title="".join(str(region.title).split()),
        org_name="".join(str(region.organisation or facts.org_name or "").split()) or None,
        region_code=facts.region_code,
        row_label=label,
        row_label_raw=str(funds.label),
        is_total=total,
        measure=column.measure if column else measure,
        column_label="".join(str(funds.heading).split()) if funds.heading else None,
        phase=(column.phase if column else form.phase),  # type: ignore[arg-type]
        value_year=facts.fiscal_year or None,
        value_kind=kind,  # type: ignore[arg-type]
        value=money[0],
        amount=to_yuan(money[0], unit) if kind == "money" else None,
        amount_raw=str(funds.value),
        unit=unit,
        column_evidence="printed",
        proof="unchecked",
        checks_passed=0,
        checks_failed=0,
    )
    sources = (("amount_raw", funds.value), ("row_label_raw", funds.label), ("column_label", funds.heading))
    return Sourced(record, tuple((name, text) for name, text in sources if text))
