"""The engine for many machines: the same bytes, also when a machine dies."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.kill_test import ROOT
from pipeline.batch import Outcome
from pipeline.extract import Options
from pipeline.source import Source
from pipeline.waiting import Waiting
from pipeline.worker import Job, Limits

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


class Machine:
    """A reader of the engine: what it is asked to read, and whether that kills it."""

    def __init__(self, poison: Source) -> None:
        self.poison, self.asked = poison, list[list[Source]]()
        self.read = self

    def remote(self, chunk: list[Source]) -> str:
        self.asked.append(chunk)
        return f"answer {len(self.asked)} of {id(self)}"


@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed")
def test_a_source_whose_machine_dies_again_and_again_is_set_aside_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.ray_engine import DEATHS, RayEngine

    sources = [Source(f"{number:064}", Path(str(number)), (str(number),), 1) for number in range(40)]
    poison = sources[5]
    monkeypatch.setattr(RayEngine, "_hire", lambda engine: engine.readers.append(Machine(poison)))
    engine = RayEngine(Job(tmp_path, "v", Options(), Limits()), None, 1)
    engine._hire()
    queue, ended, read = Waiting(sources), list[Outcome](), list[Source]()
    while queue:
        (reader,) = engine.readers
        engine._feed(reader, queue)
        ((answer, (_, chunk)),) = engine.waiting.items()
        del engine.waiting[answer]
        if poison in chunk:
            ended += engine._died(reader, chunk, queue)
        else:
            read += chunk
    assert [(outcome.source, outcome.reason, outcome.tries) for outcome in ended] == [
        (poison, "crashed", DEATHS)
    ]
    assert sorted(source.doc_id for source in read) == [s.doc_id for s in sources if s != poison]
