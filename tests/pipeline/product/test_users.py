"""query, export, diff, coverage, doctor, completion and the checks of a release as a whole."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import warnings
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.product.printing import harmless
from pipeline.product.query import answer
from schemas.errors import CallError

Run = Callable[..., tuple[int, str]]


def test_query_keeps_decimals_intact(release: Path, run: Run) -> None:
    sql = "select sum(amount) as total from budget_lines"
    _, ((total,),) = answer(release, sql)
    files = (release / "budget_lines").glob("*/*.parquet")
    assert total == sum(row["amount"] or 0 for file in files for row in pq.read_table(file).to_pylist())
    assert isinstance(total, Decimal)
    assert json.loads(run("query", release, sql, "--json")[1]) == [{"total": f"{total:f}"}]


@pytest.mark.parametrize(
    "sql",
    [
        "copy (select 1) to '{place}'",
        "copy budget_lines to '{file}' (format parquet)",
        "create table x as select 1",
        "select 1; select 2",
        "attach '{place}' as other",
        "install httpfs",
        "set enable_external_access = true",
        "select * from read_csv('{secret}')",
        "select * from read_text('{secret}')",
        "select * from glob('{folder}/*')",
        "select * from contacts",
        "selct 1",
        "",
    ],
)
def test_query_reads_the_release_and_nothing_else(sql: str, release: Path, tmp_path: Path, run: Run) -> None:
    secret, place = tmp_path / "secret.csv", tmp_path / "written"
    secret.write_text("a\n1\n")
    file = next((release / "budget_lines").glob("*/*.parquet"))
    before = file.read_bytes()
    status, printed = run(
        "query", release, sql.format(place=place, file=file, secret=secret, folder=tmp_path)
    )
    assert status == 2
    assert printed.startswith("gongkai: ")
    assert len(printed.strip().splitlines()) == 1
    assert not place.exists()
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-cmd", "'-cmd"),
        ("\t=1", "'\t=1"),
        ("-25.50", "-25.50"),
        ("+3", "+3"),
        ("一般", "一般"),
    ],
)
def test_texts_that_look_like_formulas_are_made_harmless(value: str, shown: str) -> None:
    assert harmless(value) == shown


HOSTILE = '=HYPERLINK("http://example.org/";"x")'


@pytest.fixture
def hostile(folder: Path, tmp_path: Path, run: Run) -> Path:
    """A release of a document whose row label is a formula and whose people are asked for."""
    (folder / "c.txt").write_text(
        (folder / "a.txt").read_text(encoding="utf-8").replace("一、收入决算情况说明", HOSTILE + "\n\n一、收入决算情况说明"),
        encoding="utf-8",
    )  # fmt: skip
    assert run("ingest", folder, "--out", tmp_path / "out", "--workers", 1, "--contacts")[0] == 0
    return tmp_path / "out"


def test_exported_sheets_hold_texts_and_exact_numbers(hostile: Path, tmp_path: Path, run: Run) -> None:
    import openpyxl

    target = tmp_path / "x.xlsx"
    wanted = ("--dataset", "cells", "--dataset", "budget_lines", "--dataset", "sections")
    assert run("export", hostile, "--format", "xlsx", "--to", target, *wanted)[0] == 0
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["README", "cells", "budget_lines", "sections"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    lines = list(book["budget_lines"].iter_rows(values_only=True))
    place = lines[0].index("amount")
    _, ((total,),) = answer(hostile, "select sum(amount) from budget_lines")
    assert sum(Decimal(str(row[place])) for row in lines[1:] if row[place] is not None) == total


def test_exported_csv_has_no_formula_and_no_contacts(hostile: Path, tmp_path: Path, run: Run) -> None:
    assert (
        run("export", hostile, "--format", "csv", "--to", tmp_path / "csv", "--dataset", "documents")[0] == 0
    )
    assert run("export", hostile, "--format", "csv", "--to", tmp_path / "all")[0] == 0
    assert not (tmp_path / "all" / "contacts.csv").exists()
    for file in (tmp_path / "all").glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            assert [cell for row in csv.reader(stream) for cell in row if cell.startswith(("=", "@"))] == []
    status, printed = run(
        "export", hostile, "--format", "csv", "--to", tmp_path / "x", "--dataset", "contacts"
    )
    assert (status, "--contacts" in printed) == (2, True)


def test_the_fiscal_export_is_a_valid_package_of_leaves(release: Path, tmp_path: Path, run: Run) -> None:
    assert run("export", release, "--format", "fiscal", "--to", tmp_path / "fiscal")[0] == 0
    descriptor = json.loads((tmp_path / "fiscal" / "datapackage.json").read_text(encoding="utf-8"))
    types = [
        field["columnType"]
        for field in descriptor["resources"][0]["schema"]["fields"]
        if "columnType" in field
    ]
    assert len(set(types)) == len(types) > 10
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        report = Package.from_descriptor(str(tmp_path / "fiscal" / "datapackage.json")).validate()
    assert report.valid, [error.message for task in report.tasks for error in task.errors][:3]
    with (tmp_path / "fiscal" / "leaf_amounts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    _, parents = answer(
        release, "select distinct parent_line_id from budget_lines where parent_line_id is not null"
    )
    assert rows
    assert {row["line_id"] for row in rows} & {line_id for (line_id,) in parents} == set()


@pytest.fixture
def later(folder: Path, tmp_path: Path, run: Run) -> tuple[Path, Path]:
    """Two releases: later one document went, one came, and one cell of a file was altered by hand."""
    for name in ("old", "new"):
        assert run("ingest", folder, "--out", tmp_path / name, "--workers", 1)[0] == 0
        (folder / "b.txt").unlink(missing_ok=True)
        text = (folder / "a.txt").read_text(encoding="utf-8").replace("2022", "2020")
        (folder / "z.txt").write_text(text, encoding="utf-8")
    assert run("forget", tmp_path / "new", "b.txt")[0] in (0, 2)
    return tmp_path / "old", tmp_path / "new"


def test_diff_tells_added_and_removed_rows_and_why(later: tuple[Path, Path], run: Run) -> None:
    status, printed = run("diff", *later, "--json")
    found = json.loads(printed)
    whys = {(row["dataset"], row["change"], row["why"]) for row in found}
    assert status == 1
    assert {("documents", "added", "new source"), ("documents", "removed", "source forgotten")} <= whys
    assert ("budget_lines", "added", "new source") in whys
    assert run("diff", later[0], later[0])[0] == 0


def test_diff_names_decisions_as_the_reason(folder: Path, tmp_path: Path, run: Run) -> None:
    from datetime import datetime

    from pipeline.decided import anchor
    from pipeline.decisions import record
    from schemas.decisions import Decision, identified

    old, new = tmp_path / "old", tmp_path / "new"
    assert run("ingest", folder, "--out", new, "--workers", 1)[0] == 0
    shutil.copytree(new, old)
    rows = {
        name: [row for file in sorted((new / name).glob("*/*.parquet")) for row in pq.read_table(file).to_pylist()]
        for name in ("budget_lines", "tables")
    }  # fmt: skip
    line = rows["budget_lines"][0]
    made = identified(
        Decision(
            decision_id="", doc_id=line["doc_id"], field="amount_raw", printed=line["amount_raw"], decided="1.00",
            place=anchor("budget_lines", line, {table["table_id"]: table for table in rows["tables"]}),
            action="correct", reason="the scan shows 1.00", by="reviewer", document="a.txt",
            at=datetime.fromisoformat("2026-03-01T08:30:00"),
        )
    )  # fmt: skip
    record(tmp_path / "decisions", made)
    assert run("ingest", folder, "--out", new, "--workers", 1)[0] == 0
    status, printed = run("diff", old, new, "--json")
    assert status == 1
    assert {(row["dataset"], row["change"], row["why"]) for row in json.loads(printed)} == {
        ("decisions", "added", "decision")
    }


def test_diff_shows_values_before_and_after_a_new_version(folder: Path, tmp_path: Path, run: Run) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    old, new = tmp_path / "old", tmp_path / "new"
    assert run("ingest", folder, "--out", old, "--workers", 1)[0] == 0
    shutil.copytree(old, new)
    for dataset, column, value in (("documents", "version", "other"), ("budget_lines", "row_label", "改")):
        for file in (new / dataset).glob("*/*.parquet"):
            rows = pq.read_table(file)
            place = rows.column_names.index(column)
            values = pa.array([value] * rows.num_rows) if dataset == "documents" else pc.if_else(
                pc.equal(rows["subject_code"], "2010301"), value, rows[column])  # fmt: skip
            pq.write_table(rows.set_column(place, rows.schema.field(place), values), file)
    package = json.loads((new / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        for file in resource["files"]:
            file["sha256"] = "0" * 64 if resource["name"] in ("documents", "budget_lines") else file["sha256"]
    (new / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    status, printed = run("diff", old, new, "--json")
    found = json.loads(printed)
    assert status == 1
    assert {(row["dataset"], row["change"], row["why"]) for row in found} == {
        ("budget_lines", "changed", "new version")
    }
    assert found[0]["values"] == {"row_label": {"before": "行政运行", "after": "改"}}


def test_coverage_names_holes_with_their_reasons(release: Path, tmp_path: Path, run: Run) -> None:
    rows: list[dict[str, Any]] = json.loads(run("coverage", release, "--all", "--json")[1])
    reasons = {(row["organisation"], row["kind"], row["form"]): row["reason"] for row in rows}
    assert reasons["云河县营商环境服务局", "department_final_accounts", "final.summary"] == ""
    assert reasons["云河县营商环境服务局", "department_final_accounts", "final.fund"] == "declared empty"
    assert reasons["云河县营商环境服务局", "department_budget", ""] == "not downloaded"
    expected = tmp_path / "expected.csv"
    expected.write_text(
        "organisation,year,kind,form\n云河县营商环境服务局,2021,department_final_accounts,final.revenue\n"
        "云河县营商环境服务局,2021,department_final_accounts,final.projects\n别处局,2021,department_budget,\n",
        encoding="utf-8",
    )
    holes = json.loads(run("coverage", release, "--expected", expected, "--json")[1])
    told = {(row["organisation"], row["form"]): row["reason"] for row in holes}
    assert told["云河县营商环境服务局", "final.projects"] == "not in the document"
    assert told["别处局", ""] == "not downloaded"
    assert ("云河县营商环境服务局", "final.revenue") not in told


def test_coverage_tells_failed_unrecognised_and_bodiless_from_each_other(
    folder: Path, disclosure: str, tmp_path: Path, run: Run
) -> None:
    other = disclosure.replace("公共资源中心", "水务局")
    (folder / "damaged.txt").write_bytes(b"\x00\xff\x00" * 999)
    (folder / "other.txt").write_text(
        other.replace("收入决算表\n公开02表", "收人来源总览表\n公开92表"), encoding="utf-8"
    )
    head, body = disclosure.replace("公共资源中心", "档案馆").split("功能分类科目编码", 1)
    (folder / "bare.txt").write_text(head + "\n第三部分" + body.split("第三部分", 1)[1], encoding="utf-8")
    (folder / "letter.txt").write_text("关于召开座谈会的通知\n\n请各单位参加。\n", encoding="utf-8")
    run("ingest", folder, "--out", tmp_path / "out", "--workers", 1)
    holes = json.loads(run("coverage", tmp_path / "out", "--json")[1])
    reasons = {(row["organisation"], row["form"]): row["reason"] for row in holes}
    assert reasons["damaged.txt", ""].startswith("failed: ")
    assert reasons["letter.txt", ""].startswith("unrecognised")
    assert reasons["青岭市档案馆", "final.revenue"] == "no body"
    assert "unrecognised" in {
        reason for (name, form), reason in reasons.items() if name == "青岭市水务局" and form
    }


def test_a_list_of_expected_documents_that_is_wrong_names_its_line(
    release: Path, tmp_path: Path, run: Run
) -> None:
    expected = tmp_path / "expected.csv"
    expected.write_text("organisation,year,kind\n甲,二零二一,department_budget\n", encoding="utf-8")
    status, printed = run("coverage", release, "--expected", expected)
    assert status == 2
    assert "expected.csv:2" in printed


def test_verify_tells_partitions_that_lost_rows(later: tuple[Path, Path], folder: Path, run: Run) -> None:
    old, new = later
    status, printed = run("verify", new, "--sources", folder, "--previous", old)
    assert status == 1
    assert "budget_lines/2021: 0 rows" in printed
    assert run("verify", new, "--sources", folder)[0] == 0


def test_verify_finds_values_out_of_range(release: Path) -> None:
    import pyarrow as pa

    from pipeline.release import read_release
    from pipeline.table_check import check_table

    file = read_release(release).files["budget_lines"][0]
    rows = pq.read_table(release / file.path)
    place = rows.column_names.index("checks_passed")
    broken = rows.set_column(place, rows.schema.field(place), pa.array([-1] * rows.num_rows, pa.int32()))
    assert any("checks_passed holds -1" in problem for problem in check_table("budget_lines", file, broken))


def test_verify_finds_rows_that_stand_twice(release: Path, tmp_path: Path) -> None:
    import pyarrow as pa

    from pipeline.product.release_check import check_described, check_keys
    from pipeline.release import read_release

    copied = tmp_path / "copy"
    shutil.copytree(release, copied)
    listed = read_release(copied)
    assert [*check_keys(copied, listed), *check_described(copied, listed)] == []
    file = copied / listed.files["cells"][0].path
    rows = pq.read_table(file)
    pq.write_table(pa.concat_tables([rows, rows.slice(0, 1)]), file)
    assert [problem.partition(":")[0] for problem in check_keys(copied, listed)] == ["cells"]
    (copied / "croissant.json").write_text("{}", encoding="utf-8")
    assert list(check_described(copied, listed))


def test_doctor_names_what_is_missing_and_how_to_get_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.product import doctor

    monkeypatch.setattr(doctor, "PACKAGES", {"pyarrow": "writing Parquet", "no-such-package": "nothing"})
    status, printed = run("doctor", "--json")
    found = {row["what"]: row for row in json.loads(printed)}
    assert status == 1
    assert found["pyarrow"]["state"] == "ok"
    assert (found["no-such-package"]["state"], bool(found["no-such-package"]["mend"])) == ("missing", True)


def test_doctor_says_how_to_get_every_thing_that_is_not_there(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.product import doctor

    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(doctor, "chinese_font", lambda: None)
    monkeypatch.setattr(doctor, "LEAST_MEMORY", 1 << 60)
    rows = json.loads(run("doctor", "--json")[1])
    states = {row["what"]: row["state"] for row in rows}
    for what in ("LibreOffice", "Chromium", "R", "Chinese font"):
        assert states[what] == "missing"
    assert states["memory"] == "low"
    assert {"gongkai", "Python", "disk", "OCR models"} <= set(states)
    assert [row["what"] for row in rows if row["state"] != "ok" and not row["mend"]] == []
    status, printed = run("doctor")
    assert status == 0, "programs that reading does not need are no reason to fail"
    assert "apt-get install fonts-noto-cjk" in " ".join(printed.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_command_and_is_a_script(shell: str, run: Run, tmp_path: Path) -> None:
    status, printed = run("completion", shell)
    assert status == 0
    assert all(command in printed for command in ("ingest", "query", "coverage"))
    if shell == "bash" and shutil.which("bash"):
        told = "COMP_WORDS=(gongkai ex); COMP_CWORD=1; _gongkai; echo ${COMPREPLY[@]}"
        done = subprocess.run(["bash", "-c", printed + told], capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["export"]


def test_every_command_shows_an_example_and_a_wrong_call_takes_one_line(run: Run) -> None:
    from pipeline.cli import parser
    from pipeline.product.completion import options_of

    for command in options_of(parser()):
        status, printed = run(command, "--help")
        assert status == 0
        assert "example: gongkai" in printed
    status, printed = run("query")
    assert status == 2
    assert printed.strip().splitlines() == [
        "gongkai query: the following arguments are required: OUT, SQL; see gongkai query --help"
    ]


def test_unknown_datasets_are_named_with_the_known_ones(release: Path) -> None:
    from pipeline.product.differences import differences

    with pytest.raises(CallError, match="no dataset budget: choose among documents"):
        list(differences(release, release, ["budget"]))
