"""What the form specifications promise."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import schemas.forms as forms
from extractors.titles import match_title
from schemas.characters import key
from schemas.document import Line
from schemas.errors import SpecificationError
from schemas.forms import Form, load_form, load_forms

SHARED = Path(__file__).parents[2].parent / "shared"
REFERENCE = SHARED / "reference" / "form_title_aliases.csv"
JIAOZUO = SHARED / "disclosures" / "jiaozuo-2022-final-accounts.txt"
FORM_OF = {
    "D01": "final.summary", "D02": "final.revenue", "D03": "final.expenditure", "D04": "final.fiscal_summary",
    "D05": "final.general_expenditure", "D06": "final.basic", "D07": "final.fund",
    "D08": "final.state_capital", "D09": "final.three_public", "D10": "final.three_public_meetings",
    "B01": "budget.summary", "B02": "budget.revenue", "B03": "budget.expenditure",
    "B04": "budget.fiscal_summary", "B05": "budget.general_expenditure", "B06": "budget.basic",
    "B07": "budget.three_public", "B08": "budget.fund", "B09": "budget.state_capital",
    "B10": "budget.projects", "B17": "budget.fund_three_public",
}  # fmt: skip
AMOUNTS = [form for form in load_forms().values() if form.family == "amounts"]


def by_id(form: Form) -> str:
    return form.form_id


def test_the_nine_final_accounts_and_the_henan_budget_forms_are_known() -> None:
    known = set(load_forms())
    assert set(FORM_OF.values()) <= known
    assert {"budget.economic", "budget.procurement", "budget.operating"} <= known


@pytest.mark.parametrize("form", AMOUNTS, ids=by_id)
def test_every_line_of_a_form_says_where_it_was_seen(form: Form) -> None:
    labels = [label.text for label in (*form.titles, *form.numbers) if not label.seen]
    columns = [column.measure for column in form.columns if not column.seen]
    assert labels + columns + [row.texts[0] for row in form.rows if not row.seen] == []


@pytest.mark.parametrize("form", AMOUNTS, ids=by_id)
def test_a_measure_names_one_column_of_a_side(form: Form) -> None:
    for variant in form.variants():
        names = Counter((column.side, column.measure) for column in form.side_columns(variant))
        assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("form", AMOUNTS, ids=by_id)
def test_no_two_columns_of_a_variant_have_the_same_headings(form: Form) -> None:
    for variant in form.variants():
        paths = Counter(
            (column.side, tuple(frozenset(map(key, level)) for level in column.path))
            for column in form.side_columns(variant)
        )
        assert [path for path, count in paths.items() if count > 1] == []


@pytest.mark.parametrize("form", AMOUNTS, ids=by_id)
def test_sided_forms_give_a_side_to_every_row_and_column(form: Form) -> None:
    sides = {row.side for row in form.rows} | {column.side for column in form.columns}
    assert sides <= ({"revenue", "expenditure"} if form.shape == "sided" else {None})


@pytest.mark.parametrize("form", AMOUNTS, ids=by_id)
def test_row_numbers_and_column_numbers_count_up(form: Form) -> None:
    for variant in form.variants():
        numbers = [column.number for column in form.side_columns(variant) if column.number is not None]
        assert numbers == list(range(1, len(numbers) + 1))
    printed = [row.number for row in form.rows if row.number is not None]
    assert printed == sorted(set(printed))


def test_the_henan_budget_summary_has_the_columns_whose_headings_the_export_dropped() -> None:
    columns = load_forms()["budget.summary"].side_columns("henan", "expenditure")
    assert [column.measure for column in columns][:7] == [
        "total", "institution_fund_gap", "carryover", "current", "general", "general.fiscal", "fund",
    ]  # fmt: skip
    assert len(columns) == 13
    assert columns[5].path[-1][0] == "其中：财政拨款"


def test_the_three_public_form_has_twelve_columns_in_two_blocks() -> None:
    columns = load_forms()["final.three_public"].side_columns("ministry")
    assert [column.number for column in columns] == list(range(1, 13))
    assert [column.phase for column in columns] == ["adjusted"] * 6 + [None] * 6


def test_classes_take_their_names_from_the_code_book_old_names_included() -> None:
    rows = {row.code: row.texts for row in load_forms()["final.summary"].rows if row.code}
    assert rows["207"][0] == "文化旅游体育与传媒支出"
    assert "文化体育与传媒支出" in rows["207"]
    assert "医疗卫生与计划生育支出" in rows["210"]
    assert "国土海洋气象等支出" in rows["220"]


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference files stand beside the repository")
@pytest.mark.parametrize("before", ["", "2023年度", "云河县审计局2023年", "2023年部门"])
def test_every_observed_title_claims_its_form(before: str) -> None:
    with REFERENCE.open(encoding="utf-8") as file:
        rows = [
            r
            for r in csv.DictReader(file)
            if r["form_id"] in FORM_OF and r["evidence"].startswith("observed")
        ]
    claimed = {row["title"]: match_title(Line(1, 1, before + row["title"])) for row in rows}
    wrong = [
        row["title"]
        for row in rows
        if (title := claimed[row["title"]]) is None or title.form_id != FORM_OF[row["form_id"]]
    ]
    assert len(rows) > 50
    assert wrong == []


@pytest.mark.skipif(not JIAOZUO.exists(), reason="the real disclosures stand beside the repository")
@pytest.mark.parametrize(
    ("form_id", "first", "last"), [("final.summary", 45, 104), ("final.fiscal_summary", 239, 300)]
)
def test_row_numbers_are_those_that_a_real_form_prints(form_id: str, first: int, last: int) -> None:
    printed = [line.strip() for line in JIAOZUO.read_text(encoding="utf-8").split("\n")[first - 1 : last]]
    text = key("\n".join(printed))
    for row in load_forms()[form_id].rows:
        if row.number is not None:
            assert any(f"{key(wording)}{row.number}" in text for wording in row.texts), row


def spoilt(monkeypatch: pytest.MonkeyPatch, data: dict[str, Any], text: str) -> None:
    monkeypatch.setattr(forms, "read_toml", lambda _: data)
    monkeypatch.setattr(forms, "read_text", lambda _: text)


HEAD = {"id": "final.summary", "family": "amounts", "shape": "sided"}


def test_an_unknown_key_is_reported_with_file_and_line(monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt(
        monkeypatch,
        {**HEAD, "row": [{"text": "合计"}, {"text": "总计", "nummer": 3}]},
        "\n[[row]]\n\n[[row]]\n",
    )
    with pytest.raises(SpecificationError, match=r"schemas/forms/x\.toml:4: unknown key 'nummer'"):
        load_form("forms/x.toml")


def test_an_unknown_class_is_reported_with_file_and_line(monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt(monkeypatch, {**HEAD, "row": [{"classes": ["201", "299"]}]}, "\n\n[[row]]\n")
    with pytest.raises(SpecificationError, match=r"x\.toml:3: no class '299'"):
        load_form("forms/x.toml")


def test_a_variant_may_have_a_shape_of_its_own() -> None:
    form = load_forms()["budget.three_public"]
    assert (form.shape_of("henan"), form.shape_of("shanghai")) == ("labelled", "single_row")
