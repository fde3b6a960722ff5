"""The batch outlives its workers: a test double hangs, floods, dies and lies."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

import pipeline.batch
from pipeline.batch import Batch, Outcome
from pipeline.extract import Options, Summary
from pipeline.kin import memory_of
from pipeline.source import Source
from pipeline.worker import Job, Limits, OutOfMemory
from schemas.errors import GongkaiError, ReleaseError

MEGABYTE = 1024 * 1024
LIMIT: list[int] = []
LEAKED: list[bytes] = []


def summary(source: Source) -> Summary:
    return Summary(source.doc_id, "v", 0, "complete", None, None, None, None, False, {}, {})


def double(tasks: Connection, job: Job, inherited: Sequence[Connection]) -> None:  # noqa: C901  # one case per way
    """A worker that does what the name of a source says."""
    for connection in inherited:
        connection.close()
    while True:
        try:
            source: Source = tasks.recv()
        except (EOFError, OSError):
            return
        match source.names[0].split("-")[0]:
            case "hang":
                time.sleep(60)
            case "endless":
                while True:
                    pass
            case "flood":
                held = bytearray(job.limits.memory)
                held[:: os.sysconf("SC_PAGESIZE")] = b"x" * len(held[:: os.sysconf("SC_PAGESIZE")])
                time.sleep(60)
            case "exhausted":
                tasks.send(OutOfMemory())
                return
            case "native":
                signal.signal(signal.SIGSEGV, signal.SIG_DFL)
                ctypes.string_at(0)
            case "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            case "exit":
                os._exit(3)
            case "once":
                marker = job.out / source.names[0]
                if not marker.exists():
                    marker.touch()
                    os._exit(3)
            case "lie":
                tasks.send("something else")
                return
            case "foreign":
                tasks.send(summary(Source("f" * 64, source.path, source.names, 1)))
                return
            case "claim":
                tasks.send(replace(summary(source), version="unstored"))
                return
            case "torrent":
                tasks.send(bytes(4 * MEGABYTE))
                return
            case "who":
                (job.out / f"pid-{os.getpid()}").touch()
            case "leak":
                LEAKED.append(b"x" * (100 * MEGABYTE))
            case "disk":
                tasks.send(ReleaseError("cannot write: No space left on device"))
        tasks.send(summary(source))


def read(
    tmp_path: Path,
    names: list[str],
    workers: int = 2,
    seconds: float = 5.0,
    idle: float = 60.0,
    memory: int = 300 * MEGABYTE,
    spare: int = 0,
) -> dict[str, Outcome]:
    held = memory_of("self") or 0  # of the tests that ran before in this process
    LIMIT[:] = [held + memory]
    job = Job(tmp_path, "v", Options(), Limits(seconds, idle, *LIMIT))
    batch = Batch(job, workers, spare, double, stored=lambda _, summary: summary.version == "v")
    sources = [Source(f"{index:064}", Path(name), (name,), 1) for index, name in enumerate(names)]
    try:
        batch.start()
        found = list(batch.read(sources))
    finally:
        batch.close()
    assert len(found) == len(names), "each source has one outcome"
    return {outcome.source.names[0]: outcome for outcome in found}


@pytest.mark.parametrize(
    ("name", "reason", "detail"),
    [
        ("hang", "timeout", "0.5 s"),
        ("endless", "timeout", "0.5 s"),
        ("exhausted", "out_of_memory", "LIMIT MB"),
        ("native", "crashed", "SIGSEGV"),
        ("killed", "out_of_memory", "killed by the system"),
        ("exit", "crashed", "exit status 3"),
        ("lie", "crashed", "exit status 0"),
        ("foreign", "crashed", "exit status 0"),
        ("claim", "crashed", "exit status 0"),
        ("torrent", "crashed", "no answer"),
    ],
)
def test_each_way_to_fail_has_its_own_name_and_the_others_are_read(
    tmp_path: Path, name: str, reason: str, detail: str
) -> None:
    found = read(tmp_path, ["good-1", name, "good-2", "good-3"], seconds=0.5)
    detail = detail.replace("LIMIT", str(LIMIT[0] // MEGABYTE))
    assert (found[name].reason, found[name].detail) == (reason, detail)
    assert all(found[f"good-{number}"].summary for number in (1, 2, 3))


def test_a_worker_that_stands_still_is_told_from_one_that_takes_long(tmp_path: Path) -> None:
    found = read(tmp_path, ["hang", "endless", "good"], seconds=1.5, idle=0.5)
    assert {name: outcome.reason for name, outcome in found.items()} == {
        "hang": "no_progress",
        "endless": "timeout",
        "good": "",
    }


def test_the_others_are_read_beside_one_that_stands_still(tmp_path: Path) -> None:
    """One worker and a spare: all that wait behind the source that hangs end before it does."""
    found = read(
        tmp_path, ["hang", *(f"good-{n}" for n in range(5))], workers=1, seconds=5, idle=1.5, spare=1
    )
    assert found["hang"].reason == "no_progress"
    assert list(found)[-1] == "hang"
    assert len(read(tmp_path, ["hang", "hang-2", "good"], seconds=1, spare=1)) == 3


def test_a_reader_that_leaks_gets_fresh_workers_and_no_source_pays_for_it(tmp_path: Path) -> None:
    names = [f"leak-{number}" for number in range(8)]
    found = read(tmp_path, names, workers=1, seconds=20)
    assert all(outcome.summary for outcome in found.values())


def test_a_worker_is_replaced_after_its_share_of_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline.batch, "SOURCES_PER_WORKER", 3)
    names = [f"who-{number}" for number in range(10)]
    found = read(tmp_path, names, workers=1, seconds=20, memory=8 * 1024 * MEGABYTE)
    assert all(outcome.summary for outcome in found.values())
    assert len(list(tmp_path.glob("pid-*"))) == 4, "3 + 3 + 3 + 1 sources"


def test_a_worker_beyond_its_memory_is_killed(tmp_path: Path) -> None:
    found = read(tmp_path, ["flood", "good"], seconds=20)
    assert found["flood"].reason == "out_of_memory"
    assert found["good"].summary


def test_a_source_that_hangs_is_killed_while_others_keep_answering(tmp_path: Path) -> None:
    found = read(tmp_path, ["hang", *(f"good-{number}" for number in range(300))], seconds=2)
    assert found["hang"].reason == "timeout"
    assert 2 < found["hang"].seconds < 30
    assert all(outcome.summary for name, outcome in found.items() if name != "hang")


def test_a_crash_is_tried_once_more_with_a_fresh_worker(tmp_path: Path) -> None:
    assert read(tmp_path, ["once"])["once"].summary is not None


def test_an_error_of_the_run_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="No space left"):
        read(tmp_path, ["disk"])


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    import multiprocessing

    read(tmp_path, ["hang", "exit", "good"], seconds=0.3)
    assert multiprocessing.active_children() == []
