"""Texts that keep the places of a page by blanks, as converters write them: headings over each other, labels beside rows."""

from __future__ import annotations

from typing import Any

from pipeline.extract import Extract, Options
from pipeline.process import process

CAPTION = "部门：云岭市档案馆                                   单位：万元"


def _read(*pages: str) -> Extract:
    return process("\f".join(("云岭市档案馆2021年部门预算\n", *pages)).encode(), Options())


def _lines(extract: Extract) -> list[Any]:
    return list(extract.rows["budget_lines"])


def _rules(extract: Extract) -> set[str]:
    return {row.rule for row in extract.rows.get("findings", ())}  # type: ignore[attr-defined]


REVENUE = f"""                    部门收入预算总表
{CAPTION}
                                                              事业单位
 科目编码        科目名称          合计        财政拨款收入      事业收入              其他收入
                                                              经营收入
201          一般公共服务支出      310.50       310.50       0.00     0.00     0.00
20126        档案事务          310.50       310.50       0.00     0.00     0.00
2012601      行政运行          200.30       200.30       0.00     0.00     0.00
2012604      档案馆           110.20       110.20       0.00     0.00     0.00
             合计            310.50       310.50       0.00     0.00     0.00
"""


def test_pieces_of_a_heading_over_each_other_are_one_with_others_between_them() -> None:
    found = _lines(_read(REVENUE))
    assert len(found) == 25
    assert {line.column_evidence for line in found} == {"printed"}
    assert [line.column_label for line in found[:5]] == [
        "合计",
        "财政拨款收入",
        "事业收入",
        "事业单位经营收入",
        "其他收入",
    ]


CENTRED = f"""                 财政拨款支出预算表
{CAPTION}
 科目编码        科目名称                      金额
             合计                       90.00
208          社会保障和就业支出                90.00
20805        行政事业单位养老支出               90.00

             机关事业单位基本养老保险缴费支
2080505                               60.00
             出

             机关事业单位职业年金缴费支
2080506                               30.00
             出
"""


def test_a_label_above_and_below_its_code_is_put_together() -> None:
    labels = {line.subject_code: line.row_label for line in _lines(_read(CENTRED))}
    assert labels["2080505"] == "机关事业单位基本养老保险缴费支出"
    assert labels["2080506"] == "机关事业单位职业年金缴费支出"
    assert "code.name_mismatch" not in _rules(_read(CENTRED))


ABOVE = f"""                 财政拨款支出预算表
{CAPTION}
 科目编码        科目名称                      金额
             合计
                                      90.00
             社会保障和就业支出
208                                    90.00
             行政事业单位养老支出
208 05                                 90.00
             机关事业单位基本养老保险缴费支出
208 05 05                              60.00
             机关事业单位职业年金缴费支出
208 05 06                              30.00
"""


def test_names_above_their_codes_and_codes_in_parts_without_a_name_beside() -> None:
    found = {line.subject_code: (line.row_label, line.amount_raw) for line in _lines(_read(ABOVE))}
    assert found == {
        None: ("合计", "90.00"),
        "208": ("社会保障和就业支出", "90.00"),
        "20805": ("行政事业单位养老支出", "90.00"),
        "2080505": ("机关事业单位基本养老保险缴费支出", "60.00"),
        "2080506": ("机关事业单位职业年金缴费支出", "30.00"),
    }


APART = f"""                 部门支出预算总表
{CAPTION}
 科目编码        科目名称               合计      基本支出     项目支出
             合计              310.50   200.30   110.20
201          一般公共服务支出         310.50   200.30   110.20
                                                110.20
20126        档案事务            310.50   200.30
"""


def test_amounts_on_a_line_between_two_rows_belong_to_neither_for_certain() -> None:
    extract = _read(APART)
    assert "row.apart" in _rules(extract)
    assert {line.column_evidence for line in _lines(extract)} == {"ambiguous"}
    assert {line.proof for line in _lines(extract)} == {"unchecked"}


BASIC = f"""              一般公共预算基本支出预算表
{CAPTION}
 科目编码       科目名称             合计       人员经费     公用经费
            合计             120.00   100.00    20.00
301         工资福利支出         100.00   100.00
30101       基本工资            70.00    70.00
30102       津贴补贴            30.00    30.00
302         商品和服务支出         20.00              20.00
30201       办公费             15.00              15.00
30211       差旅费              5.00               5.00
"""


def test_an_amount_ends_where_its_column_ends() -> None:
    found = {
        (line.row_label, line.column_label): line.column_evidence
        for line in _lines(_read(BASIC))
        if line.column_label != "合计"
    }
    assert found["办公费", "公用经费"] in ("geometry", "inferred", "printed")
    assert found["基本工资", "人员经费"] in ("geometry", "inferred", "printed")
    assert not [evidence for evidence in found.values() if evidence == "ambiguous"]


def test_amounts_of_running_text_are_placed_by_no_place() -> None:
    squeezed = "\n".join(" ".join(line.split()) for line in BASIC.splitlines())
    assert "geometry" not in {line.column_evidence for line in _lines(_read(squeezed))}


def test_blanks_behind_a_caption_do_not_make_it_long() -> None:
    padded = "\n".join(line.ljust(260) for line in REVENUE.splitlines())
    assert len(_lines(_read(padded))) == 25


def test_lines_that_begin_with_a_blank_are_no_pages_where_form_feeds_part_them() -> None:
    indented = "\n".join(f" {line.strip()}" for line in CENTRED.splitlines())
    pages = {line.page for line in _lines(_read(indented, indented))}
    assert pages == {2, 3}


PROCUREMENT = f"""              政府采购支出预算表
{CAPTION}
采购品目大类     专项名称        经济科目      采购物品名称      采购组织形式      总计
合计                                                                       30.00
一、货物                                                                     30.00
            办公设备购置费   办公设备购置                                        30.00
                                       复印机         政府集中采购        18.00
                                       家具用具       分散自行组织        12.00
"""


def test_how_something_is_bought_is_no_part_of_its_name() -> None:
    found = {line.amount_raw: line.row_label for line in _lines(_read(PROCUREMENT))}
    assert (found["18.00"], found["12.00"]) == ("复印机", "家具用具")


PANES = f"""                       收支预算总表
{CAPTION}
          收入                                    支出
                                     功能分类                  支出用途
    项目名称         金额
                               功能科目名称       金额        项目名称        金额
一、财政拨款          100.00   一、一般公共服务支出    70.00   一、基本支出      60.00
二、其他资金                    二、外交支出                    二、项目支出      35.00
                                                       三、单位预留机
                           三、国防支出                                     5.00
                                                       动经费
                           四、公共安全支出      30.00
收入合计            100.00   支出合计                                     100.00
"""


def test_an_amount_beside_a_label_that_goes_on_above_and_below_is_open() -> None:
    found = [line for line in _lines(_read(PANES)) if line.amount_raw == "5.00"]
    assert [line.column_evidence for line in found] == ["ambiguous"]
    assert len(found[0].candidates) == 2


def test_headings_among_the_values_of_a_row_leave_them_open() -> None:
    text = f"""“三公”经费、会议费、培训费支出预算表
{CAPTION}
合计 “三公”经费 小计 因公出国（境）费 公务用车购置及运行维护费 小计 公务用车购置费 公务用车运行维护费 公务接待费 会议费
12.00 6.00
培训费
1.00 3.00 1.00 2.00 2.00 4.00
"""
    assert {line.column_evidence for line in _lines(_read(text))} == {"ambiguous"}


def test_labels_in_different_columns_of_names_move_no_amount() -> None:
    header = ["", "采购品目大类", "专项名称", "经济科目", "采购物品名称", "采购组织形式", "总计", ""]
    rows = [
        ["", "合计", "", "", "", "", "30.00", ""],
        ["", "一、货物", "", "", "", "", "30.00", ""],
        ["", "", "办公设备购置费", "办公设备购置", "", "", "30.00", ""],
        ["", "", "", "", "复印机", "政府集中采购", "18.00", ""],
        ["", "", "", "", "家具用具", "分散自行组织", "12.00", ""],
    ]
    table = "\n".join("\t".join(row) for row in (header, *rows))
    found = _lines(_read(f"政府采购支出预算表\n部门：云岭市档案馆 单位：万元\n{table}\n"))
    assert [(line.measure, line.column_evidence) for line in found] == [("total", "printed")] * 5
    assert [line.row_label for line in found][3:] == ["复印机", "家具用具"]


HEADINGS = "    项目               预算数                  项目           合计            一般公共预算           政府性基金预算   国有资本经营预算"
SIDES = (
    ("一、一般公共预算资金", "139,691.61", "一、一般公共服务支出", "121,601.73"),
    ("二、政府性基金", "", "二、科学技术支出", "17,200.00"),
    ("三、国有资本经营预算", "", "三、社会保障和就业支出", "808.08"),
    ("", "", "四、卫生健康支出", "81.80"),
    ("   收入总计", "139,691.61", "    支出总计", "139,691.61"),
)


def _summary(headings: str) -> str:
    rows = [f"{a:<20}{b:>13} {c:<18}{d:>14}{d:>17}".rstrip() for a, b, c, d in SIDES]
    above = "          财政拨款收入                                               财政拨款支出"
    return "\n".join(("                   财政拨款收支预算总表", CAPTION, above, headings, *rows, ""))


def test_open_amounts_stand_under_the_heading_above_their_column() -> None:
    lines = [row for row in _lines(_read(_summary(HEADINGS))) if row.measure == "general"]
    assert [str(row.amount_raw) for row in lines] == [d for *_, d in SIDES]
    assert {row.column_evidence for row in lines} == {"geometry"}


def test_amounts_above_which_no_heading_stands_stay_open() -> None:
    moved = HEADINGS.replace("一般公共预算           政府", " " * 20 + "一般公共预算  政府")
    lines = _lines(_read(_summary(moved)))
    assert sum(row.column_evidence == "ambiguous" for row in lines) == len(SIDES)


PURCHASES = f"""                     政府采购预算表
{CAPTION}
  采购品目大类         专项名称           经济科目        采购物品名称         采购组织形    总计
                                                                       式
合计                                                                            90.00

一、货物                                                                          90.00

            档案库房、办公用
                          办公设备购置                                             90.00
            房设备更新

                                              台式计算机（20 万以
                                                              分散自行组织              70.00
                                              下）

                                              复印机             分散自行组织              20.00
"""


def test_lines_between_blank_ones_are_one_row() -> None:
    extract = _read(PURCHASES)
    found = [(line.row_label, line.amount_raw, line.column_evidence) for line in _lines(extract)]
    assert found == [
        ("合计", "90.00", "printed"),
        ("货物", "90.00", "printed"),
        ("办公设备购置", "90.00", "printed"),
        ("台式计算机（20万以下）", "70.00", "printed"),
        ("复印机", "20.00", "printed"),
    ]
    assert not _rules(extract) & {"row.label_doubtful", "header.unclear", "row.label_missing"}
    cells = {"".join((cell.text).split()) for cell in extract.rows["cells"]}  # type: ignore[attr-defined]
    assert "档案库房、办公用房设备更新" in cells


NARROW = f"""                 支出决算表
{CAPTION}
项目              本年支     基本支      项目支
科目编   科目名     出合计     出        出
码
栏次             1         2        3
合计             31050.     20030.    11020.
               55         30       25
201    一般公     31050.     20030.    11020.
       共服务      55         30       25
       支出
20126  档案事     31050.     20030.    11020.
       务        55         30       25
201260 行政运     20030.     20030.
1      行        30         30
201260 档案馆     11020.              11020.
4                25                  25
"""


def test_rows_over_several_lines_are_put_together_by_the_places_of_their_cells() -> None:
    extract = _read(NARROW)
    found = {(line.subject_code, line.measure): line for line in _lines(extract)}
    assert {key: line.amount_raw for key, line in found.items()} == {
        (None, "total"): "31050.55",
        (None, "basic"): "20030.30",
        (None, "project"): "11020.25",
        ("201", "total"): "31050.55",
        ("201", "basic"): "20030.30",
        ("201", "project"): "11020.25",
        ("20126", "total"): "31050.55",
        ("20126", "basic"): "20030.30",
        ("20126", "project"): "11020.25",
        ("2012601", "total"): "20030.30",
        ("2012601", "basic"): "20030.30",
        ("2012604", "total"): "11020.25",
        ("2012604", "project"): "11020.25",
    }
    assert found["201", "total"].row_label == "一般公共服务支出"
    assert {line.proof for line in found.values()} == {"proved"}
    last = found["2012604", "total"]
    places: list[Any] = [row for row in extract.rows["provenance"] if row.row_id == last.line_id]
    printed = {(row.line_start, row.source_text) for row in places if row.field == "amount_raw"}
    assert printed == {(last.line_start, "11020."), (last.line_start + 1, "25")}


def test_rows_whose_sums_do_not_hold_stay_in_doubt() -> None:
    found = _lines(_read(NARROW.replace("20030.", "20031.", 1)))
    assert any(line.column_evidence == "ambiguous" or line.proof == "contradicted" for line in found)
