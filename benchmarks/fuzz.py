"""Hostile files through the command line: every one must end with a status, in time and within its memory.

python -m benchmarks.fuzz [--copies 40] [--seed 0] [--memory-mb 1200] [--seconds 60] [--only NAME …]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.formats import drawn
from benchmarks.generator.documents import final_accounts
from benchmarks.generator.hostile import attacks, damaged
from benchmarks.generator.office import docx_of, xlsx_of
from benchmarks.generator.plain import plain_of
from benchmarks.generator.web import html_of

ROOT = Path(__file__).resolve().parent.parent
LIMITED = ("crashed", "timeout", "out_of_memory", "no_progress")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one file ended: `status` is None when the run gave none."""

    name: str
    status: str | None
    reason: str | None
    message: str


def files(random: Random, copies: int) -> Iterator[tuple[str, bytes]]:
    """The attacks, then damaged copies of good files of every format."""
    yield from attacks(random)
    made = final_accounts(1, rows=20)
    good = {
        "good.pdf": drawn(made), "good.docx": docx_of(made), "good.xlsx": xlsx_of(made),
        "good.html": html_of(made), "good.txt": plain_of(made, "tabs"),
    }  # fmt: skip
    for name, data in good.items():
        yield from damaged(random, name, data, copies)


def written(folder: Path, random: Random, copies: int, only: Sequence[str]) -> list[str]:
    """Write the files into a folder and give their names."""
    names = []
    for name, data in files(random, copies):
        if not only or any(part in name for part in only):
            (folder / name).write_bytes(data)
            names.append(name)
    return names


def ingest(folder: Path, out: Path, seconds: int, memory: int, workers: int) -> tuple[int, str, float]:
    """Exit status, what was printed, and seconds of one run over the folder."""
    command = [
        sys.executable, "-m", "pipeline", "ingest", str(folder), "--out", str(out), "--workers", str(workers),
        "--time-limit", str(seconds), "--memory-limit", str(memory),
    ]  # fmt: skip
    begun = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr, time.monotonic() - begun


def outcomes(names: Sequence[str], out: Path) -> list[Outcome]:
    """What the release says of each file; a member of an archive counts for the archive that it came from."""
    import pyarrow.parquet as pq

    rows = [
        row
        for path in sorted((out / "documents").rglob("*.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]
    found = []
    for name in names:
        own = [row for row in rows if name in (*str(row["source_name"]).split("/"),)]
        row = own[0] if own else None
        found.append(
            Outcome(
                name, row and row["status"], row and row["status_reason"], "" if row else "no document row"
            )
        )
    return found


def escaped(folder: Path) -> list[str]:
    """Files that an archive put outside of its folder."""
    return [str(path) for place in (folder, folder.parent, ROOT) for path in place.glob("escaped*")]


def main() -> None:
    """Run and print how many ended how; exit status 1 when a file has no status or the run broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--memory-mb", type=int, default=1200)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=[])
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place) / "in", Path(place) / "out"
        folder.mkdir()
        names = written(folder, Random(call.seed), call.copies, call.only)
        status, printed, seconds = ingest(folder, out, call.seconds, call.memory_mb, call.workers)
        found = outcomes(names, out)
        outside = escaped(folder)
    ends = Counter((one.status, one.reason) for one in found)
    for (end, reason), count in sorted(ends.items(), key=str):
        print(f"{count:6}  {end} {reason or ''}")
    lost = [one for one in found if one.status is None]
    for one in found:
        if one.status is None or one.reason in LIMITED:
            print(f"    {one.name}: {one.status} {one.reason} {one.message}")
    print(f"{len(names)} files in {seconds:.0f} s, exit status {status}; without a status: {len(lost)}")
    if status not in (0, 1) or lost or outside:
        print(printed[-3000:], *outside, sep="\n")
        raise SystemExit(1)


if __name__ == "__main__":
    main()
