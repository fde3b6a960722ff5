"""One run per output folder."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import ReleaseError


@contextmanager
def locked(out: Path) -> Iterator[bool]:
    """Hold the lock of an output folder; `ReleaseError` names the holder when another run has it.

    Gives whether the last run ended well. The lock ends with its process: one that died is in nobody's way.
    """
    path = out / "_store" / "lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b", buffering=0)
    except OSError as error:
        raise ReleaseError(f"cannot write to {out}: {error.strerror}; choose another --out") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().decode().strip() or "another run"
            raise ReleaseError(f"{out} is in use by {holder}: wait for it to end, or stop it") from error
        file.seek(0)
        clean = not file.read().strip()
        try:
            file.truncate(0)
            file.write(f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        except OSError as error:
            raise ReleaseError(f"cannot write to {out}: {error.strerror}; make room and run again") from error
        yield clean
        file.truncate(0)
