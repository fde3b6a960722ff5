"""A disk that is full or may not be written: a clear error, the last release whole, the next run completes."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.documents import write_documents
from benchmarks.kill_test import ROOT, leftovers, release_bytes

KILOBYTE = 1024


def ingest(folder: Path, out: Path, before: Callable[[], None] | None = None) -> tuple[int, str]:
    command = [sys.executable, "-m", "pipeline", "ingest", str(folder), "--out", str(out), "--workers", "2"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, preexec_fn=before, timeout=300, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def tmpfs(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1.3 MB."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1300k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small tmpfs is not permitted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_ends_the_run_and_costs_nothing(tmp_path: Path, tmpfs: Path) -> None:
    folder, out = tmp_path / "in", tmpfs / "out"
    write_documents(folder, 0, 4)
    status, printed = ingest(folder, out)
    assert status == 0, printed
    last = release_bytes(out)
    write_documents(folder, 4, 60)
    status, printed = ingest(folder, out)
    assert status == 1
    assert f"gongkai: cannot write to {out}: No space left on device" in printed or (
        f"gongkai: cannot publish to {out}: No space left on device" in printed
    )
    assert "Traceback" not in printed
    assert release_bytes(out) == last
    subprocess.run(["mount", "-o", "remount,size=50m", str(tmpfs)], check=True)
    status, printed = ingest(folder, out)
    assert status == 0, printed
    whole = tmp_path / "whole"
    ingest(folder, whole)
    assert release_bytes(out) == release_bytes(whole)
    assert leftovers(out) == []


@pytest.mark.parametrize("limit", [0, 6 * KILOBYTE])
def test_files_that_may_not_grow_end_the_run_and_cost_nothing(tmp_path: Path, limit: int) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    write_documents(folder, 0, 4)
    assert ingest(folder, out)[0] == 0
    last = release_bytes(out)
    write_documents(folder, 4, 30)

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    status, printed = ingest(folder, out, bound)
    assert status == 1
    assert "File too large" in printed
    assert "Traceback" not in printed
    assert release_bytes(out) == last
    status, printed = ingest(folder, out)
    assert status == 0, printed
    whole = tmp_path / "whole"
    ingest(folder, whole)
    assert release_bytes(out) == release_bytes(whole)
    assert leftovers(out) == []


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_documents(folder, 0, 1)
    if os.geteuid() == 0:
        out = Path("/proc/out")
    else:
        (tmp_path / "locked").mkdir(mode=0o500)
        out = tmp_path / "locked" / "out"
    status, printed = ingest(folder, out)
    assert status == 1
    assert f"cannot write to {out}" in printed
    assert "Traceback" not in printed
