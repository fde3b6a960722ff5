"""The whole pipeline from PDF files to Parquet, one worker: pages per second of processor time, and memory of the worker.

Run: python -m benchmarks.whole [FILE.pdf …] [--documents 1000] [--rows 12] [--styles ruled borderless …]
Without files these are made-up departments, no two alike, in all styles of drawing; files that are named are read again and again,
each time with another comment at their end. Processor time is that of the run from its start to its end, publishing included.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from benchmarks.generator.documents import final_accounts
from benchmarks.generator.pages import pages_of
from benchmarks.generator.pdf import pdf_of
from benchmarks.kill_test import ROOT, processes_of
from benchmarks.readers import styles
from benchmarks.throughput import machine

MEGABYTE = 1024
SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of a worker: sources done, its resident memory and the most that it ever had, in MB."""

    done: int
    resident: float
    peak: float


def made_up(count: int, rows: int, chosen: Sequence[str]) -> Iterator[bytes]:
    """PDF files of made-up departments, in every style in turn."""
    known = {name: style for name, style in styles().items() if not chosen or name in chosen}
    for seed, (drawing, paper) in zip(range(count), itertools.cycle(known.values()), strict=False):
        made = final_accounts(seed, rows)
        yield pdf_of(pages_of(made.cover, made.tables, made.narrative, paper), drawing, paper.size)


def repeated(files: Sequence[Path], count: int) -> Iterator[bytes]:
    """The bytes of files in turn, each time with another comment at the end."""
    for number, path in zip(range(count), itertools.cycle(files), strict=False):
        yield path.read_bytes() + f"\n%{number}\n".encode()


def written(contents: Iterator[bytes], folder: Path) -> int:
    """The number of pages of the files, which then stand in a folder."""
    pages = 0
    for number, content in enumerate(contents):
        (folder / f"{number:05}.pdf").write_bytes(content)
        document = pypdfium2.PdfDocument(content)
        pages += len(document)
        document.close()
    return pages


def look(process: int, done: int) -> Look | None:
    """The memory of a process; None when it ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return None
    sizes = {line.split(":")[0]: int(line.split()[1]) / MEGABYTE for line in lines if line.startswith("Vm")}
    return Look(done, sizes["VmRSS"], sizes["VmHWM"]) if "VmRSS" in sizes else None


def run(folder: Path, out: Path, options: Sequence[str]) -> tuple[float, list[Look]]:
    """Processor seconds of a run with one worker, and the looks at that worker."""
    log = out.with_suffix(".jsonl")
    command = [sys.executable, "-m", "pipeline", "ingest", str(folder), "--out", str(out), "--workers", "1"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(
        [*command, "--log-json", str(log), *options],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    looks: list[Look] = []
    worker, count = 0, sum(1 for _ in folder.iterdir())
    while process.poll() is None:
        time.sleep(0.1)
        done = log.read_bytes().count(b'"event": "source"') if log.exists() else 0
        living = [number for number in processes_of(process.pid) if number != process.pid]
        worker = worker if worker in living else min(living, default=0)
        found = look(worker, done) if done < count else None  # then it publishes
        looks += [found] if found is not None else []
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode > 1:
        raise SystemExit(f"the run ended with {process.returncode}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, looks


def report(looks: Sequence[Look], count: int) -> str:
    """Memory of the worker after shares of the documents."""
    found = []
    for share in SHARES:
        at = next((seen for seen in looks if seen.done >= share * count), looks[-1])
        found.append(f"{at.done} documents {at.resident:.0f} MB (peak {at.peak:.0f})")
    return "worker: " + ", ".join(found)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=12)
    parser.add_argument("--styles", nargs="*", default=[])
    parser.add_argument("--ocr", choices=("auto", "off"), default="off")
    call = parser.parse_args()
    print(f"machine: {machine()}; load when started {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"
        folder.mkdir()
        made = (
            repeated(call.files, call.documents)
            if call.files
            else made_up(call.documents, call.rows, call.styles)
        )
        pages = written(made, folder)
        seconds, looks = run(folder, Path(place) / "out", ["--ocr", call.ocr])
    print(
        f"{call.documents} documents, {pages} pages to Parquet: {seconds:.1f} s of processor time, "
        f"{pages / seconds:.1f} pages/s per core"
    )
    print(report(looks, call.documents))


if __name__ == "__main__":
    main()
