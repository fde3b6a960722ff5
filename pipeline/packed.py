"""RAR and 7z archives, through unar where that is installed: listed by lsar, and read entry by entry without a file on disk."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.entries import Entry, safe_name
from schemas.errors import SourceError, Unreadable, Unsupported

MAGICS = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
LISTER, UNPACKER = "lsar", "unar"
SECONDS = 50.0  # below the time that a worker may stand still
LARGEST_LIST = 64 * 1024 * 1024
ADVICE = "RAR or 7z without unar: install unar, or unpack it and put the files into the folder"


def entries(data: bytes | Path) -> list[Entry] | None:
    """What stands in a RAR or 7z, in its order; None without unar, or when the archive is damaged or its list locked."""
    if isinstance(data, Path):
        return _at(data)
    with _on_disk(data) as path:
        return _list(path)


def read(data: bytes | Path, ordinal: int, most: int) -> bytes:
    """At most the first `most` bytes of an entry; `Unreadable` when it is damaged, locked or takes too long."""
    program = shutil.which(UNPACKER)
    if program is None:
        raise Unsupported(ADVICE)
    with _on_disk(data) as path:
        command = [program, "-quiet", "-output-directory", "-", "-indexes", str(path), str(ordinal)]
        found = _run(command, most)
        listed = _at(path) if isinstance(data, Path) else _list(path)
    entry = listed[ordinal] if listed and ordinal < len(listed) else None
    if entry is None or (len(found) < most and not _is_whole(found, entry)):
        raise Unreadable("the archive is damaged, or locked with a password")
    return found


def _is_whole(found: bytes, entry: Entry) -> bool:
    """Whether the bytes are those that were packed: unar prints what it has, and says nothing of what is wrong with it."""
    return len(found) == entry.size and (entry.crc is None or zlib.crc32(found) == entry.crc)


def fault() -> SourceError:
    """Why an archive of this kind is no archive of readable members."""
    if shutil.which(LISTER) is None:
        return Unsupported(ADVICE)
    return Unreadable("the archive is damaged, or its list is locked with a password")


def _at(path: Path) -> list[Entry] | None:
    stat = path.stat()
    return _listed(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=2)
def _listed(path: Path, _size: int, _changed: int) -> list[Entry] | None:
    return _list(path)


def _list(path: Path) -> list[Entry] | None:
    program = shutil.which(LISTER)
    if program is None:
        return None
    try:
        found = _run([program, "-json", str(path)], LARGEST_LIST)
        contents = json.loads(found.decode("utf-8", errors="replace"), strict=False)["lsarContents"]
    except (Unreadable, ValueError, KeyError, RecursionError):
        return None
    return [_entry(item) for item in contents] or None


def _entry(item: dict[str, Any]) -> Entry:
    """An entry as lsar tells it: a link is no file, and its checksum has a name for each kind of archive."""
    sums = [value for key, value in item.items() if key.endswith("CRC32") and isinstance(value, int)]
    return Entry(
        safe_name(str(item.get("XADFileName", ""))),
        int(item.get("XADFileSize", 0)),
        bool(item.get("XADIsDirectory")) or bool(item.get("XADIsLink")),
        bool(item.get("XADIsEncrypted")),
        sums[0] if sums else None,
    )


@contextlib.contextmanager
def _on_disk(data: bytes | Path) -> Iterator[Path]:
    if isinstance(data, Path):
        yield data
        return
    with tempfile.NamedTemporaryFile(suffix=".archive") as file:
        file.write(data)
        file.flush()
        yield Path(file.name)


def _run(command: list[str], most: int) -> bytes:
    """At most the first `most` bytes that a program prints; `Unreadable` when it takes too long.

    The program has a group of its own, which ends with it.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    late = threading.Event()
    clock = threading.Timer(SECONDS, _too_late, (process, late))
    clock.start()
    try:
        with process.stdout as printed:  # type: ignore[union-attr]  # it is a pipe
            found = printed.read(most)
    finally:
        clock.cancel()
        _end(process)
        process.wait()
    if late.is_set():
        raise Unreadable(f"{Path(command[0]).name} took more than {SECONDS:g} s")
    return found


def _too_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
