"""What is told of a run: its report, its log, its progress."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.console import Console
from rich.progress import Progress

from pipeline.console import COLUMNS, Watch
from pipeline.ingest import Order, ingest
from pipeline.observer import Observer

Run = Callable[..., tuple[int, str]]


def reports(out: Path) -> list[Path]:
    return sorted((out / "_runs").iterdir(), key=lambda path: path.stat().st_mtime_ns)


def test_the_report_lists_every_source_that_was_read_and_why_one_failed(
    folder: Path, tmp_path: Path, run: Run
) -> None:
    (folder / "<b>.txt").write_bytes(b"")
    (folder / "away.txt").symlink_to(tmp_path / "elsewhere.txt")
    assert run("ingest", folder, "--out", tmp_path / "out", "--workers", 1)[0] == 1
    (report,) = reports(tmp_path / "out")
    rows = {row["name"]: row for row in pq.read_table(report / "sources.parquet").to_pylist()}
    assert {name: row["status"] for name, row in rows.items()} == {
        "a.txt": "complete",
        "b.txt": "complete",
        "<b>.txt": "failed",
    }
    assert rows["<b>.txt"]["status_reason"] == "unreadable"
    assert rows["a.txt"]["seconds"] > 0
    page = (report / "report.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;.txt" in page
    assert "<b>.txt" not in page
    assert "away.txt" in page
    assert 'class="complete"' in page


def test_the_log_has_a_line_of_json_per_source_and_says_how_the_run_ended(
    folder: Path, tmp_path: Path, run: Run
) -> None:
    (folder / "bad.txt").write_bytes(b"")
    log = tmp_path / "log.jsonl"
    run("ingest", folder, "--out", tmp_path / "out", "--workers", 1, "--log-json", log)
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [event["event"] for event in events] == ["begin", *["source"] * 3, "publishing", "end"]
    assert {event["name"]: event["status"] for event in events if event["event"] == "source"} == {
        "a.txt": "complete",
        "b.txt": "complete",
        "bad.txt": "failed",
    }
    assert events[-1]["state"] == "complete"
    run("ingest", folder, "--out", tmp_path / "out", "--workers", 1, "--log-json", log)
    more = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()][len(events) :]
    assert (more[0]["sources"], more[0]["known"], len(more)) == (3, 3, 3)


def test_an_interrupted_run_says_so_and_goes_on_where_it_stood(
    folder: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stop(Observer):
        def told(self, *_: object) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(Order((folder,), tmp_path / "out", workers=1), [Stop()])
    (report,) = reports(tmp_path / "out")
    assert 'class="interrupted"' in (report / "report.html").read_text(encoding="utf-8")
    assert ingest(Order((folder,), tmp_path / "out", workers=1)).read < 2


def test_a_run_that_fails_reports_its_error(
    folder: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pipeline.partitions

    def full(_: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pipeline.partitions, "sha256_of", full)
    log = tmp_path / "log.jsonl"
    status, printed = run("ingest", folder, "--out", tmp_path / "out", "--workers", 1, "--log-json", log)
    assert status == 1
    assert "No space left on device" in printed
    (report,) = reports(tmp_path / "out")
    assert "No space left on device" in (report / "report.html").read_text(encoding="utf-8")
    assert json.loads(log.read_text(encoding="utf-8").splitlines()[-1])["state"] == "failed"


def test_people_see_rate_counts_and_what_is_left(folder: Path, tmp_path: Path) -> None:
    (folder / "bad.txt").write_bytes(b"")
    console = Console(file=io.StringIO(), force_terminal=True, width=160)
    watch = Watch(Progress(*COLUMNS, console=console, auto_refresh=False))
    ingest(Order((folder,), tmp_path / "out", workers=1), [watch])
    drawn = console.file.getvalue()  # type: ignore[attr-defined]
    for word in ("3/3", "/s", "2 complete", "1 unreadable", "publishing"):
        assert word in drawn
