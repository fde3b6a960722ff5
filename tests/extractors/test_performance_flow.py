"""Performance tables whose export prints no marks between cells come out as the rows of a clean table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors.grids.performance_flow import FlowRows, flow_rows
from extractors.grids.performance_flow_looks import width
from extractors.readers.text import read_text_export
from schemas.characters import key
from schemas.document import Line

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "disclosures"
SAMPLES = ROOT / "samples"

TARGETS = (
    ("全民阅读推广", "新增城市书房6家，全年开放"),
    ("送戏下乡惠民演出场次", "≥180场"),
    ("乡镇综合文化站免费开放时间达标比例", "100%"),
    ("加快文旅融合", "举办文化旅游节，带动周边民宿发展"),
    ("文物保护单位巡查", "每季度巡查一次，隐患限期整改到位"),
    ("提升公共文化服务水平", "图书流通量较上年增长5.5%"),
)
EXPLANATION = "反映本部门制定的年度工作目标达成情况，相关情况应予以细化、量化表述，可以根据实际增减。"


def lines_of(text: str) -> list[Line]:
    return [Line(1, number, line) for number, line in enumerate(text.strip("\n").split("\n"), 1)]


def shared_lines(name: str, start: int, end: int) -> Sequence[Line]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the real file {name} is not beside the repository")
    return read_text_export(path.read_bytes(), "doc").lines[start - 1 : end]


def sample_lines(name: str, start: int) -> Sequence[Line]:
    return read_text_export((SAMPLES / f"{name}.txt").read_bytes(), "doc").lines[start - 1 :]


def printed(found: FlowRows) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in found.rows]


def indicators(found: FlowRows) -> list[list[str]]:
    """Rows below the header with the levels repeated, without the row of totals."""
    rows = printed(found)
    start = next(i for i, row in enumerate(rows) if "三级指标" in row)
    out, level1, level2 = [], "", ""
    for row in rows[start + 1 :]:
        assert len(row) == len(rows[start]), row
        if row[0] == "总分":
            continue
        level1, level2 = row[0] or level1, row[1] or level2
        out.append([level1, level2, *row[2:]])
    return out


def wrapped(text: str, wide: float) -> list[str]:
    """The text broken into lines as a word processor does: no line begins with punctuation or cuts a number."""
    atoms: list[str] = []
    for character in text:
        ascii_run = bool(atoms) and atoms[-1][-1].isascii() and character.isascii()
        if atoms and (character in "，。、；：）”％%" or ascii_run):
            atoms[-1] += character
        else:
            atoms.append(character)
    out = [""]
    for atom in atoms:
        if out[-1] and width(out[-1] + atom) > wide:
            out.append("")
        out[-1] += atom
    return out


def table(name_width: float, target_width: float, explained: bool) -> str:
    """A printed table: cells one after the other, a row of single lines on one line, an explanation in the middle."""
    out = [
        "一级指标 二级指标 三级指标 指标值" + (" 指标值说明" if explained else ""),
        "产出指标",
        "履职目标实现",
    ]
    for index, (name, target) in enumerate(TARGETS):
        names, targets = wrapped(name, name_width), wrapped(target, target_width)
        out += [f"{names[0]} {targets[0]}"] if len(names) == len(targets) == 1 else names + targets
        if explained and index == len(TARGETS) // 2 - 1:
            out += wrapped(EXPLANATION, 30)
    return "\n".join(out)


def everything(lines: Sequence[Line], found: FlowRows) -> bool:
    kept = [str(cell) for row in found.rows for cell in row] + [str(item.text) for item in found.furniture]
    return sorted("".join("".join(kept).split())) == sorted(
        "".join("".join(line.text for line in lines).split())
    )


@pytest.mark.parametrize("name_width", [7, 8, 9, 10, 12])
@pytest.mark.parametrize("target_width", [7, 8, 10])
@pytest.mark.parametrize("explained", [False, True])
def test_a_border_between_wrapped_cells_that_is_read_wrong_is_doubtful(
    name_width: float, target_width: float, explained: bool
) -> None:
    lines = lines_of(table(name_width, target_width, explained))
    found = flow_rows(lines)
    doubts = {str(text) for text in found.doubts}
    got = indicators(found)
    assert [row for row in got if (row[2], row[3]) not in TARGETS and not {row[2], row[3]} & doubts] == []
    assert everything(lines, found)


@pytest.mark.parametrize("widths", [(7, 9), (8, 10), (9, 8), (9, 10), (11, 7), (12, 9)])
@pytest.mark.parametrize("explained", [False, True])
def test_wrapped_names_and_targets_are_told_apart(widths: tuple[float, float], explained: bool) -> None:
    got = indicators(flow_rows(lines_of(table(*widths, explained))))
    assert [(row[2], row[3]) for row in got] == list(TARGETS)
    assert {(row[0], row[1]) for row in got} == {("产出指标", "履职目标实现")}


def test_a_centred_explanation_stands_on_the_first_row_that_it_covers() -> None:
    rows = indicators(flow_rows(lines_of(table(9, 8, True))))
    assert [row[4] for row in rows] == [EXPLANATION, "", "", "", "", ""]


def test_parents_repeated_after_a_page_break_are_repeats_and_part_the_explanations() -> None:
    text = """
一级指标 二级指标 三级指标 指标值 指标值说明
产出指标
重点工作任务完成
图书流通量 ≥42万册次
反映本部门负责的重点工作任务进展情况。
书房开放天数 ≥300天
产出指标
重点工作任务完成
演出场次 ≥180场
反映本部门负责的重点工作任务进展情况。
巡查次数 4次
"""
    found = flow_rows(lines_of(text))
    assert [str(item.text) for item in found.furniture] == ["产出指标", "重点工作任务完成"]
    assert {item.kind for item in found.furniture} == {"repeat"}
    assert [bool(row[4]) for row in indicators(found)] == [True, False, True, False]
    assert printed(found)[3][:2] == ["", ""]


def test_a_project_review_of_another_form_comes_out_as_rows() -> None:
    text = """
项目名称 城市书房建设项目
主管部门 临漯市文化局 实施单位 临漯市图书馆
项目资金
（万元）
年初预算数 全年预算数 全年执行数 分值 执行率 得分
年度资金总额 100 120 110 10 91.67% 9.17
其中：当年财政
拨款
100 120 110 - 91.67% -
年度总体目标
年初设定目标 实际完成情况
建成城市书房6家，全年免费开放，
读者满意。
建成城市书房5家，全年免费开
放，读者满意度较高。
绩效指标 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
产出指标 数量指标 城市书房建设数量 ≥6家 5家 20 16.67 一处选址调整，下年补建
质量指标 验收合格率 100% 100% 20 20
效益指标
社会效益
指标
到馆读者增长 ≥10% 12% 20 20
总分 100 95.04
"""
    found = flow_rows(lines_of(text))
    assert printed(found) == [
        ["项目名称", "城市书房建设项目"],
        ["主管部门", "临漯市文化局", "实施单位", "临漯市图书馆"],
        ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["年度资金总额", "100", "120", "110", "10", "91.67%", "9.17"],
        ["其中：当年财政拨款", "100", "120", "110", "-", "91.67%", "-"],
        ["年度总体目标", "年初设定目标", "实际完成情况"],
        ["", "建成城市书房6家，全年免费开放，读者满意。", "建成城市书房5家，全年免费开放，读者满意度较高。"],
        ["绩效指标"],
        [
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ],
        ["产出指标", "数量指标", "城市书房建设数量", "≥6家", "5家", "20", "16.67", "一处选址调整，下年补建"],
        ["", "质量指标", "验收合格率", "100%", "100%", "20", "20", ""],
        ["效益指标", "社会效益指标", "到馆读者增长", "≥10%", "12%", "20", "20", ""],
        ["总分", "", "", "", "", "100", "95.04", ""],
    ]
    assert found.doubts == ()


def test_a_label_printed_beside_the_lines_of_its_value_is_put_together() -> None:
    found = flow_rows(lines_of("年度 一、保障供水；\n履职 二、防汛抗旱。\n目标\n"))
    assert printed(found) == [["年度履职目标", "一、保障供水；二、防汛抗旱。"]]


def test_a_number_with_decimals_and_a_unit_is_an_amount_and_a_numbered_label_is_none() -> None:
    found = flow_rows(lines_of("预算情况\n部门预算总额 8.5万元\n1、财政性资金 8万元\n2.其他资金"))
    assert printed(found) == [
        ["预算情况", "部门预算总额", "8.5万元"],
        ["", "1、财政性资金", "8万元"],
        ["", "2.其他资金", ""],
    ]


def test_values_that_lost_a_cell_are_doubtful() -> None:
    found = flow_rows(
        lines_of("项目资金 年初预算数 全年预算数 全年执行数 分值 执行率 得分\n其他资金 5 6 7 - -")
    )
    assert [str(text) for text in found.doubts] == ["5", "6", "7", "-", "-"]


def truth(sample: str, columns: Sequence[str]) -> list[list[str]]:
    with (ROOT / "tests" / "samples_truth" / "indicators.csv").open(encoding="utf-8") as file:
        return [[row[name] for name in columns] for row in csv.DictReader(file) if row["sample"] == sample]


def test_the_department_targets_sample_gives_the_indicators_written_by_hand() -> None:
    name = "linluo-2022-department-targets"
    lines = sample_lines(name, 6)
    found = flow_rows(lines)
    rows, last = [], ""
    for row in indicators(found):
        last = row[4] or last
        rows.append([*row[:4], last])
    assert rows == truth(name, ["level1", "level2", "level3", "target_raw", "description"])
    assert everything(lines, found)


def test_the_review_sample_gives_the_indicators_written_by_hand() -> None:
    name = "yunhe-2021-final-accounts"
    found = flow_rows(sample_lines(name, 593))
    columns = ["level1", "level2", "level3", "target_raw", "actual_raw", "weight", "score", "deviation"]
    assert indicators(found) == truth(name, [*columns, "deviation_reason"])


def twin() -> list[list[str]]:
    """Level 3, target and explanation of the same table in the budget document, where tabs part the cells."""
    path = SHARED / "jiyuan-2021-budget.txt"
    if not path.exists():
        pytest.skip("the real file jiyuan-2021-budget.txt is not beside the repository")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")[237:274]]
    labels = {
        "投入管理指标", "产出指标", "效益指标", "工作目标管理", "绩效管理", "重点工作任务完成", "履职目标实现",
        "履职效益", "满意度",
    }  # fmt: skip
    filled = [[cell for cell in row if cell and cell not in labels] for row in rows]
    return [[comparable(cell) for cell in row] for row in filled if len(row) > 1]


def comparable(text: str) -> str:
    return key(text).replace(";", "")


def test_the_real_department_targets_give_the_indicators_of_their_twin() -> None:
    lines = shared_lines("jiyuan-2021-department-targets.txt", 6, 264)
    expected = twin()
    found = flow_rows(lines)
    got = [[comparable(cell) for cell in row] for row in indicators(found)]
    assert len(got) == len(expected) == 33
    for row, same in zip(got, expected, strict=True):
        assert row[2:4] == same[:2]
        assert len(same) < 3 or row[4] == same[2]
    assert [row[1] for row in got if row[0] == "投入管理指标"].count("预算和财务管理") == 12
    assert [row[1] for row in got].count("重点工作任务完成") == 5
    assert everything(lines, found)
    assert found.doubts == ()


def test_the_real_department_targets_give_goal_tasks_and_amounts() -> None:
    rows = printed(flow_rows(shared_lines("jiyuan-2021-department-targets.txt", 6, 264)))
    assert rows[1][0] == "年度履职目标" and rows[1][1].endswith(
        "新兴产业，实现济源由原材料大市向新型材料强市转变。"
    )
    assert rows[2] == ["年度主要任务", "任务名称", "主要内容"]
    assert [row[1] for row in rows[3:8]] == [
        "强化经济运行监测", "持续开展“三大改造”", "加快产业集群集聚发展", "实施科技创新攻坚行动", "提升企业家队伍建设",
    ]  # fmt: skip
    assert rows[8:13] == [
        ["预算情况", "部门预算总额（万元）", "4536.7万元"],
        ["", "1、资金来源：（1）财政性资金", "4536.7万元"],
        ["", "（2）其他资金", ""],
        ["", "2、资金结构：（1）基本支出", "1313.9万元"],
        ["", "（2）项目支出", "3222.8万元"],
    ]


def test_the_real_review_gives_every_field() -> None:
    lines = shared_lines("jiaozuo-2022-final-accounts.txt", 914, 1094)
    found = flow_rows(lines)
    rows = printed(found)
    assert rows[1] == [
        "部门整体支出情况(万元)",
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
    ]
    assert rows[3] == ["资金来源：（1）财政拨款", "159.38", "418.81", "418.81", "-", "100.0%", "-"]
    assert rows[6] == ["年度履职目标", "预期目标", "实际完成情况"]
    assert rows[7][1] == "负责产业集聚区园区建设。完成区党工委、管委会交办的其他任务。"
    assert rows[7][2].startswith("全面按照省、市产业集聚区") and rows[7][2].endswith("各项工作进展顺利。")
    assert [row[1] for row in rows[9:11]] == [
        "做好产业集聚区规划编制工作。",
        "做好项目跟踪服务，加大产业支撑力度。",
    ]
    assert rows[9][3] == "根据全市国土空间规划进展情况，优化完善调整我区发展规划。"
    assert rows[10][2].endswith("尽快投产达效。")
    found_rows = indicators(found)
    assert len(found_rows) == 26
    assert found_rows[20][:8] == [
        "产出指标", "重点工作任务完成", "做好项目跟踪服务，加大产业支撑力度。", "完成", "100%", "5", "5", "0.00",
    ]  # fmt: skip
    assert found_rows[24][:8] == ["效益指标", "履职效益", "经济效益", "≥80%", "90%", "20", "20", "0.00"]
    assert found_rows[25][1:4] == ["满意度", "社会公众满意度", "≥85%"]
    assert sum(int(row[5]) for row in found_rows) == 90
    assert rows[-1] == ["总分", "", "", "", "", "100", "100", "", ""]
    assert everything(lines, found)
    assert found.doubts == ()
