"""Goals in running text: overall goals, goals by field, safeguards and duties."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from extractors.readers.text import read_text_export
from extractors.sections import outline
from extractors.text_goals import extract_text_goals
from schemas.context import Facts
from schemas.records import GoalRow

SHARED = Path(__file__).resolve().parents[3] / "shared" / "disclosures"
real = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real disclosures (../shared/disclosures) are not here"
)


def goals(data: bytes) -> list[GoalRow]:
    found = read_text_export(data, "0" * 64)
    nothing: frozenset[tuple[int, int]] = frozenset()
    harvest = extract_text_goals(found, outline(found, nothing), nothing, Facts("0" * 64, 2021))
    return [row.record for row in harvest.rows if isinstance(row.record, GoalRow)]


def read(text: str) -> list[tuple[str, str | None, str]]:
    return [(goal.kind, goal.name, goal.text) for goal in goals(text.encode())]


def test_an_overall_goal_joins_its_paragraphs() -> None:
    text = "一、总体绩效目标\n\n（一）保障供水，统筹水\n\n资源。\n\n（二）防御水旱。\n\n二、工作保障措施\n\n（一）加强领导，落实责任。\n"
    assert read(text)[0] == ("overall", None, "（一）保障供水，统筹水资源。（二）防御水旱。")


def test_goals_by_field_are_named_by_their_headings_and_keep_their_indicators() -> None:
    text = (
        "二、分项绩效目标\n（一）农村供水\n维修管网。\n绩效目标：提高供水保证\n\n率。\n绩效指标：达标率92%以上。\n"
        "（二）水旱灾害防御\n绩效目标：及时预警。\n"
    )
    assert read(text) == [
        ("sub_goal", "农村供水", "维修管网。绩效目标：提高供水保证率。绩效指标：达标率92%以上。"),
        ("sub_goal", "水旱灾害防御", "绩效目标：及时预警。"),
    ]


def test_safeguards_are_named_by_a_short_first_sentence() -> None:
    text = (
        "三、工作保障措施\n\n（一）完善制度建设。修订办法，取得实效，\n\n促进发展。\n\n进一步完善管理，提高效率。\n\n"
        "（二）加强领导，明确责任，\n分解任务。\n"
    )
    assert read(text) == [
        ("safeguard", "完善制度建设", "修订办法，取得实效，促进发展。进一步完善管理，提高效率。"),
        ("safeguard", None, "加强领导，明确责任，分解任务。"),
    ]


def test_named_paragraphs_without_numbering_are_safeguards_of_their_own() -> None:
    text = "三、工作保障措施\n（一）加强领导，明确责任。\n加强支出管理。优化支出结构，加快进度。\n做好绩效自评。按要求开展工作。\n"
    assert [name for _, name, _ in read(text)] == [None, "加强支出管理", "做好绩效自评"]


def test_duties_are_items_without_their_numbers_and_introduction() -> None:
    text = "一、部门职责\n主要职责包括：\n1、负责园区建设。\n\n2、负责招商引资、项目建设、\n\n安全生产等工作。\n二、机构设置\n无。\n"
    assert read(text) == [
        ("duty", None, "负责园区建设。"),
        ("duty", None, "负责招商引资、项目建设、安全生产等工作。"),
    ]


def test_a_text_without_such_headings_has_no_goals() -> None:
    assert read("一、收入决算情况说明\n本年收入合计5万元。\n") == []


@real
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("funing-2020-project-targets", {"overall": 1, "sub_goal": 5, "safeguard": 7}),
        ("zunhua-2022-project-targets", {"overall": 1, "sub_goal": 4, "safeguard": 11}),
        ("jiaozuo-2022-final-accounts", {"duty": 4}),
    ],
)
def test_goals_of_real_texts_are_found(name: str, expected: dict[str, int]) -> None:
    assert Counter(goal.kind for goal in goals((SHARED / f"{name}.txt").read_bytes())) == expected


@real
def test_a_sentence_cut_by_a_blank_line_is_whole() -> None:
    found = goals((SHARED / "funing-2020-project-targets.txt").read_bytes())
    assert any("规模数量及效益水平明显改善" in goal.text for goal in found)
    assert any("取得了预期实效，促进了全区工业经济" in goal.text for goal in found)
