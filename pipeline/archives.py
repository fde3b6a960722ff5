"""Archives in an input folder: every member is a source of its own, read where it stands and never unpacked to disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from pipeline import packed, zipped
from pipeline.entries import Entry
from schemas.errors import SourceError, Unreadable

MOST_MEMBERS = 10_000
LARGEST_MEMBER = 256 * 1024 * 1024
LARGEST_TOTAL = 4 * 1024 * 1024 * 1024
DEEPEST = 3
# What reads the archives that begin like this: the entries of one, and the bytes of an entry.
KINDS: dict[bytes, ModuleType] = {zipped.MAGIC: zipped, **dict.fromkeys(packed.MAGICS, packed)}
BEGINNING = max(map(len, KINDS))
BEGINNINGS = tuple(KINDS)


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive: the archive on disk, and the ordinal of the member in each archive on the way down."""

    archive: Path
    ordinals: tuple[int, ...]
    name: str

    def __str__(self) -> str:
        return f"{self.archive}/{self.name}"

    def read_bytes(self) -> bytes:
        """The member's bytes; `SourceError` when the archive is damaged or the member larger than it says or may be."""
        data: bytes | Path = self.archive
        for ordinal in self.ordinals:
            data = _read(data, ordinal)
        assert isinstance(data, bytes)
        return data


def _kind(data: bytes | Path) -> ModuleType | None:
    """What reads the archive that the bytes begin, if they begin one."""
    if isinstance(data, Path):
        with data.open("rb") as file:
            data = file.read(BEGINNING)
    return next((kind for magic, kind in KINDS.items() if data.startswith(magic)), None)


def begins_archive(data: bytes) -> bool:
    """Whether bytes are the beginning of an archive, or of an office file that is stored as one."""
    return data.startswith(BEGINNINGS)


def _read(data: bytes | Path, ordinal: int) -> bytes:
    try:
        kind = _kind(data)
    except OSError as error:
        raise Unreadable(f"the archive cannot be opened ({type(error).__name__})") from error
    if kind is None:
        raise Unreadable("the archive is no archive any more")
    found: bytes = kind.read(data, ordinal, LARGEST_MEMBER + 1)
    if len(found) > LARGEST_MEMBER:
        raise Unreadable("it unpacks to more than the limit")
    return found


def _entries(data: bytes | Path) -> list[Entry] | None:
    """What stands in an archive of files; None for everything else, office files and damaged archives included."""
    try:
        kind = _kind(data)
    except OSError:
        return None
    return None if kind is None else kind.entries(data)


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of files, rather than an office file that is stored as one."""
    return _entries(path) is not None


def held_at(path: Path) -> Path | Member | None:
    """The file at a path, or the member of the archive that the path leads through; None when there is neither."""
    if path.is_file():
        return path
    archive = next((above for above in path.parents if above.is_file()), None)
    if archive is None:
        return None
    wanted = path.relative_to(archive).as_posix()
    return next(
        (member for member, _, problem in members(archive, "") if member.name == wanted and not problem), None
    )


def members(path: Path, name: str) -> Iterator[tuple[Member, str, str | None]]:
    """The files of an archive and of archives inside it with their names, and why one cannot be read, if so."""
    yield from _members(path, Member(path, (), ""), name, [LARGEST_TOTAL])


def _members(
    data: bytes | Path, above: Member, outer: str, room: list[int]
) -> Iterator[tuple[Member, str, str | None]]:
    entries = _entries(data) or []
    for ordinal, entry in enumerate(entries[:MOST_MEMBERS]):
        if entry.folder or any(part.startswith((".", "_")) for part in entry.name.split("/")):
            continue
        member = Member(above.archive, (*above.ordinals, ordinal), f"{above.name}{entry.name}")
        full = f"{outer}/{entry.name}"
        room[0] -= entry.size
        if entry.size > LARGEST_MEMBER or room[0] < 0:
            yield member, full, "the archive unpacks to more than the limit"
        elif entry.locked:
            yield member, full, "it is locked with a password"
        elif _begins_archive(data, ordinal):
            yield from _one(member, full, room)
        else:
            yield member, full, None
    if len(entries) > MOST_MEMBERS:
        rest = Member(above.archive, (*above.ordinals, MOST_MEMBERS), f"{above.name}…")
        yield rest, f"{outer}/…", f"the archive has {len(entries)} members, more than {MOST_MEMBERS}"


def _begins_archive(data: bytes | Path, ordinal: int) -> bool:
    """Whether a member is stored as an archive, by its first bytes; its own reader reports what is wrong with others."""
    kind = _kind(data)
    try:
        return kind is not None and _kind(kind.read(data, ordinal, BEGINNING)) is not None
    except SourceError:
        return False


def _one(member: Member, full: str, room: list[int]) -> Iterator[tuple[Member, str, str | None]]:
    """A member, or the members of an archive inside the archive."""
    try:
        data = member.read_bytes()
    except SourceError as error:
        yield member, full, str(error)
        return
    if _entries(data) is None:
        yield member, full, None
    elif len(member.ordinals) >= DEEPEST:
        yield member, full, f"archives inside archives are read {DEEPEST} deep and no deeper"
    else:
        yield from _members(data, Member(member.archive, member.ordinals, f"{member.name}/"), full, room)
