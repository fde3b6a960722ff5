"""`inspect --propose`: from a table that nothing claims to published rows, as the how-to says."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = (
    "单位编码\t单位名称\t科目编码\t科目名称\t合计\t本级财力\t\t转移支付资金\t自筹资金",
    "\t\t\t\t\t基本运转类\t特定目标类\t\t",
    "1\t2\t3\t4\t5\t6\t7\t8\t9",
    "301001\t苍南河区林草中心\t\t合计\t356.80\t210.50\t96.30\t40.00\t10.00",
    "301001\t苍南河区林草中心\t213\t农林水支出\t356.80\t210.50\t96.30\t40.00\t10.00",
    "301001\t苍南河区林草中心\t21302\t林业和草原\t356.80\t210.50\t96.30\t40.00\t10.00",
    "301001\t苍南河区林草中心\t2130204\t事业机构\t220.50\t210.50\t\t\t10.00",
    "301001\t苍南河区林草中心\t2130205\t森林资源培育\t136.30\t\t96.30\t40.00\t",
)
UNKNOWN = (
    "苍南河区林草中心2025年部门预算公开\n\n一、2025年资金来源与用途对照表\n\n部门：苍南河区林草中心\t单位：万元\n"
    + "\n".join(ROWS)
    + "\n\n二、其他说明\n\n本部门没有政府性基金预算安排的支出。\n"
)
NAMES = {
    "name_it_6": "local.operation",
    "name_it_7": "local.special",
    "name_it_8": "transfer",
    "name_it_9": "own",
}


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "canghe-2025-budget.txt"
    path.write_text(UNKNOWN, encoding="utf-8")
    return path


def test_the_draft_says_what_it_matched_and_what_it_did_not(
    unknown: Path, run: Callable[..., tuple[int, str]]
) -> None:
    status, printed = run("inspect", unknown, "--propose")
    draft = tomllib.loads(printed)
    assert status == 0
    assert (draft["shape"], draft["phase"], draft["subject_kind"]) == ("coded", "approved", "functional")
    assert draft["title"][0]["text"] == "资金来源与用途对照表"
    measures = {column["measure"]: column["path"] for column in draft["column"]}
    assert measures["total"] == ["合计"]
    assert measures["name_it_6"] == ["本级财力", "基本运转类"]
    assert printed.count("NOT matched") == len(NAMES)


def test_columns_of_words_and_amounts_that_look_like_codes_make_a_listing(
    tmp_path: Path, run: Callable[..., tuple[int, str]]
) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ["沧河县水务局2024年部门预算"],
        ["政府购买服务预算表"],
        ["部门：沧河县水务局", None, None, None, None, "单位：元"],
        ["项目名称", "购买内容", "承接主体类别", "资金来源", None, None],
        [None, None, None, "合计", "一般公共预算", "其他资金"],
        ["合计", None, None, 530000, 500000, 30000],
        ["河道保洁", "河道保洁服务", "企业", 300000, 300000, None],
        ["水质检测", "检测服务", "事业单位", 230000, 200000, 30000],
    ):
        book.active.append(row)
    for merged in ("A4:A5", "B4:B5", "C4:C5", "D4:F4"):
        book.active.merge_cells(merged)
    book.save(tmp_path / "canghe-2024.xlsx")
    status, printed = run("inspect", tmp_path / "canghe-2024.xlsx", "--propose")
    draft = tomllib.loads(printed)
    assert status == 0
    assert draft["shape"] == "listing"
    assert "subject_kind" not in draft
    assert [column["measure"] for column in draft["column"]] == ["total", "general", "unit_funds"]
    assert draft["identity"][0]["parts"] == ["general?", "unit_funds?"]
    assert printed.count("holds words and no amounts") == 2


def test_columns_that_count_are_no_money_and_no_part_of_the_sums(
    tmp_path: Path, run: Callable[..., tuple[int, str]]
) -> None:
    rows = (
        "资产类别|资产名称|计量单位|数量|合计|一般公共预算|政府性基金预算|其他资金",
        "合计|||31|98.60|70.10|20.00|8.50",
        "通用设备|台式计算机|台|12|7.20|7.20||",
        "专用设备|水质监测仪|套|3|69.00|49.00|20.00|",
        "家具用具|办公桌椅|套|16|22.40|13.90||8.50",
    )
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>" for row in rows)
    page = f"<h1>云溪市水务中心2023年度部门预算</h1><h3>新增资产配置预算表</h3><p>单位：万元</p><table>{body}</table>"
    path = tmp_path / "yunxi-2023.html"
    path.write_text(f"<html><meta charset='utf-8'><body>{page}</body></html>", encoding="utf-8")
    status, printed = run("inspect", path, "--propose")
    draft = tomllib.loads(printed)
    assert status == 0
    assert [column.get("kind", "money") for column in draft["column"]] == ["count", *["money"] * 4]
    (identity,) = draft["identity"]
    assert (identity["total"], identity["parts"]) == ("total", ["general?", "fund?", "unit_funds?"])


def test_a_known_file_has_nothing_to_propose(folder: Path, run: Callable[..., tuple[int, str]]) -> None:
    status, printed = run("inspect", folder / "a.txt", "--propose")
    assert status == 0
    assert tomllib.loads(printed) == {}
    assert "nothing to propose" in printed


@pytest.mark.slow
def test_the_draft_with_names_publishes_every_amount_of_the_table(unknown: Path, tmp_path: Path) -> None:
    """What the how-to asks of a new user, in a copy of the project."""
    for package in ("schemas", "extractors", "pipeline"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))

    def gongkai(*arguments: object) -> str:
        call = [sys.executable, "-m", "pipeline", *map(str, arguments)]
        return subprocess.run(
            call, cwd=tmp_path, check=True, capture_output=True, text=True, encoding="utf-8"
        ).stdout

    draft = gongkai("inspect", unknown, "--propose")
    for drafted, name in NAMES.items():
        draft = draft.replace(drafted, name)
    (tmp_path / "schemas" / "forms" / "budget.sources_uses.toml").write_text(
        draft.replace("budget.draft_1", "budget.sources_uses"), encoding="utf-8"
    )
    gongkai("ingest", unknown, "--out", "out")
    sql = "select count(*), count(*) filter (proof = 'proved'), sum(amount) filter (measure = 'total') from budget_lines"
    _, printed = gongkai("query", "out", sql, "--csv").splitlines()
    # 21 printed amounts; 合计, 类 and 款 are 356.80 万元 each, the 项 220.50 and 136.30
    assert printed.split(",") == ["21", "21", str(Decimal("356.80") * 4 * 10_000)]
