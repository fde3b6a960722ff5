"""Tables of amounts whose text has one cell a line, without marks: labels and amounts belong together by order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipeline.extract import Extract, Options
from pipeline.process import process


def read(text: str) -> Extract:
    return process(text.encode(), Options())


def lines(extract: Extract) -> list[Any]:
    return list(extract.rows.get("budget_lines", ()))


def rules(extract: Extract) -> list[str]:
    return [finding.rule for finding in extract.rows["findings"]]


def paragraphs(*cells: str) -> str:
    return "\n\n".join(cells) + "\n"


SUMMARY = paragraphs(
    "云岭市茶叶研究中心2019年部门决算",
    "收入支出决算总表",
    "公开01表",
    "部门:云岭市茶叶研究中心",
    "金额单位:万元",
    "收入", "支出", "项目", "行次", "金额", "项目", "行次", "金额", "栏次", "1", "栏次", "2",
    "一、一般公共预算财政拨款收入", "1", "440.5", "一、一般公共服务支出", "29", "423.2",
    "二、政府性基金预算财政拨款收入", "2", "0", "二、外交支出", "30", "0",
    "三、上级补助收入", "3", "10", "三、国防支出", "31", "0",
    "注:本表反映部门本年度的总收支情况。",
)  # fmt: skip


def test_row_numbers_of_a_list_of_cells_are_no_amounts() -> None:
    found = {(row.row_label, row.side): row.amount for row in lines(read(SUMMARY))}
    assert found[("一般公共预算财政拨款收入", "revenue")] == Decimal("4405000")
    assert found[("一般公共服务支出", "expenditure")] == Decimal("4232000")
    assert found[("上级补助收入", "revenue")] == Decimal("100000")
    assert len(found) == 6


def test_an_amount_alone_between_blank_cells_is_no_page_number() -> None:
    text = paragraphs(
        "云岭市2017年“三公”经费预算财政拨款情况统计表",
        "2016年预算数", "2017年预算数",
        *("合计", "因公出国(境)费", "公务用车购置及运行费", "公务接待费") * 2,
        *("小计", "公务用车购置费", "公务用车运行费") * 2,
        " 2908", " ", " 1540", " ", " 1540", " 1368",
        " 2310", " 20", " 1054", " ", " 1054", "1236",
    )  # fmt: skip
    found = lines(read(text))
    assert [row.amount_raw for row in found] == [
        "2908", "1540", "1540", "1368", "2310", "20", "1054", "1054", "1236",
    ]  # fmt: skip
    assert {row.measure for row in found if row.amount_raw == "1368"} == {"three_public.reception.prior"}
    assert {row.measure for row in found if row.amount_raw == "1236"} == {"three_public.reception"}


def test_years_printed_the_other_way_round_leave_the_columns_open() -> None:
    text = paragraphs(
        "云岭市2017年“三公”经费预算财政拨款情况统计表",
        "2017年预算数", "2016年预算数",
        *("合计", "因公出国(境)费", "公务用车购置及运行费", "公务接待费") * 2,
        *("小计", "公务用车购置费", "公务用车运行费") * 2,
        "2310", "20", "1054", "1", "1053", "1236", "2908", "2", "1540", "3", "1537", "1366",
    )  # fmt: skip
    assert {row.column_evidence for row in lines(read(text))} == {"ambiguous"}


def test_headings_one_below_the_other_name_the_columns_in_their_order() -> None:
    text = paragraphs(
        "云岭市林业站2018年度“三公”经费预算情况表", "单位:万元",
        "项目", "本年预算数", "上年预算数", "增减额",
        "合计", "16.4", "18.8", "-2.4",
        "1.因公出国(境)费", "0", "0", "0",
        "2.公务接待费", "2.4", "4.8", "-2.4",
        "3.公务用车购置及运行费", "14", "14", "0",
    )  # fmt: skip
    found = {(row.row_label, row.column_label): row for row in lines(read(text))}
    assert found[("公务接待费", "本年预算数")].amount == Decimal("24000")
    assert found[("公务接待费", "上年预算数")].amount == Decimal("48000")
    assert found[("合计", "增减额")].proof == "proved"


def test_a_cell_and_its_bar_on_each_line_is_a_label_and_its_amount() -> None:
    cells = ["项目", "预算数", "合计", "4432", "1.因公出国(境)费用", "39", "2.公务接待费", "323",
             "3.公务用车购置及运行维护费", "4070", "其中:公务用车运行维护费", "2648", "公务用车购置", "1422"]  # fmt: skip
    text = "2021年区本级“三公”经费预算支出表\n单位:万元\n" + "\n".join(f"{cell} |" for cell in cells)
    found = {row.row_label: row for row in lines(read(text))}
    assert found["公务用车购置"].amount == Decimal("14220000")
    assert {row.proof for row in found.values()} <= {"proved", "consistent"}
    assert {row.column_evidence for row in found.values()} == {"printed"}


def test_labels_first_and_amounts_after_them_are_no_rows() -> None:
    text = paragraphs(
        "云岭市茶叶研究中心2021年“三公”经费预算表", "单位:万元",
        "项目", "预算数", "1.因公出国(境)费", "2.公务接待费", "3.公务用车购置费",
        "39.1", "323.2", "4070.3",
    )  # fmt: skip
    assert {row.column_evidence for row in lines(read(text))} <= {"ambiguous"}


def test_amounts_below_headings_that_no_form_knows_are_told() -> None:
    text = """云岭市林业站2018年度“三公”经费预算情况表
单位:万元
项目 甲数 乙数
合计 16.4 18.8
公务接待费 2.4 4.8
公务用车购置及运行费 14 14
"""
    found = read(text)
    assert len(lines(found)) + rules(found).count("value.unplaced") >= 6


def test_the_unit_behind_a_heading_counts() -> None:
    text = "一、2018年“三公”经费支出预算表\n项目\n预 算 数(万元)\n合计\n3.1\n因公出国(境)费\n0\n公务接待费\n3.1\n"
    found = {row.row_label: row for row in lines(read(text))}
    assert found["公务接待费"].amount == Decimal("31000")
    assert found["公务接待费"].column_label == "预算数(万元)"


def test_a_sum_whose_parts_may_be_lost_is_no_error() -> None:
    text = "\n".join((
        "云岭市茶叶研究中心2018年“三公”经费预算情况说明", "一、2018年“三公”经费支出预算表", "项目", "预 算 数(万元)", "合计", "3.1",
        "因公出国(境)费", "0", "公务接待费", "公务用车购置及运行费", "其中:公务用车运行维护费", "公务用车购置", "二、情况说明",
        "云岭市茶叶研究中心2018年度“三公”经费支出预算为3.1万元。其中:公务接待费支出预算为3.1万元。\n",
    ))  # fmt: skip
    found = [finding for finding in read(text).rows["findings"] if finding.rule == "identity.broken"]
    assert [finding.severity for finding in found] == ["warning"]
    printed = text.replace("公务接待费\n", "公务接待费\n1.1\n", 1).replace("运行费\n", "运行费\n1\n", 1)
    printed = printed.replace("维护费\n", "维护费\n1\n", 1).replace("用车购置\n", "用车购置\n0\n", 1)
    found = [finding for finding in read(printed).rows["findings"] if finding.rule == "identity.broken"]
    assert [finding.severity for finding in found] == ["error"]
