"""Kill `gongkai ingest` at random moments, start it again, and compare the release byte by byte.

Run through `make kill-test`, or: python -m benchmarks.kill_test [--kills N] [--documents N] [--seed N]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.documents import write_documents

ROOT = Path(__file__).resolve().parent.parent
DEATH_SECONDS = 5.0


def release_bytes(out: Path) -> dict[str, str]:
    """SHA-256 of every file of a release; extracts and reports of runs are no part of it."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.relative_to(out).parts[0].startswith("_")
    }


def leftovers(out: Path) -> list[str]:
    """Temporary and staged files, and a journal, that a finished run must not leave."""
    store = out / "_store"
    found = [*out.rglob(".tmp-*"), *store.glob("staging/**/*"), *store.glob("publishing.json")]
    return [path.relative_to(out).as_posix() for path in found]


def processes_of(session: int) -> list[int]:
    """Living processes of a session, zombies aside."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, _, owner = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            except OSError:
                continue
            if int(owner) == session and state != "Z":
                found.append(int(entry.name))
    return found


@dataclass(slots=True)
class Trial:
    """Runs of one folder into one output folder, killed and started again until one of them ends."""

    inputs: list[Path]
    out: Path
    workers: int
    chance: random.Random
    phases: Counter[str] = field(default_factory=Counter)

    def start(self) -> subprocess.Popen[bytes]:
        """A run in a session of its own."""
        self.log.unlink(missing_ok=True)
        command = [sys.executable, "-m", "pipeline", "ingest", *map(str, self.inputs), "--out", str(self.out)]
        command += ["--workers", str(self.workers), "--log-json", str(self.log)]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=quiet, stderr=quiet)

    @property
    def log(self) -> Path:
        """The log of the run under way."""
        return self.out.with_suffix(".jsonl")

    def finish(self) -> float:
        """Let a run end and give its seconds."""
        started = time.monotonic()
        if self.start().wait() not in (0, 1):
            raise SystemExit(f"a run over {self.out} failed")
        return time.monotonic() - started

    def kill(self, seconds: float, whole_group: bool) -> bool:
        """Start a run and kill it after `seconds`; False when it was faster."""
        process = self.start()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.phases[self.phase()] += 1
            (os.killpg if whole_group else os.kill)(process.pid, signal.SIGKILL)
            process.wait()
            self.expect_no_process(process.pid)
            return True
        return False

    def phase(self) -> str:
        """What the run was doing, by its log."""
        try:
            events = [json.loads(line)["event"] for line in self.log.read_text(encoding="utf-8").splitlines()]
        except (OSError, ValueError):
            events = []
        names = {"begin": "reading", "source": "reading", "end": "publishing"}
        return names.get(events[-1], events[-1]) if events else "starting"

    def expect_no_process(self, session: int) -> None:
        """Workers die with their parent, also when only that was killed."""
        until = time.monotonic() + DEATH_SECONDS
        while left := processes_of(session):
            if time.monotonic() > until:
                raise SystemExit(f"processes {left} outlived their run")
            time.sleep(0.02)


def compare(out: Path, expected: dict[str, str]) -> None:
    """End with an error when a release is not what an uninterrupted run made, or something was left behind."""
    found = release_bytes(out)
    if found != expected:
        differing = sorted(
            name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)
        )
        raise SystemExit(f"{len(differing)} files differ from those of an uninterrupted run: {differing[:5]}")
    if left := leftovers(out):
        raise SystemExit(f"left behind: {left[:5]}")


def kill_test(place: Path, kills: int, documents: int, seed: int) -> Counter[str]:
    """Kill runs until `kills` are dead; number of kills by what the run was doing."""
    chance = random.Random(seed)
    folder = place / "in"
    write_documents(folder, 0, documents)
    clean = Trial([folder], place / "clean", 1, chance)
    seconds = clean.finish()
    expected = release_bytes(clean.out)
    phases: Counter[str] = Counter()
    rounds = 0
    while phases.total() < kills:
        rounds += 1
        trial = Trial([folder], place / f"round-{rounds}", chance.choice((1, 2, 4)), chance)
        while phases.total() + trial.phases.total() < kills:
            if not trial.kill(chance.uniform(0.1, seconds), chance.random() < 0.7):
                break
        trial.finish()
        compare(trial.out, expected)
        phases += trial.phases
        shutil.rmtree(trial.out)
    print(
        f"{phases.total()} kills in {rounds} rounds of {documents} documents: {dict(sorted(phases.items()))}"
    )
    print("every release equal to that of an uninterrupted run, nothing left behind")
    return phases


def same_bytes(place: Path, documents: int, seed: int) -> None:
    """Compare the releases of 1, 2 and 4 workers, and of inputs given in another order."""
    chance = random.Random(seed)
    folder = place / "in"
    write_documents(folder, 0, documents)
    flat = place / "flat"
    flat.mkdir()
    for path in folder.rglob("*.txt"):
        shutil.copy(path, flat)
    files = sorted(flat.iterdir())
    expected: dict[str, str] = {}
    for workers, inputs in ((1, [flat]), (2, [flat]), (4, [flat]), (2, chance.sample(files, len(files)))):
        trial = Trial(inputs, place / f"workers-{workers}-{len(inputs)}", workers, chance)
        trial.finish()
        expected = expected or release_bytes(trial.out)
        compare(trial.out, expected)
    print("the same bytes with 1, 2 and 4 workers and with inputs in another order")


def main() -> None:
    """Run both and print what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--documents", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        kill_test(Path(place), call.kills, call.documents, call.seed)
    with tempfile.TemporaryDirectory() as place:
        same_bytes(Path(place), call.documents, call.seed)


if __name__ == "__main__":
    main()
