"""Several projects below one title: a table for each, whatever marks their cells."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from docx import Document

from pipeline.extract import Extract, Options
from pipeline.process import process

HEAD = ["项目支出绩效目标表", "（2023年度）", "单位：万元"]
Rows = list[list[str]]


def project(name: str, amount: str, people: int) -> Rows:
    return [
        ["项目名称", name, "", ""],
        ["主管部门", "青河市农业农村局", "实施单位", "青河市农技推广中心"],
        ["项目资金（万元）", "年度资金总额", amount, ""],
        ["", "其中：财政拨款", amount, ""],
        ["年度目标", f"完成{name}的全部任务。", "", ""],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", f"{name}培训人数", f"≥{people}人"],
        ["", "质量指标", "培训合格率", "≥95%"],
        ["效益指标", "社会效益指标", "技术普及率", "≥80%"],
        ["满意度指标", "服务对象满意度指标", "农户满意度", "≥90%"],
    ]


PROJECTS = [
    project("农技推广补助", "30.00", 200),
    project("耕地质量提升", "45.50", 300),
    project("病虫害防治", "12.80", 150),
]


def tabs(projects: list[Rows]) -> bytes:
    blocks = ["\n".join("\t".join(row) for row in rows) for rows in projects]
    return "\n".join([*HEAD, "\n\n".join(blocks)]).encode()


def framed(projects: list[Rows]) -> bytes:
    """Every line between bars, as when a sheet becomes text."""
    head = [[word, "", "", ""] for word in HEAD]
    rows = [*head, ["", "", "", ""], *itertools.chain(*projects)]
    return "\n".join("|" + "|".join(row) + "|" for row in rows).encode()


def cells(projects: list[Rows]) -> bytes:
    rows = ["".join(f"\t{cell}\n" for cell in row) for rows in projects for row in rows]
    return ("\n".join(HEAD) + "\n" + "\n".join(rows)).encode()


def page(projects: list[Rows]) -> bytes:
    tables = ["".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows) for rows in projects]
    paragraphs = "".join(f"<p>{word}</p>" for word in HEAD)
    body = paragraphs + "".join(f"<table>{table}</table><p></p>" for table in tables)
    return f"<html><meta charset=utf-8><body>{body}</body></html>".encode()


def sheet(projects: list[Rows]) -> bytes:
    book = openpyxl.Workbook()
    for row in [*([word] for word in HEAD), *itertools.chain(*projects)]:
        book.active.append([cell or None for cell in row])
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def paper(projects: list[Rows]) -> bytes:
    document = Document()
    for word in HEAD:
        document.add_paragraph(word)
    for rows in projects:
        table = document.add_table(len(rows), len(rows[0]))
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                table.cell(at, column).text = cell
        document.add_paragraph("")
    data = BytesIO()
    document.save(data)
    return data.getvalue()


KINDS: list[Callable[[list[Rows]], bytes]] = [tabs, framed, cells, page, sheet, paper]


def rows_of(found: Extract, dataset: str) -> list[Any]:
    return list(found.rows.get(dataset, ()))


@pytest.mark.parametrize("write", KINDS)
def test_each_project_below_one_title_is_a_table(write: Callable[[list[Rows]], bytes]) -> None:
    found = process(write(PROJECTS), Options())
    projects = rows_of(found, "projects")
    assert [(row.project_name, row.amount_year) for row in projects] == [
        ("农技推广补助", 300_000),
        ("耕地质量提升", 455_000),
        ("病虫害防治", 128_000),
    ]
    tables = [row.table_id for row in rows_of(found, "tables")]
    assert tables == [row.table_id for row in projects]
    assert len(set(tables)) == len(PROJECTS)
    indicators = rows_of(found, "indicators")
    assert [tables.index(row.table_id) for row in indicators] == [0] * 4 + [1] * 4 + [2] * 4
    assert not rows_of(found, "budget_lines")


def without_unit(rows: Rows) -> Rows:
    return [[cell.replace("（万元）", "") for cell in row] for row in rows]


def test_captions_between_two_projects_are_those_of_the_second() -> None:
    first, second, _ = map(without_unit, PROJECTS)
    found = process(tabs([first, [["填报日期：2023年1月5日", "", "单位：元", ""], *second]]), Options())
    assert [row.amount_year for row in rows_of(found, "projects")] == [300_000, Decimal("45.50")]


def test_a_label_that_a_page_repeats_opens_no_further_project() -> None:
    first, _, _ = PROJECTS
    found = process(tabs([[*first[:8], first[0], *first[5:6], *first[8:]]]), Options())
    assert [row.project_name for row in rows_of(found, "projects")] == ["农技推广补助"]
    assert len(rows_of(found, "indicators")) == 4


def test_a_second_name_in_one_table_is_told() -> None:
    first, second, _ = PROJECTS
    found = process(tabs([[*first[:2], second[0], *first[2:]]]), Options())
    assert [row.project_name for row in rows_of(found, "projects")] == ["农技推广补助"]
    assert "project.field_twice" in {row.rule for row in rows_of(found, "findings")}
