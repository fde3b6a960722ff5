"""Summaries of what a run read, kept on disk until all is read: memory of a run does not grow with its sources."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.extract import Summary, lean
from schemas.errors import ReleaseError


@dataclass(frozen=True, slots=True)
class Spool:
    """A file without a name, gone when it is closed; `ReleaseError` when there is no room for it."""

    out: Path
    file: IO[bytes]

    def add(self, summary: Summary) -> None:
        """Keep a summary."""
        try:
            pickle.dump(summary, self.file, pickle.HIGHEST_PROTOCOL)
        except OSError as error:
            raise _no_room(self.out, error) from error

    def summaries(self) -> Iterator[Summary]:
        """What was kept, in the order in which it came."""
        try:
            self.file.seek(0)
        except OSError as error:
            raise _no_room(self.out, error) from error
        with suppress(EOFError):
            while True:
                yield lean(pickle.load(self.file))


@contextmanager
def spooling(out: Path, folder: Path) -> Iterator[Spool]:
    """An empty spool on the disk of a folder, which is made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # closed below
    except OSError as error:
        raise _no_room(out, error) from error
    try:
        yield Spool(out, file)
    finally:
        with suppress(OSError):  # what could not be written was told when it was
            file.close()


def _no_room(out: Path, error: OSError) -> ReleaseError:
    return ReleaseError(
        f"cannot write to {out}: {error.strerror}; make room or give leave to write, then run the same "
        "command again: what was read is kept"
    )
