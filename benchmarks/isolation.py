"""What worker processes cost: the same small documents read in one process, by one worker and by two, turn by turn.

python -m benchmarks.isolation [--documents N] [--rounds N]
Each reading stands in a process of its own and counts its last three quarters. Turns lie close to each other, so that other
load on the machine meets all of them; what is compared is the least over the rounds, which other load disturbs least.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.documents import write_documents
from benchmarks.throughput import machine
from pipeline.batch import Batch
from pipeline.extract import Options
from pipeline.source import Source, collect
from pipeline.worker import Job, Limits, read_into_store, warm

NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class Turn:
    """Milliseconds per document of one reading: of processors in all its processes, and on the clock."""

    processor: float
    wall: float


def alone(job: Job, sources: Sequence[Source]) -> Iterator[float]:
    """Read in this process; gives its processor seconds after each source."""
    warm()
    for source in sources:
        read_into_store(source, job)
        yield time.process_time()


def isolated(job: Job, sources: Sequence[Source], workers: int) -> Iterator[float]:
    """Read in worker processes; gives the processor seconds of parent and workers after each source."""
    batch = Batch(job, workers)
    batch.start()
    try:
        for _ in batch.read(sources):
            yield time.process_time() + sum(
                processor_seconds(worker.process.pid or 0) for worker in batch.workers
            )
    finally:
        batch.close()


def processor_seconds(process: int) -> float:
    """Processor seconds of a process, to the nanosecond."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / NANOSECONDS


def turn(read: Callable[[Job, Sequence[Source]], Iterator[float]], folder: Path) -> Turn:
    """One reading in a process of its own."""
    here, there = multiprocessing.Pipe(duplex=False)

    def reading() -> None:
        with tempfile.TemporaryDirectory() as out:
            job = Job(Path(out), "v", Options(), Limits())
            sources = collect((folder,), (), apart=()).sources
            start, first = len(sources) // 4, (0.0, 0.0)
            for number, used in enumerate(read(job, sources), 1):
                if number == start:
                    first = (used, time.perf_counter())
            count = len(sources) - start
            there.send((1000 * (used - first[0]) / count, 1000 * (time.perf_counter() - first[1]) / count))

    process = multiprocessing.get_context("fork").Process(target=reading)
    process.start()
    measured = Turn(*here.recv())
    process.join()
    return measured


def compared(documents: int, rounds: int) -> tuple[list[Turn], list[Turn], list[Turn]]:
    """Turns without workers, with one and with two."""
    found: tuple[list[Turn], list[Turn], list[Turn]] = ([], [], [])
    with tempfile.TemporaryDirectory() as name:
        write_documents(Path(name), 0, documents)
        for _ in range(rounds):
            found[0].append(turn(alone, Path(name)))
            for workers in (1, 2):
                found[workers].append(
                    turn(lambda job, sources, w=workers: isolated(job, sources, w), Path(name))
                )
    return found


def tell(documents: int, rounds: int) -> None:
    """Measure and print."""
    kinds = dict(
        zip(("in one process", "one worker", "two workers"), compared(documents, rounds), strict=True)
    )
    for what, turns in kinds.items():
        used, wall = [turn.processor for turn in turns], [turn.wall for turn in turns]
        print(
            f"{what:<15} ms per document: processor {min(used):6.2f} (median {statistics.median(used):6.2f}), "
            f"clock {min(wall):6.2f} (median {statistics.median(wall):6.2f})"
        )
    least = [
        (min(turn.processor for turn in turns), min(turn.wall for turn in turns)) for turns in kinds.values()
    ]
    (bare, bare_wall), (one, one_wall), (_, two_wall) = least
    print(
        f"isolation costs {one / bare - 1:+.0%} of processor, {one_wall / bare_wall - 1:+.0%} on the clock; "
        f"a second worker: {one_wall / two_wall:.2f} x"
    )


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=800)
    parser.add_argument("--rounds", type=int, default=7)
    call = parser.parse_args()
    print(machine())
    tell(call.documents, call.rounds)


if __name__ == "__main__":
    main()
