"""The outline: headings whole and cut, contents apart, numbering that starts again, kinds, rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.readers.text import read_text_export
from extractors.sections import extract_sections, outline
from pipeline.extract import Options
from pipeline.process import process
from schemas.context import Facts
from schemas.document import Document
from schemas.records import SectionRow
from schemas.sections import Section, read_marker

SHARED = Path(__file__).resolve().parents[3] / "shared" / "disclosures"
real = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real disclosures (../shared/disclosures) are not here"
)
NOTHING: frozenset[tuple[int, int]] = frozenset()


def document(text: str) -> Document:
    return read_text_export(text.encode(), "0" * 64)


def names(text: str) -> list[str]:
    return [section.name for section in outline(document(text), NOTHING)]


def real_outline(name: str) -> tuple[Document, tuple[Section, ...]]:
    found = read_text_export((SHARED / f"{name}.txt").read_bytes(), "0" * 64)
    return found, outline(found, NOTHING)


def test_numbering_of_every_style_is_read() -> None:
    read = {
        text: read_marker(text)
        for text in ("第十二部分 概况", "二十一、收入", "（三）支出", "12．其他", "（4）会议费")
    }
    assert [(m.style, m.number) for m in read.values() if m] == [
        ("part", 12),
        ("numeral", 21),
        ("bracketed", 3),
        ("arabic", 12),
        ("arabic_bracketed", 4),
    ]


def test_a_decimal_number_at_the_start_of_a_line_is_no_numbering() -> None:
    assert read_marker("3.5万元") is None


def test_a_heading_cut_over_lines_is_one_title() -> None:
    text = "第一部分青禾经济技术产业集聚区管\n\n理委员会概况\n一、部门职责\n\n1、负责园区建设。\n"
    assert names(text) == ["第一部分青禾经济技术产业集聚区管理委员会概况", "一、部门职责"]


def test_a_title_below_its_number_is_one_heading() -> None:
    text = "第一部分\n\n部门整体绩效目标\n\n一、总体绩效目标\n\n提升服务水平，完成年度任务。\n"
    assert names(text) == ["第一部分部门整体绩效目标", "一、总体绩效目标"]


def test_a_heading_cut_inside_its_last_word_is_joined() -> None:
    text = "第三部分青禾区文化局2024年度部门决算情况\n说明\n一、收入决算情况说明\n本年收入合计5万元。\n"
    assert names(text)[0] == "第三部分青禾区文化局2024年度部门决算情况说明"


def test_numbered_sentences_are_no_headings() -> None:
    text = "一、主要职责\n（一）贯彻执行有关法律、法规，拟订规划。\n（二）承办区政府交办的其他任务。\n1．行政运行（项）。年初预算为5万元。\n"
    assert names(text) == ["一、主要职责"]


def test_a_list_without_text_below_its_entries_is_no_outline() -> None:
    text = "一、机构设置\n内设机构如下：\n1.办公室\n2.财务科\n3.业务科\n二、人员情况\n编制5名。\n"
    assert names(text) == ["一、机构设置", "二、人员情况"]


def test_numbering_that_starts_again_below_a_heading_nests() -> None:
    text = (
        "二、分项绩效目标\n\n一、支持工业发展\n\n绩效目标：改造提升。\n\n二、支持农业发展\n\n绩效目标：增产增收。\n\n"
        "三、支持服务业\n\n绩效目标：提质。\n\n三、工作保障措施\n\n加强领导，落实责任。\n"
    )
    found = outline(document(text), NOTHING)
    assert [(section.name[:2], section.level, section.parent) for section in found] == [
        ("二、", 1, None),
        ("一、", 2, 0),
        ("二、", 2, 0),
        ("三、", 2, 0),
        ("三、", 1, None),
    ]


@pytest.mark.parametrize(
    "entries",
    [
        "第一部分 部门概况\n一、主要职能\n第二部分 名词解释\n",
        "第一部分 部门概况.....\t1\n一、主要职能.....\t1\n第二部分 名词解释.....\t3\n",
        "第一部分 部门概况\t1\n一、主要职能\t1\n第二部分 名词解释\t3\n",
    ],
)
def test_the_table_of_contents_is_one_section_and_no_outline(entries: str) -> None:
    body = "第一部分 部门概况\n一、主要职能\n负责全区统计工作，发布数据。\n第二部分 名词解释\n一、基本支出：指人员支出。\n"
    found = outline(document(f"青禾区统计局\n目 录\n{entries}{body}"), NOTHING)
    assert [(section.kind, section.name) for section in found] == [
        ("cover", "青禾区统计局"),
        ("contents", "目录"),
        ("overview", "第一部分部门概况"),
        ("overview", "一、主要职能"),
        ("glossary", "第二部分名词解释"),
    ]


def test_headings_without_numbering_are_known_from_the_contents() -> None:
    text = (
        "目 录\n一、部门主要职能\n二、名词解释\n三、部门预算编制说明\n"
        "青禾区统计局主要职能\n负责统计工作，发布数据。\n名词解释\n（一）其他收入：指其余收入。\n"
        "2025年部门预算编制说明\n2025年，青禾区统计局收入预算5万元。\n"
    )
    assert [(s.kind, s.name) for s in outline(document(text), NOTHING)][1:] == [
        ("overview", "青禾区统计局主要职能"),
        ("glossary", "名词解释"),
        ("narrative", "2025年部门预算编制说明"),
    ]


def test_definitions_of_a_glossary_are_no_headings() -> None:
    text = "四、名词解释\n（一）其他收入\n指其余收入。\n（二）基本支出\n指人员支出。\n五、附件\n见网站。\n"
    assert names(text) == ["四、名词解释", "五、附件"]


def test_prose_without_headings_is_narrative_when_it_states_amounts() -> None:
    found = outline(document("2023年收入预算合计404.77万元，其中财政拨款404.77万元。\n"), NOTHING)
    assert [section.kind for section in found] == ["narrative"]


def test_a_text_of_tables_only_has_no_sections() -> None:
    found = document("收支总表\n收入\t5\n")
    assert outline(found, frozenset({(1, 1), (1, 2)})) == ()


def test_lines_that_tables_claim_open_no_section() -> None:
    text = "第二部分 决算表\n一、一般公共服务支出\n第三部分 决算情况说明\n无。\n"
    assert [s.name for s in outline(document(text), frozenset({(1, 2)}))] == [
        "第二部分决算表",
        "第三部分决算情况说明",
    ]


def test_rows_name_parents_and_lines() -> None:
    found = document(
        "第一部分 部门概况\n一、主要职能\n负责统计工作，发布数据。\n\n\n第二部分 名词解释\n无。\n"
    )
    harvest = extract_sections(found, outline(found, NOTHING), Facts("0" * 64, 2024))
    rows = [row.record for row in harvest.rows if isinstance(row.record, SectionRow)]
    assert [(row.level, row.ordinal, row.line_start, row.line_end) for row in rows] == [
        (1, 1, 1, 3),
        (2, 1, 2, 3),
        (1, 2, 6, 7),
    ]
    assert rows[1].parent_id == rows[0].section_id
    assert all(str(dict(row.sources)["title"]) for row in harvest.rows)


def test_page_numbers_and_contents_are_furniture() -> None:
    found = document("青禾区统计局\n\f1\n目 录\n一、主要职能 2\n\f2\n一、主要职能\n负责统计，发布数据。\n")
    harvest = extract_sections(found, outline(found, NOTHING), Facts("0" * 64))
    assert {(str(piece.text), piece.kind) for piece in harvest.furniture} == {
        ("1", "page_number"),
        ("2", "page_number"),
        ("一、主要职能 2", "contents"),
    }


@real
def test_cut_headings_of_a_pdf_text_are_whole() -> None:
    found, sections = real_outline("jiaozuo-2022-final-accounts")
    tops = [(found.lines[s.lines[0]].number, s.kind) for s in sections if s.style == "part"]
    assert tops == [
        (1, "overview"),
        (33, "forms"),
        (538, "narrative"),
        (822, "glossary"),
        (909, "attachment"),
    ]
    assert sections[0].name == "第一部分焦作经济技术产业集聚区管理委员会概况"


@real
def test_restarted_numbering_of_a_real_text_nests() -> None:
    found, sections = real_outline("funing-2020-project-targets")
    below = [s for s in sections if s.parent is not None and sections[s.parent].name == "二、分项绩效目标"]
    assert [found.lines[s.lines[0]].number for s in below] == [43, 49, 57, 63, 69]
    assert [s.name for s in sections if s.level == 2][-1] == "三、工作保障措施"


@real
def test_contents_with_tabs_end_where_the_first_part_begins() -> None:
    found, sections = real_outline("zunhua-2022-project-targets")
    contents = next(s for s in sections if s.kind == "contents")
    assert [found.lines[index].number for index in contents.lines] == [25, 36]
    assert [s.name for s in sections if s.style == "part"] == [
        "第一部分2022年部门整体绩效目标",
        "第二部分预算项目绩效目标",
    ]


def test_contents_end_at_the_first_sentence_and_give_its_headings_back() -> None:
    text = (
        "青禾区统计局2023年度部门决算公开说明\n目 录\n九、采购情况说明\n十二、其他事项\n第一部分 单位概况\n一、主要职能\n"
        "贯彻执行国家有关统计工作的方针。\n第二部分 部门决算情况说明\n一、收支说明\n2023年度收入总计4万元，增长2%。\n"
    )
    found = outline(document(text), NOTHING)
    assert [(section.kind, section.name) for section in found][1:] == [
        ("contents", "目录"),
        ("overview", "第一部分单位概况"),
        ("overview", "一、主要职能"),
        ("narrative", "第二部分部门决算情况说明"),
        ("narrative", "一、收支说明"),
    ]


def test_prose_below_contents_without_headings_is_a_section() -> None:
    text = "目录\n一、收支说明\n二、名词解释\n2023年度收入总计4万元，增长2%。\n"
    assert [section.kind for section in outline(document(text), NOTHING)] == ["contents", "narrative"]


def test_codes_of_fields_are_no_part_of_an_entry() -> None:
    text = (
        "目 录\n第一部分 概况 PAGEREF _Toc1201 \\h 3\n第二部分 名词解释 PAGEREF _Toc1202 \\h 5\n"
        "第一部分 概况\n负责统计工作，发布数据。\n第二部分 名词解释\n无。\n"
    )
    assert [section.kind for section in outline(document(text), NOTHING)] == [
        "contents",
        "overview",
        "glossary",
    ]


def test_prose_that_begins_a_text_without_headings_is_no_long_title() -> None:
    told = "按照区政府工作部署和要求,经汇总,2021年云河区一般公共预算“三公”经费支出预算为44.32万元,其中:因公出国(境)费用0.39万元,公务接待费3.23万元。\n"
    (section,) = process(told.encode(), Options()).rows["sections"]
    assert isinstance(section, SectionRow) and section.title == "按照区政府工作部署和要求"
