"""A database on the disk of a run's output folder, for what is known of each source: memory does not grow with them."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.files import TEMPORARY
from pipeline.store import STORE
from schemas.errors import ReleaseError

SETTINGS = ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-2000")


@contextmanager
def scratch(out: Path) -> Iterator[sqlite3.Connection]:
    """An empty database without a name, gone when it is closed; `ReleaseError` when there is no room for it."""
    path = out / STORE / f"{TEMPORARY}{os.getpid()}-scratch"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        db = sqlite3.connect(path, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise _no_room(out, error) from error
    try:
        for setting in SETTINGS:
            db.execute(f"PRAGMA {setting}")
        db.execute("BEGIN")  # never ended: what the cache cannot hold goes to the file
        db.execute("CREATE TABLE made (at)")
        path.unlink()
        yield db
    except sqlite3.OperationalError as error:
        raise _no_room(out, error) from error
    finally:
        db.close()


def _no_room(out: Path, error: OSError | sqlite3.Error) -> ReleaseError:
    if isinstance(error, OSError):
        said = error.strerror
    elif getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        said = os.strerror(errno.ENOSPC)
    else:
        said = str(error)
    return ReleaseError(
        f"cannot write to {out}: {said}; make room or give leave to write, then run the same command again: "
        "what was read is kept"
    )
