"""One run per output in object storage.

Each run puts a claim of its own and lists all claims after that. Object storage shows an object as soon as it was put, so of
two runs that start at once at least one sees the other: never do both go on. A run that sees another takes its claim back.
"""

from __future__ import annotations

import os
import random
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.files import write_whole
from pipeline.remote import Remote
from pipeline.store import STORE
from schemas.errors import ReleaseError

CLAIMS = f"{STORE}/lock-remote"
WAIT_SECONDS = 2.0  # at most, before a run that met another at its start tries again
TRIES = 5
HOLDER_WORDS = 4  # process PID on HOST


@contextmanager
def held(remote: Remote, out: Path) -> Iterator[None]:
    """Hold the lock of an output in object storage; `ReleaseError` names who has it, `out` is the working copy."""
    claim = _claimed(remote, out / STORE / "holder")
    try:
        yield
    finally:
        remote.delete(claim)


def _claimed(remote: Remote, notice: Path) -> str:
    """The key of a claim that stood alone when it was made."""
    seen: dict[str, str] = {}
    for _ in range(TRIES):
        claim = f"{CLAIMS}/{secrets.token_hex(8)}"
        write_whole(notice, f"process {os.getpid()} on {socket.gethostname()}".encode())
        remote.put(claim, notice)
        others = _others(remote, claim, notice)
        if not others:
            notice.unlink(missing_ok=True)
            return claim
        remote.delete(claim)
        if lasting := others.keys() & seen.keys():
            raise _in_use(remote, min(lasting), others[min(lasting)])
        seen = others
        time.sleep(random.uniform(0, WAIT_SECONDS))
    raise _in_use(remote, min(seen), seen[min(seen)])


def _in_use(remote: Remote, claim: str, holder: str) -> ReleaseError:
    return ReleaseError(
        f"{remote.shown} is in use by {holder}: wait for it to end; if it died, delete {remote.shown}/{claim}"
    )


def _others(remote: Remote, own: str, notice: Path) -> dict[str, str]:
    """Claims of others by key, each with its holder; those of dead processes of this machine are removed."""
    found = {}
    for key in remote.list(CLAIMS):
        if key == own:
            continue
        try:
            remote.get(key, notice)
        except (FileNotFoundError, ReleaseError):
            if key in remote.list(CLAIMS):
                raise
            continue  # it was taken back
        holder = notice.read_text(encoding="utf-8")
        if _died(holder):
            remote.delete(key)
        else:
            found[key] = holder
    return found


def _died(holder: str) -> bool:
    """Whether a holder was a process of this machine that is no more."""
    words = holder.split()
    if len(words) != HOLDER_WORDS or words[3] != socket.gethostname():
        return False
    try:
        os.kill(int(words[1]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
