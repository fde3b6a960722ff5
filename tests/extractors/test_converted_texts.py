"""Texts that converters of documents write: the same amounts, whatever parts their cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import regex

from benchmarks.converters import by_pdfium, by_pdfplumber, compared
from benchmarks.damage import exported
from benchmarks.formats import drawn
from benchmarks.generator.documents import final_accounts
from pipeline.account import account
from pipeline.extract import Extract, Options
from pipeline.process import interpret, process, read
from schemas.records import BudgetLine

SAMPLES = Path(__file__).parent.parent.parent / "samples"
ACCOUNTS = "yunhe-2021-final-accounts.txt"
BUDGETS = ("jinyu-2023-budget.txt", "shuling-2024-budget.txt")
Rows = list[list[str]]


def blocks(text: str) -> list[tuple[str, Rows]]:
    """Lines of text, and the rows that follow each."""
    found: list[tuple[str, Rows]] = []
    for line in text.split("\n"):
        if "\t" in line:
            found[-1][1].append(line.split("\t"))
        else:
            found.append((line, []))
    return found


def written(text: str, table: Callable[[Rows], list[str]]) -> str:
    lines: list[str] = []
    for line, rows in blocks(text):
        lines += [line, *(table(rows) if rows else [])]
    return "\n".join(lines)


def bars(rows: Rows, bar: str = "|") -> list[str]:
    return [bar + bar.join(row) + bar for row in rows]


def boxed(rows: Rows) -> list[str]:
    rule = ["────"] * len(rows[0])
    inner = "├" + "┼".join(rule) + "┤"
    lines = [f"{line}\n{inner}" for line in bars(rows, "│")[:-1]]
    return ["┌" + "┬".join(rule) + "┐", *lines, bars(rows, "│")[-1], "└" + "┴".join(rule) + "┘"]


def dashed(rows: Rows) -> list[str]:
    """Markdown with padded cells, the first row a header."""
    widths = [max(map(len, column)) + 2 for column in zip(*rows, strict=True)]
    padded = [[f" {cell} ".ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    first, *others = bars(padded)
    return ["", first, "|" + "|".join("-" * width for width in widths) + "|", *others, ""]


def lost(rows: Rows) -> list[str]:
    """A sheet as a program of data tables prints it."""
    head = [cell or f"Unnamed: {at}" for at, cell in enumerate(rows[0])]
    first, *others = bars([[f" {cell or 'NaN'} " for cell in row] for row in [head, *rows[1:]]])
    return [first, "| --- " * len(head) + "|", *others]


def tagged(rows: Rows) -> list[str]:
    """A table of markup on one line."""
    cells = ["".join(f'<td colspan="1">{cell}</td>' for cell in row) for row in rows]
    return ["<html><body><table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table></body></html>"]


def tagged_lines(rows: Rows) -> list[str]:
    """A table of markup with a line for each cell."""
    found = ["<table>"]
    for row in rows:
        found += ["  <tr>", *(f"    <td>{cell}<br></td>" for cell in row), "  </tr>"]
    return [*found, "</table>"]


def commas(rows: Rows) -> list[str]:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue().splitlines()


KINDS: list[Callable[[Rows], list[str]]] = [bars, boxed, dashed, lost, tagged, tagged_lines, commas]


def amounts(found: Extract) -> Counter[tuple[object, ...]]:
    rows = [row for row in found.rows["budget_lines"] if isinstance(row, BudgetLine)]
    return Counter((row.form_id, row.measure, row.row_label, row.side, row.amount) for row in rows)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", BUDGETS)
def test_tables_of_converters_give_the_same_amounts(kind: Callable[[Rows], list[str]], name: str) -> None:
    text = exported(process((SAMPLES / name).read_bytes(), Options()))
    expected = amounts(process(text.encode(), Options()))
    assert sum(expected.values()) > 40
    other = written(text, kind)
    found = process(other.encode(), Options())
    assert amounts(found) == expected
    printed = other.split("\n")
    places: list[Any] = list(found.rows["provenance"])
    whole = [row for row in places if row.line_start == row.line_end]
    assert len(whole) > 100
    for row in whole:
        assert printed[row.line_start - 1][row.char_start : row.char_end].strip() == row.source_text.strip()


def test_spans_of_markup_count() -> None:
    text = """# 青河市水利局2023年度部门预算

# 部门收支总表

单位：万元

<table><tr><td colspan="2">收入</td><td colspan="2">支出</td></tr>
<tr><td>项目</td><td>预算数</td><td>项目</td><td>预算数</td></tr>
<tr><td>一、一般公共预算拨款收入</td><td>120.50</td><td>一、农林水支出</td><td>100.00</td></tr>
<tr><td></td><td></td><td>二、住房保障支出</td><td>20.50</td></tr>
<tr><td>收入总计</td><td>120.50</td><td>支出总计</td><td>120.50</td></tr></table>"""
    found = process(text.encode(), Options())
    rows = [row for row in found.rows["budget_lines"] if isinstance(row, BudgetLine)]
    assert [(row.side, row.line_start) for row in rows if row.row_label == "住房保障支出"] == [
        ("expenditure", 10)
    ]
    assert len(rows) == 5
    assert not any(number.unknown for number in account(interpret(read(text.encode(), Options()))))


def test_commas_of_thousands_part_no_cells() -> None:
    rows = [
        "合计 1,234.50 1,000.00 234.50",
        "基本支出 1,000.00 1,000.00 0.00",
        "项目支出 1,234.50 0.00 1,234.50",
    ]
    text = "\n".join(
        ["青河市水利局2023年度部门预算", "部门支出总表", "单位：万元", "项目 合计 基本支出 项目支出", *rows]
    )
    found = process(text.encode(), Options())
    printed = {row.amount_raw for row in found.rows["budget_lines"]}  # type: ignore[attr-defined]
    assert "1,234.50" in printed


@pytest.mark.parametrize("mark", ["# {}", "### **{}**", "**{}**", "> {}"])
def test_marks_of_markdown_are_no_part_of_titles(mark: str) -> None:
    text = exported(process((SAMPLES / BUDGETS[1]).read_bytes(), Options()))
    other = "\n".join(mark.format(line) if line and "\t" not in line else line for line in text.split("\n"))
    found = process(other.encode(), Options())
    assert amounts(found) == amounts(process(text.encode(), Options()))
    tables: list[Any] = list(found.rows["tables"])
    assert not any(mark in (table.title or "") for table in tables for mark in "#*>")


HEADINGS = regex.compile(r"(?m)^(?=(?:第[一二三四五]部分|[一二三四五六七八九十]+、|（[一二三四五六七]）))")


@pytest.mark.parametrize("mark", ["- ", "  * ", "● ", "+ **"])
def test_marks_of_lists_hide_no_headings(mark: str) -> None:
    plain = (SAMPLES / ACCOUNTS).read_text(encoding="utf-8")
    other, changed = HEADINGS.subn(mark, plain)
    assert changed > 10
    if mark.endswith("**"):
        other = "\n".join(line + "**" if line.startswith(mark) else line for line in other.split("\n"))
    assert told(other) == told(plain)


def test_what_shields_a_mark_is_no_indent() -> None:
    plain = (SAMPLES / ACCOUNTS).read_text(encoding="utf-8")
    assert told(regex.sub(r"([（）])", r"\\\1", plain)) == told(plain)


def told(text: str) -> tuple[list[tuple[int, str]], Counter[tuple[object, ...]]]:
    """The outline and the statements of a text."""
    rows = process(text.encode(), Options()).rows
    sections: list[Any] = list(rows["sections"])
    statements: list[Any] = list(rows["statements"])
    outline = [(row.level, row.title.replace("\\", "").replace(" ", "")) for row in sections]
    return outline, Counter((row.metric, row.role, row.value_raw, row.subject_code) for row in statements)


@pytest.mark.parametrize("tags", [("</table>",), ("</td>", "</tr>"), ("</td>", "</tr>", "</tbody>")])
def test_markup_without_its_ends_is_read(tags: tuple[str, ...]) -> None:
    text = exported(process((SAMPLES / BUDGETS[0]).read_bytes(), Options()))
    other = written(text, tagged)
    for tag in tags:
        other = other.replace(tag, "")
    assert amounts(process(other.encode(), Options())) == amounts(process(text.encode(), Options()))


def test_a_table_that_the_end_of_a_file_cuts_is_read_up_to_there() -> None:
    text = written(exported(process((SAMPLES / BUDGETS[0]).read_bytes(), Options())), tagged)
    place = text.index("<tr>", text.rindex("<table>") + 200)
    whole, cut = (process(part.encode(), Options()) for part in (text, text[:place]))
    assert (cut.document.status, whole.document.status) == ("partial", "complete")
    assert amounts(cut) <= amounts(whole)
    assert sum(amounts(cut).values()) > 40


@pytest.mark.parametrize("convert", [by_pdfium, by_pdfplumber])
def test_the_text_layer_of_a_pdf_gives_its_amounts_or_a_flag(
    convert: Callable[[Path], str], tmp_path: Path
) -> None:
    path = tmp_path / "made.pdf"
    path.write_bytes(drawn(final_accounts(7303, rows=40), font="embedded"))
    whole = process(path.read_bytes(), Options())
    counts = compared(whole, process(convert(path).encode(), Options()))
    assert counts["amounts"] > 100
    assert counts["silent"] == counts["told"] == counts["not published"] == 0
    assert counts["right"] >= 0.98 * counts["amounts"]
