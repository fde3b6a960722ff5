"""Which region printed text names, and when it names none."""

from __future__ import annotations

import pytest

import schemas.regions as regions
from schemas.errors import SpecificationError
from schemas.regions import find_region


@pytest.mark.parametrize(
    ("text", "year", "code", "province"),
    [
        ("济源产城融合示范区工业和科技创新委员会", 2021, "419001", "河南省"),
        ("济源市科学技术局", 2018, "419001", "河南省"),
        ("焦作经济技术产业集聚区管理委员会", 2022, "410800", "河南省"),
        ("抚宁区工业信息管理局", 2020, "130306", "河北省"),
        ("抚宁县财政局", 2010, "130323", "河北省"),
        ("秦皇岛市抚宁区财政局", 2020, "130306", "河北省"),
        ("遵化市工业和信息化局", 2022, "130281", "河北省"),
        ("上海市普陀区财政局", 2024, "310107", "上海市"),
        ("北京市朝阳区教育局", 2020, "110105", "北京市"),
        ("吉林省吉林市财政局", 2020, "220200", "吉林省"),
        ("恩施州财政局", 2020, "422800", "湖北省"),
        ("中共江苏省委办公厅", 2019, "320000", "江苏省"),
        ("国家税务总局遵化市税务局", 2022, "130281", "河北省"),
    ],
)
def test_a_named_region_gets_the_code_of_that_year(text: str, year: int, code: str, province: str) -> None:
    region = find_region(text, year)
    assert region is not None
    assert (region.code, region.province) == (code, province)


@pytest.mark.parametrize("text", ["朝阳区教育局", "城关区财政局", "通州区财政局"])
def test_a_name_that_several_provinces_have_is_left_open(text: str) -> None:
    region = find_region(text, 2022)
    assert region is not None
    assert (region.code, region.province) == (None, None)


def test_the_context_settles_a_shared_name() -> None:
    region = find_region("朝阳区教育局", 2022, "长春市财政局审核")
    assert region is not None
    assert region.code == "220104"


def test_a_division_that_did_not_exist_yet_has_no_code() -> None:
    region = find_region("秦皇岛市抚宁区财政局", 2013)
    assert region is not None
    assert (region.code, region.province) == (None, "河北省")


@pytest.mark.parametrize(
    "text", ["市教育局", "南京路街道办事处", "中山公园管理处", "滨海新区管委会", "云河县营商环境服务局", ""]
)
def test_streets_parks_zones_and_made_up_places_name_no_region(text: str) -> None:
    assert find_region(text, 2021) is None


def test_a_region_stands_where_it_is_printed() -> None:
    region = find_region("国家税务总局遵化市税务局", 2022)
    assert region is not None
    assert (region.start, region.end) == (6, 9)


def test_a_malformed_line_is_reported_with_file_and_line(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"code": "13", "name": "x", "valid_from": "", "valid_to": ""}
    monkeypatch.setattr(regions, "read_csv", lambda _: [row])
    regions.divisions.cache_clear()
    try:
        with pytest.raises(SpecificationError, match=r"codes/divisions\.csv:2: "):
            regions.divisions()
    finally:
        regions.divisions.cache_clear()
