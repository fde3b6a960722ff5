"""Sources: the files of the input folders, same bytes once, in an order that no machine changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from pipeline.archives import Member, begins_archive, is_archive, members
from schemas.errors import SourceError
from schemas.quickly import quickly_made

CHUNK = 1 << 16


@quickly_made
@dataclass(frozen=True, slots=True)
class Source:
    """One file's bytes under all its names (relative to the input folder, sorted).

    `problem` says why the bytes could not be read; `doc_id` is then a hash of the name.
    """

    doc_id: str
    path: Path | Member
    names: tuple[str, ...]
    size: int
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """Sources sorted by first name, and what was left out, each with its reason."""

    sources: tuple[Source, ...]
    skipped: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A name that is no source, and why."""

    name: str
    reason: str


def collect(
    inputs: Sequence[Path], exclude: Sequence[str] = (), apart: Iterable[Path | None] = ()
) -> Collection:
    """All sources under `inputs` (folders or files) without `apart` and names that `exclude` matches."""
    found: dict[str, list[Source]] = {}
    skipped: list[tuple[str, str]] = []
    for seen in look(inputs, exclude, apart):
        if isinstance(seen, LeftOut):
            skipped.append((seen.name, seen.reason))
        else:
            found.setdefault(seen.doc_id, []).append(seen)
    merged = sorted(map(merge, found.values()), key=lambda source: (source.names, source.doc_id))
    return Collection(tuple(merged), tuple(sorted(skipped)))


def look(
    inputs: Sequence[Path], exclude: Sequence[str] = (), apart: Iterable[Path | None] = ()
) -> Iterator[Source | LeftOut]:
    """Each file under `inputs` as it is met, as a source of one name or as left out."""
    others = {str(path.resolve()) for path in apart if path is not None}
    for given in inputs:
        for path, name, reason in _walk(given, others):
            if any(fnmatch(name, pattern) for pattern in exclude):
                continue
            if reason is not None:
                yield LeftOut(name, reason)
                continue
            for source in _sources(path, name):
                if not any(fnmatch(part, pattern) for pattern in exclude for part in source.names):
                    yield source


def merge(same: Iterable[Source]) -> Source:
    """One source of the same bytes under several names."""
    ordered = sorted(same, key=lambda source: (source.names, str(source.path)))
    names = tuple(sorted({name for source in ordered for name in source.names}))
    first = ordered[0]
    return Source(first.doc_id, first.path, names, first.size, first.problem)


def _walk(given: Path, others: set[str]) -> Iterator[tuple[Path, str, str | None]]:
    """Files at and below `given` with their names, and why one is left out, if it is."""
    root = given.resolve()
    if not root.is_dir():
        yield root, given.name, None
        return
    pending, above = [root], os.path.join(root, "")  # noqa: PTH118  # a prefix of texts
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            yield folder, folder.relative_to(root).as_posix(), None
            continue
        for entry in entries:
            if entry.name.startswith((".", "_")):
                continue
            if entry.path in others:
                continue
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
            else:
                yield path, entry.path[len(above) :], _left_out(entry, root)


def _left_out(entry: os.DirEntry[str], root: Path) -> str | None:
    if entry.is_file(follow_symlinks=False):
        return None
    path = Path(entry.path)
    if entry.is_symlink():
        target = path.resolve()
        if not target.is_relative_to(root):
            return "a link that leaves the folder is not followed"
        if target.is_dir():
            return "a link to a folder is not followed"
    if path.exists() and not path.is_file():
        return "no regular file"
    return None


def _sources(path: Path, name: str) -> Iterator[Source]:
    """The source that a file is, or the sources inside an archive."""
    try:
        single = _single(path, name)
    except OSError as error:
        said = error.strerror or type(error).__name__
        single = Source(stand_in(_printable(name)), path, (_printable(name),), 0, said)
    if single is not None:
        yield single
        return
    for member, shown, problem in members(path, name):
        named = _printable(shown)
        try:
            data = b"" if problem else member.read_bytes()
        except SourceError as error:
            data, problem = b"", str(error)
        digest = stand_in(named) if problem else hashlib.sha256(data).hexdigest()
        yield Source(digest, member, (named,), len(data), problem)


def _single(path: Path, name: str) -> Source | None:
    """The source that a file is, read once; None for an archive of files."""
    with path.open("rb", buffering=0) as file:
        chunk = file.read(CHUNK)
        if begins_archive(chunk) and is_archive(path):
            return None
        digest, size = hashlib.sha256(), 0
        while chunk:
            digest.update(chunk)
            size += len(chunk)
            chunk = file.read(CHUNK)
    return Source(digest.hexdigest(), path, (_printable(name),), size)


def stand_in(name: str) -> str:
    """The doc_id of a file whose bytes cannot be read."""
    return hashlib.sha256(f"unreadable:{name}".encode()).hexdigest()


def _printable(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 are replaced."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", errors="replace")
