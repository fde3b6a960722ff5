"""Indicators of texts without marks that hold what does not belong to them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from extractors.performance.indicator_record import indicator_record
from extractors.performance.levels import Levels
from extractors.performance.misfits import misfits
from schemas.context import Facts
from schemas.document import Line
from schemas.harvest import Harvest, Sourced
from schemas.records import IndicatorRow
from schemas.spans import Span, Text

PRINTED = ["产出指标 数量指标", "培训人数 ≥20人 20人 10 10 无", "效益指标（30分）"]
LINES = [Line(1, number, text) for number, text in enumerate(PRINTED, 1)]


def row(number: int, **values: object) -> Sourced[IndicatorRow]:
    record = IndicatorRow(
        doc_id="d",
        fiscal_year=2023,
        indicator_id=f"i{number}",
        table_id="t",
        scope="project",
        level1="产出指标",
        level2="数量指标",
        level3="培训人数",
        target_raw="≥20人",
        weight=Decimal(10),
        score=Decimal(10),
        level_evidence="printed",
    )
    return Sourced(replace(record, **values), (("level3", Text((Span(1, 2, 0, 4, "培训人数"),))),))  # type: ignore[arg-type]


def told(*rows: Sourced[IndicatorRow]) -> list[str]:
    found = misfits(Harvest(rows), LINES)  # type: ignore[arg-type]
    return [owner for finding in found.findings for owner in finding.row_ids]


def test_rows_like_the_others_are_not_told() -> None:
    assert told(*(row(number, actual_raw="20 人") for number in range(4))) == []


def test_a_number_behind_the_words_of_a_value_is_told() -> None:
    rows = [row(number) for number in range(3)]
    assert told(*rows, row(3, actual_raw="显著提升 11 无")) == ["i3"]


def test_a_score_that_the_other_rows_have_is_told() -> None:
    rows = [row(number) for number in range(3)]
    assert told(*rows, row(3, score=None)) == ["i3"]
    assert told(*(replace(item, record=replace(item.record, score=None)) for item in rows)) == []


def test_a_level_of_another_style_than_the_printed_one_is_told() -> None:
    assert told(row(0), row(1, level1="产出目标", level2="数量")) == ["i1"]


def test_a_level_label_is_no_remark_on_the_row_before_it() -> None:
    cells = {
        "level3": LINES[1].cut(0, 4),
        "target": LINES[1].cut(5, 9),
        "deviation_reason": LINES[2].cut(),
    }
    levels = Levels("产出指标", "数量指标", None, None, "printed", cells)
    found = indicator_record(levels, None, Facts("d", 2023), "t", None, "project")
    assert found.record.deviation_reason is None
    assert "deviation_reason" not in dict(found.sources)
