"""What is read of a document as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.facts import DocumentFacts, find_facts
from extractors.readers.text import read_text_export
from pipeline.extract import Options
from pipeline.process import process
from schemas.records import FindingRow

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "disclosures"
TARGETS = ("performance_targets",)


def facts_of(text: str) -> DocumentFacts:
    return find_facts(read_text_export(text.encode(), "doc"))[0]


def test_a_cover_tells_year_organisation_and_draft() -> None:
    facts = facts_of("遵化市审计局\n2020 年部门预算\n(草案)\n\n遵化市审计局编制\n\n目 录\n2019年决算\n")
    assert (facts.fiscal_year, facts.org_name, facts.is_draft) == (2020, "遵化市审计局", True)
    assert (facts.kind, facts.scope) == ("department_budget", "department")
    assert (facts.region_code, facts.region_name, facts.province) == ("130281", "遵化市", "河北省")


def test_captions_tell_organisation_and_unit_apart() -> None:
    text = "2021年部门收支总体情况表\n\n单位：云河县审计局\n\n单位：元\n\n项目\t金额\n基本支出\t1\n"
    facts = facts_of(text)
    assert (facts.org_name, facts.amount_unit, facts.fiscal_year) == ("云河县审计局", "元", 2021)
    assert facts.kind == "department_budget"


def test_what_prose_mentions_is_not_the_year() -> None:
    text = (
        "云河县审计局\n2022年度部门决算\n第一部分 概况\n一、情况\n2021年，本局完成了任务。2021年支出1万元。\n"
        * 2
    )
    assert facts_of(text).fiscal_year == 2022


def test_a_date_of_publication_is_not_the_year() -> None:
    assert facts_of("云河县审计局2022年度部门决算\n发布时间：2023年9月1日\n").fiscal_year == 2022


def test_a_year_in_chinese_numerals_is_read() -> None:
    assert facts_of("云河县审计局\n二〇二二年度部门决算\n").fiscal_year == 2022


@pytest.mark.parametrize("title", ["云河县审计局 年度部门决算", "云河县审计局22年度部门决算"])
def test_a_missing_or_short_year_is_0_and_a_finding(title: str) -> None:
    facts, harvest = find_facts(read_text_export(f"{title}\n收入决算表\n".encode(), "doc"))
    assert facts.fiscal_year == 0
    assert [finding.rule for finding in harvest.findings] == ["document.year_unknown"]


def test_a_word_of_prose_makes_no_draft() -> None:
    text = "云河县审计局2022年度部门决算\n第一部分 概况\n负责编制预算草案。\n"
    assert facts_of(text).is_draft is False


def test_a_unit_speaks_of_a_unit() -> None:
    text = "云河县审计局（本级）\n2021年度单位决算\n第一部分 单位概况\n"
    facts = facts_of(text)
    assert (facts.scope, facts.org_name) == ("unit", "云河县审计局（本级）")


def test_a_code_before_the_organisation_is_its_code() -> None:
    cover = "抚宁区审计局\n2020年部门预算绩效文本\n第二部分\n"
    text = f"{cover}1、道路养护绩效目标表\n471002 抚宁区审计局\n单位：万元\n"
    facts = facts_of(text)
    assert (facts.org_code, facts.org_name, facts.kind) == ("471002", "抚宁区审计局", "performance_targets")


def test_forms_tell_every_kind_that_a_document_holds() -> None:
    text = "2021年收入决算表\n单位：万元\n合计 1\n某项目支出绩效自评表\n一级指标\n"
    facts = facts_of(text)
    assert facts.kinds == ("department_final_accounts", "performance_review")
    assert facts.kind == "department_final_accounts"


def test_a_text_about_something_else_has_no_kind() -> None:
    facts = facts_of("凉拌三丝的做法\n\n准备土豆丝200克。\n")
    assert (facts.kind, facts.org_name, facts.region_code) == ("other", None, None)


def test_a_place_that_several_provinces_have_is_left_open() -> None:
    facts = facts_of("朝阳区审计局\n2022年度部门决算\n")
    assert (facts.org_name, facts.region_code, facts.province) == ("朝阳区审计局", None, None)


def test_every_fact_that_was_read_has_its_print() -> None:
    facts = facts_of("抚宁区审计局\n2020 年部门预算\n(草案)\n收支总表\n单位：万元\n")
    sources = dict(facts.sources)
    assert {name: str(text) for name, text in sources.items()} == {
        "fiscal_year": "2020", "kind": "2020 年部门预算", "scope": "部门预算", "org_name": "抚宁区审计局",
        "province": "抚宁区", "region_code": "抚宁区", "region_name": "抚宁区", "is_draft": "草案",
        "amount_unit": "万元",
    }  # fmt: skip
    assert sources["fiscal_year"].first.line == 2


@pytest.mark.skipif(not SHARED.exists(), reason="the real disclosures stand beside the repository")
@pytest.mark.parametrize(
    ("name", "year", "kinds", "organisation", "region", "draft"),
    [
        ("funing-2020-project-targets", 2020, TARGETS, "抚宁区工业信息管理局", "130306", True),
        (
            "jiaozuo-2022-final-accounts", 2022, ("department_final_accounts", "performance_review"),
            "焦作经济技术产业集聚区管理委员会", "410800", False,
        ),
        (
            "jiyuan-2021-budget", 2021, ("department_budget", "performance_targets"),
            "济源产城融合示范区工业和科技创新委员会", "419001", False,
        ),
        (
            "jiyuan-2021-department-targets", 2021, ("performance_targets",),
            "济源产城融合示范区工业和科技创新委员会", "419001", False,
        ),
        ("zunhua-2022-project-targets", 2022, TARGETS, "遵化市工业和信息化局", "130281", False),
    ],
)  # fmt: skip
def test_the_real_disclosures_say_what_they_are(
    name: str, year: int, kinds: tuple[str, ...], organisation: str, region: str, draft: bool
) -> None:
    data = (SHARED / f"{name}.txt").read_bytes()
    facts, harvest = find_facts(read_text_export(data, "doc"))
    assert (facts.fiscal_year, facts.kinds, facts.kind) == (year, kinds, kinds[0])
    assert (facts.org_name, facts.region_code, facts.is_draft) == (organisation, region, draft)
    assert (facts.scope, facts.amount_unit, harvest.findings) == ("department", "万元", ())


def test_a_year_that_only_sentences_tell_is_taken_with_a_finding() -> None:
    text = (
        "本镇2019年“三公”经费支出12万元，比2018年减少1万元。2019年公务接待费支出4万元。\n"
        "2019年12月底共有车辆3辆。\n"
    )
    facts, harvest = find_facts(read_text_export(text.encode(), "doc"))
    assert facts.fiscal_year == 2019
    assert [(finding.rule, finding.found) for finding in harvest.findings] == [("document.year_told", "2019")]


@pytest.mark.parametrize(
    "text",
    [
        "2016年支出5万元，2015年支出6万元。\n",
        "2020年无此项预算，增加5万元。\n",
        "与2018年相比减少5万元。\n",
        "依据〔2018〕3号文件，预算5万元。\n",
    ],
)
def test_years_that_sentences_only_mention_are_not_taken(text: str) -> None:
    assert facts_of(text).fiscal_year == 0


def test_sentences_are_no_cover() -> None:
    text = "12\n的办公费、邮电费、培训费、会\n议费支出。\n2023年全年支出5 元。\n"
    facts = facts_of(text)
    assert (facts.org_name, facts.amount_unit) == (None, "元")


def test_the_first_heading_tells_whom_the_text_is_about() -> None:
    assert facts_of("市教育局\n一、青禾三小概况\n2021年预算5万元。\n").org_name == "青禾三小"
    assert facts_of("云河县审计局\n一、审计局概况\n2021年预算5万元。\n").org_name == "云河县审计局"
    assert facts_of("云河县审计局\n第一部分 单位概况\n2021年预算5万元。\n").org_name == "云河县审计局"


def test_the_name_of_a_column_of_the_site_is_no_kind() -> None:
    facts = facts_of("首页 > 政府预决算\n2017年“三公”经费预算情况说明\n公务接待费5万元。\n")
    assert facts.kind == "department_budget"


@pytest.mark.parametrize("line", ["组配分类 发布机构 区卫生健康局", "根据本市第五届人民代表大会"])
def test_print_of_the_site_and_openings_of_sentences_name_nobody(line: str) -> None:
    assert facts_of(f"{line}\n2021年预算\n").org_name is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2018年云河市文化广电局“三公”经费预算情况说明\n一、总体情况\n", "云河市文化广电局"),
        ("2018年度云河市文化广电局\n预算公开\n第一部分 基本情况\n", "云河市文化广电局"),
        ("关于云河市青岭区司法局2017年度“三公”经费支出决算情况说明\n", "云河市青岭区司法局"),
        ("青岭区大河路社区卫生服务中心关于2020年部门预算编制的说明\n", "青岭区大河路社区卫生服务中心"),
        (
            "二、“三公”经费情况\n云河市文化广电局2016年度“三公”经费决算为6.30万元，比上年减少。\n",
            "云河市文化广电局",
        ),
        ("一、收入情况\n2020年云河市预算编审中心部门预算收入为6.30万元。\n", "云河市预算编审中心"),
    ],
)
def test_an_organisation_before_or_behind_the_year(text: str, name: str) -> None:
    assert facts_of(text).org_name == name


@pytest.mark.parametrize(
    "text",
    [
        "(一)本单位2021年度总收入581.45万元，其中本年收入390.55万元。\n",
        "根据省财政厅关于推进政府预算信息公开的工作安排，现将2018年决算公布如下。\n",
        "2021年区本级一般公共预算中“三公”经费支出预算为4432万元。\n",
        "单位名称\t实施单位\n2021年部门预算\n",
        "首页>政府预决算>2017年“三公”经费预算\n",
        "2022年全区一般公共预算收入为5万元。\n2022年我镇“三公”经费预算为3万元。\n",
        "云河市直部门2022年绩效目标\n",
    ],
)
def test_words_that_name_nobody(text: str) -> None:
    assert facts_of(text).org_name is None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (
            "云河县审计局2022年度部门决算\n第一部分 收入支出决算总表\n第二部分 情况说明\n",
            "document.no_tables",
        ),
        ("云河县审计局2022年度部门决算\n一、收支情况\n详见附表。\n", "document.no_tables"),
        ("云河县审计局2022年度“三公”经费决算情况说明\n一、总体情况\n无报表说明。\n", "document.text_only"),
    ],
)
def test_a_text_without_tables_is_a_warning_only_where_it_names_one(text: str, rule: str) -> None:
    told = "2022年度支出决算为6.30万元，其中：基本支出6.30万元。\n"
    rows = process((text + told).encode(), Options()).rows
    assert rule in {finding.rule for finding in rows["findings"] if isinstance(finding, FindingRow)}
