"""Killed at random moments and started again: the release is that of a run which nobody disturbed."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.documents import write_documents
from benchmarks.kill_test import Trial, compare, kill_test, release_bytes, same_bytes


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
