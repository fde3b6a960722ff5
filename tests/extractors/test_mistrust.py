"""Tables of text without marks whose cells were not printed in the order of rows: all their indicators are told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from extractors.grids.performance_flow_columns import columns_of
from extractors.grids.performance_flow_guards import suspicious
from extractors.grids.performance_flow_tokens import Token, tokens_of
from extractors.performance.misfits import misfits
from extractors.performance.mistrust import is_mistrusted
from schemas.document import Line
from schemas.harvest import Finding, Harvest, Sourced
from schemas.records import IndicatorRow
from schemas.spans import Span, Text

NAMES = ["培训人数", "案卷合格率", "档案整理及时率", "查档群众满意度"]
LABELS = ["数量指标", "质量指标", "时效指标", "服务对象满意度指标"]
VALUES = ["≥20人", "≥95%", "及时", "≥90%"]


def row(number: int, **values: object) -> Sourced[IndicatorRow]:
    record = IndicatorRow(
        doc_id="d",
        fiscal_year=2023,
        indicator_id=f"i{number}",
        table_id="t",
        scope="project",
        level1="满意度指标" if number == 3 else "产出指标",
        level2=LABELS[number],
        level3=NAMES[number],
        target_raw=VALUES[number],
        weight=Decimal(10),
        level_evidence="printed",
    )
    text = Text((Span(1, number + 1, 0, 4, NAMES[number]),))
    return Sourced(replace(record, **values), (("level3", text),))  # type: ignore[arg-type]


ROWS = [row(number) for number in range(4)]
LINES = [Line(1, at + 1, " ".join(pair)) for at, pair in enumerate(zip(LABELS, NAMES, strict=True))]


def told(rows: list[Sourced[IndicatorRow]], doubts: tuple[Finding, ...] = ()) -> list[str]:
    found = misfits(Harvest(tuple(rows)), LINES, doubts)
    return sorted({owner for finding in found.findings for owner in finding.row_ids})


def test_a_table_as_it_should_be_is_trusted() -> None:
    assert not is_mistrusted(ROWS)
    assert told(ROWS) == []


def test_labels_of_other_parts_among_the_indicators() -> None:
    assert is_mistrusted([*ROWS[:3], row(3, target_raw="主管部门")])
    assert told([*ROWS[:3], row(3, target_raw="主管部门")]) == ["i0", "i1", "i2", "i3"]


def test_targets_that_are_texts_of_another_column() -> None:
    texts = ["考核培训的人数和人次", "抽查合格的案卷所占比例", "按期整理的案卷所占比例"]
    assert is_mistrusted([*(row(at, target_raw=text) for at, text in enumerate(texts)), ROWS[3]])


def test_names_that_speak_of_other_labels() -> None:
    moved = [row(at, level2=LABELS[at - 1]) for at in range(4)]
    assert is_mistrusted(moved)


def test_names_below_satisfaction_that_do_not_speak_of_it() -> None:
    assert is_mistrusted([row(at, level2=LABELS[3]) for at in range(4)])


def test_explanations_that_were_read_as_rows() -> None:
    assert told([*ROWS[:3], row(3, level3="考核档案整理及时率的情况")]) == ["i3"]
    others = [row(at, indicator_id=f"j{at}") for at in range(3)]
    again = [row(at, target_raw="年度工作计划") for at in (2, 3)]
    assert told([*ROWS[:2], *others, *again]) == ["i2", "i3"]
    assert told([*ROWS[:2], *others, again[0]]) == []


def test_fields_that_few_rows_have() -> None:
    assert is_mistrusted([ROWS[0], *(row(at, weight=None) for at in range(1, 4))])
    assert not is_mistrusted([row(at, weight=None) for at in range(4)])


def test_a_level_that_only_this_row_lacks_is_told() -> None:
    assert told([*ROWS[:3], row(3, level2=None)]) == ["i3"]
    assert told([*ROWS[:3], row(3, level1="的影响满意度指标")]) == ["i3"]
    assert told([*ROWS[:3], row(3, level3="服务对象群众满意率度指标")]) == ["i3"]


def test_where_many_rows_are_told_all_are() -> None:
    doubts = tuple(
        Finding("cell.doubtful", at=dict(item.sources)["level3"], row_ids=(item.record.indicator_id,))
        for item in ROWS[:3]
    )
    assert told(ROWS, doubts) == ["i3"]
    assert told(ROWS, doubts[:1]) == []


FIELDS = ["level1", "level2", "level3", "target"]


def _suspicious(*lines: str) -> list[str]:
    """What is told of rows of a name and a value each, parted by a bar, pieces by blanks."""
    rows: list[tuple[tuple[Token, ...], ...]] = []
    for at, line in enumerate(lines):
        name, value = (
            tokens_of([Line(1, 10 * at + part, piece) for part, piece in enumerate(cell.split())])
            for cell in line.split("|")
        )
        cells = [tuple(token for line in cell for token in line) for cell in (name, value)]
        label = tokens_of([Line(1, 1000, "产出指标")])[0]
        rows.append((label, (), *cells))
    found = suspicious(rows, columns_of(FIELDS))
    return ["".join(token.printed for token in cell) for cell in found]


def test_pieces_of_words_and_dates_in_other_cells() -> None:
    assert _suspicious("培训人数|≥20人", "完成时间|2023年12月 31日前") == []
    assert "2023年12" in _suspicious("完成时间|2023年12")
    assert "升" in _suspicious("社会治安状况|升")
    assert "较低较低" in _suspicious("出行影响 噪声影响|较低 较低")
    assert "=85%长率" in _suspicious("收入增|=85% 长率")
    assert "应急响应时间明显提" in _suspicious("应急响应时间 明显提|30分钟")


def test_names_beside_a_torn_value_are_told() -> None:
    assert "培训人数" in _suspicious("培训人数|≥20人", "社会治安状况|升", "案卷数|≥3卷")
