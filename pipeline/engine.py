"""Engines: where sources are read. All take the same job and give the same outcomes."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from typing import Protocol

from pipeline.batch import Batch, Outcome
from pipeline.waiting import Lot
from pipeline.worker import Job
from schemas.errors import CallError

SOURCES_PER_PROCESS = 4  # a process costs about as much as reading this many sources


class Engine(Protocol):
    """Reads sources with limits that are enforced; each source has one outcome, in any order."""

    def start(self) -> None:
        """Start the workers."""

    def read(self, sources: Lot) -> Iterator[Outcome]:
        """Begin to read; outcomes as they are ready, an error of the run is raised."""

    def close(self) -> None:
        """End all workers, whatever they are doing."""


def engine_for(name: str, address: str | None, job: Job, workers: int, pending: int) -> Engine:
    """The engine of a run with `pending` sources to read; `workers` 0: as many as cores and sources ask for."""
    wanted = -(-pending // SOURCES_PER_PROCESS)
    if name == "local":
        count = min(workers or min(os.cpu_count() or 1, wanted), pending)
        spare = int(count > 1)
        if job.remote or job.inputs:  # a client of object storage has threads: no fork
            return Batch(job, count, spare, context=multiprocessing.get_context("spawn"))
        return Batch(job, count, spare)
    try:
        import ray  # noqa: F401
    except ImportError as error:
        raise CallError("the engine ray is not installed: install gongkai[ray]") from error
    from pipeline.ray_engine import RayEngine

    return RayEngine(job, address, min(workers or wanted, pending))
