"""The engine for many machines: the same bytes, also when a machine dies."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.kill_test import ROOT

Run = Callable[..., tuple[int, str]]


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed")
def test_a_machine_that_dies_in_the_middle_of_a_run_costs_nothing() -> None:
    command = [sys.executable, "-m", "benchmarks.ray_test", "--documents", "12"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "the same bytes as on one machine" in done.stdout


def test_without_ray_the_call_says_what_to_install(
    folder: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    status, printed = run("ingest", folder, "--out", tmp_path / "out", "--engine", "ray")
    assert status == 2
    assert "install gongkai[ray]" in printed
