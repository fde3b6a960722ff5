"""What a document announces and does not keep is a finding: forms, years, placeholders, words beside numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract import Options
from pipeline.process import process
from schemas.records import FindingRow, TableRow

SAMPLE = Path(__file__).parents[2] / "samples" / "yunhe-2021-final-accounts.txt"
RULES = ("form.", "heading.", "day.", "comparison.")


def found(*changes: tuple[str, str]) -> list[tuple[str, str | None, str | None]]:
    """The findings of the sample after replacing texts in it."""
    text = SAMPLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) >= 1
        text = text.replace(old, new, 1)
    rows = process(text.encode(), Options()).rows["findings"]
    own = [row for row in rows if isinstance(row, FindingRow) and row.rule.startswith(RULES)]
    return [(row.rule, row.expected, row.found) for row in own if not row.rule.startswith("form.blank")]


def test_a_document_that_keeps_its_word_has_no_findings() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (
            "98.81%。决算数小于",
            "98.81%。决算数大于",
            ("comparison.wrong", "286.55万元 < 290.00万元", "决算数大于年初预算"),
        ),
        (
            "63.00万元。决算数大于年初预算数",
            "63.00万元。决算数与年初预算数持平",
            ("comparison.wrong", "63.00万元 > 0.00万元", "决算数与年初预算数持平"),
        ),
        ("截至2021年12月31日", "截至2020年12月31日", ("day.year", "2021", "截至2020年12月31日")),
        ("第二部分2021年度", "第二部分2020年度", ("heading.year", "2021", "第二部分2020年度部门决算表")),
        (
            "第一部分云河县营商环境服务局概",
            "第一部分云河县XX局概",
            ("heading.placeholder", None, "第一部分云河县XX局概"),
        ),
    ],
)
def test_a_word_that_is_not_kept_is_found(old: str, new: str, finding: tuple[str, str | None, str]) -> None:
    assert found((old, new)) == [finding]


def test_a_form_that_the_contents_name_and_nothing_prints_is_missing() -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    titles = [
        "收入支出决算总表",
        "收入决算表",
        "支出决算表",
        "财政拨款收入支出决算总表",
        "政府采购支出预算表",
    ]
    contents = "目录\n\n" + "\n".join(f"{title}……{n}" for n, title in enumerate(titles, 3)) + "\n\n"
    rows = process((contents + text).encode(), Options()).rows
    missing = [row.message for row in rows["findings"] if getattr(row, "rule", "") == "form.missing"]
    assert len(missing) == 1 and titles[-1] in missing[0]
    assert {row.form_id for row in rows["tables"] if isinstance(row, TableRow)} >= {"final.expenditure"}
