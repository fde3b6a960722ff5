"""What the code books know and what they leave open."""

from __future__ import annotations

import pytest

import schemas.codes as codes
from schemas.codes import Kind, SubjectBook, class_names, kind_of, level_of, parent_of, subject_book
from schemas.errors import SpecificationError

KINDS: tuple[Kind, ...] = ("functional", "economic_department", "economic_government", "revenue")


@pytest.fixture(name="book")
def functional_book() -> SubjectBook:
    return subject_book("functional")


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("一般公共服务支出（类）", "政府办公厅（室）及相关机构事务（款）", "行政运行（项）"), "2010301"),
        (("一般公共服务支出", "政府办公厅（室）及机关机构事务", "事业运行"), "2010350"),
        (("资源勘探工业信息等支出（类）", "工业和信息产业监管（款）", "产业发展（项）"), "2150517"),
        (
            ("社会保障和就业（类）", "行政事业单位离退休（款）", "未归口管理的行政单位离退休支出（项）"),
            "2080504",
        ),
        (("一般公共服务", "人大事务", "其他人大事务"), "2010199"),
        (("外交（类）", None, None), "202"),
        (("社会保障和就业支出支出", None, None), "208"),
        (("住房保障支出", "住房改革支出", None), "22102"),
        ((None, "人大事务", "人大立法"), "2010105"),
        (("资源勘探信息等支出", "工业和信息产业监管", "产业发展"), "2150517"),
    ],
)
def test_names_as_narratives_print_them_give_the_code(
    book: SubjectBook, names: tuple[str | None, str | None, str | None], code: str
) -> None:
    assert book.resolve(*names) == code


@pytest.mark.parametrize(
    "names",
    [
        (None, None, "行政运行"),
        ("一般公共服务支出", None, "行政运行"),
        ("没有这样的支出", "没有这样的事务", "行政运行"),
        (None, None, None),
    ],
)
def test_a_name_that_several_codes_have_is_left_open(
    book: SubjectBook, names: tuple[str | None, str | None, str | None]
) -> None:
    assert book.resolve(*names) is None


def test_the_year_chooses_between_an_old_and_a_new_code(book: SubjectBook) -> None:
    old = book.resolve("医疗卫生与计划生育支出", "医疗保障", "行政单位医疗", 2016)
    new = book.resolve("卫生健康支出", "行政事业单位医疗", "行政单位医疗", 2022)
    assert (old, new) == ("2100501", "2101101")


def test_a_code_has_the_name_of_its_year(book: SubjectBook) -> None:
    assert book.name("215", 2016) == "资源勘探信息等支出"
    assert book.name("215", 2022) == "资源勘探工业信息等支出"
    assert book.name("299") is None


@pytest.mark.parametrize(
    ("code", "printed", "agrees"),
    [
        ("2150501", "行政运行(工业和信息产业监管)", True),
        ("20103", "政府办公厅（室）及机关机构事务", True),
        ("2150501", "机关服务", False),
        ("2999999", "机关服务", None),
    ],
)
def test_a_printed_name_is_compared_with_every_known_name(
    book: SubjectBook, code: str, printed: str, agrees: bool | None
) -> None:
    assert book.agrees(code, printed) is agrees


@pytest.mark.parametrize(
    ("code", "kind", "level", "parent"),
    [
        ("2010301", "functional", "item", "20103"),
        ("201", "functional", "class", None),
        ("30101", "economic_department", "group", "301"),
        ("50102", "economic_government", "group", "501"),
        ("10301", "revenue", "group", "103"),
        ("3010101", None, "item", "30101"),
        ("2021", None, None, "20"),
    ],
)
def test_the_shape_of_a_code_tells_its_classification(
    code: str, kind: str | None, level: str | None, parent: str | None
) -> None:
    assert (kind_of(code), level_of(code), parent_of(code)) == (kind, level, parent)


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_has_a_parent_and_evidence(kind: Kind) -> None:
    names = codes._read(kind)
    known = {name.code for name in names}
    assert all(name.seen and name.evidence for name in names)
    orphans = {name.code for name in names if parent_of(name.code) not in known | {None}}
    assert {code for code in orphans if book_evidence(kind, code) == "observed"} == set()


def book_evidence(kind: Kind, code: str) -> str:
    return subject_book(kind).names(code)[0].evidence


def test_observed_names_come_before_unverified_ones() -> None:
    order = {"observed": 0, "listed": 1, "recall": 2}
    for kind in KINDS:
        ranks: dict[str, list[int]] = {}
        for name in codes._read(kind):
            ranks.setdefault(name.code, []).append(order[name.evidence])
        assert [code for code, found in ranks.items() if len(code) > 3 and found != sorted(found)] == []


def test_the_modern_name_of_a_class_is_its_first() -> None:
    assert class_names()["201"][0] == "一般公共服务支出"
    assert class_names()["234"][0] == "抗疫特别国债安排的支出"


def test_a_malformed_line_is_reported_with_file_and_line(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {
        "code": "30101",
        "name": "x",
        "valid_from": "",
        "valid_to": "",
        "evidence": "observed",
        "seen": "x",
    }
    monkeypatch.setattr(codes, "read_csv", lambda _: [row])
    with pytest.raises(
        SpecificationError, match=r"codes/functional\.csv:2: '30101' is no code of kind functional"
    ):
        codes._read("functional")


def test_a_name_printed_once_beside_the_code_of_another_is_a_slip() -> None:
    book = subject_book()
    assert book.agrees("2111101", "减排专项支出")
    assert book.resolve("节能环保支出", "污染减排", "减排专项支出") == "2111103"
