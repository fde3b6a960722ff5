"""Digits that are no number where an amount should stand: never a value, never a label, always told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.damage import exported
from pipeline.extract import Options
from pipeline.process import process

SAMPLES = Path(__file__).parent.parent.parent / "samples"
GARBLED = ["12.5-", "+12.5", "12.5*", "1.234,50", "12..5", "12.50①", "1,23.5", "12.5,", "12.5%%", "12.5/13.6"]
WORDS = ["约12.5", "12.5元", "O.5", "见附表", "壹佰"]
PLACES = [("一、一般公共预算拨款收入", 1), ("六、其他收入", 1), ("六、其他收入", 3)]


def told(text: str, line: int, value: str) -> bool:
    rows: Any = process(text.encode(), Options()).rows
    assert value not in {row.amount_raw for row in rows["budget_lines"]}
    return any(
        row.rule == "value.unread" and row.line_start == line and value[:6] in (row.found or "")
        for row in rows["findings"]
    )


@pytest.mark.parametrize("value", GARBLED + WORDS)
def test_rows_of_tabs_tell_values_that_cannot_be_read(value: str) -> None:
    text = exported(process((SAMPLES / "shuling-2024-budget.txt").read_bytes(), Options()))
    lines = text.split("\n")
    for label, column in PLACES:
        at = next(i for i, line in enumerate(lines) if line.startswith(f"{label}\t"))
        cells = lines[at].split("\t")
        changed = "\t".join([*cells[:column], value, *cells[column + 1 :]])
        assert told("\n".join([*lines[:at], changed, *lines[at + 1 :]]), at + 1, value)


@pytest.mark.parametrize("value", ["12.5-", "12..5", "+12.5", "12.50①"])
def test_rows_without_marks_tell_them_and_place_no_other_amount(value: str) -> None:
    text = (SAMPLES / "yunhe-2021-final-accounts.txt").read_text(encoding="utf-8")
    lines = text.split("\n")
    line = next(i for i, printed in enumerate(lines, 1) if printed.startswith("20103 "))
    lines[line - 1] = lines[line - 1].replace(" 394.31 ", f" {value} ")
    damaged = "\n".join(lines)
    assert told(damaged, line, value)
    found: Any = process(damaged.encode(), Options()).rows["budget_lines"]
    assert all(row.column_evidence == "ambiguous" for row in found if row.line_start == line)
