"""The command line as people and programs expect it: colours, JSON, errors."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., tuple[int, str]]
ESCAPE = "\x1b["


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with a document that failed, so that there is something to colour."""
    from pipeline.ingest import Order, ingest

    place = tmp_path_factory.mktemp("terminal")
    (place / "in").mkdir()
    (place / "in" / "bad.txt").write_bytes(b"")
    name = "yunhe-2021-final-accounts.txt"
    (place / "in" / name).write_bytes((ROOT / "samples" / name).read_bytes())
    ingest(Order((place / "in",), place / "out", workers=1))
    return place / "out"


def on_a_terminal(arguments: list[str], **environment: str) -> str:
    """What a command prints on a terminal."""
    here, there = pty.openpty()
    known = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=ROOT,
        stdin=there,
        stdout=there,
        stderr=there,
        env=known | {"TERM": "xterm-256color", "COLUMNS": "100"} | environment,
    )
    os.close(there)
    printed = b""
    while True:
        try:
            more = os.read(here, 65_536)
        except OSError:
            break
        if not more:
            break
        printed += more
    process.wait()
    os.close(here)
    return printed.decode(errors="replace")


def through_a_pipe(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_colours_are_for_terminals_only(out: Path) -> None:
    call = ["ingest", str(out.parent / "in"), "--out", str(out), "--workers", "1"]
    assert "\x1b[31m" in on_a_terminal(call), "failed documents are red"
    plain = on_a_terminal(call, NO_COLOR="1")
    assert "\x1b[31m" not in plain
    assert "documents failed" in plain
    piped = through_a_pipe(call)
    assert ESCAPE not in piped.stdout + piped.stderr
    assert "documents failed" in piped.stdout


@pytest.mark.parametrize(
    "call",
    [
        ("verify", "{out}", "--sources", "{sources}"),
        ("forms",),
        ("query", "{out}", "select * from documents"),
        ("diff", "{out}", "{out}"),
        ("coverage", "{out}", "--all"),
        ("doctor",),
    ],
    ids=lambda call: call[0],
)
def test_what_programs_read_is_json(call: tuple[str, ...], out: Path, run: Run) -> None:
    words = [word.format(out=out, sources=out.parent / "in") for word in call]
    _, printed = run(*words, "--json")
    assert json.loads(printed) is not None


@pytest.mark.parametrize(
    ("call", "next_step"),
    [
        (("ingest", "{nothing}", "--out", "{place}"), "check its name"),
        (("ingest", "{empty}", "--out", "{place}"), "hidden files"),
        (("ingest", "{sources}", "--out", "{file}"), "give --out the name of a folder"),
        (("ingest", "{sources}", "--out", "{place}", "--manifest", "{nothing}"), "give --manifest"),
        (("ingest", "{sources}"), "see gongkai ingest --help"),
        (("verify", "{empty}", "--sources", "{sources}"), "gongkai ingest"),
        (("verify", "{out}", "--sources", "{nothing}"), "give --sources"),
        (("trace", "{out}", "ffffffffffff"), "take an id from one of its datasets"),
        (("inspect", "{nothing}"), "check its name"),
        (("forget", "{out}", "nothing.txt"), "not in"),
        (("query", "{out}", "selct 1"), "select"),
        (("export", "{out}", "--format", "csv", "--to", "{place}", "--dataset", "lines"), "budget_lines"),
        (("diff", "{empty}", "{out}"), "gongkai ingest"),
        (("coverage", "{out}", "--expected", "{nothing}"), "give a CSV file in UTF-8"),
        (("frobnicate",), "gongkai --help"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_an_error_takes_one_line_and_says_what_to_do(
    call: tuple[str, ...], next_step: str, out: Path, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    places = {name: tmp_path / name for name in ("nothing", "empty", "file", "place")}
    status, printed = run(*(word.format(out=out, sources=out.parent / "in", **places) for word in call))
    assert status in (1, 2)
    assert len(printed.strip().splitlines()) == 1, printed
    assert printed.startswith("gongkai")
    assert next_step in printed
