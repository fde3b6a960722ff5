"""How printed labels are matched, and when they are not."""

from __future__ import annotations

import pytest

from schemas.forms import load_forms
from schemas.labels import LabelBook, contrasting, words

ROWS = [row for row in load_forms()["final.summary"].rows if row.side == "expenditure"]


@pytest.fixture(name="book")
def row_book() -> LabelBook[str]:
    return LabelBook((row.texts[0], row.texts) for row in ROWS)


@pytest.mark.parametrize(
    ("printed", "named", "how"),
    [
        ("一 般 公 共 服 务 支 出", "一般公共服务支出", "exact"),
        ("医疗卫生与计划生育支出", "卫生健康支出", "alias"),
        ("援助其它地区支出", "援助其他地区支出", "scored"),
        ("灾害防治及应急管埋支出", "灾害防治及应急管理支出", "scored"),
    ],
)
def test_a_label_is_matched_by_wording_then_alias_then_score(
    book: LabelBook[str], printed: str, named: str, how: str
) -> None:
    match = book.match(printed)
    assert match is not None
    assert (match.value, match.how) == (named, how)


@pytest.mark.parametrize("printed", ["本年收人合计", "完全无关的标签", "支出", "", "一般公共服务收入"])
def test_a_label_that_is_not_clearly_one_is_left_open(book: LabelBook[str], printed: str) -> None:
    assert book.match(printed) is None


def test_a_tie_between_two_values_is_left_open() -> None:
    book = LabelBook([("first", ["资本性支出甲项"]), ("second", ["资本性支出乙项"])])
    assert book.match("资本性支出丙项") is None


def test_a_wording_of_two_values_names_both_and_matches_none() -> None:
    book = LabelBook([(1, ["小计"]), (2, ["小计"])])
    assert book.named("小 计") == (1, 2)
    assert book.match("小计") is None


def test_scores_may_be_refused(book: LabelBook[str]) -> None:
    assert book.match("援助其它地区支出", scored=False) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [("年初结转和结余", "年末结转和结余"), ("资本性支出(一)", "资本性支出(二)"), ("第1项", "第2项")],
)
def test_words_that_tell_labels_apart_are_never_overlooked(left: str, right: str) -> None:
    assert contrasting(left, right)
    assert LabelBook([(right, [right])]).match(left) is None


def test_fiscal_terms_are_words() -> None:
    assert words("一般公共预算财政拨款收入") == ("一般公共预算", "财政拨款", "收入")
