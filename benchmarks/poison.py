"""A run in which one file in twenty hangs, loops, crashes or eats memory, beside the same run without them.

Run through `make kill-test`, or: python -m benchmarks.poison [--files N] [--workers N] [--limit SECONDS]
The others are complete made-up departments (benchmarks/generator) of some 10 KB of text, read in about 0.1 s each.
"""

from __future__ import annotations

import argparse
import ctypes
import multiprocessing
import os
import resource
import signal
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pipeline.files
import pipeline.process
from benchmarks.generator.documents import final_accounts
from benchmarks.generator.plain import LAYOUTS, plain_of
from benchmarks.kill_test import leftovers
from benchmarks.throughput import machine
from pipeline.extract import Extract, Options
from pipeline.ingest import Order, Result, ingest
from pipeline.kin import memory_of
from pipeline.worker import Limits
from schemas.errors import Refused, Unreadable

MEGABYTE = 1024 * 1024
MARK = b"POISON "
KINDS = ("hang", "native", "eat", "endless", "native", "eat")
ROWS = 4
LIMITS = Limits(
    seconds=1, idle_seconds=0.5, memory=200 * MEGABYTE
)  # memory: beyond what a worker has from the start
real = pipeline.process.process


def poisoned(data: bytes, options: Options) -> Extract:  # noqa: C901  # one case per poison
    """A reader that does what a file that begins with `MARK` says."""
    if not data.startswith(MARK):
        return real(data, options)
    match data.split()[1]:
        case b"hang":
            time.sleep(600)
        case b"endless":
            while True:
                pass
        case b"eat":
            held = []
            while True:
                held.append(b"x" * 16 * MEGABYTE)
        case b"native":
            signal.signal(signal.SIGSEGV, signal.SIG_DFL)
            ctypes.string_at(0)
        case b"exit":
            os._exit(7)
        case b"raise":
            raise RuntimeError("a fault of the reader")
        case b"damaged":
            raise Unreadable("damaged")
        case b"refused":
            raise Refused("too large")
        case b"half":
            _die_while_writing()
        case b"print":
            os.write(1, b"x" * 10 * MEGABYTE)
            os.write(2, b"x" * 10 * MEGABYTE)
    return real(data, options)


def _die_while_writing() -> None:
    """Have the process die when half of its extract stands in a temporary file."""

    def cut(path: Path) -> None:
        os.truncate(path, path.stat().st_size // 2)
        os._exit(9)

    pipeline.files.flush = cut


def timed(folder: Path, out: Path, workers: int, seconds: float) -> tuple[float, float, Result]:
    """Wall and processor seconds of a run with all its processes, and what it did."""
    started, used = time.monotonic(), processor_seconds()
    limits = replace(LIMITS, seconds=seconds, memory=LIMITS.memory + (memory_of("self") or 0))
    result = ingest(Order((folder,), out, limits=limits, workers=workers))
    return time.monotonic() - started, processor_seconds() - used, result


def processor_seconds() -> float:
    """Processor seconds of this process and of its children that ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def main() -> None:
    """Measure, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--limit", type=float, default=LIMITS.seconds, help="seconds for one source")
    call = parser.parse_args()
    print(f"machine: {machine()}; load when started {os.getloadavg()[0]:.1f}")
    pipeline.process.process = poisoned
    with tempfile.TemporaryDirectory() as name:
        folder, place = Path(name) / "in", Path(name)
        folder.mkdir()
        bad = call.files // 20
        for number in range(call.files - bad):
            text = plain_of(final_accounts(number, ROWS), layout=LAYOUTS[number % len(LAYOUTS)])
            (folder / f"{number:05}.txt").write_bytes(text)
        clean, clean_cpu, _ = timed(folder, place / "clean", call.workers, call.limit)
        for number in range(bad):
            kind = KINDS[number % len(KINDS)]
            at = number * (call.files // bad)
            (folder / f"{at:05}-{kind}.txt").write_bytes(MARK + f"{kind} {number}".encode())
        wall, cpu, result = timed(folder, place / "out", call.workers, call.limit)
        failed = result.tally.reasons
        print(f"clean: {call.files - bad} files in {clean:.0f} s, processor {clean_cpu:.0f} s")
        print(f"with {bad} poisoned ones: {wall:.0f} s, processor {cpu:.0f} s")
        print(
            f"ratio {wall / clean:.2f}, processor {cpu / clean_cpu:.2f}; failed: {dict(sorted(failed.items()))}"
        )
        assert result.read == call.files
        assert failed.total() == bad, "every other file is published"
        assert multiprocessing.active_children() == []
        assert leftovers(place / "out") == []
    print("all others published; no process and no temporary file left")


if __name__ == "__main__":
    main()
