"""A long run over small documents: memory of the parent in all phases, cost per document, a second run, a hundred more.

Run through `make soak`, or: python -m benchmarks.soak [--documents N] [--workers N] [--no-isolation]
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
EVERY = 0.05
COUNTED = 0.5
WARM = 0.1
PHASES = ("start", "read", "ledger", "publish", "end")


@dataclass(frozen=True, slots=True)
class Sample:
    """A look at a run: phase, sources done, bytes of the parent (resident, own) and of its largest process, processor seconds."""

    phase: str
    done: int
    resident: int
    own: int
    other: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A run: wall and processor seconds, and the samples taken while it went."""

    wall: float
    processor: float
    samples: list[Sample]


@dataclass(slots=True)
class Follower:
    """What a run says of itself in its log."""

    log: Path
    position: int = 0
    done: int = 0
    phase: str = "start"

    def look(self) -> None:
        """Read what is new."""
        if not self.log.exists():
            return
        with self.log.open("rb") as file:
            file.seek(self.position)
            fresh = file.read()
        self.position += len(fresh)
        self.done += fresh.count(b'"event": "source"')
        if fresh:
            self.phase = "publish" if b'"event": "publishing"' in fresh else self.phase
            self.phase = "end" if b'"event": "end"' in fresh else self.phase
        if self.phase == "start" and self.done:
            self.phase = "read"

    def settled(self, total: int) -> str:
        """The phase; between the last source and publishing the ledger is made."""
        return "ledger" if self.phase == "read" and self.done >= total else self.phase


def processor_seconds(process: int) -> float:
    """Processor seconds of a process and of its children that ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS


def memory(process: int) -> tuple[int, int]:
    """Resident bytes of a process, and those of them that are no mapped files; 0 when it ended."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text().split()
    except OSError:
        return 0, 0
    resident, shared = int(pages[1]), int(pages[2])
    return resident * resource.getpagesize(), (resident - shared) * resource.getpagesize()


def largest(session: int) -> int:
    """Resident bytes of the largest process of a session but the first."""
    return max((memory(process)[0] for process in processes_of(session) if process != session), default=0)


def run(folder: Path, out: Path, workers: int, fresh: int) -> Measured:
    """Ingest a folder with so many sources to read, and watch."""
    log = out.with_suffix(".jsonl")
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pipeline", "ingest", str(folder), "--out", str(out)]
    command += ["--workers", str(workers), "--log-json", str(log)]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)
    samples: list[Sample] = []
    follower, looked, seconds = Follower(log), 0.0, 0.0
    while process.poll() is None:
        time.sleep(EVERY)
        follower.look()
        if time.monotonic() - looked > COUNTED:
            looked, seconds = time.monotonic(), sum(map(processor_seconds, processes_of(process.pid)))
        resident, own = memory(process.pid)
        if resident:
            phase = follower.settled(fresh)
            other = largest(process.pid) if phase == "publish" else 0
            samples.append(Sample(phase, follower.done, resident, own, other, seconds))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode != 0:
        raise SystemExit(f"the run ended with {process.returncode}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(time.monotonic() - started, used, samples)


def tell_memory(whole: Measured) -> None:
    """Print the parent's memory by phase, and how far from its middle it ever was after a tenth of the sources."""
    reading = [sample for sample in whole.samples if sample.phase == "read"]
    sizes = " ".join(
        f"{share:.0%} {at(reading, share).resident / MEGABYTE:.0f}" for share in (0.1, 0.25, 0.5, 0.75, 1.0)
    )
    print(f"parent, MB resident while reading: {sizes}")
    for phase in PHASES:
        found = [sample for sample in whole.samples if sample.phase == phase]
        if found:
            least, most = (f(sample.resident for sample in found) / MEGABYTE for f in (min, max))
            own = max(sample.own for sample in found) / MEGABYTE
            print(
                f"  {phase:<8} {least:.0f} to {most:.0f} MB, of which at most {own:.0f} MB are no mapped files"
            )
    other = max(sample.other for sample in whole.samples) / MEGABYTE
    print(f"the process that publishes: at most {other:.0f} MB")
    warm = at(reading, WARM)
    later = [sample.resident for sample in whole.samples[whole.samples.index(warm) :]]
    middle = (min(later) + max(later)) / 2
    print(f"after a tenth of the sources: {middle / MEGABYTE:.0f} MB ± {max(later) / middle - 1:.0%}")


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
    parser.add_argument(
        "--isolation",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also what worker processes cost",
    )
    call = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"machine: {machine()}; load when started {load:.1f}")
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "in", Path(name) / "out"
        write_documents(folder, 0, call.documents)
        whole = run(folder, out, call.workers, call.documents)
        rate = call.documents / whole.wall
        print(
            f"{call.documents:,} documents, {call.workers} workers: {whole.wall:.0f} s ({rate:.0f}/s), "
            f"processor {whole.processor:.0f} s = {1000 * whole.processor / call.documents:.1f} ms per document"
        )
        tell_memory(whole)
        reading = [sample for sample in whole.samples if sample.phase == "read"]
        print(
            f"processor ms per document: second tenth {cost(reading, 0.1, 0.2):.2f}, "
            f"last tenth {cost(reading, 0.9, 1.0):.2f}"
        )
        sizes_of = {part: size_of(out / part) for part in ("_store", ".")}
        print(
            f"bytes per document: source {size_of(folder) // call.documents:,}, extract "
            f"{sizes_of['_store'] // call.documents:,}, release {(sizes_of['.'] - sizes_of['_store']) // call.documents:,}"
        )
        again = run(folder, out, call.workers, 0)
        print(f"second run, nothing new: {again.wall:.1f} s, processor {again.processor:.1f} s")
        write_documents(folder, call.documents, 100)
        more = run(folder, out, call.workers, 100)
        print(f"100 documents more: {more.wall:.1f} s, processor {more.processor:.1f} s")
    if call.isolation:
        tell(800, 7)


def size_of(folder: Path) -> int:
    """Bytes of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
