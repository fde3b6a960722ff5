"""trace, inspect, forms, forget and the help."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.account import unclaimed
from pipeline.extract import Options
from pipeline.process import read
from pipeline.reading import Reading
from schemas.document import Document
from schemas.records import StatementRow

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def out(folder: Path, tmp_path: Path, run: Run) -> Path:
    assert run("ingest", folder, "--out", tmp_path / "out", "--workers", 1)[0] == 0
    return tmp_path / "out"


def a_line(out: Path) -> dict[str, object]:
    rows = pq.read_table(out / "budget_lines" / "2022").to_pylist()
    return next(row for row in rows if row["subject_code"] == "2010301")


def test_trace_marks_the_characters_of_a_value_in_its_line(out: Path, run: Run) -> None:
    status, printed = run("trace", out, a_line(out)["line_id"], "amount_raw")
    assert status == 0
    lines = printed.splitlines()
    marked = next(index for index, line in enumerate(lines) if line.strip() and not line.strip("^ "))
    assert "2010301 行政运行 12.20 12.20" in lines[marked - 1]
    assert lines[marked].count("^") == len("12.20")
    assert "amount = " not in printed


def test_trace_takes_the_first_characters_of_an_id(out: Path, run: Run) -> None:
    line_id = str(a_line(out)["line_id"])
    status, printed = run("trace", out, line_id[:12])
    assert status == 0
    assert line_id in printed
    assert "amount = 122000.00" in printed


def test_trace_finds_the_source_where_it_is_now(out: Path, folder: Path, tmp_path: Path, run: Run) -> None:
    moved = tmp_path / "moved"
    shutil.move(folder, moved)
    line_id = a_line(out)["line_id"]
    status, printed = run("trace", out, line_id, "amount_raw")
    assert status == 1
    assert "use --sources" in printed
    assert run("trace", out, line_id, "amount_raw", "--sources", moved)[0] == 0


@pytest.mark.parametrize(
    ("row_id", "field", "message"), [("0" * 24, None, "no row"), ("", "x", "rows begin with")]
)
def test_trace_says_what_is_wrong_with_an_id(
    out: Path, run: Run, row_id: str, field: str | None, message: str
) -> None:
    status, printed = run("trace", out, row_id, *([field] if field else []))
    assert status == 2
    assert message in printed


def test_trace_lists_the_columns_when_a_field_is_unknown(out: Path, run: Run) -> None:
    status, printed = run("trace", out, a_line(out)["line_id"], "price")
    assert status == 2
    assert "amount_raw" in printed


def test_inspect_shows_forms_sections_and_where_they_stand(folder: Path, run: Run) -> None:
    status, printed = run("inspect", folder / "a.txt")
    assert status == 0
    assert "final.revenue" in printed
    assert "第三部分2022年度部门决算情况说明" in printed


def test_inspect_proposes_known_titles_for_a_table_that_no_form_claims(
    tmp_path: Path, disclosure: str, run: Run
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(disclosure.replace("收入决算表\n", "收人决算总览表\n"), encoding="utf-8")
    status, printed = run("inspect", path)
    assert status == 0
    assert "no form" in printed
    assert "like final.revenue" in printed


def test_the_account_leaves_no_number_of_a_disclosure_over(folder: Path, run: Run) -> None:
    status, printed = run("inspect", folder / "a.txt", "--account")
    assert status == 0, printed
    assert "0 left over" in printed


def test_a_number_that_nothing_recognises_is_told_and_fails(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pipeline.inspection

    real = pipeline.inspection.interpret

    def without_statements(document: Document) -> Reading:
        reading = real(document)
        rows = [row for row in reading.harvest.rows if not isinstance(row.record, StatementRow)]
        return replace(reading, harvest=replace(reading.harvest, rows=tuple(rows)))

    monkeypatch.setattr(pipeline.inspection, "interpret", without_statements)
    status, printed = run("inspect", folder / "a.txt", "--account")
    assert status == 1
    assert "3 of them in findings of what nothing recognised" in printed
    told = unclaimed(without_statements(read((folder / "a.txt").read_bytes(), Options())))
    assert [(found.at.first.line, len(found.at.pieces)) for found in told if found.at] == [(22, 3)]


def test_forms_lists_ids_and_titles(run: Run) -> None:
    status, printed = run("forms")
    assert status == 0
    assert "final.revenue" in printed
    assert "收入决算表" in printed.replace("\n", "").replace(" ", "")


def test_forget_says_what_it_does_not_know(out: Path, run: Run) -> None:
    status, printed = run("forget", out, "nothing.txt")
    assert status == 2
    assert "nothing.txt is not in" in printed


@pytest.mark.parametrize("command", ["ingest", "verify", "trace", "inspect", "forms", "forget"])
def test_every_command_explains_itself_with_an_example(run: Run, command: str) -> None:
    status, printed = run(command, "--help")
    assert status == 0
    assert f"example: gongkai {command}" in printed


def test_a_wrong_call_ends_with_two(run: Run) -> None:
    assert run("ingest")[0] == 2
    assert run("nothing")[0] == 2


def test_the_closing_table_counts_and_says_where_to_look(folder: Path, tmp_path: Path, run: Run) -> None:
    (folder / "bad.txt").write_bytes(b"")
    status, printed = run("ingest", folder, "--out", tmp_path / "out2", "--workers", 1)
    assert status == 1
    for word in (
        "documents complete",
        "documents failed",
        "budget_lines",
        "findings: error",
        "gongkai verify",
    ):
        assert word in printed
