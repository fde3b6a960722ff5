"""A release tells its arithmetic: identities in words, and a code book that grows with every year."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

Run = Callable[..., tuple[int, str]]
TEXT = """云岭市档案馆
{year}年度部门预算
第二部分 {year}年部门预算表
一般公共预算支出表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t418.81\t96.98\t321.83
201\t一般公共服务支出\t96.98\t96.98\t
20126\t{name}\t96.98\t96.98\t
208\t社会保障和就业支出\t6.67\t\t6.67
213\t农林水支出\t315.16\t\t315.16
"""


def put(folder: Path, year: int, name: str = "档案事务") -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{year}.txt").write_text(TEXT.format(year=year, name=name), encoding="utf-8")


def test_trace_shows_the_identities_of_a_value_in_words(tmp_path: Path, run: Run) -> None:
    put(tmp_path / "in", 2022)
    out = tmp_path / "out"
    assert run("ingest", tmp_path / "in", "--out", out, "--workers", 1)[0] == 0
    lines = {row["amount_raw"]: row for row in pq.read_table(out / "budget_lines" / "2022").to_pylist()}
    assert lines["418.81"]["proof"] == "proved"
    assert (lines["418.81"]["checks_passed"], lines["418.81"]["checks_failed"]) == (2, 0)
    status, printed = run("trace", out, lines["418.81"]["line_id"])
    assert status == 0
    assert "合计 418.81 = 201 96.98 + 208 6.67 + 213 315.16  ✓" in printed
    assert "合计[合计] 418.81 = 合计[基本支出] 96.98 + 合计[项目支出] 321.83  ✓" in printed


def test_the_code_book_of_what_was_printed_grows_with_every_year(tmp_path: Path, run: Run) -> None:
    out = tmp_path / "out"
    for year, name in ((2021, "档案事务"), (2022, "档案事务"), (2023, "云岭档案")):
        put(tmp_path / "in", year, name)
        assert run("ingest", tmp_path / "in", "--out", out, "--workers", 1)[0] == 0
    found = {
        (row["fiscal_year"], row["code"], row["name"], row["documents"])
        for year in ("2021", "2022", "2023")
        for row in pq.read_table(out / "subjects" / year).to_pylist()
        if row["code"] == "20126"
    }
    assert found == {
        (2021, "20126", "档案事务", 1), (2022, "20126", "档案事务", 1), (2023, "20126", "云岭档案", 1),
    }  # fmt: skip
    findings = pq.read_table(out / "findings" / "2023").to_pylist()
    assert [row["rule"] for row in findings if row["rule"].startswith("code.")] == ["code.name_mismatch"]
