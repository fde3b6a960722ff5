"""ZIP archives in an input folder: every member is a source of its own, read where it stands and never unpacked to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from schemas.errors import Unreadable

MAGIC = b"PK\x03\x04"
OFFICE = frozenset({"xl/workbook.xml", "word/document.xml", "ppt/presentation.xml", "[Content_Types].xml"})
MOST_MEMBERS = 10_000
LARGEST_MEMBER = 256 * 1024 * 1024
LARGEST_TOTAL = 4 * 1024 * 1024 * 1024
DEEPEST = 3
LOCKED, UNICODE = 0x1, 0x800
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive: the archive on disk, and the ordinal of the member in each archive on the way down."""

    archive: Path
    ordinals: tuple[int, ...]
    name: str

    def __str__(self) -> str:
        return f"{self.archive}/{self.name}"

    def read_bytes(self) -> bytes:
        """The member's bytes; `Unreadable` when the archive is damaged or the member larger than it says or may be."""
        data: bytes | Path = self.archive
        for ordinal in self.ordinals:
            data = _read(data, ordinal)
        assert isinstance(data, bytes)
        return data


def _open(data: bytes | Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)


@lru_cache(maxsize=2)
def _directory(path: Path, _size: int, _changed: int) -> zipfile.ZipFile:
    """An archive on disk with its list of members, kept: reading it again for each of many members is quadratic."""
    return zipfile.ZipFile(path)


def _read(data: bytes | Path, ordinal: int) -> bytes:
    try:
        if isinstance(data, bytes):
            with _open(data) as archive:
                return _member(archive, archive.infolist()[ordinal], LARGEST_MEMBER)
        stat = data.stat()
        archive = _directory(data, stat.st_size, stat.st_mtime_ns)
        return _member(archive, archive.infolist()[ordinal], LARGEST_MEMBER)
    except DAMAGED as error:
        raise Unreadable(f"the archive is damaged ({type(error).__name__})") from error


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    if info.flag_bits & LOCKED:
        raise Unreadable("it is locked with a password")
    with archive.open(info) as file:
        found = file.read(most + 1)
    if len(found) > most:
        raise Unreadable("it unpacks to more than the limit")
    return found


def _begins_archive(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Whether a member is stored as an archive, by its first bytes; its own reader reports what is wrong with others."""
    try:
        with archive.open(info) as file:
            return file.read(len(MAGIC)) == MAGIC
    except DAMAGED:
        return False


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of files, rather than an office file that is stored as one."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return False
        with zipfile.ZipFile(path) as archive:
            return not OFFICE & set(archive.namelist())
    except DAMAGED:
        return False


def held_at(path: Path) -> Path | Member | None:
    """The file at a path, or the member of the archive that the path leads through; None when there is neither."""
    if path.is_file():
        return path
    archive = next((above for above in path.parents if above.is_file()), None)
    if archive is None or not is_archive(archive):
        return None
    wanted = path.relative_to(archive).as_posix()
    return next(
        (member for member, _, problem in members(archive, "") if member.name == wanted and not problem), None
    )


def members(path: Path, name: str) -> Iterator[tuple[Member, str, str | None]]:
    """The files of an archive and of archives inside it with their names, and why one cannot be read, if so."""
    yield from _members(path, path, (), "", name, [LARGEST_TOTAL])


def _members(
    data: bytes | Path, path: Path, above: tuple[int, ...], inner: str, outer: str, room: list[int]
) -> Iterator[tuple[Member, str, str | None]]:
    with _open(data) as archive:
        infos = archive.infolist()
        for ordinal, info in enumerate(infos[:MOST_MEMBERS]):
            shown = member_name(info)
            if info.is_dir() or any(part.startswith((".", "_")) for part in shown.split("/")):
                continue
            member = Member(path, (*above, ordinal), f"{inner}{shown}")
            full = f"{outer}/{shown}"
            room[0] -= info.file_size
            if info.file_size > LARGEST_MEMBER or room[0] < 0:
                yield member, full, "the archive unpacks to more than the limit"
            elif info.flag_bits & LOCKED:
                yield member, full, "it is locked with a password"
            elif _begins_archive(archive, info):
                yield from _one(member, full, room)
            else:
                yield member, full, None
    if len(infos) > MOST_MEMBERS:
        rest = Member(path, (*above, MOST_MEMBERS), f"{inner}…")
        yield rest, f"{outer}/…", f"the archive has {len(infos)} members, more than {MOST_MEMBERS}"


def _one(member: Member, full: str, room: list[int]) -> Iterator[tuple[Member, str, str | None]]:
    """A member, or the members of an archive inside the archive."""
    try:
        data = member.read_bytes()
    except Unreadable as error:
        yield member, full, str(error)
        return
    if not data.startswith(MAGIC):
        yield member, full, None
        return
    try:
        with _open(data) as archive:
            office = bool(OFFICE & set(archive.namelist()))
    except DAMAGED:
        office = True
    if office:
        yield member, full, None
    elif len(member.ordinals) >= DEEPEST:
        yield member, full, f"archives inside archives are read {DEEPEST} deep and no deeper"
    else:
        yield from _members(data, member.archive, member.ordinals, f"{member.name}/", full, room)


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name as its author wrote it, without any step out of the archive; old archives keep it in GBK."""
    name = info.filename
    if not info.flag_bits & UNICODE:
        raw = name.encode("cp437", errors="replace")
        name = next(
            (text for code in ("utf-8", "gb18030") if (text := _decoded(raw, code)) is not None), name
        )
    parts = PurePosixPath(name.replace("\\", "/")).parts
    safe = [part.replace("\0", "") for part in parts if part not in ("/", "..", ".")]
    return "/".join(part.rstrip(":") for part in safe if part) or "_"


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
