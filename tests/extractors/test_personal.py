"""People and telephone cells: found wherever they stand, masked everywhere, and nothing else with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.personal import MASK, find_personal, mask
from extractors.readers.text import read_text_export

SHARED = Path(__file__).resolve().parents[3] / "shared" / "disclosures"
real = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real disclosures (../shared/disclosures) are not here"
)


def masked(text: str) -> str:
    document = read_text_export(text.replace("→", "\t").encode(), "0" * 64)
    return "\n".join(line.text for line in mask(document, find_personal(document)).lines).replace("\t", "→")


def contacts(text: str) -> list[tuple[str, str]]:
    document = read_text_export(text.replace("→", "\t").encode(), "0" * 64)
    return [(role, str(value)) for role, value in find_personal(document).contacts]


def test_people_and_numbers_of_a_row_are_contacts_with_their_role() -> None:
    row = "项目负责人→样本甲、样本乙→联系人→样本丙\n联系电话→0000-0000001→→\n"
    assert contacts(row) == [
        ("responsible", "样本甲"),
        ("responsible", "样本乙"),
        ("contact", "样本丙"),
        ("telephone", "0000-0000001"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "项目负责人→样本甲→联系电话→0000-0000001→→",
        "项目负责人 | 样本甲 | 联系电话 | 0000-0000001 |",
        "→项目负责人\n→样本甲\n→联系电话\n→0000-0000001\n\n→项目概况",
        "项目负责人 样本甲 联系电话 0000-0000001",
        "填表人：样本甲 电话：0000-0000001",
        "单位负责人（签字）：样本甲 联系电话：0000-0000001",
        "填表人：样本甲→电话：0000-0000001→→",
    ],
)
def test_every_layout_is_masked(text: str) -> None:
    assert [word for word in ("样本甲", "0000-0000001") if word in masked(text)] == []


def test_a_masked_document_keeps_the_length_of_every_line() -> None:
    text = "项目负责人→样本甲→联系人→样本乙\n由样本甲牵头。\n"
    assert [len(line) for line in masked(text).split("\n")] == [len(line) for line in text.split("\n")][:2]


def test_a_name_is_masked_everywhere_also_over_spaces_and_line_ends() -> None:
    text = "项目负责人→样本甲→联系人→样本乙→\n样 本 甲牵头，样本\n乙配合。"
    assert masked(text).split("\n")[1:] == [f"{MASK} {MASK} {MASK}牵头，{MASK * 2}", f"{MASK}配合。"]


def test_words_that_are_no_person_are_masked_nowhere() -> None:
    text = "项目负责人→无→联系人→规划科→\n规划科负责，无需调整。"
    assert masked(text) == text


def test_the_label_beside_a_blank_cell_is_no_contact() -> None:
    text = "项目负责人→→联系人→→\n联系电话→→资金用途→业务类→"
    assert contacts(text) == []


def test_a_sentence_behind_a_label_is_no_contact() -> None:
    text = "项目负责人：负责组织实施，确保按期完成；联系人：认真履职，详见附件。"
    assert masked(text) == text


def test_a_telephone_number_inside_a_longer_number_stays() -> None:
    assert masked("联系电话→0000001→→\n合计→10000001.00→").endswith("合计→10000001.00→")


def test_names_and_numbers_that_nothing_parts_from_their_labels() -> None:
    text = "项目单位云河镇项目负责人王某某联系电话0000-0000000起止时间2021年度资金总额10600元"
    assert contacts(text) == [("responsible", "王某某"), ("telephone", "0000-0000000")]
    for other in ("项目负责人要项目实施", "咨询电话共3部", "负责人和联系人名单", "联系方式2019.50万元"):
        assert masked(other) == other


@real
def test_no_person_or_number_of_a_contact_cell_is_left_in_a_real_disclosure() -> None:
    text = (SHARED / "jiyuan-2021-budget.txt").read_text(encoding="utf-8")
    cells = [
        part
        for line in text.splitlines()
        if line.startswith(("项目负责人\t", "联系电话\t"))
        for cell in line.split("\t")[1:]
        for part in cell.split("、")
        if part.strip() and part != "联系人"
    ]
    hidden = masked(text)
    assert len(cells) > 70
    assert [cell for cell in cells if cell in hidden] == []


@pytest.mark.parametrize("end", ["", " |"])
def test_people_below_their_label_are_masked(end: str) -> None:
    cells = ["部门(单位)名称", "云岭市城管局", "联系人", "陈小明", "联络电话", "8000123", "人员编制", "21"]
    gap = "\n" if end else "\n\n"
    document = read_text_export((gap.join(cell + end for cell in cells) + "\n").encode(), "d")
    persons = find_personal(document)
    assert [str(text) for _, text in persons.contacts] == ["陈小明", "8000123"]
    assert "陈小明" not in "".join(line.text for line in mask(document, persons).lines)


def test_a_label_below_the_label_of_a_person_is_no_person() -> None:
    text = "项目负责人\n主管部门\n联系人\n资金用途\n"
    assert not find_personal(read_text_export(text.encode(), "d")).contacts
