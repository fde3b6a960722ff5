"""What bad input gets: a row with status and reason, or a clear error; the other files are read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def outcome(tmp_path: Path, disclosure: str, run: Run) -> Callable[..., dict[str, Any]]:
    """Ingest a bad file beside a good one; gives the bad one's document row, `exit` and `printed`."""

    def ingest(data: bytes, *options: str, name: str = "bad.txt") -> dict[str, Any]:
        folder, out = tmp_path / "in", tmp_path / "out"
        folder.mkdir()
        (folder / name).write_bytes(data)
        (folder / "good.txt").write_text(disclosure, encoding="utf-8")
        status, printed = run("ingest", folder, "--out", out, "--workers", 1, *options)
        rows = [
            row
            for path in sorted((out / "documents").rglob("*.parquet"))
            for row in pq.read_table(path).to_pylist()
        ]
        by_name = {row["source_name"]: row for row in rows}
        assert by_name["good.txt"]["status"] == "complete", printed
        return by_name[name] | {"exit": status, "printed": printed}

    return ingest


def findings(out: Path, doc_id: str) -> list[dict[str, Any]]:
    return pq.read_table(out / "findings", filters=[("doc_id", "=", doc_id)]).to_pylist()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "unreadable"),
        (b" \n\t\n ", "unreadable"),
        (bytes(range(256)) * 40, "unreadable"),
        (b"%PDF-1.7\n1 0 obj\n", "unreadable"),
        (b"PK\x03\x04" + bytes(100), "unreadable"),
        (b"Rar!\x1a\x07\x00" + bytes(100), "unreadable" if shutil.which("lsar") else "unsupported"),
    ],
)
def test_a_file_that_no_reader_can_read_failed_with_its_reason(
    outcome: Callable[..., dict[str, Any]], tmp_path: Path, data: bytes, reason: str
) -> None:
    row = outcome(data)
    assert (row["status"], row["status_reason"], row["exit"]) == ("failed", reason, 1)
    assert f"bad.txt: {reason}" in row["printed"]
    (finding,) = findings(tmp_path / "out", row["doc_id"])
    assert (finding["rule"], finding["severity"]) == (f"source.{reason}", "error")


def test_readable_text_that_is_no_disclosure_is_unrecognised(outcome: Callable[..., dict[str, Any]]) -> None:
    row = outcome("今天天气很好，我们去公园。\n".encode())
    assert (row["status"], row["exit"]) == ("unrecognised", 0)


def test_a_file_beyond_the_limit_is_refused(outcome: Callable[..., dict[str, Any]]) -> None:
    row = outcome(b"1 2 3\n" * 400_000, "--max-text-mb", "2")
    assert (row["status"], row["status_reason"], row["exit"]) == ("failed", "refused", 1)


@pytest.mark.slow
def test_a_hundred_megabytes_are_refused_by_default(outcome: Callable[..., dict[str, Any]]) -> None:
    row = outcome(b"0123456789\n" * (100 * 1024 * 1024 // 11))
    assert row["status_reason"] == "refused"


def test_a_line_of_five_megabytes_is_read_in_time(outcome: Callable[..., dict[str, Any]]) -> None:
    row = outcome(b"201 12.5 (2022) " * (5 * 1024 * 1024 // 16), "--time-limit", "60")
    assert row["status"] in ("unrecognised", "complete", "partial")


def test_a_file_cut_inside_a_form_is_partial(outcome: Callable[..., dict[str, Any]]) -> None:
    text = (
        "青岭市公共资源中心2022年度部门决算\n\n收入支出决算总表\n公开01表\n"
        "部门：青岭市公共资源中心 金额单位：万元\n收入 支出\n项目 行次 金额 项目 行次 金额\n栏次 1 栏次 2\n"
        "一、一般公共预算财政拨款收入 1 20.30 一、一般公共服务支出 32 12.20\n"
        "二、政府性基金预算财政拨款收入 2 二、外交支出 33\n"
    )
    row = outcome(text.encode()[:-7])
    assert (row["status"], row["status_reason"]) == ("partial", "document.cut")


def test_a_file_without_permission_is_unreadable(
    outcome: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def deny(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "bad.txt" and arguments == ("rb",):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", deny)
    row = outcome(b"anything")
    assert (row["status"], row["status_reason"], row["exit"]) == ("failed", "unreadable", 1)


def test_a_name_with_spaces_and_chinese_is_kept(outcome: Callable[..., dict[str, Any]]) -> None:
    assert outcome("说明\n".encode(), name="部门 决算 (2022).txt")["source_name"] == "部门 决算 (2022).txt"


def test_a_folder_without_files_is_a_wrong_call(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in").mkdir()
    status, printed = run("ingest", tmp_path / "in", "--out", tmp_path / "out")
    assert status == 2
    assert "no files to read" in printed
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_there_is_a_wrong_call(tmp_path: Path, run: Run) -> None:
    status, printed = run("ingest", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert status == 2
    assert "no file or folder" in printed


def test_strict_makes_findings_of_severity_error_count(
    folder: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pipeline.process
    from schemas.harvest import Finding, Harvest

    order = ("ingest", folder, "--out", tmp_path / "out", "--workers", 1, "--force")
    assert run(*order, "--strict")[0] == 0
    bad = Harvest(findings=(Finding("document.year_unknown", severity="error"),))
    monkeypatch.setattr(pipeline.process, "extract_text_goals", lambda *_: bad)
    assert run(*order)[0] == 0
    assert run(*order, "--strict")[0] == 1


def test_names_that_skip_matches_are_not_read(folder: Path, tmp_path: Path, run: Run) -> None:
    (folder / "refused").mkdir()
    (folder / "refused" / "c.txt").write_bytes(b"")
    assert run("ingest", folder, "--out", tmp_path / "out", "--skip", "refused/*")[0] == 0


def test_a_failed_file_that_became_readable_takes_its_place(
    tmp_path: Path, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    real = Path.open

    def deny(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "a.txt" and arguments == ("rb",):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", deny)
    assert run("ingest", folder, "--out", out, "--workers", 1)[0] == 1
    monkeypatch.undo()
    assert run("ingest", folder, "--out", out, "--workers", 1)[0] == 0
    assert pq.read_table(out / "documents", columns=["status"])["status"].to_pylist() == ["complete"] * 2
