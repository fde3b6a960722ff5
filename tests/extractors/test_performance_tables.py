"""Performance tables in tab rows, bars and one cell per line: what each row says, and what an export did to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.performance.extract import extract_performance
from extractors.readers.text import read_text_export
from extractors.regions import find_regions
from schemas.characters import key
from schemas.context import Facts
from schemas.forms import load_forms
from schemas.grids import Grid, Region
from schemas.harvest import Finding
from schemas.records import BudgetLine, GoalRow, IndicatorRow, ProjectRow

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "disclosures"
real = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real disclosures (../shared/disclosures) are not here"
)


@dataclass(frozen=True)
class Table:
    region: Region
    grid: Grid
    projects: Sequence[ProjectRow]
    indicators: Sequence[IndicatorRow]
    goals: Sequence[GoalRow]
    lines: Sequence[BudgetLine]
    findings: Sequence[Finding]

    def rules(self) -> list[str]:
        return [finding.rule for finding in self.findings]

    def levels(self) -> list[tuple[str | None, str | None, str | None, str]]:
        return [(row.level1, row.level2, row.level3, row.level_evidence) for row in self.indicators]


def tables(data: bytes) -> list[Table]:
    found = []
    for region in find_regions(read_text_export(data, "0" * 64)):
        form = load_forms().get(region.form_id or "")
        if form is None or form.family != "performance":
            continue
        reading = extract_performance(region, form, Facts("0" * 64, 2023, org_name="豫柳市文化局"), "t" * 24)
        records = [sourced.record for sourced in reading.harvest.rows]
        found.append(
            Table(
                region,
                reading.grid,
                [record for record in records if isinstance(record, ProjectRow)],
                [record for record in records if isinstance(record, IndicatorRow)],
                [record for record in records if isinstance(record, GoalRow)],
                [record for record in records if isinstance(record, BudgetLine)],
                reading.harvest.findings,
            )
        )
    return found


def table(text: str) -> Table:
    (found,) = tables(text.replace("→", "\t").encode())
    return found


HENAN = """豫柳市文化局（行政）支出项目绩效目标表

(2023年)

单位：万元

项目名称→文化下乡演出→→
单位编码→041001001→资金用途→业务类
开始时间→2023-03-01→结束时间→2023-11-30
项目总金额→150.00→项目本年度金额→80.00
上年度项目总金额→-→项目上年度金额→
一级指标→二级指标→三级指标→目标值
"""


def henan(rows: str) -> Table:
    return table(HENAN + rows)


COMPLETE = """投入与目标管理→投入管理→预算执行率→=100%
→→预算编制合理性→合理
→财务管理→资金使用规范性→合规
→项目管理→合同管理完备性→完备
→资产管理→→
产出目标→数量→演出场次→≥20场
→质量→演出合格率→≥95%
→时效→演出及时性→及时
→成本→演出费用→≤80万元
效果目标→经济效益→→
→社会效益→丰富群众文化生活→明显
→环境效益→→
→满意度→群众满意度→≥90%
影响力目标→长效管理→长效管理机制健全性→健全
→人力资源→→
→部门协助→跨部门合作有效性→有效
→配套设施→→
→信息共享→→
→其它→→
预算单位（盖章）：→→主管部门（盖章）：→
"""


def test_template_rows_are_no_indicators_and_levels_go_on_through_blank_cells() -> None:
    found = henan(COMPLETE)
    assert len(found.indicators) == 12
    assert found.levels()[:3] == [
        ("投入与目标管理", "投入管理", "预算执行率", "printed"),
        ("投入与目标管理", "投入管理", "预算编制合理性", "inherited"),
        ("投入与目标管理", "财务管理", "资金使用规范性", "inherited"),
    ]
    assert found.findings == ()


def test_a_level_1_on_the_template_row_above_is_moved_and_changes_nothing() -> None:
    moved = COMPLETE.replace("→资产管理→→\n产出目标→数量", "产出目标→资产管理→→\n→数量")
    found = henan(moved)
    assert found.levels()[4] == ("产出目标", "数量", "演出场次", "inherited")
    assert found.rules() == ["level.moved"]


def test_a_level_1_printed_rows_too_late_is_restored_by_the_level_2() -> None:
    late = COMPLETE.replace("产出目标→数量", "→数量").replace("→时效→", "产出目标→时效→")
    assert [row[0] for row in henan(late).levels()[4:8]] == ["产出目标"] * 4
    assert [row[3] for row in henan(late).levels()[4:8]] == ["inferred", "inferred", "printed", "inherited"]


def test_a_garbled_level_1_is_restored_and_said_once() -> None:
    found = henan(COMPLETE.replace("产出目标→数量", "厂山目杯→数量"))
    assert [row[0] for row in found.levels()[4:8]] == ["产出目标"] * 4
    assert {row[3] for row in found.levels()[4:8]} == {"inferred"}
    assert found.rules() == ["level.garbled"]


def test_two_level_2_labels_in_one_row_are_put_back_and_no_value_is_invented() -> None:
    shifted = COMPLETE.replace(
        "产出目标→数量→演出场次→≥20场\n→质量→演出合格率", "产出目标→质量→数量→演出场次\n→→演出合格率"
    )
    first, second = henan(shifted).indicators[4:6]
    assert (first.level2, first.level3, first.target_raw) == ("数量", "演出场次", None)
    assert (second.level2, second.level3, second.target_raw) == ("质量", "演出合格率", "≥95%")
    assert second.level_evidence == "inferred"
    assert henan(shifted).rules() == ["row.shifted"]


def test_a_lost_level_2_is_told_by_the_order_of_the_form_and_the_name() -> None:
    lost = COMPLETE.replace("→时效→演出及时性→及时", "→→演出及时性→及时")
    found = henan(lost)
    assert found.levels()[6] == ("产出目标", "时效", "演出及时性", "inferred")
    assert found.rules() == ["level.lost"]


def test_a_lost_level_2_that_no_name_tells_is_a_finding() -> None:
    found = henan(COMPLETE.replace("→时效→演出及时性→及时", "→→演出安排→有序"))
    assert found.levels()[6][:3] == ("产出目标", "质量", "演出安排")
    assert found.rules() == ["level.uncertain"]


def test_words_alone_in_the_column_of_targets_are_a_name_whose_target_was_lost() -> None:
    found = henan(COMPLETE.replace("→质量→演出合格率→≥95%", "→质量→演出合格率→≥95%\n→→→观众反响"))
    row = found.indicators[6]
    assert (row.level3, row.target_raw) == ("观众反响", None)
    assert "row.shifted" in found.rules()


def test_names_codes_amounts_and_dates_of_a_project() -> None:
    (project,) = henan(COMPLETE).projects
    assert (project.project_name, project.unit_code, project.purpose) == (
        "文化下乡演出",
        "041001001",
        "业务类",
    )
    assert (project.amount_total, project.amount_year) == (Decimal("1500000.00"), Decimal("800000.00"))
    assert (project.amount_prior_total, project.amount_prior_year) == (None, None)
    assert (project.start_date, project.end_date) == (date(2023, 3, 1), date(2023, 11, 30))


def test_the_label_beside_a_blank_value_is_no_value() -> None:
    found = table(
        HENAN.replace("项目名称→文化下乡演出→→", "项目名称→文化下乡演出→实施单位→→项目代码→") + COMPLETE
    )
    (project,) = found.projects
    assert project.project_code is None
    assert project.org_name == "豫柳市文化局"


def test_a_blank_template_gives_a_table_and_no_row() -> None:
    rows = "\n".join(
        "→".join(cell if column < 2 else "" for column, cell in enumerate(line.split("→")))
        for line in COMPLETE.splitlines()
    )
    head = HENAN.replace("文化下乡演出", "").replace("041001001", "").replace("业务类", "")
    head = head.replace("2023-03-01", "").replace("2023-11-30", "").replace("150.00", "").replace("80.00", "")
    found = table(head + rows)
    assert (list(found.projects), list(found.indicators), list(found.lines)) == ([], [], [])


HEBEI = """1、河道清淤绩效目标表

371001 冀柳市水利局

单位：万元

项目编码→371-0201-YBN-A B12→→项目名称→河道 清淤→→
预算规模及资金用途→预算数→1,024.50→其中：财政资金→1,000.00→其他资金→24.50
→清理主河道淤积，→→→→→
保障行洪安全。→→→→→→
资金支出计划（%）→3月底→→6月底→→10月底→
→5→→35.5→→80→
绩效目标→1、清淤12公里；→→→→→
→2、验收合格。→→→→→
一级指标→二级指标→三级指标→指标值→绩效指标描述→指标值确定依据→
产出指标→数量指标→清淤 长度→≥12 公里→完成清淤的河道长度→实施方案→
→质量指标→验收合格率→＝100％→验收合格工程占比→行业标准→
效果指标→生态效益→河道水质→优于Ⅳ类→水质类别→监测报告→
满意度指标→服务对象 满意度指→群众满意度→≥92%→满意群众占比→问卷→
"""


def test_columns_follow_the_headings_in_whatever_order_they_stand() -> None:
    row = table(HEBEI).indicators[0]
    assert (row.target_raw, row.description, row.basis) == ("≥12 公里", "完成清淤的河道长度", "实施方案")
    assert (row.operator, row.target_value, row.target_unit) == (">=", Decimal(12), "公里")


def test_names_and_codes_are_joined_over_spaces_and_levels_completed_to_their_label() -> None:
    found = table(HEBEI)
    (project,) = found.projects
    assert (project.project_code, project.project_name) == ("371-0201-YBN-AB12", "河道清淤")
    assert found.indicators[0].level3 == "清淤长度"
    assert [row.level2 for row in found.indicators[2:]] == ["生态效益指标", "服务对象满意度指标"]


def test_a_text_goes_on_in_rows_without_a_label() -> None:
    (project,) = table(HEBEI).projects
    assert "".join((project.purpose or "").split()) == "清理主河道淤积，保障行洪安全。"
    assert "".join((project.goal_year or "").split()) == "1、清淤12公里；2、验收合格。"


def test_a_month_that_lost_its_column_is_absent_and_a_finding() -> None:
    found = table(HEBEI)
    schedule = found.projects[0].schedule or ()
    assert [(entry.month, entry.percent) for entry in schedule] == [
        (3, Decimal(5)),
        (6, Decimal("35.5")),
        (10, Decimal(80)),
    ]
    assert found.rules() == ["schedule.column_lost"]


DEPARTMENT = """豫柳市文化局整体绩效目标表
(2023年度)

部门(单位)名称→→豫柳市文化局→→
年度履职目标→建成全域公共文化服务体系。→→→
年度主要任务→任务名称→主要内容→→
→全民阅读→举办读书月。→→
预算情况→部门预算总额(万元)→1286.4万元→→
→1、资金来源: (1)财政性资金→1286.4万元→→
→(2)其他资金→→→
→2、资金结构: (1)基本支出→886.4万元→→
→(2)项目支出→400.0万元→→
一级指标→二级指标→三级指标→指标值→指标值说明
投入管理指标→工作目标管理→年度履职目标相关性→相关→1.履职目标是否与部门职责相关，是否符合规划要求，是否合理。
"""
LONG = "→预算执行率=（预算完成数/预算数）×100%。预算完成数指部门实际执行的预算数；预算数指批复数。"


def test_goal_tasks_and_budget_of_a_department() -> None:
    found = table(DEPARTMENT)
    assert [(goal.kind, goal.name, goal.text) for goal in found.goals] == [
        ("overall", None, "建成全域公共文化服务体系。"),
        ("task", "全民阅读", "举办读书月。"),
    ]
    assert [(line.row_label, line.measure, line.amount) for line in found.lines] == [
        ("部门预算总额(万元)", "total", Decimal("12864000.00")),
        ("财政性资金", "source.fiscal", Decimal("12864000.00")),
        ("基本支出", "basic", Decimal("8864000.00")),
        ("项目支出", "project", Decimal("4000000.00")),
    ]
    total, *parts = found.lines
    assert {part.parent_line_id for part in parts} == {total.line_id}
    assert total.is_total and not any(part.is_total for part in parts)


def test_rows_that_lost_a_level_column_are_laid_over_the_header_by_what_they_hold() -> None:
    found = table(DEPARTMENT + f"→预算执行率→≥95%{LONG}\n绩效管理→绩效自评完成率→100%{LONG}\n")
    assert found.levels()[1:] == [
        ("投入管理指标", "预算和财务管理", "预算执行率", "inferred"),
        ("投入管理指标", "绩效管理", "绩效自评完成率", "inherited"),
    ]
    assert [row.target_raw for row in found.indicators[1:]] == ["≥95%", "100%"]
    assert all((row.description or "").startswith("预算执行率=") for row in found.indicators[1:])


def test_a_merged_explanation_covers_its_group_and_no_other() -> None:
    rows = """产出指标→履职目标实现→读者人次→≥10万人次→反映目标达成情况。
→→开放天数→300天→
效益指标→履职效益→提升城市品位→明显→
"""
    assert [row.description for row in table(DEPARTMENT + rows).indicators[1:]] == [
        "反映目标达成情况。",
        "反映目标达成情况。",
        None,
    ]


SICHUAN = """部门预算项目支出绩效自评表（2023年度）

项目名称→农村饮水安全巩固提升
主管部门→川柳县水务局→实施单位 (盖章)→川柳县农村供水站
1.项目年度目标完成情况→项目年度目标→年度目标完成情况
→完成12处供水工程维修。→完成维修12处。
预算执行情况（10分）→年度预算数（万元）→年初预算→调整后预算数→预算执行数→预算执行率→权重→得分→原因
→总额→120.00→118.50→118.50→100%→10→10→
→其中：财政资金→120.00→118.50→118.50→100%→/→/→
绩效指标（90分）→一级指标→二级指标→三级指标→指标性质→指标值→度量单位→完成值→权重→得分→未完成原因分析
→产出指标→数量指标→维修供水工程数→≥→12→处→12→20→20→
→→质量指标→工程验收合格率→＝→100→%→100→20→20→
→效益指标→社会效益指标→受益人口→≥→3500→人→3420→20→19.5→部分农户外迁
评价结论→自评得分99.5分。
改进措施→无
"""


def test_targets_in_columns_of_operator_number_and_unit() -> None:
    rows = table(SICHUAN).indicators
    assert [(row.operator, row.target_value, row.target_unit) for row in rows] == [
        (">=", Decimal(12), "处"),
        ("=", Decimal(100), "%"),
        (">=", Decimal(3500), "人"),
    ]
    assert (rows[2].actual_value, rows[2].weight, rows[2].score) == (
        Decimal(3420),
        Decimal(20),
        Decimal("19.5"),
    )
    assert rows[2].deviation_reason == "部分农户外迁"


def test_what_stands_below_the_indicators_is_no_indicator() -> None:
    assert [row.level3 for row in table(SICHUAN).indicators] == [
        "维修供水工程数",
        "工程验收合格率",
        "受益人口",
    ]


def test_a_review_gives_the_goal_with_its_result_and_amounts_in_the_unit_of_their_block() -> None:
    found = table(SICHUAN)
    assert [(goal.text, goal.result_text) for goal in found.goals] == [
        ("完成12处供水工程维修。", "完成维修12处。")
    ]
    assert [line.amount for line in found.lines if line.value_kind == "money"] == [
        Decimal("1200000.00"),
        Decimal("1185000.00"),
        Decimal("1185000.00"),
    ] * 2
    assert found.projects[0].org_name == "川柳县农村供水站"


BARS = """项目支出绩效自评表
（2022年度）
项目名称|公共文化服务体系建设补助|||||||
项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分
|年度资金总额|86.50|90.00|88.20|10|98.00%|9.8
|其中：本年财政拨款|86.50|90.00|88.20|-|98.00%|-
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施
|产出指标|数量指标|免费开放天数|≥300天|312天|15|15|
|效益指标|社会效益指标|年接待读者|≥10万人次|9.6万人次|20|19.2|疫情闭馆
总分||||||100|99|
"""


def test_a_bar_at_the_start_of_some_lines_ends_a_blank_first_cell() -> None:
    found = table(BARS)
    assert found.levels() == [
        ("产出指标", "数量指标", "免费开放天数", "printed"),
        ("效益指标", "社会效益指标", "年接待读者", "printed"),
    ]
    assert [(row.actual_value, row.weight, row.score) for row in found.indicators] == [
        (Decimal(312), Decimal(15), Decimal(15)),
        (Decimal("9.6"), Decimal(20), Decimal("19.2")),
    ]


def test_dashes_among_amounts_are_no_values_and_the_total_row_is_two() -> None:
    lines = table(BARS).lines
    assert [line.amount_raw for line in lines] == [
        "86.50", "90.00", "88.20", "10", "98.00%", "9.8", "86.50", "90.00", "88.20", "98.00%", "100", "99",
    ]  # fmt: skip
    assert [line.phase for line in lines[:3]] == ["approved", "adjusted", "executed"]


SHANGHAI = """财政项目支出绩效目标申报表
（2026年度）
项目名称：→市容巡查服务→项目性质：→经常性项目
计划开始日期：→2026-01-01→计划完成日期：→2026-12-31
项目资金（元）→项目资金总额：→1,250,000.00→年度资金申请总额：→1,250,000.00
→其中：财政资金→1,250,000.00→其中：当年财政拨款→1,250,000.00
项目绩效目标→项目总体目标→年度总体目标
→提升市容环境。→巡查覆盖全部路段。
一级指标→二级指标→三级指标→年度(/项目)指标值
成本指标→经济成本指标→巡查成本→≤125.00(万元)
"""


def test_labels_with_a_colon_a_unit_in_the_label_of_their_block_and_texts_below_their_labels() -> None:
    (project,) = table(SHANGHAI).projects
    assert (project.project_name, project.start_date) == ("市容巡查服务", date(2026, 1, 1))
    assert (project.amount_total, project.amount_year) == (Decimal("1250000.00"), Decimal("1250000.00"))
    assert (project.goal_total, project.goal_year) == ("提升市容环境。", "巡查覆盖全部路段。")


def test_an_amount_without_any_unit_is_not_published_in_yuan() -> None:
    found = table(SHANGHAI.replace("项目资金（元）", "项目资金"))
    assert found.projects[0].amount_total is None
    assert "project.unit_unknown" in found.rules()


def test_an_amount_that_no_column_of_a_project_takes_is_a_line() -> None:
    (line,) = table(SHANGHAI).lines
    assert (line.row_label, line.measure, line.amount) == (
        "当年财政拨款",
        "source.fiscal",
        Decimal("1250000.00"),
    )


CELLS = """→项目名称
→古城墙抢险

→绩效目标
→1.完成加固320米。
2.工程质量合格。

→一级指标
→二级指标
→三级指标
→绩效指标描述
→指标值
→指标值确定依据

→产出指标
→数量指标
→加固长度
→完成加固的长度
→≥320米
→设计方案

→
→质量指标
→合格率
→{blank}
→＝100％
→行业标准
"""


def test_one_cell_per_line_with_blank_cells_and_a_second_paragraph() -> None:
    found = table(
        "1.古城墙抢险绩效目标表\n→518001迁宁市文化局\n→单位：万元\n\n" + CELLS.replace("{blank}", " ")
    )
    assert "".join((found.projects[0].goal_year or "").split()) == "1.完成加固320米。2.工程质量合格。"
    second = found.indicators[1]
    assert (second.level1, second.level2, second.level3) == ("产出指标", "质量指标", "合格率")
    assert (second.description, second.operator, second.target_value) == (None, "=", Decimal(100))


def accounted(found: Table) -> tuple[set[tuple[int, int]], list[tuple[int, int]]]:
    """Characters of the body that print something, and those in cells or furniture of the grid, with repeats."""
    body = {
        (line.number, at)
        for line in found.region.body
        for at, character in enumerate(line.text)
        if not character.isspace() and character not in "|"
    }
    texts = [cell.text for cell in found.grid.cells] + [piece.text for piece in found.grid.furniture]
    cells = [
        (piece.line, piece.start + at)
        for text in texts
        for piece in text
        for at, character in enumerate(piece.text)
        if not character.isspace()
    ]
    return body, cells


SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
REAL = sorted(SHARED.glob("*.txt")) if SHARED.is_dir() else []


@pytest.mark.parametrize("path", [*SAMPLES, *REAL], ids=lambda path: path.stem)
def test_every_character_of_a_table_is_in_exactly_one_cell_or_piece_of_furniture(path: Path) -> None:
    for found in tables(path.read_bytes()):
        body, cells = accounted(found)
        assert len(cells) == len(set(cells))
        assert set(cells) == body


def _twin(name: str) -> list[tuple[str | None, ...]]:
    first = tables((SHARED / f"{name}.txt").read_bytes())[0]
    return [
        tuple(
            key(value or "")
            for value in (row.level1, row.level2, row.level3, row.target_raw, row.description)
        )
        for row in first.indicators
    ]


@real
def test_the_two_prints_of_one_department_table_agree() -> None:
    wrapped, tabs = _twin("jiyuan-2021-department-targets"), _twin("jiyuan-2021-budget")
    assert [row[:4] for row in wrapped] == [row[:4] for row in tabs]
    # Lines 259 to 263 of the tab rows lost their column of explanations.
    assert [(a, b) for a, b in zip(wrapped, tabs, strict=True) if b[4] and a[4] != b[4]] == []


@real
@pytest.mark.parametrize(
    ("line", "level1", "level2", "evidence"),
    [
        (238, "投入管理指标", "工作目标管理", "inferred"),
        (242, "投入管理指标", "预算和财务管理", "inferred"),
        (254, "投入管理指标", "预算和财务管理", "inferred"),
        (255, "投入管理指标", "绩效管理", "inherited"),
        (377, "产出目标", "数量", "inherited"),
        (437, "产出目标", "时效", "inferred"),
        (489, "产出目标", "数量", "inferred"),
        (492, "产出目标", "时效", "inferred"),
        (600, "产出目标", "数量", "inherited"),
        (601, "产出目标", "质量", "inferred"),
        (661, "产出目标", "时效", "inferred"),
        (1110, "产出目标", "成本", "inferred"),
        (1115, "效果目标", "满意度", "inferred"),
        (1116, "影响力目标", "长效管理", "inherited"),
        (1225, "效果目标", "社会效益", "inferred"),
        (1228, "影响力目标", "长效管理", "inferred"),
        (1281, "效果目标", "满意度", "inferred"),
    ],
)
def test_levels_that_the_export_moved_or_garbled_are_restored(
    line: int, level1: str, level2: str, evidence: str
) -> None:
    rows = [
        row
        for found in tables((SHARED / "jiyuan-2021-budget.txt").read_bytes())
        for row in found.indicators
        if row.line_start == line
    ]
    assert [(row.level1, row.level2, row.level_evidence) for row in rows] == [(level1, level2, evidence)]
