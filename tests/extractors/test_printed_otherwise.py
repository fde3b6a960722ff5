"""Right documents that print otherwise: nothing is read in a wrong place, and nothing is called an error."""

from __future__ import annotations

import pytest

from pipeline.extract import Extract, Options
from pipeline.process import process
from schemas.records import BudgetLine

HEAD = "云岭市档案馆\n2022年度部门决算\n第二部分 2022年度部门决算表\n"
GENERAL = "一般公共预算财政拨款支出决算表\n公开05表\n部门：云岭市档案馆\t单位：{unit}\n"
PARTS = "功能分类科目编码\t\t\t科目名称\t本年支出\t\t\n类\t款\t项\t\t小计\t基本支出\t项目支出\n栏次\t\t\t\t1\t2\t3\n"


def read(text: str) -> Extract:
    return process((HEAD + text).encode(), Options())


def lines(extract: Extract) -> list[tuple[str | None, str | None, str | None, str]]:
    return [
        (row.subject_code or row.row_label, row.side, row.measure, row.amount_raw)
        for row in extract.rows["budget_lines"]
        if isinstance(row, BudgetLine)
    ]


def broken(extract: Extract) -> list[str]:
    found = extract.rows.get("findings", ())
    return [row.rule for row in found if row.severity in ("error", "warning")]  # type: ignore[attr-defined]


def test_a_total_without_amounts_ends_the_header() -> None:
    body = "合计\t\t\t\t\t\t\n212\t\t\t城乡社区支出\t22.14\t\t22.14\n212\t08\t\t国有土地使用权出让收入安排的支出\t22.14\t\t22.14\n"
    found = read(GENERAL.format(unit="万元") + PARTS + body)
    assert lines(found) == [
        ("212", None, "total", "22.14"),
        ("212", None, "project", "22.14"),
        ("21208", None, "total", "22.14"),
        ("21208", None, "project", "22.14"),
    ]
    assert broken(found) == []


def test_a_row_of_small_whole_amounts_is_no_row_of_column_numbers() -> None:
    heads = "合计\t因公出国（境）费\t公务用车购置及运行维护费\t\t\t公务接待费"
    inner = "\t\t小计\t公务用车购置费\t公务用车运行维护费\t"
    title = "财政拨款“三公”经费支出决算表\n公开09表\n部门：云岭市档案馆\t单位：万元\n"
    both = f"预算数\t\t\t\t\t\t决算数\t\t\t\t\t\n{heads}\t{heads}\n{inner}\t{inner}\n"
    ruler = "\t".join(str(n) for n in range(1, 13))
    found = read(f"{title}{both}{ruler}\n1\t0\t0\t\t0\t1\t0\t\t\t\t\t0\n")
    assert [amount for *_, amount in lines(found)] == ["1", "0", "0", "0", "1", "0", "0"]


def test_the_label_of_a_sum_over_code_and_name_shifts_nothing() -> None:
    title = "一般公共预算财政拨款基本支出决算表\n公开06表\n部门：云岭市档案馆\t单位：元\n"
    heads = "人员经费\t\t\t公用经费\t\t\t\t\t\n" + "\t".join(("科目编码", "科目名称", "决算数") * 3) + "\n"
    rows = (
        "301\t工资福利支出\t302\t302\t商品和服务支出\t90\t30211\t差旅费\t40\n"
        "30101\t基本工资\t302\t30201\t办公费\t50\t\t\t\n"
        "人员经费合计\t\t302\t公用经费合计\t\t\t\t\t90\n"
    )
    found = read(title + heads + rows)
    assert ("人员经费合计", None, "basic.personnel", "302") in lines(found)
    assert ("公用经费合计", None, "basic.public", "90") in lines(found)


BUDGET = "云岭市档案馆\n2023年度部门预算\n第二部分 2023年部门预算表\n"


def budget(text: str) -> Extract:
    return process((BUDGET + text).encode(), Options())


def test_a_row_of_the_form_that_reads_like_a_heading_is_data_where_it_has_amounts() -> None:
    found = budget(
        "财政拨款收支总表\n表4\n单位：万元\n收入\t\t支出\t\t\t\t\n"
        "项目\t预算数\t项目\t合计\t一般公共预算\t政府性基金预算\t国有资本经营预算\n"
        "本年收入\t10.00\t本年支出\t10.00\t8.00\t2.00\t0.00\n"
        "（一）一般公共预算拨款\t8.00\t（一）教育支出\t10.00\t8.00\t2.00\t0.00\n"
        "（二）政府性基金预算拨款\t2.00\t年终结转结余\t0.00\t0.00\t0.00\t0.00\n"
        "收入总计\t10.00\t支出总计\t10.00\t8.00\t2.00\t0.00\n"
    )
    assert ("本年支出", "expenditure", "general", "8.00") in lines(found)
    assert ("本年收入", "revenue", "amount", "10.00") in lines(found)
    assert broken(found) == []  # a form that is not there is not nothing: only the balance is


def test_an_amount_behind_the_label_of_expenditure_is_not_revenue() -> None:
    found = budget(
        "部门收支总表\n表1\n单位：万元\n收入 支出\n项目 预算数 项目 预算数\n"
        "一般公共预算拨款收入 30.00 教育支出 20.00\n其他收入 城乡社区支出 10.00\n"
        "本年收入合计 30.00 本年支出合计 30.00\n上年结转结余 年终结转结余\n收入总计 30.00 支出总计 30.00\n"
    )
    assert ("212", "expenditure", "amount", "10.00") in lines(found)
    assert [(side, amount) for _, side, _, amount in lines(found)].count(("revenue", "30.00")) == 3
    assert broken(found) == []


def test_a_number_behind_a_label_is_its_amount_though_it_reads_like_a_code() -> None:
    title = "一般公共预算财政拨款基本支出决算表\n公开06表\n部门：云岭市档案馆 单位：元\n人员经费 公用经费\n"
    heads = "科目编码\n科目名称 决算数\n科目编码\n科目名称 决算数\n科目编码\n科目名称 决算数\n"
    rows = "301 工资福利支出 61500 302 商品和服务支出 30201\n30101 基本工资 61500 30211 差旅费 30201\n人员经费合计 61500 公用经费合计 30201\n"
    found = read(title + heads + rows)
    assert ("302", None, "amount", "30201") in lines(found)
    assert ("30211", None, "amount", "30201") in lines(found)
    assert len(lines(found)) == 6


def proofs(extract: Extract) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in extract.rows["budget_lines"]:
        if isinstance(row, BudgetLine):
            found.setdefault(row.subject_code or row.row_label or "", []).append(row.proof)
    return found


def spent(heads: str, *rows: str) -> Extract:
    return budget(f"一般公共预算支出表\n单位：万元\n{heads}\n" + "\n".join(rows) + "\n")


KINDS = "科目编码\t科目名称\t合计\t基本支出\t项目支出"


def test_an_unknown_column_may_be_a_part_of_its_row_and_is_no_error() -> None:
    rows = (
        "\t合计\t110.00\t60.00\t40.00\t10.00",
        "205\t教育支出\t80.00\t60.00\t10.00\t10.00",
        "208\t社会保障和就业支出\t30.00\t\t30.00\t",
    )
    found = spent(f"{KINDS}\t预留机动", *rows)
    assert broken(found) == ["column.unmapped"]
    assert {proof for own in proofs(found).values() for proof in own} <= {"proved", "consistent"}
    wrong = spent(f"{KINDS}\t预留机动", *rows[:2], rows[2].replace("30.00\t\t30.00", "30.00\t\t39.00"))
    assert "identity.broken" in broken(wrong)


def test_an_unknown_row_that_makes_up_a_sum_is_no_error() -> None:
    text = (
        "一般公共预算“三公”经费支出表\n单位：万元\n项目\t预算数\n合计\t12.00\n因公出国（境）费\t2.00\n"
        "公务接待费\t3.00\n公务用车购置及运行费\t5.00\n研学考察费\t{}\n"
    )
    assert broken(budget(text.format("2.00"))) == []
    assert broken(budget(text.format("1.00"))) == ["identity.broken"]


def test_sums_of_a_part_before_the_total_at_the_foot_are_not_the_total() -> None:
    found = spent(
        KINDS,
        "205\t教育支出\t80.00\t60.00\t20.00", "20502\t普通教育\t80.00\t60.00\t20.00", "\t小计\t80.00\t60.00\t20.00",
        "208\t社会保障和就业支出\t30.00\t\t30.00", "\t小计\t30.00\t\t30.00", "\t合计\t110.00\t60.00\t50.00",
    )  # fmt: skip
    assert broken(found) == []
    assert proofs(found)["合计"] == ["proved"] * 3


def grid(*rows: str) -> Extract:
    cells = "".join(
        "<tr>"
        + "".join(
            f"<td{' colspan=2' if c.endswith('*') else ''}>{c.rstrip('*')}</td>" for c in row.split("|")
        )
        + "</tr>"
        for row in (KINDS.replace("\t", "|"), *rows)
    )
    head = "<h1>云岭市档案馆</h1><h1>2023年度部门预算</h1><h2>一般公共预算支出表</h2><p>单位：万元</p>"
    return process(f"<html><body>{head}<table>{cells}</table></body></html>".encode(), Options())


def test_an_amount_over_two_columns_is_placed_where_sums_decide_and_the_rest_is_proved() -> None:
    top = ("|合计|100.00|60.00|40.00", "205|教育支出|70.00|60.00|10.00")
    found = grid(*top, "208|社会保障和就业支出|30.00|30.00*")
    assert ("208", None, "project", "30.00") in lines(found)
    assert {proof for own in proofs(found).values() for proof in own} <= {"proved", "consistent"}


def test_an_amount_over_two_columns_that_no_sum_decides_stays_open() -> None:
    found = grid(
        "205|教育支出|70.00|60.00|10.00",
        "20502|普通教育|70.00|60.00|10.00",
        "208|社会保障和就业支出|30.00|30.00*",
    )
    assert ("208", None, None, "30.00") in lines(found)
    assert proofs(found)["205"] == ["proved"] * 3
    assert "column.ambiguous" in broken(found)


LEVELS = "科目编码\t\t\t科目名称\t合计\t基本支出\t项目支出\n类\t款\t项\t\t\t\t"
OWN = (
    "205\t\t\t教育支出\t80.00\t60.00\t20.00", "\t02\t\t普通教育\t80.00\t60.00\t20.00", "\t\t01\t学前教育\t80.00\t60.00\t20.00",
    "208\t\t\t社会保障和就业支出\t30.00\t\t30.00", "\t05\t\t行政事业单位养老支出\t30.00\t\t30.00",
)  # fmt: skip


def test_codes_of_their_own_level_are_completed_where_the_name_says_so() -> None:
    found = spent(LEVELS, *OWN)
    assert list(proofs(found)) == ["205", "20502", "2050201", "208", "20805"]
    assert broken(found) == []
    unnamed = spent(LEVELS, *[row.replace("学前教育", "云岭项目") for row in OWN])
    assert broken(unnamed) == ["code.unreadable"]


def test_a_subject_without_its_code_is_no_organisation() -> None:
    found = spent(
        KINDS,
        "\t合计\t110.00\t60.00\t50.00", "205\t教育支出\t110.00\t60.00\t50.00", "\t普通教育\t80.00\t60.00\t20.00",
        "2050201\t学前教育\t80.00\t60.00\t20.00", "20503\t职业教育\t30.00\t\t30.00",
    )  # fmt: skip
    assert broken(found) == []


def test_columns_of_two_printed_years_have_the_same_measures() -> None:
    heads = "科目编码\t科目名称\t2022年预算\t\t\t2023年预算\t\t\n\t\t合计\t基本支出\t项目支出\t合计\t基本支出\t项目支出"
    found = spent(heads, "205\t教育支出\t70.00\t60.00\t10.00\t80.00\t60.00\t20.00")
    told = [
        (row.value_year, row.measure, row.amount_raw)
        for row in found.rows["budget_lines"]
        if isinstance(row, BudgetLine)
    ]
    assert told == [
        (2022, "total", "70.00"), (2022, "basic", "60.00"), (2022, "project", "10.00"),
        (2023, "total", "80.00"), (2023, "basic", "60.00"), (2023, "project", "20.00"),
    ]  # fmt: skip
    assert broken(found) == []


def cells(*rows: str) -> Extract:
    """A table of a web page; `text^n` covers n rows."""

    def cell(text: str) -> str:
        word, _, span = text.partition("^")
        return f'<td rowspan="{span or 1}">{word}</td>'

    table = "".join("<tr>" + "".join(map(cell, row.split("|"))) + "</tr>" for row in rows)
    head = "<h1>云岭市档案馆</h1><h1>2023年度部门预算</h1><h2>一般公共预算支出表</h2><p>单位：万元</p>"
    return process(f"<html><body>{head}<table>{table}</table></body></html>".encode(), Options())


def test_a_code_over_several_rows_is_that_of_the_rows_whose_name_reaches_as_far() -> None:
    found = cells(
        "科目编码|科目名称|项目|合计|基本支出|项目支出",
        "|合计||110.00|60.00|50.00", "2050201^3|学前教育^3|在职人员|60.00|60.00|", "甲项目|20.00||20.00", "乙项目|10.00||10.00",
        "2080505|机关事业单位基本养老保险缴费支出|丙项目|20.00||20.00",
    )  # fmt: skip
    assert [len(own) for own in proofs(found).values()] == [3, 6, 2]
    assert broken(found) == []


def test_details_below_a_code_are_not_added_to_it() -> None:
    found = cells(
        "科目编码|科目名称|项目|合计|基本支出|项目支出",
        "|合计||50.00|30.00|20.00", "2050201^3|学前教育^3||30.00|10.00|20.00", "甲项目|20.00||20.00", "乙项目|10.00|10.00|",
        "2080505|机关事业单位基本养老保险缴费支出|丙项目|20.00|20.00|",
    )  # fmt: skip
    assert broken(found) == []
    assert proofs(found)["合计"] == ["proved"] * 3


def test_a_code_over_rows_with_other_names_is_not_theirs() -> None:
    found = cells(
        "科目编码|科目名称|合计|基本支出|项目支出",
        "|合计|110.00|60.00|50.00", "205^3|教育支出|90.00|60.00|30.00", "普通教育|60.00|60.00|", "职业教育|30.00||30.00",
        "208|社会保障和就业支出|20.00||20.00",
    )  # fmt: skip
    assert [len(own) for own in proofs(found).values()] == [3, 3, 2, 2, 2]
    assert broken(found) == []


def test_units_that_repeat_their_classes_are_summed_apart() -> None:
    found = cells(
        "单位编码|单位名称|科目编码|科目名称|合计|基本支出|项目支出",
        "|||合计|110.00|60.00|50.00",
        "101001|云岭局机关|205|教育支出|80.00|60.00|20.00", "101001|云岭局机关|20502|普通教育|80.00|60.00|20.00",
        "101002|云岭局中心|205|教育支出|30.00||30.00", "101002|云岭局中心|20502|普通教育|30.00||30.00",
    )  # fmt: skip
    assert broken(found) == []
    assert {proof for own in proofs(found).values() for proof in own} == {"proved"}


@pytest.mark.parametrize(
    ("heading", "mark"), [("增减（%）", ""), ("增减率（%）", ""), ("同比情况（％）", ""), ("同比情况", "%")]
)
def test_a_column_of_percentages_is_never_summed_as_money(heading: str, mark: str) -> None:
    title = "云岭市档案馆2023年部门预算\n一般公共预算支出表\n部门：云岭市档案馆\t单位：万元\n"
    heads = (
        f"科目编码\t科目名称\t2022年执行数\t2023年预算数\t\t\t{heading}\n\t\t\t小计\t基本支出\t项目支出\t\n"
    )
    rows = (
        f"合计\t\t80.00\t100.00\t60.00\t40.00\t25.00{mark}\n"
        f"201\t一般公共服务支出\t80.00\t100.00\t60.00\t40.00\t25.00{mark}\n"
        f"20126\t档案事务\t80.00\t100.00\t60.00\t40.00\t25.00{mark}\n"
        f"2012601\t行政运行\t40.00\t60.00\t60.00\t\t50.00{mark}\n"
        f"2012604\t档案馆\t40.00\t40.00\t\t40.00\t0.00{mark}\n"
    )
    found = process((title + heads + rows).encode(), Options())
    kinds = {
        row.value_kind: row.proof
        for row in found.rows["budget_lines"]
        if isinstance(row, BudgetLine) and row.amount_raw.rstrip("%") in ("25.00", "50.00", "0.00")
    }
    assert kinds == {"percent": "unchecked"}
    assert set(broken(found)) <= {"column.unmapped"}


def test_a_number_before_a_label_is_the_row_where_a_heading_says_so() -> None:
    title = "云岭市档案馆2023年部门预算\n项目支出表\n部门：云岭市档案馆 单位：万元\n"
    rows = "序号 项目名称 合计 一般公共预算 政府性基金预算 其他资金\n合计 60.00 60.00\n1 馆藏整理 20.00 20.00\n2 库房改造 40.00 40.00\n"
    found = process((title + rows).encode(), Options())
    assert [amount for *_, amount in lines(found)] == ["60.00", "60.00", "20.00", "20.00", "40.00", "40.00"]


def test_figures_of_the_year_before_are_of_that_year() -> None:
    found = budget(
        "部门收支总表\n表1\n单位：万元\n收入\t\t\t支出\t\t\n项目\t上年预算数\t本年预算数\t项目\t上年预算数\t本年预算数\n"
        "一般公共预算拨款收入\t25.00\t30.00\t教育支出\t20.00\t20.00\n其他收入\t\t\t城乡社区支出\t5.00\t10.00\n"
        "本年收入合计\t25.00\t30.00\t本年支出合计\t25.00\t30.00\n收入总计\t25.00\t30.00\t支出总计\t25.00\t30.00\n"
    )
    years = {
        (row.amount_raw, row.measure, row.value_year)
        for row in found.rows["budget_lines"]
        if isinstance(row, BudgetLine)
    }
    assert years == {
        *((amount, "amount", 2022) for amount in ("25.00", "20.00", "5.00")),
        *((amount, "amount", 2023) for amount in ("30.00", "20.00", "10.00")),
    }
    assert broken(found) == []


def test_a_blank_total_below_the_heading_of_names_ends_the_header() -> None:
    found = spent(
        KINDS, "\t合计\t\t\t", "205\t教育支出\t\t\t", "2050201\t学前教育\t80.00\t60.00\t20.00", "2050202\t小学教育\t30.00\t\t30.00"
    )  # fmt: skip
    assert list(proofs(found)) == ["2050201", "2050202"]
    assert [amount for *_, amount in lines(found)] == ["80.00", "60.00", "20.00", "30.00", "30.00"]
    assert broken(found) == []


def test_columns_of_the_year_before_take_nothing_from_those_of_this_year() -> None:
    heads = "科目编码\t科目名称\t上年决算数\t\t\t本年决算数\t\t\n\t\t小计\t基本支出\t项目支出\t小计\t基本支出\t项目支出\n"
    row = "205\t教育支出\t70.00\t60.00\t10.00\t80.00\t60.00\t20.00\n"
    found = read("一般公共预算财政拨款支出决算表\n公开05表\n单位：万元\n" + heads + row)
    told = [
        (row.value_year, row.measure) for row in found.rows["budget_lines"] if isinstance(row, BudgetLine)
    ]
    measures = ("total", "basic", "project")
    assert told == [*((2021, measure) for measure in measures), *((2022, measure) for measure in measures)]
    assert broken(found) == []
