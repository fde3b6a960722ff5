"""The batch: worker processes that are killed when a source takes too long or too much, and replaced."""

from __future__ import annotations

import multiprocessing
import pickle
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from types import ModuleType
from typing import TypeGuard

from pipeline.extract import Summary
from pipeline.kin import memory_of
from pipeline.source import Source
from pipeline.waiting import Lot, Waiting
from pipeline.watched import MEGABYTE, Worker
from pipeline.worker import Job, OutOfMemory, is_stored, warm, work
from schemas.errors import GongkaiError

WATCH_SECONDS = 0.1
SUSPECT = 0.2  # of a limit: a source that takes longer may well be poison
SOURCES_PER_WORKER = 2_000
TRIES = {"crashed": 2, "out_of_memory": 2}  # a second, fresh worker tells poison from bad luck
ANSWER_BYTES = 1 << 20

CONTEXT: ForkContext | SpawnContext = (
    multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")
)

Target = Callable[[Connection, Job, Sequence[Connection]], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: the summary of its extract, or why its worker had to end."""

    source: Source
    summary: Summary | None = None
    reason: str = ""
    detail: str = ""
    seconds: float = 0.0
    tries: int = 1


@dataclass(slots=True)
class Batch:
    """Reads sources with `count` workers; outcomes come in the order in which they are ready.

    While a source is suspect, `spare` workers more go on with the others beside it.
    """

    job: Job
    count: int
    spare: int = 0
    target: Target = work
    stored: Callable[[Job, Summary], bool] = is_stored
    context: ForkContext | SpawnContext = CONTEXT
    workers: list[Worker] = field(default_factory=list)

    def start(self) -> None:
        """Start the workers; to be called early, before threads and libraries make a copy dear."""
        while len(self.workers) < self.count:
            self.workers.append(self._new())

    def read(self, sources: Lot) -> Iterator[Outcome]:
        """Give the workers their first sources at once; each source's outcome comes once, an error is raised."""
        queue = Waiting(sources)
        self._feed(queue)
        return self._read(queue)

    def _read(self, queue: Waiting) -> Iterator[Outcome]:
        tries: dict[str, int] = {}
        while queue or any(worker.source for worker in self.workers):
            self._feed(queue)
            for outcome in self._outcomes():
                doc_id = outcome.source.doc_id
                tries[doc_id] = tries.get(doc_id, 0) + 1
                if outcome.summary is None and tries[doc_id] < TRIES.get(outcome.reason, 1):
                    queue.put_back(outcome.source)
                else:
                    count = tries.pop(doc_id)
                    yield outcome if count == 1 else replace(outcome, tries=count)

    def close(self) -> None:
        """End all workers, whatever they are doing."""
        for worker in self.workers:
            worker.end(self.job.out)
        self.workers.clear()

    def _feed(self, queue: Waiting) -> None:
        busy = sum(worker.source is not None for worker in self.workers)
        room = self.count + min(self.spare, sum(map(self._suspect, self.workers))) - busy
        while room > 0 and queue:
            room -= 1
            worker = self._idle()
            worker.source, worker.since = queue.take(), time.monotonic()
            worker.ticks, worker.moved = None, worker.since
            try:
                worker.connection.send(worker.source)
            except OSError:
                continue  # it died between two sources: `_outcomes` sees that

    def _suspect(self, worker: Worker) -> bool:
        """Whether a worker has been at its source, or has stood still, for a good part of its limit."""
        limits, now = self.job.limits, time.monotonic()
        return worker.source is not None and (
            now - worker.since > SUSPECT * limits.seconds
            or now - worker.moved > SUSPECT * limits.idle_seconds
        )

    def _idle(self) -> Worker:
        """A worker without a source, fit to read the next one."""
        for index, worker in enumerate(self.workers):
            if worker.source is None:
                fit = worker.done < SOURCES_PER_WORKER and worker.process.is_alive()
                return worker if fit else self._replace(index)
        if isinstance(self.context, ForkContext):
            warm()
        self.workers.append(self._new())
        return self.workers[-1]

    def _outcomes(self) -> Iterator[Outcome]:
        """Outcomes of the workers that answered, died or had to be killed."""
        busy = [worker for worker in self.workers if worker.source]
        awaited: list[Connection | int] = [worker.connection for worker in busy]
        ready = wait([*awaited, *(worker.process.sentinel for worker in busy)], WATCH_SECONDS)
        for worker in busy:
            if worker.connection in ready or worker.process.sentinel in ready:
                yield self._answer(worker, worker.connection in ready)
            elif excess := worker.excess(self.job.limits):
                yield self._lost(worker, *excess)

    def _answer(self, worker: Worker, speaks: bool) -> Outcome:
        try:
            answer = pickle.loads(worker.connection.recv_bytes(ANSWER_BYTES)) if speaks else None
        except Exception:  # an answer that is none, whatever unpickling makes of it
            answer = None
        if isinstance(answer, GongkaiError):
            raise answer
        if worker.source is not None and self._holds(answer, worker.source):
            source, worker.source = worker.source, None
            worker.done += 1
            if (memory_of(worker.process.pid or 0) or 0) > self.job.limits.memory // 2:
                worker.done = SOURCES_PER_WORKER  # it leaks: a fresh one reads the next source
            return Outcome(source, answer, seconds=time.monotonic() - worker.since)
        if isinstance(answer, OutOfMemory):
            return self._lost(worker, "out_of_memory", f"{self.job.limits.memory // MEGABYTE} MB")
        return self._lost(worker)

    def _holds(self, answer: object, source: Source) -> TypeGuard[Summary]:
        """Whether an answer is the summary of this source and its extract is in the store."""
        return (
            isinstance(answer, Summary)
            and (answer.doc_id, answer.version) == (source.doc_id, self.job.version)
            and self.stored(self.job, answer)
        )

    def _lost(self, worker: Worker, reason: str = "", detail: str = "") -> Outcome:
        """The outcome of a worker that is of no more use; a fresh one takes its place."""
        assert worker.source is not None
        source = worker.source
        if not reason:
            reason, detail = worker.manner_of_death()
        if isinstance(self.context, ForkContext):
            warm()
        self._replace(self.workers.index(worker))
        return Outcome(source, None, reason, detail, time.monotonic() - worker.since)

    def _replace(self, index: int) -> Worker:
        self.workers[index].end(self.job.out)
        self.workers[index] = self._new(without=index)
        return self.workers[index]

    def _new(self, without: int | None = None) -> Worker:
        here, there = self.context.Pipe()
        others = [worker.connection for index, worker in enumerate(self.workers) if index != without]
        inherited = [here, *others] if isinstance(self.context, ForkContext) else []
        process = self.context.Process(target=self.target, args=(there, self.job, inherited), daemon=True)
        with warnings.catch_warnings(), _without_main(self.context):
            warnings.simplefilter("ignore", DeprecationWarning)  # fork beside Arrow's idle threads
            process.start()
        there.close()
        return Worker(process, here)


@contextmanager
def _without_main(context: ForkContext | SpawnContext) -> Iterator[None]:
    """Spare a spawned process the main program of its parent, which it has no use for."""
    main = sys.modules["__main__"]
    if isinstance(context, SpawnContext):
        sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
