"""The stage: partitions are written here, whole, before any file of the release is touched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.files import flush, write_whole
from pipeline.release import File
from pipeline.store import STORE

STAGE = "staging"
JOURNAL = "publishing.json"


@dataclass(frozen=True, slots=True)
class Stage:
    """The stage of an output folder and the journal of the partitions that are being moved out of it."""

    out: Path

    @property
    def root(self) -> Path:
        """Where staged partitions stand, as `dataset/year` like in the release."""
        return self.out / STORE / STAGE

    @property
    def journal(self) -> Path:
        """Names the partitions that may be half changed, while a publish is under way."""
        return self.out / STORE / JOURNAL

    def clear(self) -> None:
        """Remove what an interrupted publish left."""
        shutil.rmtree(self.root, ignore_errors=True)

    def doubtful(self) -> set[str]:
        """Partitions that an interrupted publish may have left half changed."""
        try:
            return set(json.loads(self.journal.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return set()

    def place(self, file: File) -> Path:
        """Where a file of the release to be stands now: on the stage, or published already."""
        staged = self.root / file.path
        return staged if staged.exists() else self.out / file.path

    def move(self, files: Iterable[File]) -> None:
        """Move staged files into the release; the journal says so before the first one moves."""
        staged = [file for file in files if (self.root / file.path).exists()]
        noted = sorted({file.partition for file in staged} | self.doubtful())
        if not staged:
            return
        write_whole(self.journal, json.dumps(noted).encode())
        for file in staged:
            target = self.out / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            (self.root / file.path).replace(target)
        for folder in sorted({(self.out / file.path).parent for file in staged}):
            flush(folder)
        self.clear()

    def end(self) -> None:
        """The publish is complete: nothing is doubtful any more."""
        self.journal.unlink(missing_ok=True)
