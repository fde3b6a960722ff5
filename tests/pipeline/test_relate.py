"""Documents of one organisation are compared when a release is published; nothing but checks and findings changes."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.arithmetic import in_words
from pipeline.ingest import Order, ingest
from pipeline.lookup import checks_of, find_row, members_of
from pipeline.release import read_release
from schemas.errors import SpecificationError
from schemas.forms import load_forms
from schemas.relations import read_relations

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "related"
FAMILY = ("2023-final-accounts", "2024-budget", "2024-final-accounts")


def release_of(tmp_path: Path, *names: str) -> Path:
    folder = tmp_path / "in"
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(SAMPLES / f"{name}.txt", folder)
    ingest(Order((folder,), tmp_path / "out", workers=1))
    return tmp_path / "out"


def rows(out: Path, dataset: str) -> list[dict[str, Any]]:
    return [
        row for file in sorted((out / dataset).glob("*/*.parquet")) for row in pq.read_table(file).to_pylist()
    ]


def related(out: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    checks = [row for row in rows(out, "checks") if row["identity"].startswith("related.")]
    return checks, [row for row in rows(out, "findings") if row["rule"].startswith("related.")]


def test_documents_that_agree_have_passed_checks_and_no_finding(tmp_path: Path) -> None:
    checks, findings = related(release_of(tmp_path, *(f"weichuan-{name}" for name in FAMILY)))
    assert findings == []
    assert {check["state"] for check in checks} == {"passed"}
    counts = Counter(check["identity"] for check in checks)
    assert counts == {"related.three_public.budget": 6, "related.told.budget": 1, "related.told.change": 1}


def test_documents_that_differ_are_told_once_per_relation_and_never_as_an_error(tmp_path: Path) -> None:
    out = release_of(tmp_path, *(f"dipu-{name}" for name in FAMILY))
    checks, findings = related(out)
    assert Counter(check["state"] for check in checks) == {"failed": 5, "passed": 3}
    assert [(row["severity"], row["found"], row["expected"]) for row in findings] == [
        ("info", "7.20 万元", "6.20 万元"),
        ("warning", "353.20 万元", "335.20 万元"),
        ("info", "341.60 万元", "32.20 万元 + 318.40 万元"),
    ]
    assert all(row["line_start"] for row in findings)
    assert read_release(out).severities["info"] >= 2


def test_values_and_proof_do_not_depend_on_the_other_documents(tmp_path: Path) -> None:
    together = release_of(tmp_path / "together", *(f"dipu-{name}" for name in FAMILY))
    alone = release_of(tmp_path / "alone", "dipu-2024-final-accounts")
    one = rows(alone, "budget_lines")
    assert [row for row in rows(together, "budget_lines") if row["doc_id"] == one[0]["doc_id"]] == one
    assert related(alone) == ([], [])


def test_only_the_checks_and_findings_of_documents_that_speak_of_it_are_written_again(tmp_path: Path) -> None:
    out = release_of(tmp_path, "dipu-2024-final-accounts", "weichuan-2023-final-accounts")
    times = {file: file.stat().st_mtime_ns for file in out.glob("*/2024/*.parquet")}
    release_of(tmp_path, "dipu-2023-final-accounts")
    changed = {file.parent.parent.name for file, time in times.items() if file.stat().st_mtime_ns != time}
    assert changed == {"checks"}
    checks, findings = related(out)
    assert {row["fiscal_year"] for row in checks + findings} == {2024}


def test_what_was_forgotten_is_compared_no_more(tmp_path: Path, run: Callable[..., tuple[int, str]]) -> None:
    out = release_of(tmp_path, *(f"dipu-{name}" for name in FAMILY))
    budget = next(row for row in rows(out, "documents") if row["kind"] == "department_budget")
    assert run("forget", out, budget["doc_id"])[0] == 0
    checks, findings = related(out)
    assert {check["identity"] for check in checks} == {"related.told.change"}
    assert "353.20" not in str(findings)


def test_a_value_shows_the_documents_that_speak_of_it(tmp_path: Path) -> None:
    out = release_of(tmp_path, *(f"weichuan-{name}" for name in FAMILY))
    release = read_release(out)
    budget = next(
        row for row in rows(out, "budget_lines")
        if row["form_id"] == "budget.general_expenditure" and row["row_label"] == "合计" and row["measure"] == "total"
    )  # fmt: skip
    _, row = find_row(out, release, budget["line_id"])
    checks = checks_of(out, release, row, row["line_id"])
    words = [in_words(check, members_of(out, release, row["fiscal_year"], [check])) for check in checks]
    assert "related.told.budget: “335.20万元” (line 32) = 合计 335.20  ✓" in words


def test_the_release_with_related_rows_is_verified(
    tmp_path: Path, run: Callable[..., tuple[int, str]]
) -> None:
    out = release_of(tmp_path, *(f"dipu-{name}" for name in FAMILY))
    assert run("verify", out, "--sources", tmp_path / "in")[0] == 0


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"at": "final.nowhere / @any / total"}, "form 'final.nowhere' is not known"),
        ({"at": "final.expenditure / @any / nothing"}, "measure 'nothing' is no measure"),
        ({"at": "final.expenditure / @total"}, "is not 'form / row / measure'"),
        ({"certainty": "hard"}, "certainty is 'hard'"),
        ({"wrong": 1}, "unknown key 'wrong'"),
    ],
)
def test_an_error_in_a_relation_names_what_is_wrong(entry: dict[str, Any], message: str) -> None:
    good = {
        "id": "x", "at": "final.expenditure / @total / total", "with": ["budget.expenditure / @total / total"],
        "certainty": "usual", "about": {"en": "x", "zh": "x"},
    }  # fmt: skip
    with pytest.raises(SpecificationError, match=message):
        read_relations("relations.toml", {"relation": [good | entry]}, load_forms())


UNIT = """{name}2022年度{kind}决算

第二部分 2022年度{kind}决算表

一般公共预算财政拨款支出决算表
公开05表
部门：{name}\t\t\t\t金额单位：万元
项目\t\t本年支出\t\t
功能分类科目编码\t科目名称\t小计\t基本支出\t项目支出
栏次\t\t1\t2\t3
合计\t\t{total}\t{total}\t
213\t农林水支出\t{total}\t{total}\t
21303\t水利\t{total}\t{total}\t
2130301\t行政运行\t{total}\t{total}\t

第三部分 2022年度{kind}决算情况说明
"""


@pytest.mark.parametrize(("whole", "state"), [("30.50", "passed"), ("20.00", "passed"), ("19.00", "failed")])
def test_a_department_has_at_least_what_its_units_have(tmp_path: Path, whole: str, state: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, kind, total in (
        ("湄桥县档案中心", "部门", whole),
        ("湄桥县档案中心（本级）", "单位", "12.00"),
        ("湄桥县档案中心修复所", "单位", "8.00"),
    ):
        text = UNIT.format(name=name, kind=kind, total=total)
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    ingest(Order((folder,), tmp_path / "out", workers=1))
    checks, findings = related(tmp_path / "out")
    assert [(check["identity"], check["state"], len(check["members"])) for check in checks] == [
        ("related.units.general_expenditure", state, 3)
    ]
    assert [row["rule"] for row in findings] == (["related.exceeds"] if state == "failed" else [])
