"""The engine for many machines: Ray places the workers, each guards its sources as on one machine."""

from __future__ import annotations

import logging
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import ray
from ray.exceptions import RayActorError, RayTaskError

from pipeline.batch import Batch, Outcome
from pipeline.source import Source
from pipeline.waiting import Lot, Waiting
from pipeline.worker import Job
from schemas.errors import CallError, GongkaiError, ReleaseError

CHUNK = 16  # sources per message: a message costs about a millisecond
DEATHS = 3  # a source whose machine died this often is not tried again in this run
WATCH_SECONDS = 1.0
START_SECONDS = 600.0


class Reader:
    """One worker process on some machine, guarded as in a local batch."""

    def __init__(self, job: Job) -> None:
        context = multiprocessing.get_context("spawn")  # Ray's own process has threads: no fork
        self.batch = Batch(replace(job, here=False), 1, context=context)
        self.batch.start()

    def ready(self) -> list[Outcome]:
        """Nothing yet; answered once the reader has a place."""
        return []

    def read(self, sources: Sequence[Source]) -> list[Outcome]:
        """The outcomes of some sources; their extracts are in the store."""
        return list(self.batch.read(sources))


@dataclass(slots=True)
class RayEngine:
    """Reads sources with up to `count` readers on the cluster at `address`; None starts Ray on this machine."""

    job: Job
    address: str | None
    count: int
    readers: list[Any] = field(default_factory=list)
    waiting: dict[Any, tuple[Any, list[Source]]] = field(default_factory=dict)
    idle: list[Any] = field(default_factory=list)
    deaths: Counter[str] = field(default_factory=Counter)
    started_ray: bool = False

    def start(self) -> None:
        """Join the cluster and ask for readers."""
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        if not ray.is_initialized():
            self.started_ray = True
            try:
                ray.init(address=self.address, log_to_driver=False, logging_level=logging.ERROR)
            except (ConnectionError, ValueError) as error:
                raise CallError(f"no Ray cluster at {self.address}: {error}") from error
        for _ in range(min(self.count, self._places())):
            self._hire()

    def _places(self) -> int:
        """How many readers the cluster has room for now."""
        nodes = [node["Resources"] for node in _nodes() if node["Alive"]]
        memory = self.job.limits.memory
        places = sum(min(int(node.get("CPU", 0)), int(node.get("memory", 0)) // memory) for node in nodes)
        if not places:
            raise CallError(
                f"no machine of the cluster has a core and {memory // 1024**2} MB: lower --memory-limit"
            )
        return places

    def _hire(self) -> None:
        options = {"num_cpus": 1, "memory": self.job.limits.memory, "max_restarts": 0}
        actor: Any = ray.remote(Reader)
        reader = actor.options(**options).remote(self.job)
        self.readers.append(reader)
        self.waiting[reader.ready.remote()] = (reader, [])

    def read(self, sources: Lot) -> Iterator[Outcome]:
        """Read every source and give each one's outcome once; an error of the run is raised."""
        queue = Waiting(sources)
        heard = time.monotonic()
        while queue or any(chunk for _, chunk in self.waiting.values()):
            done, _ = ray.wait(list(self.waiting), num_returns=1, timeout=WATCH_SECONDS)
            if done:
                heard = time.monotonic()
            elif not any(chunk for _, chunk in self.waiting.values()):
                _expect(heard)
            for answer in done:
                reader, chunk = self.waiting.pop(answer)
                try:
                    outcomes = ray.get(answer)
                except RayActorError:
                    yield from self._died(reader, chunk, queue)
                    continue
                except RayTaskError as error:
                    raise _cause(error) from error
                yield from outcomes
                self._feed(reader, queue)

    def _feed(self, reader: Any, queue: Waiting) -> None:
        """Give a reader its next sources: few when few are left, so that all end at about the same time.

        One whose reader died is read alone from then on, so that those beside it do not pay for it.
        """
        if not queue:
            self.idle.append(reader)  # until a machine dies and its sources are free again
            return
        size = max(1, min(CHUNK, len(queue) // (2 * len(self.readers))))
        chunk = [queue.take()]
        while len(chunk) < size and queue.left and not self.deaths[chunk[0].doc_id]:
            chunk.append(queue.take())
        self.waiting[reader.read.remote(chunk)] = (reader, chunk)

    def _died(self, reader: Any, chunk: list[Source], queue: Waiting) -> Iterator[Outcome]:
        """Sources of a reader whose machine or process died go to others, but not for ever."""
        self.readers.remove(reader)
        self._hire()
        for source in chunk:
            self.deaths[source.doc_id] += 1
            if self.deaths[source.doc_id] >= DEATHS:
                yield Outcome(source, None, "crashed", f"its machine died {DEATHS} times", tries=DEATHS)
            else:
                queue.put_back(source)
        while queue and self.idle:
            self._feed(self.idle.pop(), queue)

    def close(self) -> None:
        """End all readers, and Ray where this run started it."""
        for reader in self.readers:
            ray.kill(reader)
        self.readers.clear()
        self.waiting.clear()
        if self.started_ray:
            ray.shutdown()


def _nodes() -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = ray.nodes()  # type: ignore[no-untyped-call]  # Ray does not type it
    return nodes


def _expect(heard: float) -> None:
    if time.monotonic() - heard > START_SECONDS:
        raise ReleaseError(
            f"the cluster gave no worker in {START_SECONDS:g} s: add machines, then run the same again"
        )


def _cause(error: RayTaskError) -> GongkaiError:
    cause = getattr(error, "cause", None)
    return GongkaiError(str(cause)) if isinstance(cause, GongkaiError) else GongkaiError(str(error))
