"""ZIP archives: their entries, and the bytes of one, read where it stands."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path

from pipeline.entries import Entry, safe_name
from schemas.errors import Unreadable

MAGIC = b"PK\x03\x04"
OFFICE = frozenset({"xl/workbook.xml", "word/document.xml", "ppt/presentation.xml", "[Content_Types].xml"})
LOCKED, UNICODE = 0x1, 0x800
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


def entries(data: bytes | Path) -> list[Entry] | None:
    """What stands in a ZIP, in its order; None when it is an office file, or damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as archive:
            if OFFICE & set(archive.namelist()):
                return None
            return [
                Entry(member_name(info), info.file_size, info.is_dir(), bool(info.flag_bits & LOCKED))
                for info in archive.infolist()
            ]
    except DAMAGED:
        return None


def read(data: bytes | Path, ordinal: int, most: int) -> bytes:
    """At most the first `most` bytes of an entry; `Unreadable` when the archive is damaged or locked."""
    try:
        if isinstance(data, bytes):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return _member(archive, archive.infolist()[ordinal], most)
        stat = data.stat()
        archive = _directory(data, stat.st_size, stat.st_mtime_ns)
        return _member(archive, archive.infolist()[ordinal], most)
    except DAMAGED as error:
        raise Unreadable(f"the archive is damaged ({type(error).__name__})") from error


@lru_cache(maxsize=2)
def _directory(path: Path, _size: int, _changed: int) -> zipfile.ZipFile:
    """An archive on disk with its list of members, kept: reading it again for each of many members is quadratic."""
    return zipfile.ZipFile(path)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    if info.flag_bits & LOCKED:
        raise Unreadable("it is locked with a password")
    with archive.open(info) as file:
        return file.read(most)


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name as its author wrote it; old archives keep it in GBK."""
    name = info.filename
    if not info.flag_bits & UNICODE:
        raw = name.encode("cp437", errors="replace")
        name = next(
            (text for code in ("utf-8", "gb18030") if (text := _decoded(raw, code)) is not None), name
        )
    return safe_name(name)


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
