"""Programs that a worker starts are watched with it and end with it, and so do its temporary files."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from pipeline.batch import Batch, Outcome
from pipeline.extract import Options
from pipeline.files import remove_temporaries
from pipeline.kin import kin, memory_of
from pipeline.source import Source
from pipeline.store import STORE, own_temporaries
from pipeline.worker import Job, Limits, work

MEGABYTE = 1024 * 1024
PROGRAMS = {
    "sleeps": "import time; time.sleep(60)",
    "works": "while True: pass",
    "eats": "import time; held = b'x' * ({} << 20); time.sleep(60)",
}

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the system has no /proc")


def starter(tasks: Connection, job: Job, inherited: Sequence[Connection]) -> None:
    """A worker that starts a program in a session of its own, by another program, and waits for it."""
    for connection in inherited:
        connection.close()
    source: Source = tasks.recv()
    inner = [sys.executable, "-c", PROGRAMS[source.names[0]]]
    outer = f"import subprocess; subprocess.run({inner!r})"
    subprocess.run([sys.executable, "-c", outer], start_new_session=True, check=False)


def outcome(tmp_path: Path, name: str, limits: Limits) -> tuple[Outcome, list[int]]:
    """What becomes of a source whose worker starts a program, and the processes that it was seen with."""
    batch = Batch(Job(tmp_path, "v", Options(), limits), 1, target=starter)
    seen: set[int] = set()
    try:
        batch.start()
        worker = batch.workers[0].process.pid or 0
        read = batch.read([Source("0" * 64, Path(name), (name,), 1)])
        until = time.monotonic() + 20
        while len(seen) < 3 and time.monotonic() < until:
            seen |= set(kin(worker))
        (found,) = read
    finally:
        batch.close()
    return found, sorted(seen)


@pytest.mark.parametrize(
    ("name", "limits", "reason"),
    [
        ("sleeps", Limits(seconds=30, idle_seconds=1.0), "no_progress"),
        ("works", Limits(seconds=2.0, idle_seconds=1.0), "timeout"),
        ("eats", Limits(seconds=30, idle_seconds=20), "out_of_memory"),
    ],
)
def test_what_a_program_does_counts_for_the_worker_that_started_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, limits: Limits, reason: str
) -> None:
    own = memory_of("self") or 0
    room = own + 250 * MEGABYTE
    # A forked worker may have less than its parent, so that the program alone has to pass the limit.
    monkeypatch.setitem(PROGRAMS, "eats", PROGRAMS["eats"].format(400 + own // MEGABYTE))
    found, seen = outcome(tmp_path, name, Limits(limits.seconds, limits.idle_seconds, room))
    assert found.reason == reason
    assert len(seen) == 3, "the worker, a program, and a program of that"
    until = time.monotonic() + 5
    while any(map(alive, seen)) and time.monotonic() < until:
        time.sleep(0.01)
    assert not any(map(alive, seen))


def alive(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def test_temporary_files_of_a_worker_end_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def leaves(_source: Source, job: Job) -> None:
        name = tempfile.mkdtemp()
        assert Path(name).is_relative_to(job.out / STORE)
        Path(name, "profile").touch()
        time.sleep(60)

    monkeypatch.setattr("pipeline.worker.read_into_store", leaves)
    batch = Batch(Job(tmp_path, "v", Options(), Limits(seconds=1.0)), 1, target=work)
    try:
        batch.start()
        (found,) = batch.read([Source("0" * 64, tmp_path / "a", ("a",), 1)])
    finally:
        batch.close()
    assert found.reason == "timeout"
    assert not list(tmp_path.rglob("profile")) and not list((tmp_path / STORE).iterdir())


def test_what_a_killed_run_left_goes_with_the_next(tmp_path: Path) -> None:
    left = own_temporaries(tmp_path, 4711)
    left.mkdir(parents=True)
    (left / "document.doc").touch()
    remove_temporaries(tmp_path)
    assert not list((tmp_path / STORE).iterdir())
