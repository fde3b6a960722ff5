"""A long run over small documents: memory of the parent, cost per document, a second run, a hundred more.

Run through `make soak`, or: python -m benchmarks.soak [--documents N] [--workers N]
Processor time of all processes of the run is counted beside wall time: other load on the machine changes it little.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.documents import write_documents
from benchmarks.isolation import tell
from benchmarks.kill_test import ROOT, processes_of
from benchmarks.throughput import machine

TICKS = os.sysconf("SC_CLK_TCK")
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sample:
    """A look at a run: sources done, resident bytes of the parent, processor seconds of all its processes."""

    done: int
    resident: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A run: wall and processor seconds, and the samples taken while it read."""

    wall: float
    processor: float
    samples: list[Sample]
    peak: int


def processor_seconds(process: int) -> float:
    """Processor seconds of a process and of its children that ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS


def resident(process: int) -> int:
    """Resident bytes of a process; 0 when it ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def run(folder: Path, out: Path, workers: int) -> Measured:
    """Ingest a folder and watch."""
    log = out.with_suffix(".jsonl")
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pipeline", "ingest", str(folder), "--out", str(out)]
    command += ["--workers", str(workers), "--log-json", str(log)]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)
    samples, peak, done, position, publishing = [], 0, 0, 0, False
    while process.poll() is None:
        time.sleep(0.5)
        if log.exists():
            with log.open("rb") as file:
                file.seek(position)
                fresh = file.read()
            position += len(fresh)
            done += fresh.count(b'"event": "source"')
            publishing = publishing or b'"publishing"' in fresh
        size = resident(process.pid)
        peak = max(peak, size)
        if done and not publishing and size:
            seconds = sum(map(processor_seconds, processes_of(process.pid)))
            samples.append(Sample(done, size, seconds))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode != 0:
        raise SystemExit(f"the run ended with {process.returncode}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(time.monotonic() - started, used, samples, peak)


def at(samples: list[Sample], share: float) -> Sample:
    """The sample at a share of the sources."""
    wanted = samples[-1].done * share
    return next(sample for sample in samples if sample.done >= wanted)


def cost(samples: list[Sample], first: float, last: float) -> float:
    """Processor milliseconds per source between two shares of a run."""
    one, other = at(samples, first), at(samples, last)
    return 1000 * (other.seconds - one.seconds) / max(other.done - one.done, 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    call = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"machine: {machine()}; load when started {load:.1f}")
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "in", Path(name) / "out"
        write_documents(folder, 0, call.documents)
        whole = run(folder, out, call.workers)
        rate = call.documents / whole.wall
        print(
            f"{call.documents:,} documents, {call.workers} workers: {whole.wall:.0f} s ({rate:.0f}/s), "
            f"processor {whole.processor:.0f} s = {1000 * whole.processor / call.documents:.1f} ms per document"
        )
        sizes = " ".join(
            f"{share:.0%} {at(whole.samples, share).resident / MEGABYTE:.0f}"
            for share in (0.1, 0.25, 0.5, 0.75, 1.0)
        )
        print(f"parent, MB resident while reading: {sizes}; peak with publishing {whole.peak / MEGABYTE:.0f}")
        print(
            f"processor ms per document: second tenth {cost(whole.samples, 0.1, 0.2):.2f}, "
            f"last tenth {cost(whole.samples, 0.9, 1.0):.2f}"
        )
        sizes_of = {part: size_of(out / part) for part in ("_store", ".")}
        print(
            f"bytes per document: source {size_of(folder) // call.documents:,}, extract "
            f"{sizes_of['_store'] // call.documents:,}, release {(sizes_of['.'] - sizes_of['_store']) // call.documents:,}"
        )
        again = run(folder, out, call.workers)
        print(f"second run, nothing new: {again.wall:.1f} s, processor {again.processor:.1f} s")
        write_documents(folder, call.documents, 100)
        more = run(folder, out, call.workers)
        print(f"100 documents more: {more.wall:.1f} s, processor {more.processor:.1f} s")
    tell(800, 7)


def size_of(folder: Path) -> int:
    """Bytes of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
