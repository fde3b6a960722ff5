"""Performance tables of other provinces as text without marks: signs, units, classes and scores in columns of their own."""

from __future__ import annotations

from decimal import Decimal

from extractors.grids.performance_flow_columns import columns_of
from extractors.grids.performance_flow_guards import suspicious
from extractors.grids.performance_flow_tokens import tokens_of
from pipeline.extract import Extract, Options
from pipeline.process import process
from schemas.document import Line

TOP = """项目名称 渠道清淤经费
主管部门 云岭市水务局 实施单位 云岭市水务局
"""
CLASSES = """一级指标 二级指标 三级指标 指标
性质 指标值 度量
单位
指标
属性 指标内容
产出指标
数量指标
清淤渠道条数 = 45 条 定量
指标
考核全年完成的清淤
渠道条数
管护人员培训
班次数 ≥ 3 期 定量
指标
考核管护人员培训
班次数
时效指标 清淤完成及时性 定性 显著提
升
定性
指标 考核清淤完成及时性
"""
SCORES = """绩效指标
一级指标 二级指标 三级指标 分值 年度指标
值（A）
全年实际
值（B） 得分 未完成原因
分析
产出
指标
数量指
标 清淤渠道条数 50 ≥6条 9条 50
时效指
标
渠道清淤按期
完工时间 40 11月底前 2022年
12月20日 35
"""
FUNDS = """预算执行情
况（10分）
年度预算数（万
元） 年初预算 调整后
预算数
预算执行数 预算执行
率 权重 得
分 原因
总额 7.29 7.29 6.29 86.3% 10 9
其中：财政资金 7.29 7.29 6.29 86.3% / /
"""
REMARKS = """一级指标 二级指标 三级指标 指标解释 指标值 备
注
产出指标
数量指标 清淤渠道条数 反映清淤渠道条数 ≥6条
"""


def _read(title: str, body: str) -> Extract:
    return process(f"云岭市水务局2022年度部门公开\n{title}\n（2022年度）\n{TOP}{body}".encode(), Options())


def _rules(extract: Extract) -> list[str]:
    return [row.rule for row in extract.rows.get("findings", ())]


def test_signs_units_and_wrapped_classes_have_columns_of_their_own() -> None:
    found = _read("项目支出绩效目标表", CLASSES).rows["indicators"]
    assert [(r.level3, r.target_raw, r.target_unit, r.description) for r in found] == [
        ("清淤渠道条数", "45", "条", "考核全年完成的清淤渠道条数"),
        ("管护人员培训班次数", "3", "期", "考核管护人员培训班次数"),
        ("清淤完成及时性", "显著提升", None, "考核清淤完成及时性"),
    ]


def test_wrapped_headings_that_are_printed_one_after_another_keep_their_order() -> None:
    extract = _read("项目支出绩效自评表", SCORES)
    found = extract.rows["indicators"]
    assert [(r.level3, r.weight, r.target_raw, r.actual_raw, r.score) for r in found] == [
        ("清淤渠道条数", Decimal(50), "≥6条", "9条", Decimal(50)),
        ("渠道清淤按期完工时间", Decimal(40), "11月底前", "2022年12月20日", Decimal(35)),
    ]


def test_headings_beside_those_over_amounts_are_none_of_them_and_hold_the_unit() -> None:
    lines = _read("部门预算项目支出绩效自评表", FUNDS + SCORES).rows["budget_lines"]
    found = {(row.row_label, row.measure): row.amount for row in lines if row.amount is not None}
    assert {amount for (_, measure), amount in found.items() if measure == "executed"} == {Decimal(62900)}


def test_a_wrapped_heading_is_no_note_below_the_table() -> None:
    extract = _read("项目支出绩效目标表", REMARKS)
    assert [(r.level3, r.target_raw) for r in extract.rows["indicators"]] == [("清淤渠道条数", "≥6条")]


def test_of_two_headings_that_name_an_indicator_one_explains_it() -> None:
    rows = (
        "一级指标\t二级指标\t三级指标\t指标值\t指标内容\n产出指标\t数量指标\t清淤条数\t≥6条\t考核清淤条数\n"
    )
    tabs = TOP.replace(" ", "\t") + rows
    extract = process(f"云岭市水务局2022年度部门公开\n项目支出绩效目标表\n{tabs}".encode(), Options())
    (found,) = extract.rows["indicators"]
    assert (found.level3, found.description, found.target_raw) == ("清淤条数", "考核清淤条数", "≥6条")


def test_a_self_review_on_one_line_is_read_cell_by_cell() -> None:
    cells = (
        "项目资金（万元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分 年度资金总额 7.29 7.29 6.29 10 86.3% 9 "
        "年度总体目标 预期目标 实际完成情况 完成清淤。 已完成。 绩效指标 一级指标 二级指标 三级指标 分值 年度指标值 "
        "实际完成值 得分 未完成原因分析 产出指标（60分） 数量指标 清淤渠道条数 40 ≥6条 9条 40 管护规范性 20 规范 基本规范 15 "
        "台账不全，已补记 满意度指标（30分） 服务对象满意度指标 农户满意度 30 ≥90% 95% 30 总分 100 94"
    )
    extract = _read("项目支出绩效自评表", TOP.replace("\n", " ") + cells)
    found = extract.rows["indicators"]
    assert [(r.level2, r.level3, r.weight, r.target_raw, r.actual_raw, r.score) for r in found] == [
        ("数量指标", "清淤渠道条数", Decimal(40), "≥6条", "9条", Decimal(40)),
        ("数量指标", "管护规范性", Decimal(20), "规范", "基本规范", Decimal(15)),
        ("服务对象满意度指标", "农户满意度", Decimal(30), "≥90%", "95%", Decimal(30)),
    ]
    assert found[1].deviation_reason == "台账不全，已补记"
    assert [(g.text, g.result_text) for g in extract.rows["goals"]] == [("完成清淤。", "已完成。")]


CENTRED = """分值 年度指标 全年完成
绩效指标 一级指标 二级指标 三级指标 得分
值 值
农村渠道清淤
40 ≥6条 9条 40
长度
数量指标
产出指标 清淤台班数 20 ≥12个 15个 20
（60分）
时效指标 按期完工率 10 ≥90% 95% 10
服务对象
满意度指标 农户满意度 20 ≥90% 95% 15
满意度指标
总分 90 85
"""


def test_labels_at_the_middle_of_their_rows_and_cells_centred_in_a_band_of_lines() -> None:
    extract = _read("项目支出绩效自评表", CENTRED)
    found = [
        (r.level1, r.level2, r.level3, r.weight, r.target_raw, r.actual_raw, r.score)
        for r in extract.rows["indicators"]
    ]
    assert found == [
        ("产出指标", "数量指标", "农村渠道清淤长度", 40, "≥6条", "9条", 40),
        ("产出指标", "数量指标", "清淤台班数", 20, "≥12个", "15个", 20),
        ("产出指标", "时效指标", "按期完工率", 10, "≥90%", "95%", 10),
        ("满意度指标", "服务对象满意度指标", "农户满意度", 20, "≥90%", "95%", 15),
    ]


AMOUNTS = """全年预算
年初预算数 全年执行数 分值 执行率 得分
数
项目资金 年度资金总额 7.29 7.29 6.29 10 86.3% 9
（万元） 其中：当年财政拨款 7.29 7.29 6.29 — 86.3% —
其他资金 0 0 0 — 0 —
"""


def test_the_label_of_a_block_beside_its_first_amounts_shifts_no_column() -> None:
    lines = _read("项目支出绩效自评表", AMOUNTS + CENTRED).rows["budget_lines"]
    found = {(row.row_label, row.measure): str(row.amount_raw) for row in lines}
    assert found["年度资金总额", "execution_ratio"] == "86.3%"
    assert found["当年财政拨款", "executed"] == "6.29"
    assert found["其他资金", "execution_ratio"] == "0"
    assert ("其他资金", "weight") not in found


def test_cells_that_hold_what_belongs_into_several_are_told() -> None:
    (line,) = tokens_of([Line(1, 1, "清淤条数 ≥6条 9条 40 40 有效改")])
    name, target, actual, weight, score, half = line
    columns = columns_of(["level3", "target", "actual", "weight", "score"])
    joined = [(name,), (target,), (actual, weight, score), (), ()]
    assert list(suspicious([joined], columns)) == [(actual, weight, score)]
    assert list(suspicious([[(name,), (half,), (actual,), (weight,), (score,)]], columns)) == [(half,)]
    assert not list(suspicious([[(name,), (target,), (actual,), (weight,), (score,)]], columns))
    assert list(suspicious([[(), (target,), (actual,), (), ()]], columns)) == [(target,), (actual,)]


def test_amounts_whose_row_lost_its_last_cells_alone_stay_under_their_headings() -> None:
    rows = (
        "预算执行情况（10分）\t年度预算数（万元）\t\t年初预算\t调整后预算数\t预算执行数\t预算执行率\t权重\t得分\t原因\n"
        "\t总额\t\t7.29\t7.29\t6.29\t86.3%\t10\t9\n绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t权重\t得分\n"
        "\t产出指标\t数量指标\t清淤条数\t≥6条\t90\t90\n"
    )
    lines = _read("部门预算项目支出绩效自评表", rows).rows["budget_lines"]
    assert {row.measure: str(row.amount_raw) for row in lines if row.row_label == "总额"} == {
        "budget.initial": "7.29", "budget.adjusted": "7.29", "executed": "6.29", "execution_ratio": "86.3%",
        "weight": "10", "score": "9",
    }  # fmt: skip
