"""Speed of the text pipeline: start-up, the real disclosures, documents/s and MB/s; medians, with the machine.

Run through `make bench`, or: python benchmarks/throughput.py [--runs N] [--copies N]
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "disclosures"
SAMPLES = ROOT / "samples"
MEGABYTE = 1024 * 1024


def machine() -> str:
    """What the figures were measured on."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    import pyarrow

    return (
        f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, pyarrow {pyarrow.__version__}"
    )


def gongkai(*arguments: object) -> None:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise SystemExit(done.stderr)


def median_seconds(work: Callable[[Path], None], runs: int) -> float:
    """Median wall time of `work`, each time with a fresh output folder."""
    seconds = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as place:
            started = time.perf_counter()
            work(Path(place) / "out")
            seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def sources() -> list[Path]:
    """The real disclosures where they are present, else the samples."""
    folder = REAL if REAL.is_dir() else SAMPLES
    return sorted(folder.glob("*.txt"))


def in_process(files: list[Path], runs: int) -> None:
    """Print the time of `process` alone, warm, per file and over all."""
    from pipeline.extract import Options
    from pipeline.process import process

    total_bytes, total = 0, 0.0
    for path in files:
        data = path.read_bytes()
        process(data, Options())
        seconds = []
        for _ in range(runs):
            started = time.perf_counter()
            process(data, Options())
            seconds.append(time.perf_counter() - started)
        median = statistics.median(seconds)
        total, total_bytes = total + median, total_bytes + len(data)
        print(f"  {path.name:<44} {median * 1000:8.0f} ms  {len(data) / 1024:6.0f} KB")
    print(
        f"  one core, warm: {len(files) / total:.1f} documents/s, {total_bytes / MEGABYTE / total:.2f} MB/s"
    )


def many(files: list[Path], place: Path, copies: int) -> Path:
    """A folder of `copies` variants of each file, no two alike."""
    folder = place / "many"
    folder.mkdir()
    for path in files:
        for number in range(copies):
            shutil.copy(path, folder / f"{path.stem}-{number:04}.txt")
            with (folder / f"{path.stem}-{number:04}.txt").open("a", encoding="utf-8") as file:
                file.write(f"\n\n\n{number}\n")
    return folder


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--copies", type=int, default=20)
    call = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    files = sources()
    smallest = min(files, key=lambda path: path.stat().st_size)
    print(f"machine: {machine()}; medians of {call.runs} runs")
    start = median_seconds(lambda out: gongkai("ingest", smallest, "--out", out, "--workers", 1), call.runs)
    print(f"start to the first published rows ({smallest.name}): {start:.2f} s")
    whole = median_seconds(lambda out: gongkai("ingest", *files, "--out", out, "--workers", 1), call.runs)
    print(f"{len(files)} files, one worker, start included: {whole:.2f} s")
    print("process alone:")
    in_process(files, call.runs)
    with tempfile.TemporaryDirectory() as place:
        folder = many(files, Path(place), call.copies)
        size = sum(path.stat().st_size for path in folder.iterdir())
        count = len(files) * call.copies
        for workers in (1, os.cpu_count() or 1):
            started = time.perf_counter()
            gongkai("ingest", folder, "--out", Path(place) / f"out-{workers}", "--workers", workers)
            seconds = time.perf_counter() - started
            print(
                f"{count} documents, {workers} workers, to Parquet: {count / seconds:.1f} documents/s, "
                f"{size / MEGABYTE / seconds:.2f} MB/s"
            )


if __name__ == "__main__":
    main()
