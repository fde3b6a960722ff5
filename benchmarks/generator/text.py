"""A made-up document as page text whose blank cells vanished, as exports of PDF files print it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from benchmarks.generator.printed import Line, Sheet
from schemas.records import StatementRow

YEAR = 2022
PARTS = ("第二部分{year}年度部门决算表", "第三部分{year}年度部门决算情况说明")


@cache
def headings() -> dict[str, Any]:
    """The content of `headings.toml`."""
    return tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8"))


def _numeral(number: int) -> str:
    ones = headings()["numerals"]
    tens, rest = divmod(number, 10)
    if tens == 0:
        return str(ones[rest - 1])
    head = "" if tens == 1 else ones[tens - 1]
    return f"{head}{ones[9]}{ones[rest - 1] if rest else ''}"


def _cells(line: Line) -> list[str]:
    return [text for text in line.cells if text is not None]


def numbered_label(line: Line, position: int) -> str:
    """The label with its Chinese numeral; totals and balances have none, nor has position 0."""
    whole = line.label.endswith("计") or line.label[:2] in ("使用", "年初", "年末", "结余")
    return line.label if whole or position == 0 else f"{_numeral(position)}、{line.label}"


def _half(line: Line | None, position: int) -> list[str]:
    """One side of a line: label with its numbering, number of the row, amounts."""
    if line is None:
        return []
    return [numbered_label(line, position), str(line.number), *_cells(line)]


def _sided(sheet: Sheet) -> Iterator[str]:
    left = {line.number: line for line in sheet.lines if line.side == "revenue"}
    right = [line for line in sheet.lines if line.side == "expenditure"]
    first = min(line.number or 0 for line in right)
    by_number = {line.number: line for line in right}
    last = max(number or 0 for number in by_number)
    for offset in range(max(last - first + 1, max(number or 0 for number in left))):
        ordinal, other = offset + 1, first + offset
        left_position = ordinal if ordinal <= 8 else 0
        parts = _half(left[ordinal], left_position) if ordinal in left else [str(ordinal)]
        if other in by_number:
            parts += _half(by_number[other], offset + 1 if by_number[other].code else 0)
        yield " ".join(parts)


def _coded(sheet: Sheet) -> Iterator[str]:
    for line in sheet.lines:
        head = [line.code, line.label] if line.code else [line.label]
        yield " ".join([*(part for part in head if part), *_cells(line)])


def _blocks(sheet: Sheet) -> Iterator[str]:
    coded = [line for line in sheet.lines if line.code]
    people = [line for line in coded if (line.code or "")[:3] in ("301", "303")]
    goods = [line for line in coded if line not in people]
    for pair in zip_longest(people, goods):
        yield " ".join(
            " ".join([str(line.code), line.label, *_cells(line)]) for line in pair if line is not None
        )
    sums = [" ".join([line.label, *_cells(line)]) for line in sheet.lines if not line.code]
    yield " ".join(sums)


def _body(sheet: Sheet) -> Iterator[str]:
    if any(line.side for line in sheet.lines):
        return _sided(sheet)
    return _blocks(sheet) if sheet.form_id == "final.basic" else _coded(sheet)


def _form(entry: Mapping[str, Any], sheet: Sheet) -> Iterator[str]:
    words = {"org": headings()["organisation"], "year": YEAR, "unit": sheet.scale.unit}
    yield f" {entry['title']}"
    yield str(entry["number"])
    yield str(headings()["caption"]).format(**words)
    yield from entry["header"]
    filled = any(any(line.cells) for line in sheet.lines)
    if filled or "empty" not in entry:
        yield from (line for line in _body(sheet) if line)
        yield str(headings()["note"])
    else:
        yield str(entry["empty"]).format(**words)


def telling(told: Sequence[StatementRow]) -> Iterator[str]:
    """Headings and paragraphs of the narrative, in turn."""
    values = {f"{row.metric}.{row.role}": row.value_raw for row in told if not row.subject_code}
    unit = next((row.unit for row in told), "")
    for entry in headings()["telling"]:
        yield str(entry["heading"])
        sentences = []
        for sentence in entry["sentences"]:
            names = {part.partition("}")[0] for part in sentence.split("{")[1:]} - {"year", "unit"}
            if names <= set(values):
                for name in names:
                    sentence = sentence.replace(f"{{{name}}}", values[name])
                sentences.append(sentence.replace("{year}", str(YEAR)).replace("{unit}", str(unit)))
        yield "".join(sentences)


def text_of(made: Sequence[Sheet], told: Sequence[StatementRow]) -> str:
    """The whole document, one printed line each with a blank line between."""
    by_form = {sheet.form_id: sheet for sheet in made}
    lines = [f" {headings()['organisation']}", f"{YEAR}年度部门决算", f" {PARTS[0].format(year=YEAR)}"]
    for entry in headings()["form"]:
        lines += _form(entry, by_form[entry["id"]])
    lines += [f" {PARTS[1].format(year=YEAR)}", *telling(told)]
    return "\n\n".join(lines) + "\n"
