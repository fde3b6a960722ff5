"""A worker process as its parent sees it: what it reads and uses, when that is too much, and its end."""

from __future__ import annotations

import shutil
import signal
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from pipeline.kin import busy_ticks, end, kin, memory_of
from pipeline.source import Source
from pipeline.store import own_temporaries
from pipeline.worker import Limits

DEATH_SECONDS = 2.0
MEGABYTE = 1024**2


@dataclass(slots=True)
class Worker:
    """A process, the parent's end of its connection and what it is reading since when."""

    process: BaseProcess
    connection: Connection
    source: Source | None = None
    since: float = 0.0
    done: int = 0
    ticks: int | None = None
    moved: float = 0.0

    def excess(self, limits: Limits) -> tuple[str, str] | None:
        """Which limit the worker and the programs that it started exceed, and what that limit is."""
        now = time.monotonic()
        if now - self.since > limits.seconds:
            return "timeout", f"{limits.seconds:g} s"
        processes = kin(self.process.pid or 0)
        ticks = sum(busy_ticks(process) or 0 for process in processes)
        if ticks != self.ticks:
            self.ticks, self.moved = ticks, now
        if now - self.moved > limits.idle_seconds:
            return "no_progress", f"{limits.idle_seconds:g} s"
        if sum(memory_of(process) or 0 for process in processes) > limits.memory:
            return "out_of_memory", f"{limits.memory // MEGABYTE} MB"
        return None

    def end(self, out: Path) -> None:
        """Close the connection, which ends a worker that is idle; kill it and what it started otherwise."""
        self.connection.close()
        self.process.join(0 if self.source else DEATH_SECONDS)
        pid = self.process.pid or 0
        started = kin(pid)[1:]
        self.process.kill()
        self.process.join()
        end(started)
        shutil.rmtree(own_temporaries(out, pid), ignore_errors=True)

    def manner_of_death(self) -> tuple[str, str]:
        """Reason and detail for a worker that ended on its own; killed from outside means: short of memory."""
        self.process.join(DEATH_SECONDS)
        code = self.process.exitcode
        if code == -signal.SIGKILL:
            return "out_of_memory", "killed by the system"
        if code is not None and code < 0:
            return "crashed", signal.Signals(-code).name
        return "crashed", f"exit status {code}" if code is not None else "no answer"
