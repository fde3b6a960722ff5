"""A working copy of an output folder in object storage: pulled before a run, pushed after it.

Workers put each extract beside its local copy at once, so that a machine that is lost costs no reading.
The journal goes up before the first file of a release and `datapackage.json` after the last.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.files import write_whole
from pipeline.observer import Observer
from pipeline.release import NAME
from pipeline.remote import Remote, Stored
from pipeline.remote_lock import CLAIMS, held
from pipeline.run_report import RUNS
from pipeline.staging import JOURNAL, STAGE
from pipeline.store import STORE

EXTRACTS = f"{STORE}/extracts/"
JOURNAL_KEY = f"{STORE}/{JOURNAL}"
RECORD = "synced.json"
TRANSFERS = 16
LAST = 2


def working_folder(url: str) -> Path:
    """Where the working copy of a URL stands on this machine."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "gongkai" / hashlib.sha256(url.encode()).hexdigest()[:16]


@dataclass(slots=True)
class Mirror(Observer):
    """The working copy `out` of `remote`; `synced` holds what both sides looked like when they agreed.

    `kept`: what object storage keeps, by its first characters, though the working copy does not have it.
    """

    remote: Remote
    out: Path
    kept: tuple[str, ...] = (f"{RUNS}/", EXTRACTS)
    synced: dict[str, list[int]] = field(default_factory=dict)

    def pull(self) -> None:
        """Bring the working copy to the state of object storage; extracts never change and stay."""
        there = self.remote.list()
        self._remember()
        for path in self._files():
            key = self._key(path)
            if key not in there and not key.startswith(EXTRACTS):
                path.unlink()
        wanted = [key for key in there if not key.startswith(f"{RUNS}/") and not key.startswith(CLAIMS)]
        self._fetch([key for key in wanted if not self._agrees(key, there[key])])
        for key in wanted:
            self._agree(key, there[key])
        self._note()

    def publishing(self) -> None:
        """Fetch the extracts that other machines wrote."""
        there = self.remote.list(EXTRACTS)
        self._fetch([key for key, stored in there.items() if not self._agrees(key, stored)])

    def push(self) -> None:
        """Bring object storage to the state of the working copy, the list of files last."""
        there = self.remote.list()
        here = {self._key(path): path for path in self._files()}
        fresh = sorted(
            (key for key in here if key not in there or not self._agrees(key, there[key])), key=_turn
        )
        stale = [key for key in there if key not in here and not key.startswith((*self.kept, CLAIMS))]
        if any(_turn(key)[0] for key in fresh) or stale:
            self._announce(fresh)
        for turn in range(LAST + 1):
            _each(self.remote.put, [(key, here[key]) for key in fresh if _turn(key)[0] == turn])
        for key in {*stale, JOURNAL_KEY}:
            self.remote.delete(key)
        there = self.remote.list()
        for key in here:
            self._agree(key, there[key])
        self._note()

    def _fetch(self, keys: Sequence[str]) -> None:
        _each(self.remote.get, [(key, self.out / key) for key in keys])

    def _announce(self, keys: Sequence[str]) -> None:
        """Tell readers of object storage, and the next run, which partitions are about to change."""
        partitions = sorted({key.rpartition("/")[0] for key in keys if key.endswith(".parquet")})
        notice = self.out / STORE / "notice.json"
        write_whole(notice, json.dumps(partitions).encode())
        self.remote.put(JOURNAL_KEY, notice)
        notice.unlink()

    def _files(self) -> list[Path]:
        """Files of the working copy that belong on both sides."""
        own = {self.out / STORE / name for name in (RECORD, "lock", "notice.json", JOURNAL)}
        return [
            path
            for path in sorted(self.out.rglob("*"))
            if path.is_file() and path not in own and STAGE not in path.parts
        ]

    def _key(self, path: Path) -> str:
        return path.relative_to(self.out).as_posix()

    def _agrees(self, key: str, stored: Stored) -> bool:
        """Whether both sides of a key are as they were when they agreed."""
        try:
            local = (self.out / key).stat()
        except FileNotFoundError:
            return False
        if key.startswith(EXTRACTS):
            return local.st_size == stored.size
        return self.synced.get(key) == [stored.size, stored.changed, local.st_size, local.st_mtime_ns]

    def _agree(self, key: str, stored: Stored) -> None:
        if not key.startswith(EXTRACTS):
            local = (self.out / key).stat()
            self.synced[key] = [stored.size, stored.changed, local.st_size, local.st_mtime_ns]

    def _remember(self) -> None:
        try:
            self.synced = json.loads((self.out / STORE / RECORD).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            self.synced = {}

    def _note(self) -> None:
        write_whole(self.out / STORE / RECORD, json.dumps(self.synced).encode())


def _turn(key: str) -> tuple[int, str]:
    """When a file goes up: extracts and reports, then the release, its list of files last."""
    if key.startswith((EXTRACTS, f"{RUNS}/")):
        return 0, key
    return LAST if key == NAME else 1, key


def _each(transfer: Callable[[str, Path], None], pairs: Sequence[tuple[str, Path]]) -> None:
    """Copy objects, several at a time; the first that fails ends it."""
    with ThreadPoolExecutor(TRANSFERS) as pool:
        for _ in pool.map(transfer, *zip(*pairs, strict=True)) if pairs else ():
            pass


@contextmanager
def mirrored(url: str, extracts: bool = False) -> Iterator[Mirror]:
    """The working copy of an output folder in object storage, pulled; pushed when the block ends well.

    With `extracts`, those that the block removed are removed there, too.
    """
    remote = Remote(url.rstrip("/"))
    kept = (f"{RUNS}/",) if extracts else (f"{RUNS}/", EXTRACTS)
    mirror = Mirror(remote, working_folder(remote.url), kept)
    mirror.out.joinpath(STORE).mkdir(parents=True, exist_ok=True)
    with held(remote, mirror.out):
        mirror.pull()
        yield mirror
        mirror.push()


def fetched(url: str) -> Path:
    """A local copy of the files below a URL, those that did not change since the last time kept."""
    remote, folder = Remote(url.rstrip("/")), working_folder(f"{url.rstrip('/')} read")
    there = {
        key: stored for key, stored in remote.list().items() if not key.startswith((EXTRACTS, f"{RUNS}/"))
    }
    folder.mkdir(parents=True, exist_ok=True)
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in there:
            path.unlink()
    wanted = [(key, folder / key) for key, stored in there.items() if not _is_copy(folder / key, stored)]
    _each(remote.get, wanted)
    for key, path in wanted:
        os.utime(path, ns=(there[key].changed, there[key].changed))
    return folder


def _is_copy(path: Path, stored: Stored) -> bool:
    return path.exists() and (path.stat().st_size, path.stat().st_mtime_ns) == (stored.size, stored.changed)
