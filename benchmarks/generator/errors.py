"""Errors of publishers and exports, planted into sheets and statements of a document that was right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from benchmarks.generator.printed import Line, Sheet
from schemas.records import StatementRow
from schemas.values import to_yuan

KINDS = (
    "digits_swapped",
    "digit_lost",
    "column_shifted",
    "subtotal_wrong",
    "unit",
    "row_missing",
    "text_unlike_table",
)


OTHERS = ("digit_changed", "sign", "point_moved", "exchanged", "two")


@dataclass(frozen=True, slots=True)
class Planted:
    """A document with one error: what kind, and where (line ids as `tables.line_id`, or the statement's).

    `missing`: form and code of a row that was left out.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    statements: tuple[StatementRow, ...]
    places: frozenset[str]
    wrong: frozenset[str]
    missing: tuple[str, str] = ("", "")


def _swapped(random: Random, printed: str) -> str | None:
    spots = [
        i for i in range(len(printed) - 1) if printed[i : i + 2].isdigit() and printed[i] != printed[i + 1]
    ]
    spots = [i for i in spots if not (i == 0 and printed[1] == "0")]
    if not spots:
        return None
    i = random.choice(spots)
    return printed[:i] + printed[i + 1] + printed[i] + printed[i + 2 :]


def _without_digit(random: Random, printed: str) -> str | None:
    point = printed.find(".")
    spots = [i for i in range(point if point > 0 else len(printed)) if printed[i].isdigit()]
    if len(spots) < 2:
        return None
    i = random.choice(spots)
    left = printed[:i] + printed[i + 1 :]
    return None if left[0] in "0," else left


def _other(random: Random, printed: str) -> str:
    value = Decimal(printed.replace(",", ""))
    return str((value * Decimal(random.choice(("0.9", "1.1", "1.05", "0.5"))) + 1).quantize(value))


def line_id(sheet: Sheet, number: int, column: int) -> str:
    """The id that `tables` gives the amount at a cell."""
    order = sum(text is not None for text in sheet.lines[number].cells[:column])
    return f"{sheet.form_id}:{number}:{order}"


def _spots(sheets: Sequence[Sheet], subtotals: bool) -> list[tuple[int, int, int]]:
    return [
        (s, n, c)
        for s, sheet in enumerate(sheets)
        for n, line in enumerate(sheet.lines)
        for c, text in enumerate(line.cells)
        if text is not None and text.strip("0.,") and (not subtotals or len(line.code or "") in (3, 5))
    ]


def _with_line(sheet: Sheet, number: int, line: Line) -> Sheet:
    return replace(sheet, lines=(*sheet.lines[:number], line, *sheet.lines[number + 1 :]))


def _cell(
    kind: str, random: Random, sheets: tuple[Sheet, ...], told: tuple[StatementRow, ...]
) -> Planted | None:
    spots = _spots(sheets, kind == "subtotal_wrong")
    if not spots:
        return None
    s, n, c = random.choice(spots)
    line = sheets[s].lines[n]
    printed = str(line.cells[c])
    changed = CHANGES.get(kind, _other)(random, printed)
    if changed is None or changed == printed:
        return None
    cells = (*line.cells[:c], changed, *line.cells[c + 1 :])
    sheet = _with_line(sheets[s], n, replace(line, cells=cells))
    place = frozenset({line_id(sheet, n, c)})
    return Planted(kind, (*sheets[:s], sheet, *sheets[s + 1 :]), told, place, place)


def _shift(random: Random, sheets: tuple[Sheet, ...], told: tuple[StatementRow, ...]) -> Planted | None:
    spots = [
        (s, n, c)
        for s, n, c in _spots(sheets, False)
        if c + 1 < len(sheets[s].lines[n].cells) and sheets[s].lines[n].cells[c + 1] is None and c > 0
    ]
    if not spots:
        return None
    s, n, c = random.choice(spots)
    line = sheets[s].lines[n]
    cells = (*line.cells[:c], None, line.cells[c], *line.cells[c + 2 :])
    sheet = _with_line(sheets[s], n, replace(line, cells=cells))
    place = frozenset({line_id(sheet, n, c + 1)})
    return Planted("column_shifted", (*sheets[:s], sheet, *sheets[s + 1 :]), told, place, place)


def _unit(random: Random, sheets: tuple[Sheet, ...], told: tuple[StatementRow, ...]) -> Planted | None:
    spots = [s for s, sheet in enumerate(sheets) if any(any(line.cells) for line in sheet.lines)]
    s = random.choice(spots)
    unit = {"万元": "元", "元": "万元"}[sheets[s].scale.unit]
    sheet = replace(sheets[s], scale=replace(sheets[s].scale, unit=unit))
    ids = {
        line_id(sheet, n, c)
        for n, line in enumerate(sheet.lines)
        for c, text in enumerate(line.cells)
        if text is not None and text.strip("0.,")
    }
    return Planted("unit", (*sheets[:s], sheet, *sheets[s + 1 :]), told, frozenset(ids), frozenset(ids))


def _missing(random: Random, sheets: tuple[Sheet, ...], told: tuple[StatementRow, ...]) -> Planted | None:
    spots = [
        (s, n)
        for s, sheet in enumerate(sheets)
        for n, line in enumerate(sheet.lines)
        if len(line.code or "") == 7 and any(line.cells)
    ]
    if not spots:
        return None
    s, n = random.choice(spots)
    sheet = replace(sheets[s], lines=(*sheets[s].lines[:n], *sheets[s].lines[n + 1 :]))
    gone = (sheet.form_id, str(sheets[s].lines[n].code))
    return Planted(
        "row_missing", (*sheets[:s], sheet, *sheets[s + 1 :]), told, frozenset(), frozenset(), gone
    )


def _text(random: Random, sheets: tuple[Sheet, ...], told: tuple[StatementRow, ...]) -> Planted | None:
    spots = [n for n, row in enumerate(told) if row.amount]
    if not spots:
        return None
    n = random.choice(spots)
    row = told[n]
    change = random.choice((_swapped, _without_digit, _other))
    raw = change(random, row.value_raw)
    if raw is None or raw == row.value_raw or row.unit is None:
        return None
    changed = replace(row, value_raw=raw, amount=to_yuan(Decimal(raw), row.unit))
    told = (*told[:n], changed, *told[n + 1 :])
    return Planted("text_unlike_table", sheets, told, frozenset({row.statement_id}), frozenset())


def _changed_digit(random: Random, printed: str) -> str:
    i = random.choice([i for i, c in enumerate(printed) if c.isdigit()])
    digit = random.choice([d for d in "123456789" if d != printed[i]])
    return printed[:i] + digit + printed[i + 1 :]


def _signed(_: Random, printed: str) -> str:
    return printed[1:] if printed.startswith("-") else f"-{printed}"


def _moved_point(random: Random, printed: str) -> str:
    value = Decimal(printed.replace(",", ""))
    return str((value * 10 if random.random() < 0.5 else value / 10).quantize(value))


def _exchanged(random: Random, sheets: tuple[Sheet, ...], told: tuple[StatementRow, ...]) -> Planted | None:
    """Two different amounts of one column change places."""
    spots = _spots(sheets, False)
    random.shuffle(spots)
    for s, n, c in spots:
        others = [
            (m, c) for t, m, d in spots
            if (t, d) == (s, c) and m != n and sheets[s].lines[m].cells[c] != sheets[s].lines[n].cells[c]
            and sheets[s].lines[m].side == sheets[s].lines[n].side
        ]  # fmt: skip
        if others:
            m, _ = random.choice(others)
            one, other = sheets[s].lines[n], sheets[s].lines[m]
            sheet = _with_line(sheets[s], n, _replaced(one, c, other.cells[c]))
            sheet = _with_line(sheet, m, _replaced(other, c, one.cells[c]))
            places = frozenset({line_id(sheet, n, c), line_id(sheet, m, c)})
            return Planted("exchanged", (*sheets[:s], sheet, *sheets[s + 1 :]), told, places, places)
    return None


def _replaced(line: Line, column: int, text: str | None) -> Line:
    return replace(line, cells=(*line.cells[:column], text, *line.cells[column + 1 :]))


def _two(random: Random, sheets: tuple[Sheet, ...], told: tuple[StatementRow, ...]) -> Planted | None:
    """Two wrong cells anywhere."""
    first = _cell("digits_swapped", random, sheets, told)
    second = _cell("digit_lost", random, first.sheets, told) if first else None
    if first is None or second is None or first.places == second.places:
        return None
    both = first.places | second.places
    return Planted("two", second.sheets, told, both, both)


CHANGES = {
    "digits_swapped": _swapped, "digit_lost": _without_digit, "digit_changed": _changed_digit, "sign": _signed,
    "point_moved": _moved_point,
}  # fmt: skip


def plant(kind: str, random: Random, sheets: Sequence[Sheet], told: Sequence[StatementRow]) -> Planted | None:
    """The document with one error of a kind, or None when it has no place for it."""
    own, text = tuple(sheets), tuple(told)
    if kind in CHANGES or kind == "subtotal_wrong":
        return _cell(kind, random, own, text)
    others = {
        "column_shifted": _shift, "unit": _unit, "row_missing": _missing, "text_unlike_table": _text,
        "exchanged": _exchanged, "two": _two,
    }  # fmt: skip
    return others[kind](random, own, text)
