"""Killed at random moments and started again: the release is that of a run which nobody disturbed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.documents import write_documents
from benchmarks.kill_test import ROOT, Trial, compare, kill_test, leftovers, release_bytes, same_bytes


def test_a_run_that_is_killed_again_and_again_gives_the_same_bytes(tmp_path: Path) -> None:
    assert kill_test(tmp_path, kills=3, documents=16, seed=7).total() == 3


def test_a_run_killed_while_it_publishes_is_mended(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_documents(folder, 0, 12)
    whole = Trial([folder], tmp_path / "whole", 1, random.Random(1))
    whole.finish()
    trial = Trial([folder], tmp_path / "out", 2, random.Random(1))
    process = trial.start()
    while trial.phase() != "publishing" and process.poll() is None:
        pass
    process.kill()
    process.wait()
    trial.expect_no_process(process.pid)
    trial.finish()
    compare(trial.out, release_bytes(whole.out))


def test_workers_and_the_order_of_inputs_do_not_change_a_byte(tmp_path: Path) -> None:
    same_bytes(tmp_path, documents=8, seed=3)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_who_is_asked_to_stop_ends_cleanly_and_says_how_to_go_on(
    tmp_path: Path, asked: signal.Signals
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    write_documents(folder, 0, 1_000)
    log = tmp_path / "log.jsonl"
    command = [sys.executable, "-m", "pipeline", "ingest", str(folder), "--out", str(out), "--workers", "2"]
    process = subprocess.Popen(
        [*command, "--log-json", str(log)],
        cwd=ROOT,
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not log.exists() or '"source"' not in log.read_text(encoding="utf-8"):
        time.sleep(0.02)
    os.killpg(process.pid, asked)
    _, printed = process.communicate(timeout=60)
    assert process.returncode == 130
    assert printed == "gongkai: stopped; run the same command again to go on\n"
    assert '"interrupted"' in log.read_text(encoding="utf-8")
    Trial([folder], out, 2, random.Random(1)).expect_no_process(process.pid)
    assert leftovers(out) == []
