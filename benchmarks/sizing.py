"""What a document costs, by format: processor time, memory, bytes; and from that what 10⁴, 10⁶ and 10⁷ of them cost.

python -m benchmarks.sizing [--documents 20] [--scans 1] [--core-hour 0.04] [--gigabyte-month 0.02]
Documents are complete made-up departments of 20 to 200 rows by function (benchmarks/generator). Prices are the reader's own, in
any currency. Only the first table is measured; the second multiplies it, on the assumption that cost grows with the number
of documents, which `benchmarks.soak` shows for 20,000 and nothing shows beyond.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.formats import drawn, scanned
from benchmarks.generator.documents import MadeUp, final_accounts
from benchmarks.generator.office import docx_of, xlsx_of
from benchmarks.generator.plain import plain_of
from benchmarks.generator.web import html_of
from benchmarks.soak import size_of
from benchmarks.throughput import machine
from pipeline.extract import Options
from pipeline.fingerprint import fingerprint
from pipeline.ingest import Order, ingest
from pipeline.process import process
from pipeline.store import Store
from schemas.records import DATASETS

KILO, MEGA, GIGA, HOUR = 1e3, 1024 * 1024, 1e9, 3600
COUNTS = {"10^4": 10**4, "10^6": 10**6, "10^7": 10**7}
FORMATS: dict[str, Callable[[MadeUp], bytes]] = {
    "text": partial(plain_of, layout="page"),
    "xlsx": xlsx_of,
    "docx": docx_of,
    "html": html_of,
    "pdf": drawn,
    "scan": partial(scanned, dpi=150, skew=0.3, noise=0.0),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """One more document on average: processor seconds of reading and publishing, bytes; peak memory of a worker."""

    read: float
    publish: float
    source: float
    extract: float
    release: float
    rows: float
    peak: int


def measure(name: str, count: int, answer: multiprocessing.queues.Queue[Cost]) -> None:
    """Read and publish `count` documents of a format and answer what one costs; to be run in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder, out, version = Path(place) / "in", Path(place) / "out", fingerprint(Options())
        folder.mkdir()
        for seed in range(count + 1):
            (folder / f"{seed:05}").write_bytes(FORMATS[name](final_accounts(seed)))
        first, *others = sorted(folder.iterdir())
        Store(out).write(process(first.read_bytes(), Options()), version, Options())
        one, before = size_of(out), time.process_time()
        for path in others:
            Store(out).write(process(path.read_bytes(), Options()), version, Options())
        read, extracts = time.process_time() - before, size_of(out) - one
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        published([first], out)  # libraries are loaded and caches filled
        few = published([first], out)
        many = published([first, *others], out)
        totals = (read, many[0] - few[0], sum(path.stat().st_size for path in others), extracts)
        answer.put(Cost(*(total / count for total in (*totals, many[1] - few[1], many[2] - few[2])), peak))


def published(files: list[Path], out: Path) -> tuple[float, int, int]:
    """Processor seconds, bytes and rows of a release of some files whose extracts are there."""
    for dataset in DATASETS:
        shutil.rmtree(out / dataset, ignore_errors=True)
    (out / "_store" / "ledger.jsonl").unlink(missing_ok=True)
    before = time.process_time()
    result = ingest(Order(tuple(files), out))
    seconds = time.process_time() - before
    assert result.read == 0
    size = size_of(out) - size_of(out / "_store") - size_of(out / "_runs")
    return seconds, size, sum(result.release.rows(dataset) for dataset in result.release.files)


def measured(name: str, count: int) -> Cost:
    """`measure` in a fresh process."""
    context = multiprocessing.get_context("spawn")
    answer: multiprocessing.queues.Queue[Cost] = context.Queue()
    process = context.Process(target=measure, args=(name, count, answer))
    process.start()
    cost = answer.get()
    process.join()
    return cost


def projected(name: str, cost: Cost, core_hour: float, gigabyte_month: float) -> None:
    """Print what many documents cost."""
    for shown, count in COUNTS.items():
        hours, publishing = cost.read * count / HOUR, cost.publish * count / HOUR
        stored = (cost.extract + cost.release) * count / GIGA
        price = (hours + publishing) * core_hour + stored * gigabyte_month
        print(
            f"{name:<6} {shown:>5} {hours:12,.1f} {publishing:12,.1f} {cost.source * count / GIGA:10,.1f} "
            f"{stored:10,.1f} {1000 * price / count:14.4f}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--scans", type=int, default=1)
    parser.add_argument("--core-hour", type=float, default=0.04)
    parser.add_argument("--gigabyte-month", type=float, default=0.02)
    call = parser.parse_args()
    print(f"machine: {machine()}; load when started {os.getloadavg()[0]:.1f}")
    print("format  read s  publish ms  source KB  extract KB  release KB    rows  peak MB")
    costs: dict[str, Cost] = {}
    for name in FORMATS:
        count = call.scans if name == "scan" else call.documents
        if count:
            found = costs[name] = measured(name, count)
            print(
                f"{name:<6} {found.read:7.2f} {1000 * found.publish:11.1f} {found.source / KILO:10.0f} "
                f"{found.extract / KILO:11.0f} {found.release / KILO:11.0f} {found.rows:7.0f} {found.peak / MEGA:8.0f}"
            )
    print(f"\nprojected with {call.core_hour} per core hour and {call.gigabyte_month} per GB and month:")
    print("format count   read core-h publish core-h sources GB    kept GB  per 1,000 + month")
    for name, found in costs.items():
        projected(name, found, call.core_hour, call.gigabyte_month)


if __name__ == "__main__":
    main()
